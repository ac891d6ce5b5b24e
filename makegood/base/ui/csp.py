"""What a browser may do with our pages, said on every response: fragments and errors too."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from makegood.base.ui.room import with_room

LOOPBACK = ("127.0.0.1", "localhost")
CONTENT_HOST = "content.localhost"
Handler = Callable[[HttpRequest], HttpResponseBase]
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(),"
        " browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}


def nonce_of(request: HttpRequest) -> str:
    """The one-time word that lets this page's own scripts run; the same for the whole request."""
    known: str = getattr(request, "csp_nonce", "")
    if not known:
        known = secrets.token_urlsafe(18)
        request.csp_nonce = known  # type: ignore[attr-defined]
    return known


def csp(
    **directives: str,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let one view differ: `@csp(frame_ancestors="*")`. Names as in the header, with underscores."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            response.csp = directives  # type: ignore[attr-defined]
            return response

        return inner

    return wrap


def content_origin(request: HttpRequest) -> str:
    """The other origin, on which foreign content (mail HTML, attachments) is shown; "" when there is none.

    `CONTENT_URL` names it; on this machine alone it is the same port under another name.
    """
    named = getattr(settings, "CONTENT_URL", "").rstrip("/")
    host, _, port = request.META.get("HTTP_HOST", "").partition(":")
    if named or host not in LOOPBACK:
        return named
    return f"{request.scheme}://{CONTENT_HOST}{':' + port if port else ''}"


def directives_for(nonce: str, content: str) -> dict[str, str]:
    """The strictest policy that our own pages live with; `content` is the other origin."""
    return {
        "default-src": "'none'",
        "script-src": f"'nonce-{nonce}' 'strict-dynamic'",
        "style-src": "'self'",
        "img-src": f"'self' data: blob: {content}".strip(),
        "media-src": f"'self' blob: {content}".strip(),
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "frame-src": content or "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "object-src": "'none'",
    }


class SecurityHeaders:
    """Outermost middleware. What is not said to be public is private and not stored anywhere."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = with_room(self.get_response, request)  # outermost, so for every page
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Content-Security-Policy" not in response.headers:
            response.headers["Content-Security-Policy"] = self._policy(request, response)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def _policy(self, request: HttpRequest, response: HttpResponseBase) -> str:
        directives = directives_for(nonce_of(request), content_origin(request))
        for name, value in getattr(response, "csp", {}).items():
            directives[name.replace("_", "-")] = value
        return "; ".join(f"{name} {value}" for name, value in directives.items())
