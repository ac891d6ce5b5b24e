"""Who knows whether a promise can be kept: the load of people now; routes, stock and others as they come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from makegood.base.access.models import User
from makegood.care.cases.models import Case


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Somebody wants to give his word. `by_user` is who will keep it; None: the owner of the case. `doing`: what
    sort of thing, as it was read from his words (visit, deliver …), "" where nobody read it."""

    case: Case
    what: str
    kind: str
    due: datetime
    by_user: User | None = None
    doing: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`chance` that it is kept (0 to 1), the earliest safe time, why (as `because` has it, so that each reader
    reads it in his language), and a truthful sentence to say instead."""

    chance: float = 1.0
    earliest: datetime | None = None
    reasons: tuple[str, ...] = ()
    sentence: str = ""


class Knower(Protocol):
    """Answers what it knows of a promise; None when the question is none of its business."""

    def __call__(self, question: Ask) -> Verdict | None: ...


KNOWERS: dict[str, Knower] = {}


def install_knower(name: str, knower: Knower) -> None:
    """Let somebody be asked before a promise is given; a second one of that name takes its place."""
    KNOWERS[name] = knower


def ask(question: Ask) -> Verdict:
    """What all who know say together: the lowest chance, the latest earliest time, every reason, and the
    sentence of the one who doubts most. With nobody to ask it can be kept."""
    said = [verdict for verdict in (knows(question) for knows in KNOWERS.values()) if verdict]
    return _together(said) if said else Verdict()


def _together(said: Sequence[Verdict]) -> Verdict:
    doubts = sorted(said, key=lambda verdict: verdict.chance)
    times = [verdict.earliest for verdict in said if verdict.earliest]
    reasons = dict.fromkeys(reason for verdict in doubts for reason in verdict.reasons)
    return Verdict(
        chance=doubts[0].chance,
        earliest=max(times, default=None),
        reasons=tuple(reasons),
        sentence=next((verdict.sentence for verdict in doubts if verdict.sentence), ""),
    )
