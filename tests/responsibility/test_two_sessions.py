"""What people and the worker do to a case at the same moment, in both orders: the first counts, the second
is told, and whatever happened somebody is responsible. Here the locks of the statements decide."""

from datetime import timedelta
from typing import Any

import pytest

from makegood.base.database import rows
from makegood.base.invariants.checks import violations
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, OwnerChange, Question
from makegood.care.handoffs.models import Handoff
from makegood.care.promises import operations as promises
from makegood.care.promises.models import Promise
from makegood.care.tasks import operations as tasks
from makegood.care.tasks.models import Held
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_another, case_to_answer, case_to_confirmation, contact_to_case
from makegood.records.people import operations as people
from tests.make import arrive
from tests.responsibility import situations
from tests.responsibility.situations import LINES, by
from tests.responsibility.two_sessions import Firm, one_after_the_other


class Acts:
    """What people can do at the same moment, as functions without arguments."""

    def __init__(self, house: Firm) -> None:
        self.house, self.case = house, house.case
        self.handoff: Handoff | None = None
        self.task: Any = None
        self.promise: Any = None
        self.question: Question | None = None

    # What is there before

    def lies(self) -> None:
        self.handoff = situations.offered(self.house, self.case)  # type: ignore[arg-type]

    def is_asked(self) -> None:
        self.task = situations.asked(self.house, self.case, items=LINES[1:])  # type: ignore[arg-type]

    def is_promised(self) -> None:
        self.promise = situations.give_word(self.case)

    def is_resolved(self) -> None:
        self.question = situations.resolved(self.house, self.case)  # type: ignore[arg-type]

    def is_open(self) -> None:
        """As it is."""

    def is_taken(self) -> None:
        self.is_asked()
        self.take()

    def is_chens(self) -> None:
        self.lead_gives()

    # What happens at once

    def resolve(self):
        return situations.resolved(self.house, self.case)  # type: ignore[arg-type]

    def yes(self):
        return case_to_confirmation.customer_says(self.question, solved=True)

    def no(self):
        return case_to_confirmation.customer_says(self.question, solved=False)

    def silence(self):
        later = clock.VirtualClock(clock.now() + timedelta(days=8))
        with clock.use(later):
            return case_to_confirmation.silence_ends()

    def reopen(self):
        return case_to_confirmation.reopen(self.case, by=SYSTEM)

    def offer(self):
        return situations.offered(self.house, self.case)  # type: ignore[arg-type]

    def offer_to_lin(self):
        return situations.offered(self.house, self.case, self.house.lin)  # type: ignore[arg-type]

    def ask(self):
        return situations.asked(self.house, self.case)  # type: ignore[arg-type]

    def promise_more(self):
        locked = cases.lock(self.case.pk)
        if locked.status == Case.Status.CLOSED:
            raise cases.WrongState("closed")
        return situations.give_word(locked)

    def answer(self):
        told = {"user": self.house.wei, "by": by(self.house.wei), "then": "open"}
        return case_to_answer.answer(self.case, text="We look", **told)

    def accept(self):
        chen = self.house.chen
        return case_to_another.accept(self.handoff, user=chen, by=by(chen))

    def decline(self):
        chen = self.house.chen
        return case_to_another.decline(self.handoff, user=chen, reason="No", by=by(chen))

    def withdraw(self):
        return case_to_another.withdraw(self.handoff, by=SYSTEM, user=self.house.wei)

    def expire(self):
        with clock.use(clock.VirtualClock(clock.now() + timedelta(hours=3))):
            return case_to_another.return_what_nobody_accepted()

    def chen_leaves(self):
        return people.deactivate(self.house.chen, takes_over=self.house.lin, by=SYSTEM)

    def lin_leaves(self):
        return people.deactivate(self.house.lin, takes_over=self.house.wei, by=SYSTEM)

    def customer_writes(self):
        first = self.case.strands.get().conversation.messages.first()
        told = {"refs": [first.external_id], "from": first.sender}
        arrive(self.house.firm.account, **told)
        return contact_to_case.file_waiting()

    def wei_leaves(self):
        return people.deactivate(self.house.wei, takes_over=self.house.lin, by=SYSTEM)

    def lead_gives(self):
        return cases.assign(self.case, to=self.house.chen, reason="urgent", by=SYSTEM)

    def finish(self):
        chen = self.house.chen
        return tasks.finish(self.task, user=chen, result="It is", by=by(chen))

    def call_back(self):
        return tasks.call_back(self.task, reason="No need", user=self.house.wei, by=SYSTEM)

    def take(self):
        return tasks.take(self.task, user=self.house.chen, by=by(self.house.chen))

    def keep(self):
        return case_to_answer.end_promise(self.promise, kept=True, by=SYSTEM)

    def tell_and_miss(self):
        promises.tell(self.promise, at=clock.now(), outgoing=None, new_due=None, by=SYSTEM)
        return promises.miss(self.promise, amends="none", why="It snows", by=SYSTEM)

    def new_time(self):
        promises.tell(self.promise, at=clock.now(), outgoing=None, new_due=None, by=SYSTEM)
        due = clock.now() + timedelta(days=9)
        return promises.agree_new_time(self.promise, due=due, by=SYSTEM, why="It snows")

    def pause(self):
        return case_to_answer.wait(self.case, whom="customer", reason="", by=SYSTEM)


