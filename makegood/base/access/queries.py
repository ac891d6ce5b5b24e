"""Who is signed in where, which steps an account has, what holds for the company."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session

from makegood.base.access.models import Role, User, Workplace
from makegood.base.access.policy import guest
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound

PROOFS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Roles in the order in which a newcomer of the demo company learns most from them.
_TELLING = (
    Role.AGENT,
    Role.LEAD,
    Role.SPECIALIST,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.ADMINISTRATOR,
)


@dataclass(frozen=True)
class SignedIn:
    """One browser in which a person is signed in."""

    key: str
    browser: str
    network: str
    since: datetime
    is_this: bool


def workplace() -> Workplace:
    """What holds for the company; the defaults when nothing was set yet."""
    return Workplace.objects.filter(pk=1).first() or Workplace()


def sessions_of(user: User, *, this: str) -> list[SignedIn]:
    """Where a person is signed in now, newest first; `this` is the key of the browser that asks."""
    live = set(
        Session.objects.filter(
            session_key__in=UserSession.objects.filter(user=user).values("session_key"),
            expire_date__gt=now(),
        ).values_list("session_key", flat=True)
    )
    rows = UserSession.objects.filter(user=user, session_key__in=live).order_by("-created_at")
    return [
        SignedIn(
            key=row.session_key,
            browser=browser_name(row.user_agent),
            network=row.ip,
            since=row.created_at,
            is_this=row.session_key == this,
        )
        for row in rows
    ]


def browser_name(agent: str) -> str:
    """ "Firefox, Windows" from what a browser says of itself; the text as it is when it says neither."""
    browsers = {
        "Edg/": "Edge",
        "OPR/": "Opera",
        "Firefox/": "Firefox",
        "FxiOS/": "Firefox",
        "Chrome/": "Chrome",
        "CriOS/": "Chrome",
        "Safari/": "Safari",
    }
    systems = {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS": "macOS",
        "Linux": "Linux",
    }
    found = [
        next((name for mark, name in names.items() if mark in agent), "")
        for names in (browsers, systems)
    ]
    return ", ".join(name for name in found if name) or agent[:60]


def owing_second_step(users: Iterable[User]) -> set[int]:
    """Whose role demands a second step that he has not set up (two queries for any number). Never in
    the demo company."""
    roles = workplace().second_step_roles
    asked = {user.pk for user in users if user.role in roles and not user.is_demo}
    if not asked:
        return set()
    have = Authenticator.objects.filter(user_id__in=asked, type__in=PROOFS)
    return asked - set(have.values_list("user_id", flat=True))


def owes_second_step(user: User) -> bool:
    """Whether this person has to set up a second step before anything else."""
    return bool(owing_second_step([user]))


def is_demo_company() -> bool:
    """Whether the people here are made up."""
    return User.objects.filter(is_demo=True, is_active=True, role=Role.ADMINISTRATOR).exists()


def demo_accounts() -> list[User]:
    """The accounts a newcomer may try, the most telling roles first."""
    people = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    people = people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return sorted(people, key=lambda person: (_TELLING.index(person.role), person.pk))


def owner_of_link(token: str, *, purpose: str) -> User:
    """Whom a link for a new password is for. Raises NotFound; looking does not spend it."""
    for held, subject in guest(token, purpose=purpose).grants:
        user = User.objects.filter(pk=subject, is_active=True).first()
        if held == purpose and user is not None:
            return user
    raise NotFound


def is_open_link(token: str, *, purpose: str) -> bool:
    """Whether a link still does what it is for."""
    return bool(guest(token, purpose=purpose).grants)
