"""What cover asks of those above it: to offer a case, to tell a customer, and who is free."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.kernel.actor import Actor


class Passing(Protocol):
    """How a case goes from one to another, with what must be promised and told on the way."""

    def offer(
        self, case: Case, *, to: User, summary: str, question: str, minutes: int, by: Actor
    ) -> int:
        """Offer a case of its owner to a person; the row of the hand-off."""
        ...

    def accept(self, handoff_id: int, *, user: User, by: Actor) -> None:
        """He says yes and is responsible."""
        ...

    def decline(self, handoff_id: int, *, user: User, reason: str, by: Actor) -> None:
        """He says no, with the reason."""
        ...

    def withdraw(self, handoff_id: int, *, by: Actor) -> None:
        """The offer is taken back; one that is over already stays as it is."""
        ...

    def tell_who_answers(self, case: Case, *, away: str, name: str) -> UUID | None:
        """Tell the customer, in his language and by his channel, who answers him now. None when he has
        had as many words of the machine as he may get; the caller holds the lock of the case."""
        ...

    def next_free(self, case: Case, *, but: Collection[int]) -> int:
        """Who takes a new case of this queue now, without those: the next free person, else the duty
        lead or his deputy."""
        ...


_PASSING: list[Passing] = []


def install_passing(passing: Passing) -> None:
    """Say how; the last one counts."""
    _PASSING[:] = [passing]


def passing() -> Passing:
    """Whoever was installed. Raises LookupError when nobody was."""
    if not _PASSING:
        raise LookupError("nobody knows how a case is passed on")
    return _PASSING[0]
