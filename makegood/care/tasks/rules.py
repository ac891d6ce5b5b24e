"""Steps in order: which of them a case needs, and when each would begin and end. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

ALWAYS, APPROVED, REFUSED = "always", "approved", "refused"
FIELDS = ("queue", "urgency", "channel", "language", "tier", "subject")
DECIDING = frozenset({"review", "approval"})


@dataclass(frozen=True)
class Condition:
    """One thing that must be so: the field of the case, and the value it is compared with.

    `urgency` means at least, `subject` means contains, all others mean is.
    """

    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step as the walk needs it. `when` is about the last decision before it."""

    kind: str
    minutes: int
    team_id: int
    when: str = APPROVED
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Walked:
    """What happens to one step: begins and is due, or is left out and why."""

    step: Step
    begins: datetime | None = None
    due: datetime | None = None
    left_out: str = ""  # the decision before it (approved, refused), or the field that does not fit


@dataclass(frozen=True, kw_only=True)
class Walk:
    """The whole way, and when its last step is due at the latest."""

    steps: list[Walked] = field(default_factory=list)
    ends: datetime


def read_conditions(stored: Iterable[Mapping[str, str]]) -> tuple[Condition, ...]:
    """Conditions from their stored form; what is no condition is left out."""
    return tuple(
        Condition(one["field"], one["value"])
        for one in stored
        if one.get("field") in FIELDS and one.get("value")
    )


def misfit(conditions: Iterable[Condition], facts: Mapping[str, str]) -> str:
    """The field of the first condition that does not hold, "" when all hold."""
    return next((one.field for one in conditions if not _holds(one, facts)), "")


def _holds(condition: Condition, facts: Mapping[str, str]) -> bool:
    known, wanted = facts.get(condition.field, ""), condition.value
    if condition.field == "urgency":
        return _number(known) >= _number(wanted)
    if condition.field == "subject":
        return wanted.casefold() in known.casefold()
    return known.casefold() == wanted.casefold()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def left_out(
    when: str, decision: str, conditions: Iterable[Condition], facts: Mapping[str, str]
) -> str:
    """Why a step is left out, "" when it is needed. `decision`: the last one before it, "" if none."""
    if when == APPROVED and decision == REFUSED:
        return REFUSED
    if when == REFUSED and decision != REFUSED:
        return APPROVED
    return misfit(conditions, facts)


def walk(
    steps: Sequence[Step],
    *,
    facts: Mapping[str, str],
    decisions: Sequence[str],
    start: datetime,
    due: Callable[[datetime, int, int], datetime],
) -> Walk:
    """What would happen to a case: each step takes all of its time.

    `decisions`: what is decided by each step, in order ("" for one that decides nothing). `due` gives
    the moment when so many minutes of a team's working time have passed: due(start, minutes, team).
    """
    moment, decision, found = start, "", []
    for step, decides in zip(steps, decisions, strict=True):
        reason = left_out(step.when, decision, step.conditions, facts)
        if reason:
            found.append(Walked(step=step, left_out=reason))
            continue
        end = due(moment, step.minutes, step.team_id)
        found.append(Walked(step=step, begins=moment, due=end))
        moment = end
        if step.kind in DECIDING:
            decision = decides or APPROVED
    return Walk(steps=found, ends=moment)
