"""The code on a device: its address, as a picture."""

import io

import segno
from django.conf import settings
from django.urls import reverse

from makegood.records.assets.models import Asset


def address_of(asset: Asset) -> str:
    """Where whoever scans the code arrives."""
    return settings.BASE_URL.rstrip("/") + reverse("portal:scan", args=[asset.token])


def svg_of(asset: Asset) -> bytes:
    """The code as a drawing, with the quiet zone that readers want."""
    out = io.BytesIO()
    code = segno.make(address_of(asset), error="m", micro=False)
    code.save(out, kind="svg", scale=4, border=4, xmldecl=False, omitsize=True, dark="#000")
    return out.getvalue()


def png_of(asset: Asset) -> bytes:
    """The code as a picture for label printers, at 12 dots a square."""
    out = io.BytesIO()
    segno.make(address_of(asset), error="m", micro=False).save(out, kind="png", scale=12, border=4)
    return out.getvalue()
