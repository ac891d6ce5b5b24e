"""Time passes, a worker does what is due, and somebody writes past every operation."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from makegood.base.access.models import User
from makegood.base.jobs.sweeps import SWEEPS
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cover.models import Absence, Decision, ShiftHandover
from makegood.kernel.clock import now
from tests.responsibility.house import NOTHING
from tests.responsibility.machine.known import PEOPLE, PKS, REFUSALS, Known
from tests.responsibility.rough import ATTEMPTS, EMPTYING, Attempt

# The sweeps that a worker runs, by how their names begin.
WORK = (
    "loops.case_to_another.return_what_nobody_accepted",
    "loops.case_to_confirmation.silence_ends",
    "loops.waiting_customer.",
    "care.promises.",
    "care.tasks.",
    "care.recovery.",
    "loops.absence_to_cover.",
    "loops.shift_to_next.",
    "base.jobs.schedule.reactions",
)


class Passing(Known):
    """Nobody acts, and all the same something happens."""

    @rule(minutes=st.sampled_from([1, 61, 600, 3000, 9000, 50_000, -30, -2000]))
    def time_passes(self, minutes: int) -> None:
        self.house.pass_time(minutes=minutes)
        self.late = True

    @rule(times=st.integers(1, 2))
    def the_worker_runs(self, times: int) -> None:
        for _ in range(times):
            for name, one in SWEEPS.items():
                if name.startswith(WORK):
                    self.house.do(one.work)
        for pk in self.known:
            self._sees_what_the_worker_did(pk)
        self._tasks()
        self.late = False

    def _sees_what_the_worker_did(self, pk: int) -> None:
        """Silence, or the last delivery, ends a case; cover makes another responsible and offers it back."""
        known, case = self.known[pk], Case.objects.get(pk=pk)
        if known.status == "resolved" and case.status == "closed":
            closure = case.closures.get(reopened_at=None)
            assert closure.how == "assumed" or closure.question.answer == "yes"
            self._closed(pk)
        self._expires(pk)
        if case.owner_id != known.owner:
            change = OwnerChange.objects.filter(case=pk).latest("epoch")
            assert (change.why, change.owner_id) == ("cover", case.owner_id)
            assert self._was_away(change.before_id or 0)
            known.owner, known.offer = change.owner_id, None
        back = Decision.objects.filter(case=pk, back__state="offered").first()
        known.offer = back.back_id if back is not None and known.offer is None else known.offer

    def _was_away(self, who: int) -> bool:
        """Or his shift was over."""
        absences = Absence.objects.filter(user=who, began_at__isnull=False)
        return absences.exists() or ShiftHandover.objects.filter(user=who, at__lte=now()).exists()

    @rule(pk=PKS, other=PEOPLE)
    def somebody_writes_past_everything(self, pk: int, other: int) -> None:
        self._shell(pk, self._person(other))

    @invariant()
    def a_shell_is_always_open(self) -> None:
        """Every few steps somebody tries it with the next case."""
        self.steps += 1
        known = sorted(self.known)
        if self.guard:
            known = known[-1:]
        else:
            known = known[self.steps // 4 % len(known) :][: self.steps % 4 == 0]
        for pk in known:
            self._shell(pk, self.house.people[1])

    def _shell(self, pk: int, other: User) -> None:
        for attempt in ATTEMPTS:
            if attempt.guard.startswith(self.guard) and other.pk in self.here:
                if attempt.sql.startswith("TRUNCATE") and not self.guard:
                    continue
                who = self.house.rough(attempt, pk, other=other.pk)
                assert who != "", attempt.guard
                REFUSALS[attempt.guard] += who not in ("", NOTHING)

    @rule(attempt=st.sampled_from(EMPTYING))
    def somebody_empties_a_table(self, attempt: Attempt) -> None:
        assert self.house.rough(attempt, 0) == attempt.by
        REFUSALS[attempt.guard] += 1
