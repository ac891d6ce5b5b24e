"""Whether we keep our word: 13 weeks as a drawing, and what became of promises by group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.base.ui.times import day_month
from makegood.care.promises.queries.rates import Rate
from makegood.kernel.clock import now
from makegood.web.charts import Line, line_of
from makegood.web.lead.ways import between, names_of, percent, rows_url


@dataclass(frozen=True)
class Week:
    """One point of the line with the way to its rows."""

    x: float
    y: float
    said: str
    url: str
    is_last: bool


@dataclass(frozen=True)
class Word:
    """Whether we keep our word: the drawing of 13 weeks and the figures of the range."""

    line: Line
    weeks: list[Week]
    labels: list[tuple[float, str]]
    rate: Rate | None
    told: str


def word_of(weeks: Sequence[Rate], rate: Rate | None) -> Word:
    """The line with its band (Wilson, 95 %), and the sentence about what was not kept."""
    intervals = [week.interval for week in weeks]
    line = line_of([(i.share, i.low, i.high) if i else None for i in intervals])
    points = []
    for point in line.points:
        week, share = weeks[point.index], intervals[point.index]
        end = day_month(localtime(week.group).date(), localtime(now()).date())
        said = _("%(share)s kept, seven days to %(day)s") % {"share": percent(share), "day": end}
        since = week.group - timedelta(days=7)
        url = rows_url(**{"from": since.isoformat(), "to": week.group.isoformat()})
        points.append(Week(point.x, point.y, said, url, point.index == len(weeks) - 1))
    return Word(line, points, _labels(weeks), rate, _not_kept(rate) if rate else "")


def _labels(weeks: Sequence[Rate]) -> list[tuple[float, str]]:
    today = localtime(now()).date()
    ends = [day_month(localtime(week.group).date(), today) for week in weeks]
    places = (0, len(ends) // 2, len(ends) - 1)
    return [(round(2 + 96 * n / max(len(ends) - 1, 1), 2), ends[n]) for n in places]


def _not_kept(rate: Rate) -> str:
    """How many were not kept, in words."""
    return ngettext("%(n)s not kept in time", "%(n)s not kept in time", rate.broken) % {
        "n": rate.broken
    }


@dataclass(frozen=True)
class Group:
    """One line of the breakdown: whose promises, what became of them, and the way to each figure."""

    label: str
    rate: Rate
    share: str
    interval: str
    low: float
    wide: float
    at: float
    links: dict[str, str]


def groups_of(rates: Iterable[Rate], by: str, period: dict[str, str]) -> list[Group]:
    """The breakdown, the worst share first (one query for names at most)."""
    found = list(rates)
    names = names_of(by, [rate.group for rate in found])
    made = []
    for rate in found:
        share = rate.interval
        links = {
            outcome: rows_url(**period, **{by: rate.group}, state=outcome)
            for outcome in ("kept", "late", "missed", "released", "told_first", "made_good")
        }
        low, high = (share.low * 100, share.high * 100) if share else (0.0, 0.0)
        at = share.share * 100 if share else 0.0
        label = names.get(rate.group) or _("Nobody")
        made.append(Group(label, rate, percent(share), between(share), low, high - low, at, links))
    return sorted(made, key=lambda g: (g.rate.interval is None, g.at, g.label))
