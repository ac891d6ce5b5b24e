from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role, User
from makegood.base.access.operations import end_sessions
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.records.people.events import (
    PresenceChanged,
    StaffChanged,
    StaffDeactivated,
    StaffJoined,
)
from makegood.records.people.models import Membership, Presence, Queue, Team

SEEN_EVERY = timedelta(seconds=20)


class LastAdministrator(Refused):
    """Somebody must be able to change settings."""


class LeadsQueue(Refused):
    """The person is the duty lead of a queue."""


class Departing(Protocol):
    """Hands everything a person is responsible for to another, in the same transaction."""

    def __call__(self, user: User, *, takes_over: User, by: Actor) -> None: ...


DEPARTURES: list[Departing] = []


def on_departure(function: Departing) -> Departing:
    """Install what must be handed over when a person leaves (cases do)."""
    DEPARTURES.append(function)
    return function


@transaction.atomic
def hire(
    *,
    email: str,
    name: str,
    role: str,
    by: Actor,
    teams: Sequence[Team] = (),
    password: str | None = None,
    language: str = "en",
    zone: str = "UTC",
) -> User:
    """A new member of staff. Without a password he sets one by the link he is sent.

    Raises Invalid when the address is in use or the role unknown.
    """
    if role not in Role.values:
        raise Invalid(_("There is no such role."), field="role")
    if User.objects.filter(email__iexact=email).exists():
        raise Invalid(_("Somebody with this mail address is here already."), field="email")
    user = User.objects.create_user(
        email, password, name=name, role=role, language=language, zone=zone
    )
    Presence.objects.create(user=user)
    Membership.objects.bulk_create([Membership(team=team, user=user) for team in teams])
    record(StaffJoined(user_id=user.pk, role=role), subject=f"user:{user.pk}", by=by)
    return user


@transaction.atomic
def change_staff(user: User, *, role: str, teams: Sequence[Team], by: Actor) -> User:
    """Another role, other teams; open pages follow at once."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if role not in Role.values:
        raise Invalid(_("There is no such role."), field="role")
    if user.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _keep_an_administrator(user)
    user.role = role
    user.save(update_fields=["role"])
    Membership.objects.filter(user=user).exclude(team__in=teams).delete()
    Membership.objects.bulk_create(
        [Membership(team=team, user=user) for team in teams], ignore_conflicts=True
    )
    record(StaffChanged(user_id=user.pk), subject=f"user:{user.pk}", by=by)
    return user


@transaction.atomic
def deactivate(user: User, *, takes_over: User, by: Actor) -> None:
    """End an account everywhere at once; what the person was responsible for goes to `takes_over`.

    Raises LastAdministrator, LeadsQueue; doing it twice changes nothing.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return
    if user.role == Role.ADMINISTRATOR:
        _keep_an_administrator(user)
    if Queue.objects.filter(duty_lead=user).exists():
        raise LeadsQueue(_("This person is the duty lead of a queue. Name another lead first."))
    if user.pk == takes_over.pk or not takes_over.is_active:
        raise Invalid(_("Choose an active colleague who takes over."), field="takes_over")
    for hand_over in DEPARTURES:
        hand_over(user, takes_over=takes_over, by=by)
    user.is_active = False
    user.deactivated_at = now()
    user.save(update_fields=["is_active", "deactivated_at"])
    end_sessions(user)
    record(
        StaffDeactivated(user_id=user.pk, takes_over=takes_over.pk),
        subject=f"user:{user.pk}",
        by=by,
    )


def _keep_an_administrator(user: User) -> None:
    others = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True)
    if not [u for u in others if u.pk != user.pk]:
        raise LastAdministrator(_("This is the only administrator. Make another one first."))


@transaction.atomic
def set_presence(user: User, *, state: str, by: Actor, reason: str = "") -> None:
    """What the person says of himself: available, busy or away."""
    if state not in Presence.State.values:
        raise Invalid(_("There is no such state."), field="state")
    Presence.objects.update_or_create(
        user=user,
        defaults={"state": state, "reason": reason[:80], "since": now(), "seen_at": now()},
    )
    record(PresenceChanged(user_id=user.pk, state=state), subject=f"user:{user.pk}", by=by)


def seen(user_id: int) -> None:
    """A sign of an open page; written at most every twenty seconds."""
    stale = now() - SEEN_EVERY
    if not Presence.objects.filter(user_id=user_id, seen_at__gt=stale).exists():
        Presence.objects.update_or_create(user_id=user_id, defaults={"seen_at": now()})


@transaction.atomic
def make_queue(
    *,
    key: str,
    names: dict[str, str],
    team: Team,
    duty_lead: User,
    by: Actor,
    is_default: bool = False,
) -> Queue:
    """A queue with the person who is responsible when nobody else is. The same key twice is one queue."""
    if is_default:
        Queue.objects.filter(is_default=True).update(is_default=False)
    queue, _made = Queue.objects.update_or_create(
        key=key,
        defaults={"names": names, "team": team, "duty_lead": duty_lead, "is_default": is_default},
    )
    record(StaffChanged(user_id=duty_lead.pk), subject=f"user:{duty_lead.pk}", by=by)
    return queue


def make_team(*, key: str, names: dict[str, str], zone: str = "UTC") -> Team:
    """A team; the same key twice is one team."""
    return Team.objects.update_or_create(key=key, defaults={"names": names, "zone": zone})[0]
