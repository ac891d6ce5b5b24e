from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded
from makegood.base.ui.content import content_path
from makegood.base.ui.csp import content_origin
from makegood.web.opened import Opened, message_of
from makegood.web.privacy.looking import look_at_original


@require_GET
@guarded("cases.see", find=message_of)
def original(request: HttpRequest, opened: Opened) -> HttpResponse:
    """A letter as it was sent, in a frame of the other origin; pictures from elsewhere only when asked for."""
    assert opened.message is not None  # noqa: S101 - found by message_of
    look_at_original(request, opened.row, opened.message)
    pictures = "pictures" in request.GET
    path = content_path("letter-images" if pictures else "letter", str(opened.message.pk))
    context = {
        "src": f"{content_origin(request)}{path}",
        "pictures": pictures,
        "message": opened.message,
        "raw": _raw(opened.message.pk) if opened.message.raw_id else "",
    }
    return render(request, "web/_original.html", context)


def _raw(pk: int) -> str:
    """Where the mail can be saved byte for byte, if mail is installed."""
    try:
        return reverse("mail:raw", args=[pk])
    except NoReverseMatch:
        return ""
