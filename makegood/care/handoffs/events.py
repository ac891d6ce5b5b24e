from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class HandoffOffered(Event, kind="handoffs.offered"):
    handoff_id: int
    sender: int
    to_user: int | None
    to_team: int | None


@dataclass(frozen=True, kw_only=True)
class HandoffEnded(Event, kind="handoffs.ended"):
    """Accepted, declined, expired or withdrawn; whose it was, so that their pages follow."""

    handoff_id: int
    state: str
    sender: int
    to_user: int | None
    to_team: int | None


@dataclass(frozen=True, kw_only=True)
class HandoffMoved(Event, kind="handoffs.moved"):
    """One of the two left: another stands in his place."""

    handoff_id: int
    sender: int
    to_user: int | None
    to_team: int | None


@dataclass(frozen=True, kw_only=True)
class HandoffReturned(Event, kind="handoffs.returned"):
    handoff_id: int
    sender: int


@dataclass(frozen=True, kw_only=True)
class AlarmGiven(Event, kind="handoffs.alarm"):
    """Somebody has something to hear."""

    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AlarmSeen(Event, kind="handoffs.alarm_seen"):
    people: tuple[int, ...]
