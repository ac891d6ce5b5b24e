from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProblemRaised(Event, kind="problems.raised"):
    """Some devices break down more often than before."""

    problem_id: int
    product_id: int
    dimension: str
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class ProblemMoved(Event, kind="problems.moved"):
    """Somebody works on it, has mended it, or it has ended."""

    problem_id: int
    state: str
