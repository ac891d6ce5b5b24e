from collections.abc import Sequence
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Grant, Role, User, Workplace
from makegood.base.access.ports import tell_change
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean

INVITE, RESET, SETUP = "invite", "reset", "setup"
LASTS = {INVITE: timedelta(days=7), RESET: timedelta(hours=1), SETUP: timedelta(hours=24)}


class LinkEnded(Refused):
    """A token that is unknown, used, withdrawn or too old; which of these is not said."""


def give_grant(*, purpose: str, subject: int, lasts: timedelta) -> str:
    """A new token for one thing. It is returned this once; only its digest is kept."""
    token = ids.token()
    Grant.objects.create(
        token=ids.digest(token), purpose=purpose, subject=subject, expires_at=now() + lasts
    )
    return token


@transaction.atomic
def use_once(token: str, *, purpose: str) -> int:
    """The subject of a single-use token, which is spent by this call.

    Raises LinkEnded. Of two simultaneous uses one wins.
    """
    spent = Grant.objects.filter(
        token=ids.digest(token),
        purpose=purpose,
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=now(),
    )
    grant = spent.select_for_update().first() if token else None
    if grant is None:
        raise LinkEnded(_("This link has ended. Ask for a new one."))
    grant.used_at = now()
    grant.withdrawn_at = now()
    grant.save(update_fields=["used_at", "withdrawn_at"])
    return grant.subject


def withdraw_grants(*, purpose: str, subject: int) -> int:
    """End every link of one purpose to one thing; returns how many ended."""
    return Grant.objects.filter(purpose=purpose, subject=subject, withdrawn_at=None).update(
        withdrawn_at=now()
    )


def forget_grants(*, after: timedelta = timedelta(days=30)) -> int:
    """Drop links that ended long ago; returns how many."""
    return Grant.objects.filter(expires_at__lt=now() - after).delete()[0]


def end_sessions(user: User, *, but: str = "") -> int:
    """Sign a member of staff out everywhere, or everywhere `but` in one session; returns how many ended."""
    ended = 0
    for session in (
        Session.objects.filter(expire_date__gt=now()).exclude(session_key=but).iterator()
    ):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    UserSession.objects.filter(user=user).exclude(session_key=but).delete()
    return ended


def keep_preferences(user: User, **chosen: str | bool) -> None:
    """Keep what a member of staff chose for himself: language, zone, theme, single_keys."""
    unknown = set(chosen) - {"language", "zone", "theme", "single_keys"}
    if unknown:
        raise TypeError(f"not a preference: {unknown}")
    User.objects.filter(pk=user.pk).update(**chosen)


def setup_link() -> str | None:
    """The address where the first administrator makes himself, once, within a day; None when there is
    an administrator. A link that was given before ends."""
    if User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        return None
    return _link(SETUP, 0)


def password_link(user: User, *, purpose: str) -> str:
    """The address where a member of staff chooses a password: an invitation (7 days) or a reset (1 hour).

    An earlier link of the same kind ends.
    """
    return _link(purpose, user.pk)


def _link(purpose: str, subject: int) -> str:
    with transaction.atomic():
        withdraw_grants(purpose=purpose, subject=subject)
        token = give_grant(purpose=purpose, subject=subject, lasts=LASTS[purpose])
    return f"{settings.BASE_URL}/{purpose}/{token}/"


@transaction.atomic
def choose_password(token: str, *, purpose: str, password: str) -> User:
    """Spend a link and set the password it allows; every session of the person ends.

    Raises LinkEnded, and Invalid for a password that is too weak: then the link is not spent.
    """
    user = User.objects.select_for_update().filter(pk=use_once(token, purpose=purpose)).first()
    if user is None or not user.is_active:
        raise LinkEnded(_("This link has ended. Ask for a new one."))
    set_password(user, password)
    end_sessions(user)
    return user


@transaction.atomic
def set_password(user: User, password: str) -> None:
    """Give an account a password; links to another one end; the journal knows. Raises Invalid with what to do when it is
    too weak."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error
    user.set_password(password)
    user.save(update_fields=["password"])
    for purpose in (INVITE, RESET):
        withdraw_grants(purpose=purpose, subject=user.pk)
    tell_change(user_id=user.pk, what="password")


def end_session(user: User, session_key: str) -> None:
    """Sign one of a person's own browsers out; another's session is not touched."""
    mine = UserSession.objects.filter(user=user, session_key=session_key)
    if mine.exists():
        Session.objects.filter(session_key=session_key).delete()
        mine.delete()


def change_workplace(*, name: str, second_step_roles: Sequence[str] | None = None) -> Workplace:
    """The company's name, and the roles that must use a second step. Raises Invalid for unknown roles."""
    fields: dict[str, object] = {"name": clean(name).strip()[:80]}
    if second_step_roles is not None:
        if set(second_step_roles) - set(Role.values):
            raise Invalid(_("There is no such role."), field="second_step_roles")
        fields["second_step_roles"] = sorted(set(second_step_roles))
    return Workplace.objects.update_or_create(id=1, defaults=fields)[0]


def rename(user: User, name: str) -> None:
    """What colleagues call a person. Raises Invalid for nothing at all."""
    name = clean(name).strip()[:80]
    if not name:
        raise Invalid(_("Write a name that colleagues know you by."), field="name")
    User.objects.filter(pk=user.pk).update(name=name)
