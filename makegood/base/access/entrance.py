"""The pages before the door: sign in, second step, a forgotten password, a link that lets one choose a new one."""

from typing import Any

from allauth.account import views as account
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as second
from allauth.mfa.webauthn import views as keys
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.base.access import queries
from makegood.base.access.http import guarded
from makegood.base.access.models import User
from makegood.base.access.operations import INVITE, LinkEnded, choose_password
from makegood.base.access.policy import Principal
from makegood.base.access.ports import ask_for_link, demo_password
from makegood.base.access.signin import from_this_machine
from makegood.base.access.signin_forms import ForgottenForm, NewPasswordForm, SignInForm
from makegood.kernel.errors import Invalid, NotFound

LANGUAGE_NAMES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


class SignIn(account.LoginView):  # type: ignore[misc]
    """Mail and password, or a passkey."""

    template_name = "access/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        near = from_this_machine(self.request)
        demo = near and queries.is_demo_company()
        return {
            **super().get_context_data(**kwargs),
            "workplace": queries.workplace(),
            "demo_accounts": queries.demo_accounts() if demo else [],
            "demo_password": demo_password() if demo else "",
            "passkeys": _name_for_passkeys(self.request),
            "next": self.get_next_url() or "",
        }


class SecondStep(second.AuthenticateView):  # type: ignore[misc]
    """The code of an app, a recovery code, or a passkey."""

    template_name = "access/second_step.html"


sign_in = guarded("public")(SignIn.as_view())
second_step = guarded("public")(SecondStep.as_view())
sign_in_with_passkey = guarded("public")(keys.LoginWebAuthnView.as_view())


@guarded("public")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Only by POST: a link or a picture on a page signs nobody out."""
    if request.method != "POST":
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    view = account.LogoutView.as_view()
    response: HttpResponse = view(request)
    response["Location"] = settings.LOGIN_URL
    return response


@guarded("public")
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same for every address, known or not, over the limit or not."""
    form = ForgottenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "access/forgotten.html", {"form": form}, status=status)
    address = form.cleaned_data["email"].lower()
    within = ratelimit.consume(request, app="allauth.account", action="reset_password", key=address)
    if within:
        ask_for_link(address=address, language=_language())
    return render(request, "access/forgotten.html", {"asked": address})


def _holder(_who: Principal, *, token: str, purpose: str) -> tuple[User | None, str, str]:
    """Whom a link is for. An ended link is a page of its own, so it is not NotFound."""
    try:
        return queries.owner_of_link(token, purpose=purpose), token, purpose
    except NotFound:
        return None, token, purpose


@guarded("public", find=_holder)
def new_password(request: HttpRequest, held: tuple[User | None, str, str]) -> HttpResponse:
    """Choose a password by an invitation or a reset link. Looking at the page does not spend the link."""
    user, token, purpose = held
    if user is None:
        return render(request, "access/link_ended.html", {"purpose": purpose}, status=404)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_password(token, purpose=purpose, password=form.cleaned_data["password"])
        except LinkEnded:
            return render(request, "access/link_ended.html", {"purpose": purpose}, status=404)
        except Invalid as error:
            form.add_error("password", str(error.message))
        else:
            messages.success(request, _("The password is set. Sign in with it."))
            return HttpResponseRedirect(settings.LOGIN_URL)
    context = {"form": form, "user_of_link": user, "is_new": purpose == INVITE}
    status = 422 if request.method == "POST" else 200
    return render(request, "access/new_password.html", context, status=status)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: this network asks too often."""
    return render(request, "access/429.html", status=429)


def _name_for_passkeys(request: HttpRequest) -> bool:
    """A passkey belongs to a name; under a bare number a browser refuses to make or use one."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return not host.replace(".", "").isdigit() and not host.startswith("[")


def _language() -> str:
    return LANGUAGE_NAMES.get(get_language() or "", "en")
