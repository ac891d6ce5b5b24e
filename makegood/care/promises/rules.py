"""The clock of a promise: how much open time is owed, how much is left, when somebody is warned."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from makegood.kernel.text import terms
from makegood.records.worktime.rules import Hours, NeverOpen, add, between

STEPS = (50, 75, 90)  # per cent of the time that has passed
LONGEST = timedelta(days=3652)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """`span` seconds of open time are owed in all; `left` of them remained at `since`, until `due`."""

    since: datetime
    span: int
    left: int
    due: datetime
    warned: int = 0

    def warn_at(self, hours: Hours) -> datetime | None:
        """When the next step of warning is reached; at once when it has passed; None after the last."""
        step = next((step for step in STEPS if step > self.warned), None)
        if step is None:
            return None
        early = self.left - self.span * (100 - step) // 100
        return after(self.since, early, hours) if early > 0 else self.since


def started(since: datetime, span: int, hours: Hours, *, due: datetime | None = None) -> Clock:
    """A clock that begins to run; `due` where it was said and not reckoned."""
    return Clock(since=since, span=span, left=span, due=due or after(since, span, hours))


def after(since: datetime, seconds: int, hours: Hours) -> datetime:
    """When so many seconds of open time have passed. Hours that hardly ever open must not hold up
    anybody: then it is plain time, and never more than ten years."""
    span = timedelta(seconds=seconds)
    try:
        found = add(since, span, hours)
    except NeverOpen:
        found = since + span
    return min(found, since + LONGEST)


def remaining(due: datetime, moment: datetime, hours: Hours) -> int:
    """Seconds of open time until it is due, rounded up; 0 when the moment has passed."""
    if due <= moment:
        return 0
    try:
        return -(-between(moment, due, hours) // SECOND)
    except NeverOpen:
        return -(-(due - moment) // SECOND)


def resumed(clock: Clock, moment: datetime, hours: Hours) -> Clock:
    """It runs again with what was left. What was late before stays due when it was."""
    if not clock.left:
        return replace(clock, since=moment)
    return replace(clock, since=moment, due=after(moment, clock.left, hours))


def rehoured(clock: Clock, moment: datetime, hours: Hours) -> Clock:
    """The same promise by other hours, as if they had always been so; never due before this moment."""
    return replace(clock, due=max(after(clock.since, clock.left, hours), moment))


def respanned(
    clock: Clock, moment: datetime, *, span: int, before: Hours, hours: Hours, runs: bool
) -> Clock:
    """Another policy counts from now: what has been used up stays used up; never due before this moment."""
    rest = remaining(clock.due, moment, before) if runs else clock.left
    left = max(0, span - max(0, clock.span - rest))
    return replace(
        clock,
        since=moment,
        span=span,
        left=left,
        due=after(moment, left, hours) if left else moment,
    )


def passed(clock: Clock, moment: datetime, hours: Hours) -> int:
    """The highest step that is reached at this moment, 0 for none."""
    rest = remaining(clock.due, moment, hours)
    return max((step for step in STEPS if rest <= clock.span * (100 - step) // 100), default=0)


def last_moment(made: datetime) -> datetime:
    """No promise is given for longer than ten years."""
    return made + LONGEST


Z95 = 1.959963984540054  # the normal quantile of 97.5 %, two-sided 95 %


@dataclass(frozen=True)
class Share:
    """A share of so many with its 95 % interval, all between 0 and 1."""

    share: float
    low: float
    high: float
    of: int


def wilson(kept: int, of: int) -> Share | None:
    """The share and its 95 % score interval; None of nothing.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209-212: unlike the plain interval it stays inside 0 and 1
    and is honest for few observations.
    """
    if of <= 0:
        return None
    share, square = kept / of, Z95 * Z95
    middle = (share + square / (2 * of)) / (1 + square / of)
    reach = Z95 / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Share(share, max(0.0, middle - reach), min(1.0, middle + reach), of)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same words; capitals, signs and the two Chinese scripts make no difference."""
    return terms(one) == terms(other)
