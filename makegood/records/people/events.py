from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StaffJoined(Event, kind="people.staff_joined"):
    user_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class StaffChanged(Event, kind="people.staff_changed"):
    """Role, teams or state of a person changed: open pages read their rights anew."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class StaffDeactivated(Event, kind="people.staff_deactivated"):
    user_id: int
    takes_over: int


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(Event, kind="presence.changed"):
    user_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class TeamChanged(Event, kind="people.team_changed"):
    team_id: int


@dataclass(frozen=True, kw_only=True)
class QueueChanged(Event, kind="people.queue_changed"):
    queue_id: int


@dataclass(frozen=True, kw_only=True)
class LinkGiven(Event, kind="people.link_given"):
    """Somebody was given a link with which he chooses a password."""

    user_id: int
    purpose: str


@dataclass(frozen=True, kw_only=True)
class SignInChanged(Event, kind="people.sign_in_changed"):
    """`what`: password, app_added, app_removed, passkey_added, passkey_removed, recovery_codes_made."""

    user_id: int
    what: str
