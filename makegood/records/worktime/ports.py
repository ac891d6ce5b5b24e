"""What a calendar's page asks of those who keep deadlines by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Moves:
    """What the last change of a calendar did to what was open; `done` is false while it goes on."""

    at: datetime
    done: bool
    looked_at: int
    earlier: int
    later: int
    most_earlier: timedelta
    most_later: timedelta


class Follower(Protocol):
    """Knows the open deadlines that follow a calendar."""

    def open_by(self, calendar_id: int) -> int:
        """How many open deadlines follow it."""
        ...

    def last_moves(self, calendar_id: int) -> Moves | None:
        """What its last change moved, when there was one."""
        ...


_FOLLOWERS: list[Follower] = []


def install_follower(follower: Follower) -> None:
    """From now on this one is asked; the one before it no longer."""
    _FOLLOWERS[:] = [follower]


def open_by(calendar_id: int | None) -> int:
    """How many open deadlines follow a calendar; none where nobody keeps any."""
    if calendar_id is None:
        return 0
    return sum(follower.open_by(calendar_id) for follower in _FOLLOWERS)


def last_moves(calendar_id: int | None) -> Moves | None:
    """What the last change of a calendar moved."""
    if calendar_id is None:
        return None
    return next((follower.last_moves(calendar_id) for follower in _FOLLOWERS), None)
