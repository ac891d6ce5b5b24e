"""What others wrote or sent is shown from another origin, under signed addresses that end by themselves.

The address is a capability: whoever puts it into a page has asked the policy before. There is no
cookie on that origin, so nothing that runs there could act for anybody.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from makegood.base.access.http import guarded
from makegood.base.files.models import File
from makegood.base.files.operations import read
from makegood.base.ui.csp import CONTENT_HOST, LOOPBACK, content_origin
from makegood.base.ui.pictures import STARTS, picture_type
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound

LASTS = timedelta(hours=3)
STEP = 3600  # addresses stay the same within an hour, so that browsers may keep what they fetched
PREFIX = "/content/"
_RISKY = re.compile(r"[/\\:]|%(?=[0-9A-Fa-f]{2})")
Handler = Callable[[HttpRequest, str], HttpResponse]
HANDLERS: dict[str, Handler] = {}


def install_content(purpose: str, handler: Handler) -> None:
    """Let `handler(request, name)` answer for one kind of content; it raises NotFound."""
    HANDLERS[purpose] = handler


def content_path(purpose: str, name: str) -> str:
    """The signed path of one foreign thing, without its origin; good for two to three hours."""
    until = int((now() + LASTS).timestamp()) // STEP * STEP
    signature = ids.sign(f"{name}:{until}", key=settings.SECRET_KEY, purpose=f"content.{purpose}")
    return reverse("ui:content", args=[purpose, name, until, signature])


def _signed(purpose: str, name: str, until: int, signature: str) -> bool:
    good = ids.signed(
        f"{name}:{until}", signature, key=settings.SECRET_KEY, purpose=f"content.{purpose}"
    )
    return good and until >= now().timestamp()


@require_safe
@guarded("public")
def show(
    request: HttpRequest, *, purpose: str, name: str, until: int, signature: str
) -> HttpResponseBase:
    """One foreign thing, if the address is ours, has not ended and was asked of the right origin."""
    handler = HANDLERS.get(purpose)
    if handler is None or not _signed(purpose, name, until, signature) or _wrong_origin(request):
        raise Http404
    try:
        response = handler(request, name)
    except NotFound as error:
        raise Http404 from error
    response.headers.setdefault("Content-Security-Policy", "sandbox; default-src 'none'")
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _wrong_origin(request: HttpRequest) -> bool:
    """Where there is another origin, foreign things are shown there and nowhere else."""
    return bool(content_origin(request)) and not is_content_host(request)


def is_content_host(request: HttpRequest) -> bool:
    """Whether the request came to the origin of foreign things."""
    host = request.META.get("HTTP_HOST", "").lower()
    named = urlsplit(getattr(settings, "CONTENT_URL", "")).netloc.lower()
    return bool(host == named if named else host.partition(":")[0] == CONTENT_HOST)


def page_origins(request: HttpRequest) -> str:
    """The origins whose pages may frame foreign things, for `frame-ancestors`."""
    base = urlsplit(settings.BASE_URL)
    found = [f"{base.scheme}://{base.netloc}"]
    _, colon, port = request.META.get("HTTP_HOST", "").partition(":")
    if not getattr(settings, "CONTENT_URL", ""):
        found += [f"http://{name}{colon}{port}" for name in LOOPBACK]
    return " ".join(dict.fromkeys(found))


class ContentHost:
    """Middleware: the origin of foreign things serves those and no page of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_content_host(request) and not request.path.startswith(PREFIX):
            return HttpResponse("", status=404, content_type="text/plain")
        return self.get_response(request)


def download_name(name: str) -> str:
    """A name that no system takes for a path or a hidden file, not even after decoding `%2f`."""
    flat = _RISKY.sub("_", name).strip().lstrip(". ")
    return flat or "file"


def as_file(content: bytes, *, name: str, declared: str = "") -> HttpResponse:
    """Bytes for saving; shown in place only if they are a picture and were said to be one."""
    shown = picture_type(content) if declared in STARTS else ""
    response = HttpResponse(content, content_type=shown or "application/octet-stream")
    disposition = content_disposition_header(not shown, download_name(name))
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _file(_request: HttpRequest, name: str) -> HttpResponse:
    file = File.objects.filter(key=name).first()
    if file is None:
        raise NotFound(name)
    return as_file(read(file), name=file.name or file.key, declared=file.type)


install_content("file", _file)
