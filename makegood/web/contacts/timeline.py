"""The timeline of a contact, put together from its sources, a page at a time."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice

from makegood.base.access.policy import Principal
from makegood.base.ui.times import day_label
from makegood.kernel.clock import now
from makegood.records.customers.ports import Ask, Entry, Mark, TimelineSource, timeline_sources
from makegood.web.contacts import sources as _ours  # noqa: F401 - puts in what is known here

PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What a reader wants to see: one kind, one channel; all where nothing is said."""

    kind: str = ""
    channel: str = ""

    def wants(self, source: TimelineSource) -> bool:
        """Whether a source may have any of it."""
        if self.channel and not source.has_channels:
            return False
        return not self.kind or self.kind in source.kinds


@dataclass
class Page:
    """Entries, the newest first, by day; `onward` is the mark of what is older, where there is more."""

    days: list[tuple[str, list[Entry]]] = field(default_factory=list)
    onward: str = ""
    count: int = 0


def timeline(
    contact_id: int,
    cases: tuple[int, ...],
    who: Principal,
    *,
    only: Filter | None = None,
    before: str = "",
    limit: int = PAGE,
) -> Page:
    """What happened between a contact and us (a fixed number of queries for each source)."""
    only = only or Filter()
    mark = _mark(before)
    more = limit + 1
    ask = Ask(contact_id, cases, who, mark, more, channel=only.channel)
    sources = [source for source in timeline_sources() if only.wants(source)]
    merged = heapq.merge(
        *(_entries(source, ask, only) for source in sources), key=_order, reverse=True
    )
    found = list(islice(merged, more))
    shown = [entry for _source, entry in found[:limit]]
    onward = _written(*found[limit - 1]) if len(found) > limit else ""
    moment = now()
    days = [
        (label, list(each)) for label, each in groupby(shown, lambda one: day_label(one.at, moment))
    ]
    return Page(days, onward, len(shown))


def _entries(source: TimelineSource, ask: Ask, only: Filter) -> Iterator[tuple[str, Entry]]:
    """All that a filter wants of a source, page after page, until nobody asks for more."""
    while True:
        found = source.read(ask)
        for entry in found:
            if not only.kind or entry.kind == only.kind:
                yield source.name, entry
        if not found or not only.kind:
            return
        last = Mark(found[-1].at, source.name, found[-1].pk)
        ask = Ask(ask.contact_id, ask.cases, ask.who, last, ask.limit * 4, ask.channel)


def _order(each: tuple[str, Entry]) -> tuple[datetime, str, int]:
    source, entry = each
    return entry.at, source, entry.pk


def _written(source: str, entry: Entry) -> str:
    return f"{entry.at.isoformat()}~{source}~{entry.pk}"


def _mark(text: str) -> Mark | None:
    at, _tilde, rest = text.partition("~")
    source, _tilde, pk = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at.replace(" ", "+"))
        return Mark(moment, source, int(pk)) if moment.tzinfo else None
    except ValueError:
        return None
