"""The customer's words, our answers, and the end of a case."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from makegood.care.cases.models import Case
from makegood.care.cases.queries import open_question
from makegood.care.promises.queries import given_of
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import case_to_answer, case_to_confirmation, contact_to_case
from tests.make import arrive
from tests.responsibility.machine.known import HOW, LIVE, ONCE, PEOPLE, PKS, REFUSED, Known, Model
from tests.responsibility.situations import by


def _on_its_way(pk: int) -> bool:
    """Whether he is to get something although it is solved."""
    return given_of(Case.objects.get(pk=pk)).exclude(kind="person").exists()


class Talking(Known):
    """He writes, we answer, wait, solve."""

    @rule(target=PKS)
    def somebody_writes(self) -> int:
        return self._arrives()

    @rule(pk=PKS, twice=st.booleans())
    def the_customer_writes_again(self, pk: int, twice: bool) -> None:
        self.count += 1
        case = Case.objects.get(pk=pk)
        over = case.status == "closed" and case.last_word_at < now() - contact_to_case.COMES_BACK
        first = case.strands.get().conversation.messages.first()
        told = {"id": f"<{self.count}@x>", "refs": [first.external_id], "from": first.sender}
        for _ in range(1 + twice):
            arrive(self.house.firm.account, **told)
        self.house.do(contact_to_case.file_waiting)
        if over:  # a new trouble, a new case
            made = Case.objects.latest("pk")
            self.known.setdefault(made.pk, Model(made.owner_id or 0))
        else:
            self._back(pk)

    @rule(pk=PKS, solved=st.booleans(), times=st.integers(1, 2))
    def the_customer_says(self, pk: int, solved: bool, times: int) -> None:
        question = open_question(Case.objects.get(pk=pk))
        if question is None:
            return
        for _ in range(times):
            act = partial(case_to_confirmation.customer_says, question, solved=solved)
            assert not isinstance(self.house.do(act), REFUSED)
        if solved and _on_its_way(pk):
            self.known[pk].status = "resolved"  # it closes when he has it
        elif solved:
            self._closed(pk)
        else:
            self._back(pk)

    @rule(pk=PKS, who=PEOPLE, then=st.sampled_from(LIVE), how=ONCE)
    def somebody_answers(self, pk: int, who: int, then: str, how: str) -> None:
        user = self._person(who)
        case = Case.objects.get(pk=pk)
        act = partial(
            case_to_answer.answer, case, text="We look", user=user, by=by(user), then=then
        )
        if self._went(act, how, unless=self.known[pk].status == "closed"):
            self.known[pk].status = then

    @rule(pk=PKS, whom=st.sampled_from(["customer", "third"]), how=HOW)
    def we_wait(self, pk: int, whom: str, how: str) -> None:
        case = Case.objects.get(pk=pk)
        act = partial(case_to_answer.wait, case, whom=whom, reason="parts", by=SYSTEM)
        if self._went(act, how, unless=self.known[pk].status not in LIVE):
            self.known[pk].status = "waiting"

    @rule(pk=PKS, who=PEOPLE, text=st.sampled_from(["", "It is done"]), how=HOW)
    def somebody_resolves(self, pk: int, who: int, text: str, how: str) -> None:
        user, case, known = self._person(who), Case.objects.get(pk=pk), self.known[pk]
        owed_back = case.handoffs.filter(
            state="accepted", returned_epoch=None, back_to__isnull=False
        ).exclude(back_to=known.owner)
        held = known.offer or known.blocking or given_of(case).exists() or owed_back.exists()
        act = partial(case_to_confirmation.resolve, case, user=user, by=by(user), text=text)
        unless = known.status == "closed" or (known.status in LIVE and bool(held))
        if self._went(act, how, unless=unless):
            known.status = "resolved"

    @rule(pk=PKS, how=HOW)
    def somebody_reopens(self, pk: int, how: str) -> None:
        act = partial(case_to_confirmation.reopen, Case.objects.get(pk=pk), by=SYSTEM)
        if self._went(act, how) and self.known[pk].status not in LIVE:
            self._back(pk)
