"""What the streams ask of higher packages: whom a change concerns, and who stands behind a stream."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from makegood.base.access.policy import Principal


@dataclass(frozen=True)
class Stir:
    """Something changed: a journal entry, or a passing signal (id 0) such as somebody typing."""

    id: int
    kind: str
    subject: str
    case: int | None = None
    customer: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Notice:
    """What a page is told: topics that changed; `allowed` is asked for every receiver."""

    stir: Stir
    topics: tuple[str, ...]
    allowed: Callable[[Principal], bool]


class Audience(Protocol):
    """Turns changes into notices; a fixed number of queries for any number of changes."""

    def __call__(self, stirs: Sequence[Stir]) -> Iterable[Notice]: ...


class Source(Protocol):
    """A kind of stream (staff, chat, portal): who it is, and whether he still is."""

    def identify(self, headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
        """A key for the one who connects, or None when he is nobody."""

    def principals(self, keys: Sequence[str]) -> Mapping[str, Principal]:
        """The rights of each key now; a key that is missing has none any more. Few queries for many."""


AUDIENCES: list[Audience] = []
SOURCES: dict[str, Source] = {}


def audience(function: Audience) -> Audience:
    """Install an audience."""
    AUDIENCES.append(function)
    return function


def install_source(name: str, source: Source) -> None:
    """Serve `/live/NAME` for this kind of receiver."""
    SOURCES[name] = source


def notices(stirs: Sequence[Stir]) -> list[Notice]:
    """What all audiences make of these changes."""
    return [notice for each in AUDIENCES for notice in each(stirs)] if stirs else []
