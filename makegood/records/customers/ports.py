"""Whoever holds rows of a contact gives them over when two contacts become one, and takes them back."""

from collections.abc import Callable
from dataclasses import dataclass

Give = Callable[[int, int], list[int]]
Take = Callable[[list[int], int, int], None]
Part = Callable[[int, int, list[str]], list[int]]


@dataclass(frozen=True)
class Holder:
    """`give(away, into)` moves every row and returns which; `back(rows, away, into)` puts these back, and with
    them what came for the one that was away since; `part(contact, new, values)` moves what came by these
    addresses. All are set-based and inside the caller's transaction."""

    name: str
    give: Give
    back: Take
    part: Part | None = None


_HOLDERS: dict[str, Holder] = {}


def holds_contacts(name: str, *, give: Give, back: Take, part: Part | None = None) -> None:
    """Say how rows of another package follow a contact; called once, when that package is loaded."""
    _HOLDERS[name] = Holder(name, give, back, part)


def holders() -> list[Holder]:
    """All of them, by name: in the same order for every session, so that none waits for another in a circle."""
    return [_HOLDERS[name] for name in sorted(_HOLDERS)]
