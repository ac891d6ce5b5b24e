"""Two at once where the row of the case is not enough: what workers do in passing, plans of one who leaves,
and what counts for many cases. Each lock that is taken for it is missed here when it is gone (`mutate`)."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Min

from makegood.care.cases import operations as cases
from makegood.care.cover import operations as cover
from makegood.care.handoffs.models import Handoff
from makegood.care.promises import operations as promises
from makegood.care.promises.models import Policy, Promise, Recompute, Warning
from makegood.care.promises.queries import policy_for
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.tests import make
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_another, case_to_answer, case_to_policy
from makegood.records.entitlements.events import EntitlementChanged
from makegood.records.people import operations as people
from tests.responsibility import situations
from tests.responsibility.situations import by
from tests.responsibility.two_sessions import Firm, one_after_the_other
from tests.sessions import crossing, in_order

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def later(span: timedelta) -> datetime:
    """From now on it is so much later."""
    clock.install(clock.VirtualClock(clock.now() + span))
    return clock.now()


def owes_a_solution(house: Firm) -> Promise:
    """Within three days, by a policy of the queue."""
    promises.set_target(house.firm.queue, first_answer=240, next_answer=240, solution=3 * 24 * 60)
    promises.recompute_waiting()
    found = Promise.objects.filter(case=house.case, kind="solution").first()
    if found is None:
        new = promises.owed(house.case, "solution", policy_for(house.case))
        [found] = promises.make_many([new], by=SYSTEM)
    return found


def policy_of(house: Firm) -> Policy:
    return Policy.objects.get(queue=house.firm.queue, active=True)


def promise_sooner(house: Firm) -> Promise:
    """In an hour, before all else."""
    new = promises.NewPromise(
        case=cases.lock(house.case.pk),
        kind="person",
        due=clock.now() + timedelta(hours=1),
        what="A call",
        already_said=True,
    )
    return promises.make_many([new], by=SYSTEM)[0]


def earliest(house: Firm) -> datetime:
    due = Promise.objects.filter(case=house.case, state="open", paused_at=None)
    return due.aggregate(first=Min("due"))["first"]


def test_nobody_is_warned_of_what_is_being_kept(house):
    promise = situations.give_word(house.case)
    later(6 * DAY)
    keep = lambda: case_to_answer.end_promise(promise, kept=True, by=SYSTEM)  # noqa: E731
    assert one_after_the_other(keep, promises.sweep_warnings) == ("", "")
    assert not Warning.objects.filter(promise=promise).exists()


def test_what_is_being_kept_is_not_at_risk(house):
    promise = situations.give_word(house.case)
    came = in_order(
        lambda: case_to_answer.end_promise(promise, kept=True, by=SYSTEM),
        lambda: promises.set_risk([(promise.pk, 2, 0.1, "late")]),
    )
    promise.refresh_from_db()
    assert (came.second, promise.risk) == (0, 0)


def test_a_clock_that_is_stopped_still_knows_of_what_was_warned(house):
    promise = owes_a_solution(house)
    later(2 * DAY)
    stop = lambda: promises.pause(cases.lock(house.case.pk), because="customer", by=SYSTEM)  # noqa: E731
    assert one_after_the_other(promises.sweep_warnings, stop) == ("", "")
    promise.refresh_from_db()
    assert promise.paused_at is not None
    assert promise.warned == 50


def test_what_follows_new_hours_still_knows_of_what_was_warned(house):
    promise = owes_a_solution(house)
    promises.make_policy(policy_of(house), solution=4 * 24 * 60, by=SYSTEM)
    later(2 * DAY)
    one_after_the_other(promises.sweep_warnings, promises.recompute_waiting)
    before = promise.due
    promise.refresh_from_db()
    assert promise.due > before + DAY / 2
    assert promise.warned == 50


@pytest.mark.parametrize("because", ["a policy", "a contract"])
def test_what_was_promised_for_sooner_stays_the_next_deadline(house, because):
    owes_a_solution(house)
    if because == "a policy":
        promises.make_policy(policy_of(house), first_answer=300, by=SYSTEM)
        follow = promises.recompute_waiting
    else:
        changed = EntitlementChanged(contact_id=house.case.contact_id)
        follow = lambda: case_to_policy.what_is_open_follows(changed, None)  # noqa: E731
    assert one_after_the_other(lambda: promise_sooner(house), follow) == ("", "")
    assert house.fresh().next_deadline == earliest(house)


def test_what_weighs_more_while_his_contract_changes_keeps_the_policy_of_its_weight(house):
    promise = owes_a_solution(house)
    urgent = promises.make_policy(
        queue=house.firm.queue, priority=2, first_answer=60, next_answer=60, solution=600, by=SYSTEM
    )[0]
    changed = EntitlementChanged(contact_id=house.case.contact_id)
    one_after_the_other(
        lambda: case_to_policy.weigh(house.case, urgency=2, by=SYSTEM),
        lambda: case_to_policy.what_is_open_follows(changed, None),
    )
    promise.refresh_from_db()
    assert promise.policy == urgent
    promises.retire_policy(urgent, by=SYSTEM)


def test_a_policy_that_changes_while_a_worker_follows_it_is_followed_again(house):
    owes_a_solution(house)
    policy = policy_of(house)
    promises.make_policy(policy, solution=5 * 24 * 60, by=SYSTEM)
    one_after_the_other(
        promises.recompute_waiting, lambda: promises.recompute(policy=policy, by=SYSTEM)
    )
    assert Recompute.objects.filter(policy=policy, done_at=None).exists()


def test_two_who_change_a_policy_each_change_their_part(house):
    policy = promises.make_policy(first_answer=60, next_answer=60, priority=2, by=SYSTEM)[0]
    one_after_the_other(
        lambda: promises.make_policy(policy, first_answer=30, by=SYSTEM),
        lambda: promises.make_policy(policy, next_answer=45, by=SYSTEM),
    )
    policy.refresh_from_db()
    assert (policy.first_answer, policy.next_answer) == (30, 45)
    promises.retire_policy(policy, by=SYSTEM)


def test_a_budget_is_not_made_smaller_than_what_is_being_given(house):
    team = house.firm.team
    found = make.budget(team)
    make.authority()
    voucher = make.remedy()
    offer = lambda: recovery.make_offer(  # noqa: E731
        house.case, remedies=[voucher], user=house.wei, by=by(house.wei)
    )
    told = {"starts": found.starts, "ends": found.ends, "amount": Decimal(5), "currency": "EUR"}
    less = lambda: recovery.keep_budget(team, by=SYSTEM, **told)  # noqa: E731
    assert one_after_the_other(offer, less) == ("", "Invalid")


def test_an_offer_that_nobody_took_does_not_wait_for_one_that_is_being_taken(house):
    second = situations.owned(house, f"li{house.name}")
    taken, lies = (situations.offered(house, case) for case in (house.case, second))
    with clock.use(clock.VirtualClock(clock.now() + 2 * HOUR)):
        came = crossing(
            partial(cases.lock, taken.case_id),
            lambda: Handoff.objects.get(pk=lies.pk).state,
            case_to_another.return_what_nobody_accepted,
        )
    assert (came.first, came.second) == ("expired", 1)


def test_the_time_of_an_offer_that_is_being_taken_does_not_end(house):
    """Although the clock of who offers it again goes ahead: by that its time is over."""
    handoff = situations.offered(house, house.case)

    def offer_anew():
        with clock.use(clock.VirtualClock(clock.now() + 2 * HOUR)):
            return situations.offered(house, house.case, house.lin)

    accept = partial(case_to_another.accept, handoff, user=house.chen, by=by(house.chen))
    assert one_after_the_other(accept, offer_anew) == ("", "")
    handoff.refresh_from_db()
    assert (handoff.state, house.fresh().owner) == ("accepted", house.chen)


def leaves(house: Firm, who: str, heir: str) -> None:
    people.deactivate(getattr(house, who), takes_over=getattr(house, heir), by=SYSTEM)


def test_who_is_named_to_cover_stays_so_when_the_one_before_leaves(house):
    absence = situations.plan_absence(house, house.wei, cover_by=house.chen)
    came = one_after_the_other(
        lambda: cover.name_cover(absence, cover=house.lead, by=SYSTEM),
        lambda: leaves(house, "chen", "lin"),
    )
    absence.refresh_from_db()
    assert came == ("", "")
    assert absence.cover == house.lead


def test_who_is_leaving_is_not_named_to_cover(house):
    absence = situations.plan_absence(house, house.wei, cover_by=house.chen)
    came = one_after_the_other(
        lambda: leaves(house, "lin", "chen"),
        lambda: cover.name_cover(absence, cover=house.lin, by=SYSTEM),
    )
    assert came == ("", "Invalid")


def test_a_list_that_is_being_signed_is_signed_although_its_writer_leaves(house):
    handover = cover.begin_handover(house.wei, at=clock.now() + timedelta(hours=1), by=SYSTEM)
    for line in handover.lines.all():
        cover.set_line(line, choice="keep", why="Nothing to do tonight", by=SYSTEM)
    cover.send(handover, receiver=house.chen, by=by(house.wei))
    came = one_after_the_other(
        lambda: cover.sign(handover, user=house.chen, by=by(house.chen)),
        lambda: leaves(house, "wei", "lin"),
    )
    handover.refresh_from_db()
    assert (came, handover.state) == (("", ""), "signed")


def test_two_lists_at_once_are_one(house):
    begin = lambda: cover.begin_handover(  # noqa: E731
        house.wei, at=clock.now() + timedelta(hours=1), by=SYSTEM
    )
    came = in_order(begin, begin)
    assert came.first == came.second


def test_of_two_signatures_the_second_finds_it_signed(house):
    handover = cover.begin_handover(house.wei, at=clock.now() + timedelta(hours=1), by=SYSTEM)
    for line in handover.lines.all():
        cover.set_line(line, choice="keep", why="Nothing to do tonight", by=SYSTEM)
    cover.send(handover, receiver=house.chen, by=by(house.wei))
    sign = lambda: cover.sign(handover, user=house.chen, by=by(house.chen))  # noqa: E731
    came = in_order(sign, sign)
    assert came.first.ended_at == came.second.ended_at
