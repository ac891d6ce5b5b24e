from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from makegood.base.access.models import User
from makegood.base.access.policy import Principal, scopes_from
from makegood.kernel.clock import now
from makegood.records.people.models import Membership, Presence, Queue, Team

GONE_AFTER = timedelta(seconds=60)


def team_scope(team_id: int) -> str:
    """The scope that members of a team carry."""
    return f"team:{team_id}"


@scopes_from
def teams_as_scopes(user: User) -> frozenset[str]:
    """A member of staff may see what belongs to his teams and to the queues he leads (one query)."""
    return scopes_of([user.pk])[user.pk]


def scopes_of(user_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The scopes of many people in one query."""
    found: dict[int, set[str]] = {pk: set() for pk in user_ids}
    memberships = Membership.objects.filter(user_id__in=user_ids).values_list("user_id", "team_id")
    led = Queue.objects.filter(duty_lead_id__in=user_ids).values_list("duty_lead_id", "team_id")
    for user_id, team_id in memberships.union(led):
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
        return f"{key}:{found}" if found else None

    def principals(self, keys: Sequence[str]) -> Mapping[str, Principal]:
        """Three queries for any number of open pages."""
        sessions = _users_of([key.split(":")[0] for key in keys])
        users = {
            u.pk: u for u in User.objects.filter(pk__in=set(sessions.values()), is_active=True)
        }
        scopes = scopes_of(list(users))
        result = {}
        for key in keys:
            session, _, claimed = key.partition(":")
            user = users.get(sessions.get(session, 0))
            if user is not None and str(user.pk) == claimed:
                result[key] = Principal(user=user, scopes=scopes[user.pk])
        return result


def _users_of(session_keys: Iterable[str]) -> dict[str, int]:
    found = {}
    for session in Session.objects.filter(session_key__in=set(session_keys), expire_date__gt=now()):
        user_id = session.get_decoded().get("_auth_user_id", "")
        if str(user_id).isdigit():
            found[session.session_key] = int(user_id)
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
