"""What a case asks of those above it: who else may see it, what forbids resolving it, who hears of a new
owner, whose rows follow when two cases become one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from makegood.kernel.actor import Actor


class Sharing(Protocol):
    """Scopes (`user:5`, `team:3`) of those who may see a case beside its own people, by case; those
    without any are left out. A fixed number of queries for any number of cases."""

    def __call__(self, case_ids: Sequence[int]) -> Mapping[int, frozenset[str]]: ...


class OwnerFollower(Protocol):
    """Hears, under the lock of the case and in the same transaction, that another is responsible now."""

    def __call__(self, case_id: int, *, by: Actor) -> None: ...


Guard = Callable[[int], None]

SHARINGS: list[Sharing] = []
GUARDS: list[Guard] = []
FOLLOWERS: list[OwnerFollower] = []


def shares(function: Sharing) -> Sharing:
    """Install somebody who lends the sight of cases (a hand-off to whom it is offered)."""
    SHARINGS.append(function)
    return function


def before_resolving(function: Guard) -> Guard:
    """Install what is asked, under the lock of the case, before it becomes resolved; it raises Refused."""
    GUARDS.append(function)
    return function


def on_new_owner(function: OwnerFollower) -> OwnerFollower:
    """Install what must follow when another becomes responsible."""
    FOLLOWERS.append(function)
    return function


def shared_with(case_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Who else may see these cases, by case."""
    found: dict[int, frozenset[str]] = {}
    for sharing in SHARINGS:
        for case_id, scopes in sharing(case_ids).items():
            found[case_id] = found.get(case_id, frozenset()) | scopes
    return found


def nothing_against(_case_id: int) -> None:
    """Most rows do not forbid that their case is merged away."""


@dataclass(frozen=True)
class Holder:
    """Rows that follow a case which is merged. `check(away)` raises Refused where it cannot be; `give(away, into,
    by)` moves them and returns, as JSON, what undoing needs; `back(given, away, into, by)` undoes it. Both
    cases are locked, and all of it is one transaction."""

    name: str
    give: Callable[[int, int, Actor], Any]
    back: Callable[[Any, int, int, Actor], None]
    check: Guard = nothing_against


_HOLDERS: dict[str, Holder] = {}


def holds_cases(holder: Holder) -> None:
    """Say how rows of another package follow a case; called once, when that package is loaded."""
    _HOLDERS[holder.name] = holder


def holders() -> list[Holder]:
    """All of them, by name."""
    return [_HOLDERS[name] for name in sorted(_HOLDERS)]
