"""What reviews ask of those above: who may have written one, and a place where an answer can be posted."""

from collections.abc import Callable, Iterable, Sequence
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


@dataclass(frozen=True)
class Candidate:
    """Somebody who may have written it. `evidence`: pairs of a kind and what was seen; `strength` 0 to 100."""

    contact_id: int
    evidence: tuple[tuple[str, str], ...]
    strength: int


class Finder(Protocol):
    """Looks for who may have written reviews among what it knows (orders, devices, earlier cases), all of
    them at once; each that it finds comes with the row of the review."""

    def __call__(self, reviews: Sequence[Written]) -> Iterable[tuple[int, Candidate]]: ...


MOST = 5  # of one review that are suggested
BEHIND = 0.6  # of the strength of the best evidence: what is weaker says nothing beside it
FINDERS: dict[str, Finder] = {}
_POSTS: list[Callable[[dict[str, object]], bool]] = []


def install_finder(name: str, finder: Finder) -> None:
    """Let somebody be asked; a second one of that name takes its place."""
    FINDERS[name] = finder


def candidates_of(reviews: Sequence[Written]) -> dict[int, list[Candidate]]:
    """The few whom somebody found, by the row of the review, the best evidence first. What one finder saw of
    a person counts by the best of it; what several saw stands together, and for a little more."""
    found: dict[int, dict[int, Candidate]] = {}
    for finder in FINDERS.values():
        best: dict[tuple[int, int], Candidate] = {}
        for review, one in finder(reviews):
            known = best.get((review, one.contact_id))
            if known is None or known.strength < one.strength:
                best[review, one.contact_id] = one
        for (review, contact), one in best.items():
            here = found.setdefault(review, {})
            here[contact] = _together(here[contact], one) if contact in here else one
    return {review: _telling(people.values()) for review, people in found.items()}


def _telling(people: Iterable[Candidate]) -> list[Candidate]:
    """The few whose evidence says something: not those who stand far behind the best, and of those who are
    as likely as one another either all or none."""
    ranked = sorted(people, key=lambda one: (-one.strength, one.contact_id))
    near = [one for one in ranked if one.strength >= ranked[0].strength * BEHIND]
    if len(near) <= MOST:
        return near
    return [one for one in near[:MOST] if one.strength > near[MOST].strength]


def _together(one: Candidate, other: Candidate) -> Candidate:
    evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
    more = 5 if len(evidence) > len(one.evidence) else 0
    return Candidate(one.contact_id, evidence, min(100, max(one.strength, other.strength) + more))


def install_posting(can: Callable[[dict[str, object]], bool]) -> None:
    """Let an adapter say, from the settings of a source, whether it can post answers there."""
    _POSTS[:] = [can]


def can_post(settings: dict[str, object]) -> bool:
    """Whether answers leave by themselves; else a person posts them."""
    return bool(_POSTS) and _POSTS[0](settings)
