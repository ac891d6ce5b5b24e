"""How likely a promise is kept, from what is known; when the customer must hear; what is a sum. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

FINE, AT_RISK, WILL_BE_MISSED = 0, 1, 2
DOUBT, LOST = 0.75, 0.35  # below: at risk; will be missed
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of an open promise. `left`: seconds of our working time until it is due. `chance`
    and `busy`: what those who know say of load and hours."""

    due: datetime
    moment: datetime
    left: int
    chance: float
    busy: bool = False
    here: bool = True  # who keeps it can work this minute
    away: bool = False  # he is absent, or his shift is over: it is known and not guessed
    writing: bool = False  # and writes on it
    handoff_until: datetime | None = None
    task_until: datetime | None = None
    waits_for_third: bool = False


@dataclass(frozen=True)
class Risk:
    """`chance` that it is kept, 0 to 1; `because`: a value of Apology.Because, "" when nothing speaks against it."""

    level: int
    chance: float
    because: str


def assess(known: Known) -> Risk:
    """How likely it is kept. The worst of what speaks against it gives the reason; once it is late, what
    stood in the way, and that we were late only where nothing did."""
    in_the_way = _in_the_way(known)
    against = [(known.chance, "load" if known.busy else "late"), *in_the_way]
    if known.due <= known.moment:
        _chance, because = min(in_the_way, key=lambda one: one[0], default=(0.0, "late"))
        against.insert(0, (0.0, because))
    elif known.left == 0:
        against.append((0.05, "closed"))
    if not known.here and not known.away:
        against.append((_absent(known.left), "late"))
    chance, because = min(against, key=lambda one: one[0])
    if known.writing and known.here and known.moment < known.due:
        chance = max(chance, 0.7)
    return Risk(_level(chance), chance, because if chance < DOUBT else "")


def _in_the_way(known: Known) -> list[tuple[float, str]]:
    """What of others than who keeps it, or of his absence, stands in the way."""
    found: list[tuple[float, str]] = []
    if known.away:
        found.append((_absent(known.left), "absent"))
    if known.handoff_until is not None:
        found.append((0.55 if known.handoff_until < known.due else 0.3, "handoff"))
    if known.task_until is not None:
        found.append((_unready(known.task_until, known), "task"))
    if known.waits_for_third:
        found.append((0.3, "third"))
    return found


def _unready(until: datetime, known: Known) -> float:
    """A department that is late itself is in the way before anything else."""
    if until <= known.moment:
        return 0.04
    return 0.1 if until >= known.due else 0.6


def _absent(left: int) -> float:
    """Who is away may come back: the more working time is left, the likelier."""
    if left >= 4 * 3600:
        return 0.8
    if left >= 3600:
        return 0.5
    return 0.3 if left >= 1200 else 0.1


def is_lost(risk: Risk, *, made: datetime, due: datetime, moment: datetime) -> bool:
    """Whether the customer must hear that it will be missed: at the very end also of what is at risk."""
    at_the_end = moment >= very_last(made, due)
    return risk.level == WILL_BE_MISSED or (at_the_end and risk.level == AT_RISK)


def _level(chance: float) -> int:
    if chance < LOST:
        return WILL_BE_MISSED
    return AT_RISK if chance < DOUBT else FINE


def last_moment(made: datetime, due: datetime) -> datetime:
    """The latest moment at which the customer must hear: a tenth of the time before it is due, from two
    to fifteen minutes (of a very short time a third)."""
    return due - min(max((due - made) / 10, _least(made, due)), QUARTER)


def very_last(made: datetime, due: datetime) -> datetime:
    """When he hears even though somebody is at it: two minutes before (of a very short time a third)."""
    return due - _least(made, due)


def _least(made: datetime, due: datetime) -> timedelta:
    return min(2 * MINUTE, (due - made) / 3)


def send_at(moment: datetime, made: datetime, due: datetime) -> datetime | None:
    """When a draft leaves by itself: the owner has a quarter of what is left, from five minutes to an
    hour, and never longer than the last moment. Once it is late he has a quarter of an hour; what is late
    for more than a day a person must write about (None)."""
    if moment >= due + DAY:
        return None
    if moment >= due:
        return moment + QUARTER
    grace = min(max((due - moment) / 4, 5 * MINUTE), HOUR)
    return max(moment, min(moment + grace, last_moment(made, due)))


def next_look(moment: datetime, due: datetime) -> datetime:
    """When a promise is looked at again: each minute near its end, at a fifth of what is left before,
    at most every hour."""
    rest = due - moment
    return moment + min(max(rest / 5, MINUTE), HOUR)


def rounded(at: datetime) -> datetime:
    """The next quarter of an hour: times that are said are round."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at + QUARTER - over


def new_due(*, earliest: datetime, due: datetime, moment: datetime, times_before: int) -> datetime:
    """The new time that is said: one that can be kept, later than the old, and with more room each time
    that a new time had to be said."""
    soonest = max(earliest, due + QUARTER, moment + QUARTER)
    return rounded(soonest + times_before * (soonest - moment))


@dataclass(frozen=True)
class Line:
    """One remedy of an offer: what it costs us, what it is worth to him."""

    cost: Decimal
    value: Decimal


def most(lines: list[Line]) -> Decimal:
    """What must be held while he chooses: the dearest."""
    return max((line.cost for line in lines), default=Decimal(0))


def below(lines: list[Line], floor: Decimal) -> list[Line]:
    """Those that are worth less to him than what he is entitled to."""
    return [line for line in lines if line.value < floor]


RANK: Mapping[str, int] = {
    "agent": 0,
    "technician": 0,
    "dispatcher": 0,
    "specialist": 1,
    "lead": 2,
    "administrator": 3,
}


def reaches(role: str, least: str) -> bool:
    """Whether a role is at least that one."""
    return RANK.get(role, -1) >= RANK.get(least, 99)


NUDGES = (1, 2)
FINAL = 3


def nudge_due(passed: int, given: int, *, first: int, second: int, final: int) -> int | None:
    """The step that is due after so many working days, when the last given was `given`; one at a time.
    None when nothing is."""
    steps = {1: first, 2: second, FINAL: final}
    due = steps.get(given + 1)
    return given + 1 if due is not None and passed >= due else None