# before, first, second, who refuses the second ("" nobody)
PAIRS = [
    ("is_open", "resolve", "offer", "WrongState"),
    ("is_open", "offer", "resolve", "StillOffered"),
    ("is_open", "resolve", "ask", "WrongState"),
    ("is_open", "ask", "resolve", "TaskBlocks"),
    ("is_open", "promise_more", "resolve", "StillPromised"),
    ("is_open", "resolve", "resolve", ""),
    ("is_open", "resolve", "answer", ""),
    ("is_open", "answer", "resolve", ""),
    ("is_open", "pause", "resolve", ""),
    ("is_open", "offer", "offer_to_lin", "AlreadyOffered"),
    ("is_open", "offer", "chen_leaves", ""),
    ("is_open", "chen_leaves", "offer", "Invalid"),
    ("is_open", "offer", "wei_leaves", ""),
    ("is_open", "lead_gives", "chen_leaves", ""),
    ("is_open", "lead_gives", "wei_leaves", ""),
    ("is_open", "resolve", "customer_writes", ""),
    ("is_chens", "chen_leaves", "lin_leaves", ""),
    ("is_open", "chen_leaves", "lead_gives", "Invalid"),
    ("is_open", "ask", "wei_leaves", ""),
    ("is_resolved", "yes", "promise_more", "WrongState"),
    ("is_resolved", "promise_more", "yes", ""),
    ("is_resolved", "yes", "no", ""),
    ("is_resolved", "no", "yes", "WrongState"),
    ("is_resolved", "yes", "reopen", ""),
    ("is_resolved", "yes", "silence", ""),
    ("is_resolved", "silence", "no", ""),
    ("is_resolved", "silence", "yes", ""),
    ("is_resolved", "reopen", "yes", "WrongState"),
    ("is_resolved", "no", "silence", ""),
    ("is_resolved", "yes", "ask", "WrongState"),
    ("lies", "accept", "decline", "OfferIsOver"),
    ("lies", "decline", "accept", "OfferIsOver"),
    ("lies", "accept", "expire", ""),
    ("lies", "expire", "accept", "OfferIsOver"),
    ("lies", "decline", "expire", ""),
    ("lies", "expire", "decline", "OfferIsOver"),
    ("lies", "accept", "accept", ""),
    ("lies", "withdraw", "accept", "OfferIsOver"),
    ("lies", "accept", "withdraw", "OfferIsOver"),
    ("lies", "accept", "chen_leaves", ""),
    ("lies", "chen_leaves", "accept", "OfferIsOver"),
    ("lies", "decline", "chen_leaves", ""),
    ("lies", "lead_gives", "accept", "OfferIsOver"),
    ("lies", "accept", "lead_gives", ""),
    ("lies", "accept", "resolve", ""),
    ("is_asked", "finish", "call_back", "TaskEnded"),
    ("is_asked", "call_back", "finish", "TaskEnded"),
    ("is_asked", "finish", "finish", ""),
    ("is_asked", "finish", "resolve", ""),
    ("is_asked", "take", "chen_leaves", ""),
    ("is_asked", "chen_leaves", "take", "Invalid"),
    ("is_taken", "finish", "chen_leaves", ""),
    ("is_promised", "keep", "tell_and_miss", ""),
    ("is_promised", "tell_and_miss", "keep", ""),
    ("is_promised", "new_time", "new_time", ""),
    ("is_promised", "keep", "resolve", ""),
]


def whole(acts: Acts) -> None:
    """Whatever happened: one active owner with his row in the history, one end of each thing."""
    case = acts.house.fresh()
    assert case.owner is not None
    last = OwnerChange.objects.filter(case=case).order_by("-epoch").first()
    assert (last.epoch, last.owner_id) == (case.owner_epoch, case.owner_id)
    assert Handoff.objects.pending().filter(case=case).count() <= 1
    asked = Question.objects.filter(case=case, answered_at=None, withdrawn_at=None).count()
    assert asked <= (case.status == Case.Status.RESOLVED)
    assert not Held.objects.filter(
        task__case=case, task__ended_at__isnull=False, until=None
    ).exists()
    if case.status != Case.Status.CLOSED:
        assert case.owner.is_active
        assert case.next_deadline is not None
    assert rows("SELECT 1 FROM promises_promise WHERE (state = 'open') <> (ended_at IS NULL)") == []
    assert violations() == {}


@pytest.mark.parametrize(("before", "first", "second", "refused"), PAIRS)
def test_of_two_at_once_the_first_counts_and_nothing_is_lost(house, before, first, second, refused):
    acts = Acts(house)
    getattr(acts, before)()
    came = one_after_the_other(getattr(acts, first), getattr(acts, second))
    assert came == ("", refused)
    whole(acts)


def test_one_promise_that_two_move_at_once_is_replaced_once(house):
    acts = Acts(house)
    acts.is_promised()
    one_after_the_other(acts.new_time, acts.new_time)
    given_here = Promise.objects.filter(case=house.case, kind="person")
    assert given_here.count() == 2
    assert given_here.filter(state="open").count() == 1
