from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role, User
from makegood.base.access.operations import INVITE, RESET, end_sessions, password_link
from makegood.base.access.ports import install_post, install_told
from makegood.base.database import retried
from makegood.base.jobs.queue import job
from makegood.base.journal.log import record
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.ids import random_name
from makegood.kernel.text import clean
from makegood.records.people.events import (
    LinkGiven,
    PresenceChanged,
    QueueChanged,
    SignInChanged,
    StaffChanged,
    StaffDeactivated,
    StaffJoined,
    TeamChanged,
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


class Narrowing(Protocol):
    """Hands over what a person may not have any more, in the transaction in which he lost these teams or
    became a technician."""

    def __call__(self, user: User, *, teams: Sequence[int], by: Actor) -> None: ...


NARROWINGS: list[Narrowing] = []


def on_narrowing(function: Narrowing) -> Narrowing:
    """Install what must be handed over when a person may see less than before (cases do)."""
    NARROWINGS.append(function)
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
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise Invalid(_("Somebody with this mail address is here already."), field="email")
    user = User.objects.create_user(
        email, password, name=name, role=role, language=language, zone=zone
    )
    Presence.objects.create(user=user)
    Membership.objects.bulk_create([Membership(team=team, user=user) for team in teams])
    record(StaffJoined(user_id=user.pk, role=role), subject=f"user:{user.pk}", by=by)
    return user


@retried
def change_staff(user: User, *, role: str, teams: Sequence[Team], by: Actor) -> User:
    """Another role, other teams; open pages follow at once, and what he may not have any more is handed
    over before."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if role not in Role.values:
        raise Invalid(_("There is no such role."), field="role")
    if user.role == Role.ADMINISTRATOR and role != Role.ADMINISTRATOR:
        _keep_an_administrator(user)
    narrower = role == Role.TECHNICIAN != user.role
    user.role = role
    user.save(update_fields=["role"])
    left = Membership.objects.filter(user=user).exclude(team__in=teams)
    lost = sorted(left.values_list("team_id", flat=True))
    left.delete()
    Membership.objects.bulk_create(
        [Membership(team=team, user=user) for team in teams], ignore_conflicts=True
    )
    if lost or narrower:
        for hand_over in NARROWINGS:
            hand_over(user, teams=lost, by=by)
    record(StaffChanged(user_id=user.pk), subject=f"user:{user.pk}", by=by)
    return user


@retried
def deactivate(user: User, *, takes_over: User, by: Actor) -> None:
    """End an account everywhere at once; what the person was responsible for goes to `takes_over`.

    Raises LastAdministrator, LeadsQueue; doing it twice changes nothing.
    """
    both = (
        User.objects.select_for_update(no_key=True)
        .filter(pk__in=[user.pk, takes_over.pk])
        .order_by("pk")
    )
    people = {person.pk: person for person in both}
    user, takes_over = people[user.pk], people[takes_over.pk]
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
def set_presence(user: User, *, state: str, by: Actor, reason: str = "", here: bool = True) -> None:
    """What the person says of himself: available, busy or away. Said by another, or by the system, it is
    no sign that he is `here`."""
    if state not in Presence.State.values:
        raise Invalid(_("There is no such state."), field="state")
    said = {"state": state, "reason": reason[:80], "since": now()}
    seen = {"seen_at": now()} if here else {}
    Presence.objects.update_or_create(user=user, defaults={**said, **seen})
    record(PresenceChanged(user_id=user.pk, state=state), subject=f"user:{user.pk}", by=by)


def seen(user_id: int) -> None:
    """A sign of an open page; written at most every twenty seconds."""
    stale = now() - SEEN_EVERY
    if not Presence.objects.filter(user_id=user_id, seen_at__gt=stale).exists():
        Presence.objects.update_or_create(user_id=user_id, defaults={"seen_at": now()})


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: str,
    teams: Sequence[Team],
    language: str,
    zone: str,
    by: Actor,
) -> tuple[User, str]:
    """A new member of staff and the link by which he chooses a password. The link is told this once.

    Raises Invalid as `hire` does.
    """
    user = hire(email=email, name=name, role=role, teams=teams, language=language, zone=zone, by=by)
    return user, give_link(user, by=by)


@transaction.atomic
def give_link(user: User, *, by: Actor) -> str:
    """A new link to a password, an invitation to who has none yet; earlier ones end."""
    purpose = RESET if user.has_usable_password() else INVITE
    record(LinkGiven(user_id=user.pk, purpose=purpose), subject=f"user:{user.pk}", by=by)
    return password_link(user, purpose=purpose)


@job("people.send_reset")
def send_reset(address: str, language: str) -> None:
    """Write to a member of staff who forgot his password; to anybody else nothing is sent."""
    user = User.objects.filter(email=address.lower(), is_active=True).first()
    if user is None:
        return
    with translation.override(language):
        link = give_link(user, by=SYSTEM)
        subject = gettext("A new password for Makegood")
        text = gettext(
            "%(name)s, somebody asked for a new password for %(mail)s.\n\n"
            "Choose it here, within an hour: %(link)s\n\n"
            "If it was not you, there is nothing to do; the old password still holds."
        ) % {"name": user.name, "mail": user.email, "link": link}
    send_mail(subject, text, None, [user.email])


def post_reset(*, address: str, language: str) -> None:
    """What the sign-in page asks for, whoever the address belongs to."""
    send_reset.defer(address=address, language=language)


install_post(post_reset)


@transaction.atomic
def make_queue(
    *,
    names: dict[str, str],
    team: Team,
    duty_lead: User,
    by: Actor,
    is_default: bool = False,
    key: str = "",
) -> Queue:
    """A queue with the person who is responsible when nobody else is. The same key twice is one queue,
    and without a key it is a new one."""
    key = key or free_key(Queue, names)
    if is_default:
        Queue.objects.filter(is_default=True).exclude(key=key).update(is_default=False)
    queue, _made = Queue.objects.update_or_create(
        key=key,
        defaults={"names": names, "team": team, "duty_lead": duty_lead, "is_default": is_default},
    )
    record(StaffChanged(user_id=duty_lead.pk), subject=f"user:{duty_lead.pk}", by=by)
    return queue


@transaction.atomic
def change_queue(
    queue: Queue,
    *,
    names: Mapping[str, str],
    team: Team,
    duty_lead: User,
    deputy: User | None,
    is_default: bool,
    by: Actor,
) -> Queue:
    """Another name, team or lead. Somebody active always leads, and one queue is the default.

    Raises Invalid.
    """
    queue = Queue.objects.select_for_update().get(pk=queue.pk)
    if not duty_lead.is_active:
        raise Invalid(_("Choose an active colleague who leads."), field="duty_lead")
    if deputy is not None and (not deputy.is_active or deputy.pk == duty_lead.pk):
        raise Invalid(_("Choose another active colleague as deputy."), field="deputy")
    if queue.is_default and not is_default:
        raise Invalid(
            _("One queue must be the default. Make another one the default instead."),
            field="is_default",
        )
    if is_default:
        Queue.objects.filter(is_default=True).exclude(pk=queue.pk).update(is_default=False)
    queue.names, queue.team, queue.is_default = named(names), team, is_default
    queue.duty_lead, queue.deputy = duty_lead, deputy
    queue.save(update_fields=["names", "team", "duty_lead", "deputy", "is_default"])
    record(QueueChanged(queue_id=queue.pk), subject=f"queue:{queue.pk}", by=by)
    return queue


@transaction.atomic
def make_team(
    *, key: str = "", names: Mapping[str, str], zone: str = "UTC", by: Actor = SYSTEM
) -> Team:
    """A team; the same key twice is one team, and without a key it is a new one."""
    key = key or free_key(Team, names)
    team = Team.objects.update_or_create(key=key, defaults={"names": named(names), "zone": zone})[0]
    record(TeamChanged(team_id=team.pk), subject=f"team:{team.pk}", by=by)
    return team


@transaction.atomic
def change_team(team: Team, *, names: Mapping[str, str], zone: str, by: Actor) -> Team:
    """Another name or zone."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    team.names, team.zone = named(names), zone
    team.save(update_fields=["names", "zone"])
    record(TeamChanged(team_id=team.pk), subject=f"team:{team.pk}", by=by)
    return team


def named(names: Mapping[str, str]) -> dict[str, str]:
    """Names by language, cleaned, empty ones left out. Raises Invalid when none is left."""
    kept = {code: clean(name).strip()[:80] for code, name in names.items() if name.strip()}
    if not kept:
        raise Invalid(_("Write a name in at least one language."), field="name_en")
    return kept


def free_key(model: type[Team] | type[Queue], names: Mapping[str, str]) -> str:
    """A short key from the English name that nobody has yet."""
    key = slugify(names.get("en", ""))[:32] or random_name(8)
    return f"{key}-{random_name(4)}" if model._default_manager.filter(key=key).exists() else key


def keep_sign_in_change(*, user_id: int, what: str) -> None:
    """The journal knows when somebody's way of signing in changed; never what it is."""
    by = actors.user(user_id)
    record(SignInChanged(user_id=user_id, what=what), subject=f"user:{user_id}", by=by)


install_told(keep_sign_in_change)
