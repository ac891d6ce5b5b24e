"""The board of reviews: what is to be answered, how good we are, where."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from makegood.base.ui.times import day_month
from makegood.care.feedback import queries
from makegood.care.feedback.queries import SourceFigures, Wanted
from makegood.kernel.clock import now
from makegood.web.reviews.shown import Row, row_of
from makegood.web.reviews.trend import Trend, trend_of

WEEKS = 13
SHOWS = ("owed", "negative", "edited", "all")


@dataclass
class Board:
    """Everything on the page."""

    show: str
    source: int | None
    stars: int | None
    rows: list[Row]
    next: str
    figures: list[SourceFigures]
    trend: Trend
    shows: dict[str, str] = field(default_factory=dict)

    @property
    def owed(self) -> int:
        """To be answered, of all sources."""
        return sum(one.owed for one in self.figures)

    @property
    def late(self) -> int:
        """Beyond their deadline, of all sources."""
        return sum(one.late for one in self.figures)

    @property
    def count(self) -> int:
        """Reviews of the last weeks."""
        return sum(one.count for one in self.figures)

    @property
    def average(self) -> float | None:
        """The mean of their stars."""
        told = [(one.average, one.count) for one in self.figures if one.average is not None]
        count = sum(n for _mean, n in told)
        return sum(mean * n for mean, n in told) / count if count else None

    def way(self, **more: object) -> str:
        """The address of the same board with something else asked for."""
        asked = {"show": self.show, "source": self.source, "stars": self.stars, **more}
        return "?" + urlencode({k: v for k, v in asked.items() if v not in (None, "")})


def board(query: QueryDict) -> Board:
    """What the address asks for; what it says wrongly counts as not said (a fixed number of statements)."""
    show = query.get("show", "")
    show = show if show in SHOWS else "owed"
    wanted = Wanted(
        source=_number(query.get("source", "")),
        show=show,
        stars=_stars(query.get("stars", "")),
        after=_mark(query.get("after", "")),
    )
    found = queries.board_rows(wanted, limit=queries.PAGE + 1)
    page = found[: queries.PAGE]
    since = now() - timedelta(weeks=WEEKS)
    result = Board(
        show=show,
        source=wanted.source,
        stars=wanted.stars,
        rows=[row_of(one) for one in page],
        next="",
        figures=queries.figures(since),
        trend=_trend(wanted.source, since),
        shows={
            "owed": _("To be answered"),
            "negative": _("Bad ones"),
            "edited": _("Changed by their authors"),
            "all": _("All"),
        },
    )
    if len(found) > queries.PAGE:
        last = page[-1]
        at = last.answer_due if show == "owed" and last.answer_due else last.written_at
        result.next = result.way(after=_marked(at, last.pk))
    return result


def _trend(source: int | None, since: datetime) -> Trend:
    weeks = queries.weeks(source=source, since=since)
    if not weeks:
        return Trend()
    begins = weeks[-1].begins - timedelta(weeks=WEEKS - 1)
    by_week = {round((week.begins - begins).days / 7): week for week in weeks}
    values: list[tuple[float, int, str] | None] = []
    for n in range(WEEKS):
        week = by_week.get(n)
        if week is None or week.average is None:
            values.append(None)
            continue
        told = {
            "day": _day(week.begins),
            "mean": f"{week.average:.1f}",
            "n": week.count,
        }
        values.append(
            (week.average, week.count, _("Week of %(day)s: %(mean)s of 5, %(n)s reviews") % told)
        )
    found = trend_of(values)
    for n in (0, WEEKS // 2, WEEKS - 1):
        day = begins + timedelta(weeks=n)
        found.labels.append((round(2 + 96 * n / (WEEKS - 1), 2), _day(day)))
    return found


def _day(at: datetime) -> str:
    return day_month(localtime(at).date(), localtime(now()).date())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _stars(text: str) -> int | None:
    return int(text) if text in ("0", "1", "2", "3", "4", "5") else None


def _marked(at: datetime, pk: int) -> str:
    return urlsafe_b64encode(f"{at.isoformat()}|{pk}".encode()).decode()


def _mark(text: str) -> tuple[datetime, int] | None:
    try:
        at, _bar, pk = urlsafe_b64decode(text.encode()).decode().partition("|")
        moment = datetime.fromisoformat(at)
        return (moment, int(pk)) if moment.tzinfo and len(pk) < 18 else None
    except ValueError:
        return None
