"""A machine that does to cases whatever can happen to them, and a model of what must have come of it.

The model knows of each case who is responsible, where it stands, what is offered to whom and what blocks
it; it also says beforehand whether a case can be resolved, offered or accepted.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from makegood.base.access.models import User
from makegood.base.invariants.checks import violations
from makegood.base.jobs.sweeps import SWEEPS
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, OwnerChange, Question
from makegood.care.cases.queries import open_question
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence, Decision
from makegood.care.handoffs.models import Handoff
from makegood.care.promises import operations as promises
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import given_of
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Offer
from makegood.care.tasks import operations as tasks
from makegood.care.tasks.models import Task
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.loops import (
    case_to_another,
    case_to_answer,
    case_to_confirmation,
    case_to_policy,
    contact_to_case,
    promise_to_kept,
)
from makegood.records.entitlements import operations as entitlements
from makegood.records.people import operations as people
from makegood.records.people.models import Membership
from makegood.records.worktime import operations as worktime
from tests.make import arrive
from tests.responsibility import situations
from tests.responsibility.house import NOTHING, House
from tests.responsibility.rough import ATTEMPTS, EMPTYING, Attempt
from tests.responsibility.situations import by

PEOPLE = st.integers(0, 3)
HOW = st.sampled_from(["once", "once", "twice", "dies"])
ONCE = st.sampled_from(["once", "once", "dies"])
LIVE = ("open", "waiting")
STORIES = sorted(situations.SITUATIONS)
REFUSED = (Refused, Invalid)
# What a worker does in time. While none runs, it is late and nothing worse.
IN_TIME = (
    "no_offer_outlives_its_time",
    "every_delivery_is_accounted",
    "no_apology_is_forgotten",
    "absences_begin_and_end",
)
WORK = (
    "loops.case_to_another.return_what_nobody_accepted",
    "loops.case_to_confirmation.silence_ends",
    "care.promises.schedule",
    "care.tasks.schedule",
    "care.recovery.schedule",
    "loops.absence_to_cover",
    "base.jobs.schedule.reactions",
)


WEEKS = [
    [[day, "00:00", "24:00"] for day in range(7)],
    [[day, "09:00", "17:00"] for day in range(5)],
]
REFUSALS: Counter[str] = Counter()  # how often each guard was tried, over all runs


def _on_its_way(pk: int) -> bool:
    """Whether he is to get something although it is solved."""
    return given_of(Case.objects.get(pk=pk)).exclude(kind="person").exists()


@dataclass
class Model:
    """What we know of one case."""

    owner: int
    status: str = "open"
    offer: int | None = None  # the hand-off that waits for an answer
    blocking: set[int] = field(default_factory=set)


class Responsibility(RuleBasedStateMachine):
    """Cases of a small company, and a model of each."""

    pks = Bundle("cases")
    guard = ""  # the only one that is tried, when `mutate` has taken it away,
    stories: tuple[str, ...] = ()  # and where it can be tried

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.known: dict[int, Model] = {}
        self.here = {person.pk for person in [*self.house.people, self.house.ming]}
        self.count = self.steps = 0
        self.late = False

    def teardown(self) -> None:
        self.house.close()

    # Beginning, and the customer's words

    @initialize(target=pks, number=st.integers(0, (len(STORIES) - 1) // 5))
    def it_has_come_this_far(self, number: int) -> Any:
        names = self.stories or STORIES[5 * number :][:5]
        return multiple(self._arrives(), *(self._comes_to(name) for name in names))

    def _comes_to(self, name: str) -> int:
        """A case of Wei's in one of the situations, and what the model has to know of it."""
        self.count += 1
        with self.house.step():
            case = situations.owned(self.house, f"c{self.count}")
            situations.SITUATIONS[name](self.house, case)
        self.late = True  # in some of them time has passed
        case.refresh_from_db()
        offer = Handoff.objects.pending().filter(case=case).values_list("pk", flat=True).first()
        self.known[case.pk] = Model(case.owner_id or 0, case.status, offer)
        self._tasks()
        return int(case.pk)

    @rule(target=pks)
    def somebody_writes(self) -> int:
        return self._arrives()

    def _arrives(self) -> int:
        self.count += 1
        case = self.house.do(lambda: situations.opened(self.house, f"c{self.count}"))
        self.known[case.pk] = Model(case.owner_id)
        assert case.owner_id in self.here
        return int(case.pk)

    @rule(pk=pks, twice=st.booleans())
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

    @rule(pk=pks, solved=st.booleans(), times=st.integers(1, 2))
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

    def _closed(self, pk: int) -> None:
        self.known[pk].status = "closed"
        self.known[pk].blocking.clear()

    def _back(self, pk: int) -> None:
        """It goes on with the same owner, or with the duty lead if he has left."""
        self.known[pk].status = "open"
        if self.known[pk].owner not in self.here:
            self.known[pk].owner = self.house.lead.pk

    # Answers, waiting, solutions

    @rule(pk=pks, who=PEOPLE, then=st.sampled_from(LIVE), how=ONCE)
    def somebody_answers(self, pk: int, who: int, then: str, how: str) -> None:
        user = self._person(who)
        case = Case.objects.get(pk=pk)
        act = partial(
            case_to_answer.answer, case, text="We look", user=user, by=by(user), then=then
        )
        if self._went(act, how, unless=self.known[pk].status == "closed"):
            self.known[pk].status = then

    @rule(pk=pks, whom=st.sampled_from(["customer", "third"]), how=HOW)
    def we_wait(self, pk: int, whom: str, how: str) -> None:
        case = Case.objects.get(pk=pk)
        act = partial(case_to_answer.wait, case, whom=whom, reason="parts", by=SYSTEM)
        if self._went(act, how, unless=self.known[pk].status not in LIVE):
            self.known[pk].status = "waiting"

    @rule(pk=pks, who=PEOPLE, text=st.sampled_from(["", "It is done"]), how=HOW)
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

    @rule(pk=pks, how=HOW)
    def somebody_reopens(self, pk: int, how: str) -> None:
        act = partial(case_to_confirmation.reopen, Case.objects.get(pk=pk), by=SYSTEM)
        if self._went(act, how) and self.known[pk].status not in LIVE:
            self._back(pk)

    # Promises

    @rule(pk=pks, minutes=st.sampled_from([-5, 90, 3000, 6_000_000]), how=ONCE)
    def somebody_gives_his_word(self, pk: int, minutes: int, how: str) -> None:
        if self.known[pk].status == "closed":
            return
        due = now() + timedelta(minutes=minutes)
        new = promises.NewPromise(
            case=cases.lock(pk), kind="person", due=due, what="a call", already_said=True
        )
        act = partial(promises.make_many, [new], by=SYSTEM)
        self._went(act, how, unless=not 0 < minutes < 1_000_000)

    @rule(pk=pks, kind=st.sampled_from(["person", "remedy"]), kept=st.booleans(), how=HOW)
    def a_word_is_kept_or_released(self, pk: int, kind: str, kept: bool, how: str) -> None:
        """A call, or the delivery of what he accepted, which is accounted by the worker."""
        given = Promise.objects.filter(case=pk, kind=kind, state="open").first()
        if given is not None:
            self._went(
                partial(case_to_answer.end_promise, given, kept=kept, by=SYSTEM), how, sure=False
            )

    @rule(pk=pks, told=st.booleans(), again=st.booleans(), how=HOW)
    def a_word_cannot_be_kept(self, pk: int, told: bool, again: bool, how: str) -> None:
        """He hears it with a new time; it ends as missed, and a new one stands in its place."""
        given = Promise.objects.filter(case=pk, kind="person", state="open").first()
        if given is None:
            return
        due = max(now(), given.due) + timedelta(days=2)

        def act() -> Any:
            if told:
                promises.tell(given, at=now(), outgoing=None, new_due=due, by=SYSTEM)
            if again:
                return promises.agree_new_time(given, due=due, by=SYSTEM, why="It snows")
            promises.miss(given, amends="none", why="It snows", by=SYSTEM)
            return case_to_answer.follow_up(Case.objects.get(pk=pk), by=SYSTEM)

        told_before = given.told_at is not None
        self._went(act, how, unless=not told and not told_before, sure=not again)

    @rule(pk=pks, urgency=st.integers(0, 2), tier=st.sampled_from(["", "gold"]), how=HOW)
    def it_weighs_more(self, pk: int, urgency: int, tier: str, how: str) -> None:
        case = Case.objects.get(pk=pk)
        self._went(partial(case_to_policy.weigh, case, urgency=urgency, by=SYSTEM), how, sure=False)
        self._went(partial(entitlements.set_tier, case.contact, tier=tier, by=SYSTEM), how)

    # Making good

    @rule(pk=pks, who=PEOPLE, how=HOW)
    def something_is_offered(self, pk: int, who: int, how: str) -> None:
        house, user = self.house, self._person(who)
        promise = Promise.objects.filter(case=pk, kind="person").first()
        act = partial(
            recovery.make_offer, Case.objects.get(pk=pk), remedies=[house.voucher],
            promise=promise, user=user, by=by(user),
        )  # fmt: skip
        self._went(act, how, unless=self.known[pk].status == "closed", sure=False)

    @rule(pk=pks, takes=st.booleans(), how=HOW)
    def he_chooses(self, pk: int, takes: bool, how: str) -> None:
        offer = Offer.objects.filter(case=pk, state="offered").order_by("pk").first()
        if offer is None:
            return
        act = partial(
            promise_to_kept.choose, offer, remedy=self.house.voucher if takes else None,
            words="Thank you", wants_else=False,
        )  # fmt: skip
        if self._went(act, how, unless=offer.expires_at <= now()) and takes:
            if self.known[pk].status == "closed":  # taken up again for it
                self._back(pk)
            assert Offer.objects.get(pk=offer.pk).delivery_id is not None

    # Who is away

    @rule(who=st.integers(1, 3), other=PEOPLE, how=HOW)
    def somebody_will_be_away(self, who: int, other: int, how: str) -> None:
        user, instead = self.house.people[who], self.house.people[other]
        act = partial(situations.plan_absence, self.house, user, cover_by=instead)
        fits = user != instead and {user.pk, instead.pk} <= self.here
        self._went(act, how, unless=not fits, sure=False)

    @rule(
        pk=pks,
        way=st.sampled_from(["accept", "refuse", "leave it", "park", "cancel", "come back"]),
        how=HOW,
    )
    def an_absence_goes_on(self, pk: int, way: str, how: str) -> None:
        live = Absence.objects.filter(state__in=("planned", "running"))
        absence = live.select_related("user", "cover").order_by("pk").first()
        if absence is None:
            return
        case, instead = Case.objects.get(pk=pk), absence.cover or self.house.lead
        decide = partial(cover.decide, absence, case, by=by(absence.user))
        ways = {
            "accept": partial(cover.accept, absence, user=instead, by=by(instead)),
            "refuse": partial(cover.refuse, absence, user=instead, reason="No", by=by(instead)),
            "leave it": partial(decide, choice="cover"),
            "park": partial(decide, choice="park", until=absence.ends),
            "cancel": partial(cover.cancel, absence, by=by(absence.user)),
            "come back": partial(cover.come_back, absence, by=by(absence.user)),
        }
        self._went(ways[way], how, sure=False)

    @rule(week=st.sampled_from(WEEKS), how=HOW)
    def the_hours_change(self, week: list[Any], how: str) -> None:
        """The worker goes through what is open."""
        act = partial(
            worktime.set_hours, self.house.firm.team, key="front", zone="UTC", weekly=week
        )
        self._went(act, how)

    # Who is responsible

    @rule(pk=pks, whom=PEOPLE, team=st.booleans(), comes_back=st.booleans(), how=ONCE)
    def it_is_offered(self, pk: int, whom: int, team: bool, comes_back: bool, how: str) -> None:
        known, case = self.known[pk], Case.objects.get(pk=pk)
        self._expires(pk)
        to = self.house.billing if team else self.house.people[whom]
        new = situations.offer_of(to, comes_back=comes_back)
        owner = User.objects.get(pk=known.owner)
        act = partial(case_to_another.offer, case, new, by=by(owner))
        fits = team or (to.pk in self.here and to.pk != known.owner)
        no = known.status not in LIVE or known.offer is not None or not fits
        if self._went(act, how, unless=no, sure=not team):
            known.offer = Handoff.objects.pending().get(case=pk).pk
        elif how == "dies":
            self._expires(pk)

    @rule(pk=pks, who=PEOPLE, yes=st.booleans(), how=HOW)
    def it_is_answered(self, pk: int, who: int, yes: bool, how: str) -> None:
        handoff = Handoff.objects.filter(case=pk).order_by("pk").last()
        if handoff is None:
            return
        known, user = self.known[pk], self.house.people[who]
        may = (
            known.offer == handoff.pk and now() < handoff.expires_at and self._asked(handoff, user)
        )
        if yes:
            act = partial(case_to_another.accept, handoff, user=user, by=by(user))
        else:
            act = partial(
                case_to_another.decline, handoff, user=user, reason="Not mine", by=by(user)
            )
        again = handoff.state in ("accepted", "declined") and handoff.answered_by_id == user.pk
        if not self._went(act, how, unless=not may, sure=not again) or not may:
            return
        known.offer = None
        if yes:
            known.owner = user.pk

    def _asked(self, handoff: Handoff, user: User) -> bool:
        if user.pk not in self.here or user.pk == handoff.sender_id:
            return False
        team = Membership.objects.filter(team=handoff.to_team, user=user)
        return handoff.to_user_id == user.pk or (handoff.to_team_id is not None and team.exists())

    @rule(pk=pks, how=HOW)
    def it_is_taken_back(self, pk: int, how: str) -> None:
        known = self.known[pk]
        if known.offer is not None:
            handoff = Handoff.objects.get(pk=known.offer)
            if self._went(partial(case_to_another.withdraw, handoff, by=SYSTEM), how):
                known.offer = None

    @rule(pk=pks, who=PEOPLE, how=ONCE)
    def the_answer_comes_back(self, pk: int, who: int, how: str) -> None:
        case, known = Case.objects.get(pk=pk), self.known[pk]
        user = self.house.people[who]
        act = partial(case_to_another.give_back, case, answer="It leaks", user=user, by=by(user))
        came = self._went(
            act, how, unless=user.pk != known.owner or known.status not in LIVE, sure=False
        )
        if came:
            known.owner, known.offer = Handoff.objects.filter(case=pk).exclude(
                returned_epoch=None
            ).latest("returned_epoch").back_to_id, None  # fmt: skip
            known.status = "open"

    @rule(pk=pks, whom=PEOPLE, takes=st.booleans(), how=HOW)
    def another_gets_it(self, pk: int, whom: int, takes: bool, how: str) -> None:
        known, to = self.known[pk], self.house.people[whom]
        case = Case.objects.get(pk=pk)
        no = known.status == "closed" or to.pk not in self.here
        if takes:
            act = partial(cases.take, case, user=to, reason="mine", by=by(to))
            no = no or known.owner not in (self.house.lead.pk, to.pk)
        else:
            act = partial(cases.assign, case, to=to, reason="urgent", by=SYSTEM)
        if self._went(act, how, unless=no) and known.owner != to.pk:
            known.owner, known.offer = to.pk, None

    @rule(who=st.integers(1, 3), heir=PEOPLE, how=HOW)
    def somebody_leaves(self, who: int, heir: int, how: str) -> None:
        user, other = self.house.people[who], self.house.people[heir]
        act = partial(people.deactivate, user, takes_over=other, by=SYSTEM)
        left = user.pk not in self.here
        no = not left and (user == other or other.pk not in self.here or len(self.here) < 3)
        if no and len(self.here) < 3:
            return
        if not self._went(act, how, unless=no) or left:
            return
        self.here.discard(user.pk)
        for known in self.known.values():
            if known.status != "closed" and known.owner == user.pk:
                known.owner = other.pk
            if known.offer is not None:
                still = Handoff.objects.pending().filter(pk=known.offer, sender=known.owner)
                known.offer = known.offer if still.exists() else None

    # Departments

    @rule(
        pk=pks, kind=st.sampled_from(["task", "review", "approval"]), blocks=st.booleans(), how=ONCE
    )
    def a_department_is_asked(self, pk: int, kind: str, blocks: bool, how: str) -> None:
        known, house = self.known[pk], self.house
        new = tasks.NewTask(
            team=house.billing, title="Is it right?", kind=kind, blocking=blocks,
            approver=house.lead, substitute=house.chen, items=situations.LINES[: self.count % 3],
        )  # fmt: skip
        act = partial(tasks.ask, Case.objects.get(pk=pk), new=new, user=house.wei, by=by(house.wei))
        no = known.status == "closed" or (known.status == "resolved" and blocks)
        if self._went(act, how, unless=no) and blocks:
            known.blocking.add(Task.objects.latest("pk").pk)

    @rule(pk=pks, how=HOW)
    def steps_are_asked_for(self, pk: int, how: str) -> None:
        wei = self.house.wei
        act = partial(
            tasks.start_plan, Case.objects.get(pk=pk), plan=self.house.plan, user=wei, by=by(wei)
        )
        self._went(act, how, sure=False)
        self._tasks()

    @rule(
        pk=pks,
        who=PEOPLE,
        way=st.sampled_from(["take", "done", "refused", "decline", "back", "tick", "skip"]),
        how=HOW,
    )
    def a_department_answers(self, pk: int, who: int, way: str, how: str) -> None:
        task = Task.objects.filter(case=pk, state__in=("planned", "open")).order_by("pk").first()
        user = self._person(who)
        if task is None or user.pk not in self.here:
            return
        told = {"user": user, "by": by(user)}
        item = task.items.first()
        verdict = {"done": "approved", "refused": "refused"}.get(way, "")
        ways = {
            "take": partial(tasks.take, task, **told),
            "done": partial(tasks.finish, task, result="Yes", verdict=verdict, **told),
            "refused": partial(tasks.finish, task, result="No", verdict=verdict, **told),
            "decline": partial(tasks.decline, task, reason="Not ours", **told),
            "back": partial(tasks.call_back, task, reason="No need", **told),
        }
        if way in ("tick", "skip"):
            if item is None:
                return
            ways[way] = partial(
                tasks.check_item, item, skipped=way == "skip", reason="None here", **told
            )
        self._went(ways[way], how, sure=False)
        self._tasks()

    def _tasks(self) -> None:
        """What blocks, as the rows say; that nothing ends twice the triggers say."""
        for pk, known in self.known.items():
            live = Task.objects.filter(case=pk, blocking=True, state__in=("planned", "open"))
            known.blocking = set(live.values_list("pk", flat=True))

    # Time, and who works while it passes

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
            away = Absence.objects.filter(user=change.before_id, began_at__isnull=False)
            assert (change.why, change.owner_id) == ("cover", case.owner_id)
            assert away.exists()
            known.owner, known.offer = change.owner_id, None
        back = Decision.objects.filter(case=pk, back__state="offered").first()
        known.offer = back.back_id if back is not None and known.offer is None else known.offer

    def _expires(self, pk: int) -> None:
        known = self.known[pk]
        if known.offer is not None:
            over = Handoff.objects.get(pk=known.offer).expires_at <= now()
            known.offer = None if over else known.offer

    # Past every operation

    @rule(pk=pks, other=PEOPLE)
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

    # What holds after each step

    def _person(self, who: int) -> User:
        """That person, or the lead when he has left."""
        user = self.house.people[who]
        return user if user.pk in self.here else self.house.lead

    def _went(self, act: Any, how: str, *, unless: bool = False, sure: bool = True) -> bool:
        """Do it once, twice, or die before the commit; whether it was done. `unless`: it must be refused.
        `sure`: it must not be refused otherwise."""
        if how == "dies":
            self.house.crash(act)
            return False
        came = self.house.do(act)
        if how == "twice":
            again = self.house.do(act)
            assert isinstance(again, REFUSED) or not isinstance(came, REFUSED), act
        if unless:
            assert isinstance(came, REFUSED), act
        elif sure:
            assert not isinstance(came, REFUSED), came
        return not isinstance(came, REFUSED)

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
        broken = violations()
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
