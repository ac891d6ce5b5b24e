"""Whether a device is covered: by time, by use, whichever ends first or last. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from makegood.kernel.because import because
from makegood.records.entitlements.rules.dates import add_days, add_months, day_of, end_of, later

FIRST, LAST = "first", "last"
INSTALLED, BOUGHT = "installed", "bought"
TIME, USAGE = "time", "usage"


@dataclass(frozen=True, kw_only=True)
class Offered:
    """The terms of a warranty. `months` or `usage` None: not limited by that. `at_latest`: so many days after
    the purchase it begins although nobody has installed it."""

    months: int | None = None
    usage: float | None = None
    unit: str = ""
    ends: str = FIRST
    starts: str = INSTALLED
    at_latest: int | None = None
    exchange: int = 0  # days after the purchase in which it is exchanged
    pk: int | None = None
    part: str = ""  # a part with terms of its own


@dataclass(frozen=True, kw_only=True)
class Run:
    """How far a device has run: what is trusted of its counter, how much a day, and between what. `reached`:
    when it was first read to have run as far as the limit. `before`: what it had run when the clock began."""

    total: float
    at: datetime
    unit: str
    per_day: float | None = None
    low: float | None = None
    high: float | None = None
    reached: datetime | None = None
    before: float = 0.0
    doubtful: int = 0  # readings that cannot be and do not count


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Whether it is covered, by which rule, why, and until when. `ends_on` is the last day, as far as known;
    `certain`: no estimate decided. `because`: reasons as `kernel.because` keeps them."""

    covered: bool
    what: str = "warranty"
    rule: str = ""  # warranty, exchange, plan, goodwill; "" where none fits
    rule_id: int | None = None
    because: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    ends_at: datetime | None = None
    ends_by: str = ""
    earliest: date | None = None  # between these days, when it ends by use
    latest: date | None = None
    certain: bool = True
    by_goodwill: bool = False
    run: Run | None = None
    limit: float | None = None
    contract_id: int | None = None
    quota_left: tuple[tuple[str, float], ...] = ()


def begins(offered: Offered, *, bought: date | None, installed: date | None) -> date | None:
    """The day on which its clock begins; None when nobody knows. An installation before the purchase is
    a slip of the pen: the purchase counts."""
    if bought is None or (offered.starts == BOUGHT and bought is not None):
        return bought or installed
    day = bought if installed is None or installed < bought else installed
    if offered.at_latest is not None:
        day = min(day, add_days(bought, offered.at_latest))
    return day


@dataclass(frozen=True)
class End:
    """When one of its limits ends, and how we know."""

    by: str
    at: datetime
    known: bool  # by the calendar, or read; False: foreseen


def ends(
    offered: Offered, start: date, run: Run | None, zone: str
) -> tuple[End | None, End | None]:
    """The ends by time and by use; None where it has no such limit, or nobody can foresee it."""
    in_time = None
    if offered.months is not None:
        in_time = End(TIME, end_of(add_months(start, offered.months), zone), known=True)
    if offered.usage is None or run is None or run.unit != offered.unit:
        return in_time, None
    return in_time, _by_use(offered.usage, run)


def _by_use(limit: float, run: Run) -> End | None:
    rest = limit - (run.total - run.before)
    if rest <= 0:
        return End(USAGE, run.reached or run.at, known=True)
    if not run.per_day or run.per_day <= 0:
        return None
    at = later(run.at, rest / run.per_day)
    return End(USAGE, at, known=False) if at is not None else None


def decide(
    offered: Offered | None,
    *,
    bought: date | None,
    installed: date | None,
    run: Run | None,
    at: datetime,
    zone: str,
) -> Decision:
    """Whether these terms cover it at that moment."""
    if offered is None:
        return Decision(covered=False, because=(because("no_terms"),))
    start = begins(offered, bought=bought, installed=installed)
    if start is None:
        return Decision(covered=False, rule_id=offered.pk, because=(because("no_start"),))
    found = Decision(
        covered=False,
        rule="warranty",
        rule_id=offered.pk,
        starts_on=start,
        because=tuple(_terms_said(offered, start, installed)),
        run=run,
        limit=offered.usage,
    )
    in_time, in_use = ends(offered, start, run, zone)
    found = _ended(found, offered, in_time, in_use, at=at, zone=zone)
    found = replace(found, because=(*found.because, *_run_said(offered, run, found, zone)))
    return _exchanged(found, offered, bought or start, at=at, zone=zone)


