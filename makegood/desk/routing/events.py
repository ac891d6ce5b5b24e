from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RuleKept(Event, kind="routing.rule_kept"):
    """A rule was made or changed, or counts no more."""

    rule_id: int
    active: bool


@dataclass(frozen=True, kw_only=True)
class NoComplaint(Event, kind="routing.no_complaint"):
    """Words that may have been a complaint are none: one of us says so."""

    case_id: int
