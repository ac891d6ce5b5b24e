"""On the page of a device: until when it is covered, its contracts, services, campaigns, what everybody must know."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import Principal, may
from makegood.base.ui.asking import asked, done, user_of
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.assets.models import Asset
from makegood.records.assets.queries import changed_asset, seen_asset
from makegood.records.entitlements.models import Goodwill, Handling, ServiceDue
from makegood.records.entitlements.operations import goodwill, notes, servicing
from makegood.records.entitlements.queries.notes import holding
from makegood.records.entitlements.queries.wording import day_said
from makegood.web.entitled import shown
from makegood.web.entitled.views.case import day_typed

both = require_http_methods(["GET", "POST"])
STIRS = "devices"


@require_GET
@guarded("devices.see", find=seen_asset)
def panel(request: HttpRequest, asset: Asset) -> HttpResponse:
    """Everything that it is entitled to."""
    context = {
        "asset": asset,
        "cover": shown.cover_of(asset),
        "contracts": shown.contracts_of(asset),
        "services": shown.services_of(asset),
        "campaigns": shown.campaigns_shown(asset),
        "goodwill": shown.goodwill_of(asset),
        "leads": may(principal_of(request), "campaigns.manage"),
        "notes": list(holding().filter(asset=asset).select_related("author")),
    }
    return render(request, "web/entitled/_device.html", context)


@both
@guarded("devices.change", find=changed_asset)
def note(request: HttpRequest, asset: Asset) -> HttpResponse:
    """Write what everybody must know of this device."""

    def act() -> str:
        told = request.POST
        ends = told.get("ends", "")
        notes.write_handling(
            asset,
            kind=told.get("kind", ""),
            text=told.get("text", ""),
            ends=notes.end_of_day(day_typed(ends)) if ends else None,
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Everybody sees it from now on")

    return asked(request, "web/entitled/_note.html", act, stirs=STIRS, kinds=Handling.Kind.choices)


def found_service(_who: Principal, *, pk: int) -> ServiceDue:
    """A service of a device. Raises NotFound."""
    row = ServiceDue.objects.select_related("plan", "asset").filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    return row


@both
@guarded("devices.change", find=found_service)
def service_done(request: HttpRequest, row: ServiceDue) -> HttpResponse:
    """It was done: the next one is planned from that day."""

    def act() -> str:
        servicing.service_done(
            row,
            on=day_typed(request.POST.get("on", ""), "on"),
            note=request.POST.get("note", ""),
            user=user_of(request),
            by=actor_of(request),
        )
        return _("Kept. The next one is planned.")

    return asked(
        request,
        "web/entitled/_service_done.html",
        act,
        stirs=STIRS,
        service=shown.service_shown(row),
        today=now(),
        since=day_said(row.since),
    )


@require_POST
@guarded("devices.change", find=found_service)
def service_now(request: HttpRequest, row: ServiceDue) -> HttpResponse:
    """It needs it now, whatever the calendar says."""
    servicing.fall_due(row.plan, row.asset, why=user_of(request).name)
    return done(_("It is due from now on"), stirs=STIRS)


def found_goodwill(_who: Principal, *, pk: int) -> Goodwill:
    """What was given in goodwill. Raises NotFound."""
    row = Goodwill.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    return row


@require_POST
@guarded("oversee", find=found_goodwill)
def goodwill_back(request: HttpRequest, row: Goodwill) -> HttpResponse:
    """It was not used."""
    goodwill.withdraw_goodwill(row, by=actor_of(request))
    return done(_("Taken back"), stirs=STIRS)