def _ended(
    found: Decision,
    offered: Offered,
    in_time: End | None,
    in_use: End | None,
    *,
    at: datetime,
    zone: str,
) -> Decision:
    limits = [one for one in (in_time, in_use) if one is not None]
    missing = offered.usage is not None and in_use is None
    if offered.ends == LAST and missing:  # nobody can say when the later one ends
        return replace(found, covered=True, certain=not _over(in_time, at))
    if not limits:
        return replace(found, covered=offered.usage is not None, certain=False)
    pick = min if offered.ends == FIRST else max
    end = pick(limits, key=lambda one: one.at)
    over = [_over(one, at) for one in limits]
    is_over = any(over) if offered.ends == FIRST else all(over)
    foreseen = not end.known and end.at <= at
    day = _last_day(end, zone)
    if end.by == USAGE and not end.known:
        earliest, latest = _between(found.run, offered, zone)
        found = replace(found, earliest=earliest, latest=latest)
    return replace(
        found,
        covered=not is_over,
        ends_on=day,
        ends_at=end.at,
        ends_by=end.by,
        certain=not (foreseen or (missing and not is_over)),
    )


def _over(end: End | None, at: datetime) -> bool:
    """Whether that limit is behind us for certain: what is only foreseen takes nothing from anybody."""
    return end is not None and end.known and end.at <= at


def _last_day(end: End, zone: str) -> date:
    day = day_of(end.at, zone)
    return add_days(day, -1) if end.by == TIME else day


def _between(run: Run | None, offered: Offered, zone: str) -> tuple[date | None, date | None]:
    """Between which days it will have run that far, if it goes on as it did."""
    if run is None or offered.usage is None:
        return None, None
    rest = offered.usage - (run.total - run.before)
    soon = later(run.at, rest / run.high) if run.high else None
    late = later(run.at, rest / run.low) if run.low else None
    return day_of(soon, zone) if soon else None, day_of(late, zone) if late else None


def _terms_said(offered: Offered, start: date, installed: date | None) -> list[str]:
    key = {
        (True, True): "terms_both_last" if offered.ends == LAST else "terms_both",
        (True, False): "terms_months",
        (False, True): "terms_usage",
    }.get((offered.months is not None, offered.usage is not None), "terms_exchange")
    told: dict[str, str | int] = {}
    if offered.months is not None:
        told["months"] = offered.months
    if offered.usage is not None:
        told |= {"limit": _number(offered.usage), "unit": offered.unit}
    if offered.part:
        told["part"] = offered.part
    since = "began_installed" if start == installed else "began"
    return [because(key, **told), because(since, day=start.isoformat())]


def _run_said(offered: Offered, run: Run | None, found: Decision, zone: str) -> list[str]:
    if offered.usage is None:
        return []
    if run is None or run.unit != offered.unit:
        return [because("no_reading", unit=offered.unit)]
    told: dict[str, str | int] = {
        "total": _number(run.total - run.before),
        "unit": run.unit,
        "day": day_of(run.at, zone).isoformat(),
    }
    said = [because("reading", **told)]
    if run.per_day:
        said.append(because("trend", per_day=_number(run.per_day), unit=run.unit))
    if run.doubtful:
        said.append(because("doubted", n=run.doubtful))
    if found.covered and not found.certain and found.ends_by == USAGE:
        said.append(because("maybe_over"))
    return said


def _exchanged(
    found: Decision, offered: Offered, sold: date, *, at: datetime, zone: str
) -> Decision:
    if not offered.exchange:
        return found
    last = add_days(sold, offered.exchange)
    if at >= end_of(last, zone):
        return found
    because_ = (*found.because, because("exchange", day=last.isoformat(), n=offered.exchange))
    if found.covered:
        return replace(found, because=because_)
    return replace(
        found,
        covered=True,
        rule="exchange",
        because=because_,
        ends_on=last,
        ends_at=end_of(last, zone),
        ends_by=TIME,
        certain=True,
    )


def _number(value: float) -> str:
    """A number as facts keep it: without noise behind the point."""
    return f"{value:.1f}".removesuffix(".0")
