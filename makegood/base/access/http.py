"""The principal of a request, and the guard that stands before every page."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django_htmx.middleware import HtmxDetails

from makegood.base.access.models import User
from makegood.base.access.policy import NOBODY, Principal, may, principal_of_user
from makegood.kernel.actor import Actor
from makegood.kernel.errors import NotFound

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request behind a guard for staff: the user is one of us."""

    user: User
    htmx: HtmxDetails
    principal: Principal


def principal_of(request: HttpRequest) -> Principal:
    """Who asks, read once per request."""
    known = getattr(request, "principal", None)
    if known is None:
        user = getattr(request, "user", None)
        known = principal_of_user(user) if isinstance(user, User) else NOBODY
        request.principal = known  # type: ignore[attr-defined]
    return cast(Principal, known)


def actor_of(request: HttpRequest) -> Actor:
    """The name under which the request acts in the journal."""
    return principal_of(request).actor


@dataclass(frozen=True)
class Guard:
    """What a route asks of the policy; the route matrix reads it."""

    act: str
    finds: bool


def guarded(act: str, *, find: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Let a view run only if the policy allows `act`.

    `find(principal, **route_arguments)` fetches the thing, which the view gets instead of the route
    arguments; it raises NotFound for what is not there or not to be seen. Staff who are not signed
    in are sent to sign in; everybody else sees 404, as if there were nothing.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            who = principal_of(request)
            try:
                thing = find(who, **kwargs) if find else None
            except NotFound:
                return _turn_away(request, who)
            if not may(who, act, thing):
                return _turn_away(request, who)
            return view(request, thing) if find else view(request, **kwargs)

        inner.guard = Guard(act, find is not None)  # type: ignore[attr-defined]
        return inner

    return wrap


def _turn_away(request: HttpRequest, who: Principal) -> HttpResponse:
    if who.is_staff or request.method not in ("GET", "HEAD"):
        raise Http404
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = f"{settings.LOGIN_URL}"
        return response
    return redirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
