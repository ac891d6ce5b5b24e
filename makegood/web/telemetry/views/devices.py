"""Two parts of the page of a device: what it sends, and its keys."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from makegood.base.access.http import actor_of, guarded, principal_of
from makegood.base.access.policy import Principal, may
from makegood.base.ui.asking import asked, done
from makegood.field.telemetry import operations, queries
from makegood.field.telemetry.models import Credential
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset
from makegood.records.assets.queries import changed_asset, seen_asset
from makegood.web.measures import reading_words
from makegood.web.telemetry.drawing import drawn

STIRS = "devicekeys"


def _seen(who: Principal, *, pk: int) -> Asset:
    return seen_asset(who, pk=pk)


def _changed(who: Principal, *, pk: int) -> Asset:
    return changed_asset(who, pk=pk)


def _key(who: Principal, *, pk: int) -> Credential:
    return queries.seen_key(who, pk=pk)


@require_safe
@guarded("devices.see", find=_seen)
def of_device(request: HttpRequest, asset: Asset) -> HttpResponse:
    """Its newest readings, one of them as a chart, what is missing and what could not be read."""
    newest = queries.newest(asset.pk)
    chosen = _chosen(request, newest)
    days = int(request.GET.get("days", "")) if request.GET.get("days") in ("1", "30", "365") else 30
    shown: dict[str, Any] = {
        "asset": asset,
        "stand": queries.stand_of(asset.pk),
        "newest": newest,
        "named": reading_words(one.name for one in newest),
        "chosen": chosen,
        "days": days,
        "spans": {1: _("1 day"), 30: _("30 days"), 365: _("1 year")},
        "missing": queries.missing_of(asset.pk),
        "asides": queries.set_aside(asset.pk)[:5],
        "changes": may(principal_of(request), "devices.change", asset),
    }
    if chosen is not None:
        series = queries.series(asset.pk, chosen.name_id, since=now() - timedelta(days=days))
        shown["plot"] = drawn(series.dots)
    return render(request, "web/telemetry/_of_device.html", shown)


def _chosen(request: HttpRequest, newest: list[queries.Newest]) -> queries.Newest | None:
    asked_for = request.GET.get("series", "")
    named = (one for one in newest if str(one.name_id) == asked_for)
    return next(named, newest[0] if newest else None)


@require_POST
@guarded("devices.change", find=_changed)
def seen(request: HttpRequest, asset: Asset) -> HttpResponse:
    """Somebody looked at what could not be read."""
    found = queries.set_aside(asset.pk).values_list("pk", flat=True)[:1000]
    operations.looked_at(list(found), by=actor_of(request))
    return done(_("Seen. The messages themselves stay."), stirs=STIRS)


@require_safe
@guarded("telemetry.keys", find=_changed)
def keys(request: HttpRequest, asset: Asset) -> HttpResponse:
    """The keys with which it may send, in use and taken back."""
    known = list(queries.keys_of(asset.pk)[:20])
    shown = {"asset": asset, "keys": known}
    return render(request, "web/telemetry/_keys.html", shown)


@require_http_methods(["GET", "POST"])
@guarded("telemetry.keys", find=_changed)
def key_new(request: HttpRequest, asset: Asset) -> HttpResponse:
    """A new key; its token is shown now and never again."""

    def act() -> HttpResponse:
        name = request.POST.get("name", "")
        key, token = operations.issue(asset, name=name, by=actor_of(request))
        shown = {"asset": asset, "key": key, "token": token}
        response = render(request, "web/telemetry/_token.html", shown)
        response["HX-Retarget"], response["HX-Reswap"] = "#dialogs", "innerHTML"
        response["HX-Trigger"] = STIRS
        return response

    return asked(request, "web/telemetry/_key_new.html", act, stirs=STIRS, asset=asset)


@require_POST
@guarded("telemetry.keys", find=_key)
def key_end(request: HttpRequest, key: Credential) -> HttpResponse:
    """Take a key back."""
    operations.revoke(key, by=actor_of(request))
    return done(_("The key opens nothing any more."), stirs=STIRS)
