from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.access.queries import owes_second_step

OPEN = ("/sign-", "/settings/sign-in/", "/ui/", "/static/", "/here/")


class SecondStepFirst:
    """Who owes a second step sets it up before he opens anything else. Sign-out, language and the
    set-up pages stay open; requests of scripts are answered with 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Asked for every page of a person who is signed in."""
        user = getattr(request, "user", None)
        if not isinstance(user, User) or request.path.startswith(OPEN):
            return None
        used = any(
            record.get("method") == "mfa" for record in get_authentication_records(request, user)
        )
        if used or not owes_second_step(user):
            return None
        if request.headers.get("HX-Request") or request.method not in ("GET", "HEAD"):
            return HttpResponse(status=403)
        messages.info(request, _("Your role needs a second step. Set one up to go on."))
        return HttpResponseRedirect(reverse("mfa_index"))
