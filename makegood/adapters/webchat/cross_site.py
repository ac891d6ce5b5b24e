"""Answers that a script on somebody else's site may read: JSON always, with a sentence when something is wrong."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from makegood.adapters.webchat.models import Visitor
from makegood.adapters.webchat.origins import is_allowed, is_known
from makegood.adapters.webchat.queries import visitor_of
from makegood.kernel.errors import Invalid, NotFound, Refused
from makegood.portal.limits import TooMany

R = TypeVar("R", bound=HttpResponseBase)
View = Callable[..., HttpResponseBase]
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "authorization, content-type, accept-language",
    "Access-Control-Max-Age": "600",
}


class NotAllowed(Exception):
    """The page that asks is not on the account's list (403)."""


class Unknown(Exception):
    """The token has ended (401): the widget begins a new session and sends what it kept."""


def cross_site(view: View) -> View:
    """Let listed sites read the answer; no cookie counts here, so there is none to protect."""

    @wraps(view)
    def inner(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _preflight(request)
        try:
            response = view(request, **kwargs)
        except (Refused, Unknown, NotAllowed, NotFound, Http404) as error:
            response = _told(error)
        return _readable(request, response)

    return csrf_exempt(inner)


def visitor_from(request: HttpRequest) -> Visitor:
    """The visitor whose token the request carries. Raises Unknown or NotAllowed."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    visitor = visitor_of(token.strip()) if scheme.lower() == "bearer" else None
    if visitor is None or not visitor.account.is_active:
        raise Unknown
    if not is_allowed(visitor.account, request.headers.get("Origin", "")):
        raise NotAllowed
    return visitor


def said(request: HttpRequest) -> dict[str, Any]:
    """The JSON object in the body. Raises Invalid for anything else."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid(_("This message could not be read. Reload the page and send it again."))
    return found


def _preflight(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=204)
    if is_known(request.headers.get("Origin", "")):
        for name, value in ALLOWED.items():
            response.headers[name] = value
    return _readable(request, response)


def _readable(request: HttpRequest, response: R) -> R:
    origin = request.headers.get("Origin", "")
    if origin and is_known(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "retry-after"
    response.headers["Vary"] = "Origin"
    return response


def _told(error: Exception) -> JsonResponse:
    status, message = _sentence(error)
    answer: dict[str, str] = {"message": message}
    if isinstance(error, Invalid):
        answer["field"] = error.field
    response = JsonResponse(answer, status=status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait)
    return response


def _sentence(error: Exception) -> tuple[int, str]:
    if isinstance(error, TooMany):
        return 429, str(error.message)
    if isinstance(error, Refused):
        return (422 if isinstance(error, Invalid) else 409), str(error.message)
    if isinstance(error, Unknown):
        return 401, _("Your chat session has ended. It begins anew by itself.")
    if isinstance(error, NotAllowed):
        return 403, _("This chat may not be used on this site.")
    return 404, _("There is nothing here")
