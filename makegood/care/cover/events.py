from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AbsenceChanged(Event, kind="cover.absence_changed"):
    """Planned, accepted, refused, begun, over or cancelled; `people` are those whose pages follow."""

    absence_id: int
    what: str
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CaseDecided(Event, kind="cover.case_decided"):
    """What becomes of a case while its owner is away: hand, cover or park."""

    absence_id: int
    choice: str
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CustomerTold(Event, kind="cover.customer_told"):
    """The customer knows who answers him now."""

    absence_id: int
    covered_by: int


@dataclass(frozen=True, kw_only=True)
class ShiftChanged(Event, kind="cover.shift_changed"):
    """A list for the next shift was begun, sent, signed, or is over."""

    handover_id: int
    what: str
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class NotTakenUp(Event, kind="cover.not_taken_up"):
    """A new case lay with somebody who is not here; it went on."""

    case_id: int
    user_id: int
    to_id: int


@dataclass(frozen=True, kw_only=True)
class CoverAlarmGiven(Event, kind="cover.alarm"):
    """Somebody has something to hear, or has heard it."""

    alarm: str
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CoverRuleSet(Event, kind="cover.rule_set"):
    queue_id: int
    cover_after: int
    chat_returns: int | None
    mail_returns: int | None
