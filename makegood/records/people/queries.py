from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from makegood.base.access.models import User
from makegood.base.access.policy import Principal, scopes_from
from makegood.base.access.queries import owing_second_step
from makegood.base.database import rows
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.kernel.text import in_language
from makegood.records.people.models import Membership, Presence, Queue, Team

T = TypeVar("T")
GONE_AFTER = timedelta(seconds=60)


def team_scope(team_id: int) -> str:
    """The scope that members of a team carry."""
    return f"team:{team_id}"


@scopes_from
def teams_as_scopes(user: User) -> frozenset[str]:
    """A member of staff may see what belongs to his teams, and to the queues that he leads or whose
    lead he stands in for (one query)."""
    return scopes_of([user.pk])[user.pk]


SCOPES = """
SELECT user_id, team_id FROM people_membership WHERE user_id = ANY(%(people)s)
UNION SELECT duty_lead_id, team_id FROM people_queue WHERE duty_lead_id = ANY(%(people)s)
UNION SELECT deputy_id, team_id FROM people_queue WHERE deputy_id = ANY(%(people)s)
"""


def scopes_of(user_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The scopes of many people in one query."""
    found: dict[int, set[str]] = {pk: set() for pk in user_ids}
    for user_id, team_id in rows(SCOPES, {"people": list(user_ids)}):
        found[user_id].add(team_scope(team_id))
    return {pk: frozenset(scopes) for pk, scopes in found.items()}


class StaffSource:
    """`/live/staff`: a page of ours, opened with the session cookie. Key: session and user."""

    def identify(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
        """The session in the cookie, if it belongs to active staff."""
        from django.conf import settings  # noqa: PLC0415 - settings are ready when a stream opens

        cookies = dict(
            part.strip().partition("=")[::2] for part in headers.get("cookie", "").split(";")
        )
        key = cookies.get(settings.SESSION_COOKIE_NAME, "")
        found = _users_of([key]).get(key) if key else None
        return f"{key}:{found.user_id}" if found else None

    def principals(self, keys: Sequence[str]) -> Mapping[str, Principal]:
        """At most five queries for any number of open pages."""
        sessions = _users_of([key.split(":")[0] for key in keys])
        users = {
            u.pk: u
            for u in User.objects.filter(
                pk__in={s.user_id for s in sessions.values()}, is_active=True
            )
        }
        scopes, owing = scopes_of(list(users)), owing_second_step(users.values())
        result = {}
        for key in keys:
            name, _, claimed = key.partition(":")
            session = sessions.get(name)
            user = users.get(session.user_id) if session else None
            if user is None or session is None or str(user.pk) != claimed:
                continue
            if session.is_of(user) and (session.stepped or user.pk not in owing):
                result[key] = Principal(user=user, scopes=scopes[user.pk])
        return result


@dataclass(frozen=True)
class _Session:
    """What a session row says of who signed in."""

    user_id: int
    proof: str
    stepped: bool

    def is_of(self, user: User) -> bool:
        """Whether the password is still the one it was opened with."""
        return constant_time_compare(self.proof, user.get_session_auth_hash())


def _users_of(session_keys: Iterable[str]) -> dict[str, _Session]:
    found = {}
    for session in Session.objects.filter(session_key__in=set(session_keys), expire_date__gt=now()):
        data = session.get_decoded()
        user_id, proof = data.get(SESSION_KEY, ""), data.get(HASH_SESSION_KEY, "")
        if str(user_id).isdigit():
            records = data.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
            stepped = any(record.get("method") == "mfa" for record in records)
            found[session.session_key] = _Session(int(user_id), str(proof), stepped)
    return found


def default_queue() -> Queue | None:
    """Where a contact goes when its account names no queue."""
    return Queue.objects.filter(is_default=True).first() or Queue.objects.order_by("pk").first()


def available(user_ids: Sequence[int] | None = None) -> "QuerySet[Presence]":
    """Presences of active people who can take work this minute."""
    found = Presence.objects.filter(
        state=Presence.State.AVAILABLE, seen_at__gt=now() - GONE_AFTER, user__is_active=True
    )
    return found if user_ids is None else found.filter(user_id__in=user_ids)


def hold_active(user_ids: Sequence[int]) -> set[int]:
    """Those of these people who work here, held until the transaction ends: a deactivation waits for
    us, or we see it. Taken before the lock of any case, by everybody."""
    held = rows(
        "SELECT id FROM access_user WHERE id = ANY(%s) AND is_active ORDER BY id FOR SHARE",
        [sorted(set(user_ids))],
    )
    return {int(pk) for (pk,) in held}


def members_of(team_ids: Sequence[int]) -> dict[int, list[int]]:
    """Active members of teams (one query)."""
    found: dict[int, list[int]] = {pk: [] for pk in team_ids}
    rows = Membership.objects.filter(team_id__in=team_ids, user__is_active=True)
    for team_id, user_id in rows.values_list("team_id", "user_id"):
        found[team_id].append(user_id)
    return found


def teams() -> "QuerySet[Team]":
    """All teams with their queues."""
    return Team.objects.order_by("key").prefetch_related("queues")


def staff() -> "QuerySet[User]":
    """Everybody who works or worked here, those who are active first."""
    return User.objects.order_by("-is_active", "name", "pk").prefetch_related("teams")


def colleagues() -> "QuerySet[User]":
    """Who works here now, by name."""
    return User.objects.filter(is_active=True).order_by("name", "pk")


def staff_member(_who: Principal, *, pk: int) -> User:
    """One of us, active or not. Raises NotFound."""
    return _one(User.objects.filter(pk=pk).first())


def one_team(_who: Principal, *, pk: int) -> Team:
    """A team. Raises NotFound."""
    return _one(Team.objects.filter(pk=pk).first())


def one_queue(_who: Principal, *, pk: int) -> Queue:
    """A queue with its team and lead. Raises NotFound."""
    return _one(Queue.objects.select_related("team", "duty_lead").filter(pk=pk).first())


def _one(found: T | None) -> T:
    if found is None:
        raise NotFound
    return found


def queues() -> "QuerySet[Queue]":
    """All queues with their teams and leads, the default one first."""
    return Queue.objects.select_related("team", "duty_lead", "deputy").order_by(
        "-is_default", "key"
    )


def presence_of(user: User) -> Presence:
    """What a person says of himself now; available when he said nothing yet."""
    return Presence.objects.filter(user=user).first() or Presence(user=user)


def name_of(thing: Team | Queue, language: str) -> str:
    """The name of a team or queue in a language, else in the nearest that it has: who reads one Chinese
    script reads the other rather than English."""
    return in_language(thing.names, language) or thing.key
