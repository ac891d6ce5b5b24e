from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from makegood.base.access.http import guarded
from makegood.base.files.models import File
from makegood.base.files.operations import read
from makegood.base.ui.csp import content_origin
from makegood.contact.conversations.models import Message, MessageFile
from makegood.web.files import SHOWN, content_path, is_signed
from makegood.web.letters import harmless
from makegood.web.opened import Opened, message_of

CAGED = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


@require_GET
@guarded("cases.see", find=message_of)
def original(request: HttpRequest, opened: Opened) -> HttpResponse:
    """The frame in which a letter is shown as it was sent, from the other origin."""
    assert opened.message is not None  # noqa: S101 - found by message_of
    path = content_path("letter", str(opened.message.pk))
    return render(request, "web/_original.html", {"src": f"{content_origin(request)}{path}"})


@require_GET
@guarded("public")
def content(
    request: HttpRequest, purpose: str, name: str, until: int, signature: str
) -> HttpResponse:
    """A file or a letter, for whoever holds its signed address; in a cage on any origin."""
    if not is_signed(purpose, name, until, signature):
        raise Http404
    response = _letter(name) if purpose == "letter" else _file(name)
    ancestors = (
        f"'self' {request.scheme}://{_app_host(request)}" if purpose == "letter" else "'none'"
    )
    response["Content-Security-Policy"] = f"{CAGED}; frame-ancestors {ancestors}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if purpose == "file" else "same-site"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _file(key: str) -> HttpResponse:
    file = File.objects.filter(key=key).first()
    if file is None:
        raise Http404
    shown = file.type in SHOWN
    response = HttpResponse(
        read(file), content_type=file.type if shown else "application/octet-stream"
    )
    name = content_disposition_header(as_attachment=not shown, filename=file.name or file.key)
    response["Content-Disposition"] = name or "attachment"
    return response


def _letter(name: str) -> HttpResponse:
    message = Message.objects.filter(pk=int(name) if name.isdigit() else 0).first()
    if message is None:
        raise Http404
    held = MessageFile.objects.filter(message=message).exclude(inline="").select_related("file")
    inline = {link.inline.strip("<>"): content_path("file", link.file.key) for link in held}
    return HttpResponse(harmless(message.html, inline), content_type="text/html; charset=utf-8")


def _app_host(request: HttpRequest) -> str:
    """The page that frames it lives on the address by which the product is reached."""
    return "*" if not request.get_host() else "*:" + (request.get_port() or "443")
