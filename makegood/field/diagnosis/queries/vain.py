"""What was repaired in vain: closed jobs of a fault after which it was opened again, or the same fault of the same device came back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.base.access.policy import Principal
from makegood.care.cases.models import Case, Closure
from makegood.care.cases.queries import visible
from makegood.field.diagnosis.models import Fault, Session
from makegood.field.diagnosis.queries.advising import cause_name
from makegood.field.diagnosis.queries.ranking import table_of
from makegood.kernel.clock import now

WITHIN = 30  # days
LATELY = timedelta(days=365)
SHOWN, LINKS, MOST = 10, 5, 5000
Row = tuple[int, int, int]  # the case that was closed, the one that came, the days between


@dataclass(frozen=True)
class Return:
    """A case that came back: the one that was closed, the one after it, the days between."""

    before: Case
    after: Case
    days: int


@dataclass(frozen=True)
class InVain:
    """A cause: how many closed jobs were put down to it, after how many the fault came back; `cases`: those
    that this reader may see, the newest first."""

    name: str
    jobs: int
    back: int
    cases: tuple[Return, ...]

    @property
    def share(self) -> float:
        return self.back / self.jobs


def in_vain(fault: Fault, who: Principal, language: str, *, within: int = WITHIN) -> list[InVain]:
    """Causes of the last year after whose repair the fault came back within so many days, the commonest first."""
    if fault.live is None:
        return []
    jobs: dict[str, int] = defaultdict(int)
    back: dict[str, list[Row]] = defaultdict(list)
    closed, long = _closed(fault), timedelta(days=within)
    again = _again(fault, closed)
    for cause, case, device, at, withdrawn in closed:
        later = [
            (begun, other)
            for begun, other in (*again["case", case], *again["device", device or 0])
            if at < begun and (other != case or withdrawn)
        ]
        first = min(later, default=None)
        if withdrawn and (first is None or first[1] != case):
            continue  # somebody corrected what it was
        jobs[cause] += 1
        if first is not None and first[0] <= at + long:
            back[cause].append((case, first[1], (first[0] - at).days))
    seen = _seen(who, back)
    table = table_of(fault.live)
    found = [
        InVain(cause_name(table, cause, language), jobs[cause], len(rows), _links(rows, seen))
        for cause, rows in back.items()
    ]
    return sorted(found, key=lambda one: (-one.back, -one.share))[:SHOWN]


def _closed(fault: Fault) -> list[tuple[str, int, int | None, datetime, datetime | None]]:
    """Cause, case, device, time of closing, and when it was taken back."""
    rows = fault.lessons.filter(at__gte=now() - LATELY, confirmation__isnull=False)
    return list(
        rows.order_by("-pk").values_list(
            "cause",
            "confirmation__case_id",
            "confirmation__session__asset_id",
            "at",
            "withdrawn_at",
        )[:MOST]
    )


def _again(
    fault: Fault, closed: Iterable[tuple[str, int, int | None, datetime, datetime | None]]
) -> Mapping[tuple[str, int], list[tuple[datetime, int]]]:
    """When each case was opened again, and when the same fault was looked for at each device."""
    found: dict[tuple[str, int], list[tuple[datetime, int]]] = defaultdict(list)
    cases, devices = {row[1] for row in closed}, {row[2] for row in closed if row[2]}
    reopened = Closure.objects.filter(case__in=cases, reopened_at__isnull=False)
    for case, at in reopened.values_list("case_id", "reopened_at"):
        if at is not None:
            found["case", case].append((at, case))
    searched = Session.objects.filter(
        fault=fault, asset__in=devices, case__isnull=False, case__duplicate_of=None
    )
    for device, begun, case in searched.values_list("asset_id", "began_at", "case_id"):
        found["device", device].append((begun, case))
    return found


def _seen(who: Principal, back: Mapping[str, list[Row]]) -> dict[int, Case]:
    wanted = {case for rows in back.values() for row in rows for case in row[:2]}
    return visible(who).filter(pk__in=wanted).in_bulk() if wanted else {}


def _links(rows: list[Row], seen: Mapping[int, Case]) -> tuple[Return, ...]:
    newest = sorted(rows, key=lambda row: -row[1])
    both = [row for row in newest if row[0] in seen and row[1] in seen]
    return tuple(Return(seen[one], seen[other], days) for one, other, days in both[:LINKS])
