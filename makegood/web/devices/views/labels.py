"""Labels to print: a code to scan with the serial number beneath."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded, principal_of
from makegood.records.assets import queries
from makegood.records.assets.models import Asset
from makegood.web.devices.qr import png_of, svg_of
from makegood.web.devices.shown import asked_for, number

MOST = 240  # ten sheets


@require_GET
@guarded("devices.see", find=queries.seen_asset)
def label(_request: HttpRequest, asset: Asset) -> HttpResponse:
    """The code as a drawing."""
    return HttpResponse(svg_of(asset), content_type="image/svg+xml")


@require_GET
@guarded("devices.see", find=queries.seen_asset)
def label_png(_request: HttpRequest, asset: Asset) -> HttpResponse:
    """The code as a picture to keep."""
    response = HttpResponse(png_of(asset), content_type="image/png")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{asset.serial}.png"
    )
    return response


@require_GET
@guarded("devices.see")
def labels(request: HttpRequest) -> HttpResponse:
    """A sheet of labels: of one device, or of those that the list was asked for."""
    pks = [number(pk) for pk in request.GET.getlist("pk")][:MOST]
    if pks:
        found = Asset.objects.filter(pk__in=pks).select_related("product")
        assets = list(found.defer("terms").order_by("serial"))
    else:
        wanted = asked_for(principal_of(request), request.GET)
        assets = queries.found_devices(wanted, limit=MOST)
    shown = [(asset, queries.called(asset.product)) for asset in assets]
    return render(request, "web/devices/labels.html", {"labels": shown, "most": MOST})
