"""What tasks ask of those who know more: the deadlines of a case, and how soon it must be solved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from makegood.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What a department owes now: by when, and who keeps it (None: the team)."""

    case_id: int
    what: str
    due: datetime
    keeper_id: int | None


class Deadlines(Protocol):
    """Keeps what is owed among the deadlines of the case, in the caller's transaction. The caller
    holds the lock of the case."""

    def owe(self, owed: Owed, *, by: Actor) -> int:
        """Begin to watch it; gives the number under which it is known."""

    def end(self, case_id: int, number: int, *, kept: bool, by: Actor) -> None:
        """It is done, or need not be done any more; the case keeps a deadline."""

    def keep(self, case_id: int, number: int, *, keeper_id: int | None, by: Actor) -> None:
        """Another person keeps it; when it is due stays."""

    def back_to_owner(self, case_id: int, what: str, *, by: Actor) -> None:
        """The next step is the owner's: he is reminded, soon, of this."""


Targets = Callable[[], list[tuple[str, int]]]
_DEADLINES: list[Deadlines] = []
_TARGETS: list[Targets] = []


def install_deadlines(deadlines: Deadlines) -> None:
    """Let somebody watch what departments owe; the last one installed does."""
    _DEADLINES[:] = [deadlines]


def deadlines() -> Deadlines:
    """Who watches. Raises IndexError when nobody was installed: nothing may be owed unwatched."""
    return _DEADLINES[0]


def install_targets(targets: Targets) -> None:
    """Let somebody say how soon cases must be solved: a name and minutes of working time each."""
    _TARGETS[:] = [targets]


def solution_targets() -> list[tuple[str, int]]:
    """What is promised for solutions, the shortest first; nothing where nothing is promised."""
    return sorted(_TARGETS[0](), key=lambda target: target[1]) if _TARGETS else []
