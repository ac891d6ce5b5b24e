"""Devices for customers: where the code on one leads, what is theirs, and the page of each."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from makegood.base.access.http import guarded
from makegood.base.access.policy import Principal
from makegood.base.ui.content import content_path
from makegood.base.ui.csp import content_origin
from makegood.base.ui.preferences import html_lang
from makegood.field.diagnosis.queries import faults_of
from makegood.portal.brands import brand_for
from makegood.portal.mine import Thing, case_link, cases_of, install_things, seat_of
from makegood.portal.opening import private, speak_to
from makegood.portal.signing_in import SESSION_COOKIE, session_of
from makegood.records.assets import queries
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.entitlements.queries import decide
from makegood.records.entitlements.queries.deciding import zone_of
from makegood.records.entitlements.queries.servicing import next_services
from makegood.records.entitlements.queries.wording import amount, day_said, headline
from makegood.records.entitlements.rules.warranty import Decision

PLAIN = ("warranty", "exchange", "")  # what a stranger may be told: no contract, no goodwill
LISTED = 30


def scanned(_who: Principal, token: str) -> Asset | None:
    """The device on which the code stands; a code that is none opens a page that says so."""
    asset = queries.asset_by_token(token)
    return None if asset is None or asset.product is None else asset


@require_safe
@guarded("public", find=scanned)
def scan(request: HttpRequest, asset: Asset | None) -> HttpResponse:
    """Where the code on a device leads, without an account: what it is, whether its warranty holds, and what to do.
    Nothing of whoever has it. Looking is not counted: nobody guesses a code of 128 bits."""
    if asset is None or asset.state == Asset.State.RETIRED:
        return _page(request, "portal/device_scanned.html", status=404)
    context: dict[str, Any] = {
        "asset": asset,
        "product": queries.called(asset.product),
        "covered": public_sentence(decide(asset)),
        "guide": guide_for(asset),
        "trouble": trouble_url(asset),
        "papers": papers_of(request, asset, anybody=True),
    }
    return _page(request, "portal/device_scanned.html", **context)


def _page(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    asset = context.get("asset")
    context["brand"] = brand_for(asset.product if asset is not None else None)
    return private(render(request, name, context, status=status))


def public_sentence(found: Decision) -> str:
    """Whether the warranty holds, in one sentence for anybody; "" where that is not known, or is not a stranger's
    business."""
    if found.rule not in PLAIN or found.ends_on is None:
        return ""
    day = day_said(found.ends_on)
    if found.covered:
        return _("Its warranty holds until %(day)s.") % {"day": day}
    return _("Its warranty ended %(day)s.") % {"day": day}


def guide_for(asset: Asset) -> str:
    """Where the guide for it begins; "" where there is none."""
    if asset.product_id is None or not faults_of(asset.product_id):
        return ""
    return reverse("portal:guide_device", args=[asset.token])


def trouble_url(asset: Asset) -> str:
    """The form with its number filled in."""
    return f"{reverse('portal:form')}?{urlencode({'about': asset.serial})}"


def papers_of(
    request: HttpRequest, asset: Asset, *, anybody: bool = False
) -> list[tuple[str, str]]:
    """Papers that customers may read, with addresses that end by themselves; for anybody those of its product, as
    those of the one device may name whoever has it."""
    origin = content_origin(request)
    found = queries.documents_for(asset, customer=True)
    if anybody:
        found = [one for one in found if one.asset_id is None]
    return [(one.title, f"{origin}{content_path('file', one.file.key)}") for one in found]


def theirs(contact: Contact) -> "QuerySet[Asset]":
    """What somebody may see now: his own, and his organisation's where he has a seat in it."""
    seat = seat_of(contact)
    sees = seat is not None and (seat.sees or seat.manages)
    return queries.devices_of(contact.pk, contact.company_id if sees else None)


def things(contact: Contact) -> list[Thing]:
    """His devices, for his page."""
    return [
        Thing(
            name=queries.called(asset.product) or asset.serial,
            said=asset.serial if asset.site is None else f"{asset.serial} · {asset.site.name}",
            url=reverse("portal:device", args=[asset.pk]),
        )
        for asset in theirs(contact)[:LISTED]
    ]


install_things("devices", title=gettext_lazy("Your devices"), things=things)


@require_safe
@guarded("public")
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """One of his devices: how it is, what is covered, its papers, and his cases about it."""
    session = session_of(request.COOKIES.get(SESSION_COOKIE, ""))
    if session is None:
        return private(HttpResponseRedirect(reverse("portal:sign_in")))
    contact = session.contact
    speak_to(request, contact)
    asset = theirs(contact).filter(pk=pk).first()
    if asset is None:
        raise Http404
    trend = queries.usage_of(asset)
    context: dict[str, Any] = {
        "asset": asset,
        "product": queries.called(asset.product),
        "covered": headline(decide(asset), zone=zone_of(asset)),
        "services": next_services(asset, html_lang()),
        "trend": trend,
        "ran": amount(trend.total, trend.unit) if trend is not None else "",
        "guide": guide_for(asset),
        "trouble": trouble_url(asset),
        "papers": papers_of(request, asset),
        "cases": [
            (case, case_link(session, case))
            for case in cases_of(contact).filter(asset=asset).defer("terms").order_by("-pk")[:10]
        ],
    }
    return _page(request, "portal/device.html", **context)
