"""Dialogs on the page of a device."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.ui.asking import asked
from makegood.base.ui.preferences import html_lang
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import in_language
from makegood.records.assets import operations, queries
from makegood.records.assets.models import Asset, Part
from makegood.records.assets.operations import Place
from makegood.records.assets.rules.fields import NotOfItsKind, typed
from makegood.records.customers.models import Company
from makegood.web.devices.whom import whose

both = require_http_methods(["GET", "POST"])
STIRS = "devices"


@both
@guarded("devices.change", find=queries.changed_asset)
def transferring(request: HttpRequest, asset: Asset) -> HttpResponse:
    """Somebody else has it from now on, or nobody."""

    def act() -> str:
        its = whose(principal_of(request), request.POST.get("whose", ""))
        name = request.POST.get("place", "").strip()
        site = operations.keep_site(Place(name), whose=its) if name and its else None
        why = request.POST.get("why", "")
        operations.transfer(asset, to=its, site=site, why=why, by=actor_of(request))
        return _("It is handed over.") if its is not None else _("Nobody has it now.")

    companies = Company.objects.order_by("name").values_list("name", flat=True)[:500]
    return asked(
        request, "web/devices/_transfer.html", act, stirs=STIRS, asset=asset, companies=companies
    )


@both
@guarded("devices.change", find=queries.changed_asset)
def retiring(request: HttpRequest, asset: Asset) -> HttpResponse:
    """It is out of use."""

    def act() -> str:
        operations.retire(asset, why=request.POST.get("why", ""), by=actor_of(request))
        return _("It is out of use.")

    return asked(request, "web/devices/_retire.html", act, stirs=STIRS, asset=asset)


@both
@guarded("devices.change", find=queries.changed_asset)
def reading(request: HttpRequest, asset: Asset) -> HttpResponse:
    """What somebody read off its counter."""

    def act() -> str:
        value = _number(request.POST.get("value", ""))
        at = _moment(request.POST.get("day", ""))
        unit = request.POST.get("unit", "")[:20] if not queries.counted_in(asset) else ""
        if not queries.counted_in(asset) and not unit:
            raise Invalid(_("Say in what it counts."), field="unit")
        operations.note_usage(
            asset, value=value, at=at, unit=unit, source="staff", by=actor_of(request)
        )
        trend = queries.usage_of(asset)
        if trend is not None and trend.doubtful:
            return _("It is kept, and doubted: it does not go on from the readings before.")
        return _("The reading is kept.")

    unit = queries.counted_in(asset)
    return asked(
        request, "web/devices/_reading.html", act, stirs=STIRS, asset=asset, unit=unit, today=now()
    )


def _number(text: str) -> float:
    try:
        found = typed("number", text)
    except NotOfItsKind as error:
        raise Invalid(_("Type what the counter shows, as a number."), field="value") from error
    if not isinstance(found, float):
        raise Invalid(_("Type what the counter shows, as a number."), field="value")
    return found


def _moment(day: str) -> datetime:
    """Noon of a day that is over, else now."""
    try:
        given = datetime.fromisoformat(day).replace(tzinfo=UTC, hour=12) if day else now()
    except ValueError as error:
        raise Invalid(_("Type a day, as 2026-11-22."), field="day") from error
    if given.date() > now().date():
        raise Invalid(_("This day is still to come."), field="day")
    return min(given, now())


@both
@guarded("devices.change", find=queries.changed_asset)
def fitting(request: HttpRequest, asset: Asset) -> HttpResponse:
    """A part was built in."""

    def act() -> str:
        number = request.POST.get("part", "").strip().upper()
        part = Part.objects.filter(number=number).first()
        if part is None:
            raise Invalid(_("No part has this number."), field="part")
        told = {name: request.POST.get(name, "") for name in ("serial", "why")}
        trend = queries.usage_of(asset)
        operations.fit_part(
            asset, part=part, at=_moment(request.POST.get("day", "")), by=actor_of(request),
            counter=trend.total if trend else None, **told,
        )  # fmt: skip
        return _("The part is noted.")

    parts = [(one.number, in_language(one.names, html_lang())) for one in queries.parts_for(asset)]
    return asked(
        request, "web/devices/_fit.html", act, stirs=STIRS, asset=asset, parts=parts, today=now()
    )
