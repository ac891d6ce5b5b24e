from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RuleKept(Event, kind="routing.rule_kept"):
    """A rule was made or changed, or counts no more."""

    rule_id: int
    active: bool
