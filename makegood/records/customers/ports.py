"""Whoever holds rows of a contact gives them over when two contacts become one, and takes them back; whoever
knows what happened between a contact and us tells it for his timeline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Give = Callable[[int, int], Any]
Take = Callable[[Any, int, int], None]
Part = Callable[[int, int, list[str]], list[int]]
Check = Callable[[int, int], None]


def nothing_against(_away: int, _into: int) -> None:
    """Most rows do not forbid that their contact is merged, or taken apart again."""


@dataclass(frozen=True)
class Holder:
    """`give(away, into)` moves every row and returns, as JSON, what undoing needs; `back(given, away, into)` puts
    these back, and with them what came for the one that was away since; `part(contact, new, values)` moves what
    came by these addresses; `check(away, into)` raises Refused where neither can be now. All are set-based and
    inside the caller's transaction, which holds both contacts."""

    name: str
    give: Give
    back: Take
    part: Part | None = None
    check: Check = nothing_against


_HOLDERS: dict[str, Holder] = {}


def holds_contacts(
    name: str,
    *,
    give: Give,
    back: Take,
    part: Part | None = None,
    check: Check = nothing_against,
) -> None:
    """Say how rows of another package follow a contact; called once, when that package is loaded."""
    _HOLDERS[name] = Holder(name, give, back, part, check)


def holders() -> list[Holder]:
    """All of them, by name: in the same order for every session, so that none waits for another in a circle."""
    return [_HOLDERS[name] for name in sorted(_HOLDERS)]


@dataclass(frozen=True)
class Mark:
    """A place on a timeline: what is older comes after it."""

    at: datetime
    source: str
    pk: int


@dataclass(frozen=True)
class Ask:
    """What a source of a timeline is asked: the newest `limit` entries older than `before`. `cases` are those of
    the contact that `who` may see; a source whose entries belong to no case asks its own policy."""

    contact_id: int
    cases: tuple[int, ...]
    who: Any
    before: Mark | None
    limit: int
    channel: str = ""

    def edge(self, source: str) -> tuple[datetime, int]:
        """Entries of this source come after it: their (moment, row) is less, in the order of rows."""
        if self.before is None:
            return datetime.max.replace(tzinfo=UTC), LAST
        if source == self.before.source:
            return self.before.at, self.before.pk
        return self.before.at, LAST if source < self.before.source else FIRST


FIRST, LAST = -1, 2**62


@dataclass(frozen=True)
class Entry:
    """One thing that happened between a contact and us. `kind` is what a reader filters by, `url` its source."""

    at: datetime
    pk: int
    kind: str
    icon: str
    text: str
    url: str
    who: str = ""
    channel: str = ""
    tone: str = ""
    lang: str = ""


@dataclass(frozen=True)
class TimelineSource:
    """Something that happens between a contact and us: `read` gives the newest entries first, in a fixed number
    of queries. `has_channels`: its entries came by a channel, so that it answers when one is asked for."""

    name: str
    kinds: Mapping[str, Any]  # what a reader may filter by, and how it is called
    read: Callable[[Ask], list[Entry]]
    has_channels: bool = False


_SOURCES: dict[str, TimelineSource] = {}


def add_source(source: TimelineSource) -> None:
    """Show something on the timeline of contacts; called once, when the package that knows it is loaded."""
    _SOURCES[source.name] = source


def timeline_sources() -> list[TimelineSource]:
    """All of them, by name, which decides between entries of one moment."""
    return [_SOURCES[name] for name in sorted(_SOURCES)]
