"""Everything on the lead's board."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from makegood.base.access.policy import Principal
from makegood.care.promises.queries import overseeing
from makegood.care.promises.queries.rates import (
    Rate,
    Scope,
    added,
    promise_rates,
    rates_of_weeks,
    scope_of,
)
from makegood.kernel.clock import now
from makegood.web.lead.helping import Carried, Help, carried_of, helps, room_of
from makegood.web.lead.remembered import remembered
from makegood.web.lead.waiting import Waiting, waiting_of
from makegood.web.lead.ways import between, percent, rows_url, since_of
from makegood.web.lead.word import Group, Word, groups_of, word_of

WEEKS = 13


@dataclass
class Board:
    """Everything on the page."""

    range: str
    by: str
    counts: dict[int, int]
    helps: list[Help]
    word: Word
    groups: list[Group]
    waits: dict[str, list[Waiting]]
    unanswered: int
    oldest: datetime | None
    carried: list[Carried]
    room: str
    period: dict[str, str] = field(default_factory=dict)

    @property
    def late(self) -> int:
        """Cases whose moment has passed."""
        return self.counts[overseeing.LATE]

    @property
    def pressing(self) -> int:
        """Cases that need help now."""
        return sum(self.counts.values())

    @property
    def share(self) -> str:
        """The share kept in the range."""
        return percent(self.word.rate.interval if self.word.rate else None)

    @property
    def interval(self) -> str:
        """Its interval."""
        return between(self.word.rate.interval if self.word.rate else None)

    def rows(self, outcome: str) -> str:
        """The way to the promises of the range that ended so."""
        return rows_url(**self.period, state=outcome)

    @property
    def links(self) -> dict[str, str]:
        """The ways to the figures under the drawing."""
        names = ("", "kept", "broken", "told_first", "made_good", "released")
        return {name or "all": self.rows(name) for name in names}


def board(who: Principal, *, range_: str, by: str) -> Board:
    """The board of whoever leads: his queues, or everything (a fixed number of statements)."""
    scope, since = scope_of(who), since_of(range_)
    period = {"range": range_}
    found = overseeing.waits(scope, since)
    channels = [wait for wait in found if wait.by == "channel"]
    carried = carried_of(overseeing.carried(scope))
    return Board(
        range=range_,
        by=by,
        counts=overseeing.pressing_counts(scope),
        helps=helps(overseeing.pressing(scope), who),
        word=word_of(
            _weeks(who, scope),
            next(iter(_rates(who, scope, range_, "all")), None),
        ),
        groups=groups_of(_rates(who, scope, range_, by), by, period),
        waits=waiting_of(found, period),
        unanswered=sum(wait.waiting for wait in channels),
        oldest=min((wait.oldest for wait in channels if wait.oldest), default=None),
        carried=carried,
        room=room_of(carried),
        period=period,
    )


def _rates(who: Principal, scope: Scope, range_: str, by: str) -> list[Rate]:
    """What became of promises in the range."""

    def reckon(since: datetime) -> list[Rate]:
        return promise_rates(who, since, now(), by=by, scope=scope)

    if range_ != "quarter":
        return reckon(since_of(range_))
    return remembered(f"{range_}:{by}", scope, lambda: reckon(since_of(range_)), reckon)


def _weeks(who: Principal, scope: Scope) -> list[Rate]:
    """The drawing's weeks; what was decided since they were reckoned belongs to the last."""
    weeks = remembered(
        "weeks",
        scope,
        lambda: rates_of_weeks(who, weeks=WEEKS, scope=scope),
        lambda since: promise_rates(who, since, now(), scope=scope),
    )
    return [*weeks[: WEEKS - 1], *_one([*weeks[WEEKS - 1 :]])]


def _one(rates: list[Rate]) -> list[Rate]:
    """The last week and what came since ("" is the group of all) as one that ends now."""
    last = rates[0]
    for rate in rates[1:]:
        [last] = added([last], [replace(rate, group=last.group)])
    return [replace(last, group=now())]
