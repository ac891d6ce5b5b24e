"""A machine that does to cases whatever can happen to them, and a model of what must have come of it.

The model knows of each case who is responsible, where it stands, what is offered to whom and what blocks
it; it also says beforehand whether a case can be resolved, offered or accepted.
"""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, OwnerChange, Question
from makegood.care.handoffs.models import Handoff
from makegood.care.promises.models import Promise
from tests.responsibility.machine.departments import Departments
from tests.responsibility.machine.owning import Owning
from tests.responsibility.machine.passing import Passing
from tests.responsibility.machine.promising import Promising
from tests.responsibility.machine.talking import Talking

# What a worker does in time. While none runs, it is late and nothing worse.
IN_TIME = (
    "no_offer_outlives_its_time",
    "every_delivery_is_accounted",
    "no_apology_is_forgotten",
    "absences_begin_and_end",
)


PEOPLE_LATE = ("no_review_waits_beyond_its_deadline",)  # and nobody here answers in public


class Responsibility(Talking, Promising, Owning, Departments, Passing):
    """Whatever happens to cases, and what holds after each step."""

    @invariant()
    def it_is_as_the_model_says(self) -> None:
        offers = dict(Handoff.objects.pending().values_list("case_id", "pk"))
        told = dict(OwnerChange.objects.order_by("epoch").values_list("case_id", "owner_id"))
        for case in Case.objects.all():
            known = self.known[case.pk]
            assert (case.pk, case.status, case.owner_id) == (case.pk, known.status, known.owner)
            assert told[case.pk] == known.owner
            if not self.late:
                assert offers.get(case.pk) == known.offer

    @invariant()
    def every_sentence_of_the_trust_page_holds(self) -> None:
        broken = {name: b for name, b in violations().items() if not name.endswith(PEOPLE_LATE)}
        if self.late:
            broken = {name: b for name, b in broken.items() if not name.endswith(IN_TIME)}
        assert broken == {}, broken

    @invariant()
    def nothing_promised_is_lost(self) -> None:
        assert not Promise.objects.exclude(state="open").filter(ended_at=None).exists()
        missed = Promise.objects.filter(state="missed", told_at=None)
        assert not missed.exists()
        twice = Question.objects.filter(answered_at=None, withdrawn_at=None)
        assert twice.count() == twice.values("case").distinct().count()


def run(machine: type[Responsibility], *, examples: int, steps: int) -> None:
    """Let it run; what fails is told by its blob, not made small for minutes."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            print_blob=True,
            database=None,
            phases=(Phase.generate,),
        ),
    )
