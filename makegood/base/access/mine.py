"""The pages a member of staff has for himself: who he is, how he signs in, where he is signed in."""

from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.password_change import finalize_password_change
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.base.access import operations, queries
from makegood.base.access.http import guarded, principal_of
from makegood.base.access.models import User
from makegood.base.access.ports import tell_change
from makegood.base.access.signin import Adapter
from makegood.base.access.signin_forms import ChangePasswordForm, MeForm, WorkplaceForm
from makegood.kernel.errors import Invalid

INDEX = reverse_lazy("mfa_index")
PAGE = {"section": "settings"}


def _me(request: HttpRequest) -> User:
    user = principal_of(request).user
    if user is None:
        raise TypeError("this page stands behind a guard for staff")
    return user


@guarded("staff")
def settings_index(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The first page of the settings is one's own."""
    return redirect("access:me")


@guarded("staff")
def me(request: HttpRequest) -> HttpResponse:
    """Name, language, zone, appearance, keys."""
    user = _me(request)
    fields = ("name", "language", "zone", "theme", "single_keys")
    form = MeForm(request.POST or None, initial={name: getattr(user, name) for name in fields})
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        try:
            operations.rename(user, chosen.pop("name"))
        except Invalid as error:
            form.add_error("name", str(error.message))
        else:
            operations.keep_preferences(user, **chosen)
            messages.success(request, _("Kept."))
            return _as_chosen(redirect("access:me"))
    context = {**PAGE, "page": "me", "form": form}
    return render(request, "access/me.html", context, status=_status(form))


def _as_chosen(response: HttpResponse) -> HttpResponse:
    """The cookies of language and theme give way to what the account says now."""
    for cookie in (settings.LANGUAGE_COOKIE_NAME, "makegood_theme"):
        response.delete_cookie(cookie)
    return response


@guarded("staff")
def password(request: HttpRequest) -> HttpResponse:
    """Another password; every other browser is signed out."""
    user = _me(request)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(
            request, app="allauth.account", action="change_password", user=user
        ):
            form.add_error("present", Adapter.error_messages["rate_limited"])
        elif not user.check_password(form.cleaned_data["present"]):
            form.add_error("present", _("This is not your password."))
        elif _change(request, user, form):
            messages.success(request, _("The password is changed. Other browsers were signed out."))
            return HttpResponseRedirect(INDEX)
    context = {**PAGE, "page": "sign-in", "form": form}
    return render(request, "access/password.html", context, status=_status(form))


def _change(request: HttpRequest, user: User, form: ChangePasswordForm) -> bool:
    try:
        operations.set_password(user, form.cleaned_data["password"])
    except Invalid as error:
        form.add_error("password", str(error.message))
        return False
    finalize_password_change(request, user)
    operations.end_sessions(user, but=request.session.session_key or "")
    return True


@guarded("staff")
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    found = queries.sessions_of(_me(request), this=request.session.session_key or "")
    context = {**PAGE, "page": "sessions", "sessions": found}
    return render(request, "access/sessions.html", context)


@require_POST
@guarded("staff")
def session_end(request: HttpRequest) -> HttpResponse:
    """Sign one browser out, or all others."""
    key, here = request.POST.get("session", ""), request.session.session_key or ""
    if key == "others":
        operations.end_sessions(_me(request), but=here)
    elif key and key != here:
        operations.end_session(_me(request), key)
    return redirect("access:sessions")


@guarded("administer")
def company(request: HttpRequest) -> HttpResponse:
    """The company's name, and who must use a second step."""
    kept = queries.workplace()
    initial = {"name": kept.name, "second_step_roles": kept.second_step_roles}
    form = WorkplaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.change_workplace(**form.cleaned_data)
        messages.success(request, _("Kept."))
        return redirect("access:company")
    context = {**PAGE, "page": "company", "form": form}
    return render(request, "access/company.html", context, status=_status(form))


def _status(form: Any) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200


class Steps(second.IndexView):  # type: ignore[misc]
    """Password, app, passkeys, recovery codes: all ways of signing in on one page."""

    template_name = "access/steps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        owes = queries.owes_second_step(_me(self.request))
        return {**context, **PAGE, "page": "sign-in", "owes": owes}


class _Here:
    """Where these pages stand in the settings."""

    extra_context = {**PAGE, "page": "sign-in"}


class _Told:
    """A change of how one signs in; the journal says so in the same transaction."""

    what = ""

    def form_valid(self, form: Any) -> Any:
        response = super().form_valid(form)  # type: ignore[misc]
        tell_change(user_id=_me(self.request).pk, what=self.what)  # type: ignore[attr-defined]
        return response


class Again(_Here, account.ReauthenticateView):  # type: ignore[misc]
    template_name = "access/again.html"


class AgainByCode(_Here, second.ReauthenticateView):  # type: ignore[misc]
    template_name = "access/again_code.html"


class AgainByKey(_Here, keys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    template_name = "access/again_key.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **self.extra_context, "form": self.get_form()}


class AppOn(_Told, _Here, totp.ActivateTOTPView):  # type: ignore[misc]
    what = "app_added"
    template_name = "access/app_on.html"


class AppOff(_Told, _Here, totp.DeactivateTOTPView):  # type: ignore[misc]
    what = "app_removed"
    template_name = "access/app_off.html"


class KeyOn(_Told, _Here, keys.AddWebAuthnView):  # type: ignore[misc]
    what = "passkey_added"
    template_name = "access/key_on.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {"form": kwargs.get("form") or self.get_form(), **context, **self.extra_context}


class KeyOff(_Told, _Here, keys.RemoveWebAuthnView):  # type: ignore[misc]
    what = "passkey_removed"
    template_name = "access/key_off.html"
    success_url = INDEX


class Codes(_Here, codes.ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "access/codes.html"


class NewCodes(_Told, _Here, codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    what = "recovery_codes_made"
    template_name = "access/codes_new.html"


# A change and what the journal says of it are one transaction.
steps = guarded("staff")(Steps.as_view())
again = guarded("staff")(Again.as_view())
again_by_code = guarded("staff")(AgainByCode.as_view())
again_by_key = guarded("staff")(AgainByKey.as_view())
app_on = guarded("staff")(transaction.atomic(AppOn.as_view()))
app_off = guarded("staff")(transaction.atomic(AppOff.as_view()))
key_on = guarded("staff")(transaction.atomic(KeyOn.as_view()))
key_off = guarded("staff")(transaction.atomic(KeyOff.as_view()))
view_codes = guarded("staff")(reauthentication_required(app="allauth.mfa")(Codes.as_view()))
new_codes = guarded("staff")(transaction.atomic(NewCodes.as_view()))


@guarded("staff")
def keys_list(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Passkeys stand on the page of all ways of signing in."""
    return HttpResponseRedirect(INDEX)
