"""What we promise, what it weighs, and how it is made good."""

from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.promises import operations as promises
from makegood.care.promises.models import Promise
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Offer
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import case_to_answer, case_to_policy, promise_to_kept
from makegood.records.entitlements import operations as entitlements
from makegood.records.worktime import operations as worktime
from tests.responsibility.machine.known import HOW, ONCE, PEOPLE, PKS, Known
from tests.responsibility.situations import by

WEEKS = [
    [[day, "00:00", "24:00"] for day in range(7)],
    [[day, "09:00", "17:00"] for day in range(5)],
]


class Promising(Known):
    """Words are given, kept, moved, released; remedies offered and taken."""

    @rule(pk=PKS, minutes=st.sampled_from([-5, 90, 3000, 6_000_000]), how=ONCE)
    def somebody_gives_his_word(self, pk: int, minutes: int, how: str) -> None:
        if self.known[pk].status == "closed":
            return
        due = now() + timedelta(minutes=minutes)
        new = promises.NewPromise(
            case=cases.lock(pk), kind="person", due=due, what="a call", already_said=True
        )
        act = partial(promises.make_many, [new], by=SYSTEM)
        self._went(act, how, unless=not 0 < minutes < 1_000_000)

    @rule(pk=PKS, kind=st.sampled_from(["person", "remedy"]), kept=st.booleans(), how=HOW)
    def a_word_is_kept_or_released(self, pk: int, kind: str, kept: bool, how: str) -> None:
        """A call, or the delivery of what he accepted, which is accounted by the worker."""
        given = Promise.objects.filter(case=pk, kind=kind, state="open").first()
        if given is not None:
            self._went(
                partial(case_to_answer.end_promise, given, kept=kept, by=SYSTEM), how, sure=False
            )

    @rule(pk=PKS, told=st.booleans(), again=st.booleans(), how=HOW)
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

    @rule(pk=PKS, urgency=st.integers(0, 2), tier=st.sampled_from(["", "gold"]), how=HOW)
    def it_weighs_more(self, pk: int, urgency: int, tier: str, how: str) -> None:
        case = Case.objects.get(pk=pk)
        self._went(partial(case_to_policy.weigh, case, urgency=urgency, by=SYSTEM), how, sure=False)
        self._went(partial(entitlements.set_tier, case.contact, tier=tier, by=SYSTEM), how)

    # Making good

    @rule(pk=PKS, who=PEOPLE, how=HOW)
    def something_is_offered(self, pk: int, who: int, how: str) -> None:
        house, user = self.house, self._person(who)
        promise = Promise.objects.filter(case=pk, kind="person").first()
        act = partial(
            recovery.make_offer, Case.objects.get(pk=pk), remedies=[house.voucher],
            promise=promise, user=user, by=by(user),
        )  # fmt: skip
        self._went(act, how, unless=self.known[pk].status == "closed", sure=False)

    @rule(pk=PKS, takes=st.booleans(), how=HOW)
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

    @rule(week=st.sampled_from(WEEKS), how=HOW)
    def the_hours_change(self, week: list[Any], how: str) -> None:
        """The worker goes through what is open."""
        act = partial(
            worktime.set_hours, self.house.firm.team, key="front", zone="UTC", weekly=week
        )
        self._went(act, how)
