"""Photos of labels, and the device of a case."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from makegood.base.access.http import actor_of, guarded
from makegood.base.ui.asking import asked
from makegood.care.cases.operations import name_device
from makegood.kernel.errors import Invalid
from makegood.records.assets import queries
from makegood.records.assets.operations.labels import MOST_BYTES, read_photo
from makegood.records.assets.queries import Label, read_label
from makegood.web.devices.beside import maybes, photos_of
from makegood.web.devices.shown import number
from makegood.web.opened import Opened, case_of

both = require_http_methods(["GET", "POST"])


def why_not(code: str) -> str:
    """Why a photo could not be read, in words that say what to do."""
    said = {
        "none": _("Nothing could be read on this photo. Go nearer, hold it straight, avoid glare."),
        "large": _("This photo is too large. Send a smaller one."),
        "picture": _("This is no picture that we can read. A photo as JPEG, PNG or WebP works."),
        "time": _("Reading took too long. Try a photo of the label alone."),
        "busy": _("Other photos are being read. Try again in a moment."),
        "off": _("Reading photos is not installed here. Type the number."),
    }
    return said.get(code, "")


@require_POST
@guarded("devices.change")
def photo(request: HttpRequest) -> HttpResponse:
    """What a photo of a label says, to be put into the form by hand."""
    upload = request.FILES.get("photo")
    if upload is None or (upload.size or 0) > MOST_BYTES:
        label = Label(why="large" if upload else "picture")
    else:
        label = read_label(upload.read())
    context = {"label": label, "why": why_not(label.why), "fill": "id_serial"}
    return render(request, "web/devices/_read.html", context)


@require_GET
@guarded("cases.see", find=case_of)
def case_panel(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The device of a case, beside it; which it may be where nobody said."""
    return render(request, "web/devices/_case.html", _beside(opened))


def _beside(opened: Opened) -> dict[str, Any]:
    case = opened.row
    asset = case.asset
    return {
        "case": case,
        "asset": asset,
        "product": queries.called(asset.product) if asset is not None else "",
        "trend": queries.usage_of(asset) if asset is not None else None,
        "maybes": maybes(case)[:3] if asset is None else [],
    }


@both
@guarded("cases.work", find=case_of)
def case_device(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Say which device a case is about: by a press, by its number, or by a photo that came with it."""
    case = opened.row
    context: dict[str, Any] = {
        "case": case,
        "maybes": maybes(case),
        "photos": photos_of(case),
        "read": "",
    }
    if "photo" in request.GET:
        context |= _photo_of(request, context["photos"])

    def act() -> str:
        chosen = request.POST.get("device", "")
        if chosen == "none":
            name_device(case, asset=None, by=actor_of(request))
            return _("It is about no device.")
        serial = request.POST.get("serial", "")
        asset = queries.asset_by_serial(serial) if serial.strip() else None
        offered = {one.asset.pk: one.asset for one in context["maybes"]}
        asset = asset or offered.get(number(chosen))
        if asset is None:
            raise Invalid(_("No device has this serial number."), field="serial")
        name_device(case, asset=asset, by=actor_of(request))
        return _("The case is about %(serial)s.") % {"serial": asset.serial}

    return asked(request, "web/devices/_which.html", act, stirs="device", **context)


def _photo_of(request: HttpRequest, photos: list[Any]) -> dict[str, Any]:
    file = next((one for one in photos if one.key == request.GET["photo"]), None)
    if file is None:
        return {}
    label = read_photo(file)
    return {"label": label, "why": why_not(label.why), "read": label.best("serial")}
