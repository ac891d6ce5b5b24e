from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RepeatAnswered(Event, kind="repeats.answered"):
    """One of us said whether a new contact is about a known case."""

    case_id: int
    known: int
    same: bool
