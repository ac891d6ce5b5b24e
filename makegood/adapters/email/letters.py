"""A mail as it was sent, made harmless, on the content origin: no script, no form, no request to anybody.

Three walls, each enough alone: an allow-list of tags, a content security policy that permits nothing
foreign, and a sandbox without scripts on an origin without cookies.
"""

import base64
import binascii
import re
import threading
from collections.abc import Callable, Mapping
from urllib.parse import unquote

import httpx
import nh3
from django.http import HttpRequest, HttpResponse

from makegood.base.egress import Forbidden
from makegood.base.egress import send as egress
from makegood.base.ui.content import (
    as_file,
    content_path,
    install_content,
    page_origins,
)
from makegood.base.ui.pictures import picture_type
from makegood.contact.conversations.models import Message, MessageFile
from makegood.kernel.errors import NotFound

TAGS = nh3.ALLOWED_TAGS | {"font", "center", "section", "article", "header", "footer", "main"}
STYLES = frozenset(
    [
        "color",
        "background-color",
        "font-size",
        "font-weight",
        "font-style",
        "font-family",
        "text-align",
        "text-decoration",
        "line-height",
        "margin",
        "margin-top",
        "margin-bottom",
        "margin-left",
        "margin-right",
        "padding",
        "padding-top",
        "padding-bottom",
        "padding-left",
        "padding-right",
        "border",
        "border-top",
        "border-bottom",
        "border-left",
        "border-right",
        "border-collapse",
        "border-color",
        "width",
        "max-width",
        "height",
        "vertical-align",
        "white-space",
        "list-style-type",
        "display",
    ]
)
ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"style", "dir", "lang", "align", "valign", "bgcolor", "title"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "width", "align"},
    "td": {"colspan", "rowspan", "width", "height", "align", "valign"},
    "img": {"src", "alt", "width", "height"},
    "a": {"href", "title"},
}
PAGE = """<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><meta name="color-scheme" content="light">
<style>body{{font:15px/1.6 system-ui,sans-serif;margin:14px;color:#1b262b;background:#fff;overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}</style>
</head><body>{body}</body></html>"""
_DATA = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp"))
_COLOURS = re.compile(r"rgba?\([\d\s.,%/]*\)")
MOST_PICTURES = 60
LONGEST_ADDRESS = 2000
_fetching = threading.BoundedSemaphore(3)  # slow picture servers must not take all threads
Pictures = Callable[[str], str | None]


def harmless(html: str, *, inline: Mapping[str, str], remote: Pictures = lambda _url: None) -> str:
    """A whole page. `inline` maps Content-IDs to addresses of ours; `remote` says what stands for a
    picture elsewhere (nothing: it is left out)."""

    def keep(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return _source(value.strip(), inline, remote)
        if value.strip().lower().startswith(("data:", "cid:")):
            return None
        return _without_addresses(value) if name == "style" else value

    body = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title"},
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        filter_style_properties=STYLES,
        link_rel="noopener noreferrer nofollow",
    )
    return PAGE.format(body=body)


def _source(value: str, inline: Mapping[str, str], remote: Pictures) -> str | None:
    lower = value[:30].lower()
    if lower.startswith("cid:"):
        return inline.get(content_id(value[4:]))
    if lower.startswith("data:"):
        return value if lower.startswith(_DATA) else None
    if lower.startswith(("http://", "https://")):
        return remote(value)
    return None


def _without_addresses(style: str) -> str | None:
    """No style that could fetch anything or name a function of the browser's."""
    return None if "(" in _COLOURS.sub("", style.lower()) else style


def content_id(text: str) -> str:
    """A Content-ID as it is compared."""
    return unquote(text).strip().strip("<>").lower()


def _letter(request: HttpRequest, name: str) -> HttpResponse:
    return _page(request, name, lambda _url: None)


def _letter_with_pictures(request: HttpRequest, name: str) -> HttpResponse:
    left = iter(range(MOST_PICTURES))

    def ours(url: str) -> str | None:
        if len(url) > LONGEST_ADDRESS or next(left, None) is None:
            return None
        return content_path("picture", base64.urlsafe_b64encode(url.encode()).decode())

    return _page(request, name, ours)


def _page(request: HttpRequest, name: str, remote: Pictures) -> HttpResponse:
    message = (
        Message.objects.filter(pk=int(name)).only("html").first() if name.isdecimal() else None
    )
    if message is None or not message.html:
        raise NotFound(name)
    files = MessageFile.objects.filter(message=message).exclude(inline="").select_related("file")
    inline = {content_id(f.inline): content_path("file", f.file.key) for f in files}
    response = HttpResponse(harmless(message.html, inline=inline, remote=remote))
    own = f"{request.scheme}://{request.META.get('HTTP_HOST', '')}/content/"
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
        f" img-src data: {own}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none';"
        f" frame-ancestors {page_origins(request)}"
    )
    response.headers["X-DNS-Prefetch-Control"] = "off"
    return response


def _picture(_request: HttpRequest, name: str) -> HttpResponse:
    """A picture from elsewhere, fetched by us, so that its server learns nothing of who looks."""
    try:
        url = base64.urlsafe_b64decode(name.encode()).decode()
    except (binascii.Error, UnicodeError) as error:
        raise NotFound(name) from error
    if not _fetching.acquire(timeout=10):
        raise NotFound(url)
    try:
        answer = egress("GET", url, headers={"Accept": "image/*", "User-Agent": "Mozilla/5.0"})
    except (Forbidden, httpx.HTTPError, OSError, ValueError) as error:
        raise NotFound(url) from error
    finally:
        _fetching.release()
    shown = picture_type(answer.body) if answer.status == 200 else ""
    if not shown:
        raise NotFound(url)
    return as_file(answer.body, name="picture", declared=shown)


install_content("letter", _letter)
install_content("letter-images", _letter_with_pictures)
install_content("picture", _picture)
