"""What reviews ask of those above: who may have written one, and a place where an answer can be posted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a review tells of who wrote it, and of what."""

    review_id: int
    source_id: int
    author: str
    text: str
    product: str
    order: str
    device: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Somebody who may have written it. `evidence`: pairs of a kind and what was seen; `strength` 0 to 100."""

    contact_id: int
    evidence: tuple[tuple[str, str], ...]
    strength: int


class Finder(Protocol):
    """Looks for who may have written a review among what it knows (orders, devices, earlier cases)."""

    def __call__(self, review: Written) -> list[Candidate]: ...


FINDERS: dict[str, Finder] = {}
_POSTS: list[Callable[[dict[str, object]], bool]] = []


def install_finder(name: str, finder: Finder) -> None:
    """Let somebody be asked; a second one of that name takes its place."""
    FINDERS[name] = finder


def candidates_of(review: Written) -> list[Candidate]:
    """Everybody whom somebody found, the best evidence first; what several saw of one person stands
    together and counts for a little more than the best of it."""
    found: dict[int, Candidate] = {}
    for finder in FINDERS.values():
        for one in finder(review):
            known = found.get(one.contact_id)
            found[one.contact_id] = one if known is None else _together(known, one)
    return sorted(found.values(), key=lambda one: (-one.strength, one.contact_id))


def _together(one: Candidate, other: Candidate) -> Candidate:
    evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
    more = 5 if len(evidence) > len(one.evidence) else 0
    return Candidate(
        contact_id=one.contact_id,
        evidence=evidence,
        strength=min(100, max(one.strength, other.strength) + more),
    )


def install_posting(can: Callable[[dict[str, object]], bool]) -> None:
    """Let an adapter say, from the settings of a source, whether it can post answers there."""
    _POSTS[:] = [can]


def can_post(settings: dict[str, object]) -> bool:
    """Whether answers leave by themselves; else a person posts them."""
    return bool(_POSTS) and _POSTS[0](settings)
