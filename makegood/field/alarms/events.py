from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(Event, kind="alarms.raised"):
    """It is there; `again`: it was raised before and had gone."""

    alarm_id: int
    asset: int
    severity: int
    again: bool = True


@dataclass(frozen=True, kw_only=True)
class AlarmRose(Event, kind="alarms.rose"):
    """It is graver than it was, or less grave."""

    alarm_id: int
    asset: int
    severity: int
    before: int


@dataclass(frozen=True, kw_only=True)
class AlarmCleared(Event, kind="alarms.cleared"):
    alarm_id: int
    asset: int


@dataclass(frozen=True, kw_only=True)
class AlarmAcknowledged(Event, kind="alarms.acknowledged"):
    alarm_id: int
    asset: int
    taken_back: bool = False


@dataclass(frozen=True, kw_only=True)
class AlarmFlaps(Event, kind="alarms.flaps"):
    """It comes and goes: held as one alarm until it is calm."""

    alarm_id: int
    asset: int
    calm: bool = False


@dataclass(frozen=True, kw_only=True)
class AlarmReminded(Event, kind="alarms.reminded"):
    """Nobody has acknowledged it: these people were told."""

    alarm_id: int
    asset: int
    step: int
    people: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class AlarmWanted(Event, kind="alarms.wanted"):
    """One of us asked for a case about it."""

    alarm_id: int
    asset: int


@dataclass(frozen=True, kw_only=True)
class AlarmJoined(Event, kind="alarms.joined"):
    """It belongs to a case; or, `left`, no longer."""

    alarm_id: int
    asset: int
    case_id: int
    left: bool = False


@dataclass(frozen=True, kw_only=True)
class RuleKept(Event, kind="alarms.rule_kept"):
    rule_id: int
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class WindowPlanned(Event, kind="alarms.window_planned"):
    window_id: int
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class VisitProposed(Event, kind="alarms.visit_proposed"):
    """The customer was asked which of some times suits him."""

    request_id: int
    case_id: int


@dataclass(frozen=True, kw_only=True)
class VisitAnswered(Event, kind="alarms.visit_answered"):
    """He chose a time; or none of them suits him."""

    request_id: int
    case_id: int
    suits: bool
