"""When a device is due for its next service: by date, by use, whichever comes first. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from makegood.kernel.because import because
from makegood.records.entitlements.rules.dates import add_days, add_months, day_of, later
from makegood.records.entitlements.rules.warranty import Run


@dataclass(frozen=True, kw_only=True)
class Interval:
    """After how many months, and after how much use, it is due again."""

    months: int | None = None
    usage: float | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class NextDue:
    """The day, by what, and why."""

    on: date
    by: str  # time, usage, condition
    because: tuple[str, ...]


def next_due(
    interval: Interval, *, since: date, ran: float, run: Run | None, zone: str
) -> NextDue | None:
    """When it is due after the last service on that day, at which it had run so far; None when nobody can say."""
    found: list[NextDue] = []
    if interval.months is not None:
        day = add_months(since, interval.months)
        told = because("due_months", months=interval.months, day=since.isoformat())
        found.append(NextDue(on=day, by="time", because=(told,)))
    by_use = _by_use(interval, ran, run, zone)
    if by_use is not None:
        found.append(by_use)
    return min(found, key=lambda one: one.on) if found else None


def _by_use(interval: Interval, ran: float, run: Run | None, zone: str) -> NextDue | None:
    if interval.usage is None or run is None or run.unit != interval.unit:
        return None
    at: datetime | None = run.at
    rest = ran + interval.usage - run.total
    if rest > 0:
        at = later(run.at, rest / run.per_day) if run.per_day else None
    if at is None:
        return None
    told = because(
        "due_usage", limit=f"{interval.usage:g}", unit=interval.unit, total=f"{run.total:.0f}"
    )
    return NextDue(on=day_of(at, zone), by="usage", because=(told,))


def caught_up(
    interval: Interval, *, since: date, run: Run | None, begins: date
) -> tuple[date, float]:
    """From where a device counts that is older than its plan: the last time before the plan began at which it would
    have been due, and how far it had run then. What nobody planned is not overdue."""
    ran = 0.0
    if interval.months is not None:
        steps = max(0, (begins.year - since.year) * 12 + begins.month - since.month)
        whole = steps // interval.months
        if add_months(since, whole * interval.months) > begins and whole:
            whole -= 1
        since = add_months(since, whole * interval.months)
    if interval.usage is not None and run is not None and run.unit == interval.unit:
        ran = run.total // interval.usage * interval.usage
    return since, ran


def tell_on(due: date, lead: int) -> date:
    """The day on which we speak of it: so many days before it is due."""
    return add_days(due, -lead)
