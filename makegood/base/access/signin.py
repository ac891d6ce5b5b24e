"""How staff sign in: nobody signs up by himself, limits lock nobody out, demo accounts work on this machine only."""

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.access.sealing import seal, unseal

NAMES_OF_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
SAID_BY_A_PROXY = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
NOT_RIGHT = _("Mail or password is not right. After five wrong tries you have to wait ten minutes.")


def from_this_machine(request: HttpRequest) -> bool:
    """Whether the person sits at the machine that answers: the connection, the name that was asked
    for, and no sign of a proxy that might speak for somebody else."""
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    name = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
    return (
        near
        and name in (*NAMES_OF_THIS_MACHINE, "testserver")
        and not any(header in request.META for header in SAID_BY_A_PROXY)
    )


def may_enter(user: AbstractBaseUser, request: HttpRequest | None) -> bool:
    """Whether this account may be signed in to from where the request comes from."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return not user.is_demo or (request is not None and from_this_machine(request))


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Mail and password. An account that may not be entered looks like a wrong password."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The member of staff, or nothing; takes as long either way."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and may_enter(user, request) else None

    @classmethod
    def _stash_user(cls, user: User | None) -> None:
        """A deactivated account is not told apart from one that never was."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our answers to allauth's questions."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NOT_RIGHT,
        "invalid_login": NOT_RIGHT,
        "account_inactive": NOT_RIGHT,
        "too_many_login_attempts": _(
            "Too many tries from here. Wait ten minutes, or sign in with a passkey."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or it has been used. Wait for the next one."),
        "rate_limited": _("Too many tries from here. Wait a minute and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an administrator."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """`next=` leads to our own paths and nowhere else."""
        return is_own_path(url)

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **rest: Any
    ) -> None:
        """Only our own sentences are shown; allauth's remarks on success are not needed."""
        if message:
            messages.add_message(request, level, message)

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **rest: Any
    ) -> HttpResponse | None:
        """The last question before any way of signing in, passkeys too."""
        if may_enter(user, request):
            return None
        return self.respond_user_inactive(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Back to the sign-in page with the sentence that everybody gets."""
        messages.error(request, NOT_RIGHT)
        return HttpResponseRedirect(settings.LOGIN_URL)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether the person at the keyboard knows the password of this very account."""
        again = self.authenticate(self.request, email=user.get_username(), password=password)
        return again is not None and again.pk == user.pk

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong tries count against an account from one network, so nobody can lock its owner out
        from elsewhere; a network as a whole has its own limit."""
        return f"{credentials.get('email', '').lower()}|{get_ip(request)}"


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second steps: their secrets are kept sealed, their errors say what to do."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Adapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        return seal(text, purpose="second-step")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose="second-step")


def is_own_path(url: str) -> bool:
    """Whether this is a path of ours: no host, no scheme, nothing a browser could read as one."""
    plain = url.startswith("/") and not url.startswith(("//", "/\\")) and "\\" not in url
    return plain and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
