"""Somebody is away: his cases are with a person who is here, and the customer knows his name.

Each sweep asks how things stand, never what happened: run late, twice or after a leap of the clock it
comes to the same end.
"""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.access.models import User
from makegood.base.jobs.sweeps import sweep
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.care.cover import operations as cover
from makegood.care.cover.ports import install_passing
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations import Offer, OfferIsOver
from makegood.desk.routing.queries import Board
from makegood.kernel.actor import Actor
from makegood.loops import case_to_another
from makegood.loops.case_to_answer import notify


class ByOffers:
    """A case goes on by an offer with its internal promise, and the customer hears by his own channel."""

    def offer(
        self, case: Case, *, to: User, summary: str, question: str, minutes: int, by: Actor
    ) -> int:
        """Offer a case of its owner; the row of the hand-off."""
        new = Offer(summary=summary, question=question, to_user=to, minutes=minutes)
        return int(case_to_another.offer(case, new, by=by).pk)

    def accept(self, handoff_id: int, *, user: User, by: Actor) -> None:
        """He says yes and is responsible."""
        case_to_another.accept(Handoff.objects.get(pk=handoff_id), user=user, by=by)

    def decline(self, handoff_id: int, *, user: User, reason: str, by: Actor) -> None:
        """He says no, with the reason."""
        handoff = Handoff.objects.get(pk=handoff_id)
        case_to_another.decline(handoff, user=user, reason=reason, by=by)

    def withdraw(self, handoff_id: int, *, by: Actor) -> None:
        """The offer is taken back; one that is over stays as it is."""
        try:
            case_to_another.withdraw(Handoff.objects.get(pk=handoff_id), by=by)
        except OfferIsOver:
            return

    def tell_who_answers(self, case: Case, *, away: str, name: str) -> UUID | None:
        """One sentence in the customer's language, as a notice: it is no answer and ends no promise."""
        talks = conversations_of(case)
        if not talks:
            return None
        with override(case.language.lower()):
            sentence = _(
                "%(away)s is away at the moment. %(name)s is looking after you now and has read everything"
                " you wrote to us."
            )
            text = sentence % {"away": away, "name": name}
        said = notify(talks[0], text, case=case)
        return said.outgoing_id if said is not None else None

    def next_free(self, case: Case, *, but: Collection[int]) -> int:
        """The next free person of the queue, else who is on duty."""
        board = Board([case.queue])
        for pk in but:
            board.seats.pop(pk, None)
        return board.take(case.queue)


install_passing(ByOffers())


@sweep(every=5)
def end_absences() -> int:
    """Absences whose time is over end."""
    return cover.end_due()


@sweep(every=5)
def begin_absences() -> int:
    """Absences whose time has come begin."""
    return cover.begin_due()


@sweep(every=10)
def cover_who_is_away() -> int:
    """What needs somebody goes to who stands in."""
    return cover.cover_due()


@sweep(every=10)
def tell_who_waits() -> int:
    """Customers who wait for who is away hear who answers them."""
    return cover.tell_waiting()


@sweep(every=10)
def offer_back_who_returned() -> int:
    """Who is back is offered what others had in his place."""
    return cover.offer_back_due()


@sweep(every=60)
def keep_owners_in_their_place() -> int:
    """A case whose owner may not have it any more, whatever road it took, is with the duty lead."""
    return cover.pass_on_misplaced()
