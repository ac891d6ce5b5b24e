"""Who may be offered a case, and what stays true while it lies."""

from datetime import timedelta

import pytest

from makegood.base.jobs.sweeps import SomeFailed
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cases.operations import CaseChanged, WrongState, assign
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.care.handoffs.operations import (
    AlreadyOffered,
    AnswerIsOwed,
    OfferIsOver,
    StillOffered,
)
from makegood.care.handoffs.queries import answering
from makegood.care.promises.models import Promise
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.actor import user as by_user
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_another, case_to_confirmation
from makegood.records.people import operations as people
from makegood.records.worktime.operations import set_hours
from tests.handoffs.make import roaming, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return roaming()


def later(**delta):
    return clock.use(clock.VirtualClock(clock.now() + timedelta(**delta)))


def accept(handoff, user):
    return case_to_another.accept(handoff, user=user, by=by_user(user.pk))


def decline(handoff, user, reason="Not ours"):
    return case_to_another.decline(handoff, user=user, reason=reason, by=by_user(user.pk))


def refused(one, *, field, **more):
    with pytest.raises(Invalid) as error:
        case_to_another.offer(one.case, told(one.wu, **more), by=SYSTEM)
    assert error.value.field == field
    assert not Handoff.objects.exists()
    assert not Promise.objects.filter(kind="handoff").exists()


def test_the_sender_stays_responsible_until_it_is_accepted(one):
    handoff = one.offer(told="We look into it")
    assert one.fresh().owner == one.lin
    assert one.fresh().next_deadline == handoff.expires_at
    assert one.open_promises() == ["first_answer", "handoff"]
    accept(handoff, one.wu)
    assert one.fresh().owner == one.wu
    assert one.open_promises() == ["first_answer"]
    assert Promise.objects.get(kind="handoff").state == "kept"
    change = OwnerChange.objects.get(why="handoff")
    assert (change.epoch, change.before, change.owner) == (handoff.epoch + 1, one.lin, one.wu)


def test_a_usual_offer_lies_half_an_hour_of_the_working_time_of_who_is_asked(one):
    set_hours(
        one.billing, key="b", zone="UTC", weekly=[[day, "09:00", "17:00"] for day in range(5)]
    )
    friday = clock.now().replace(year=2026, month=11, day=20, hour=16, minute=50, second=0)
    with clock.use(clock.VirtualClock(friday)):
        handoff = one.offer(one.billing)
    assert handoff.expires_at.isoformat().startswith("2026-11-23T09:20")


def test_two_targets_are_refused(one):
    refused(one, field="to", to_team=one.billing)


def test_no_target_is_refused(one):
    refused(one, field="to", to_user=None)


def test_an_offer_to_oneself_is_refused(one):
    refused(one, field="to", to_user=one.lin)


def test_an_offer_to_a_person_who_left_is_refused(one):
    people.deactivate(one.wu, takes_over=one.he, by=SYSTEM)
    refused(one, field="to")


def test_an_offer_to_a_team_with_nobody_else_in_it_is_refused(one):
    alone = people.make_team(key="alone", names={"en": "Alone"})
    refused(one, field="to", to_user=None, to_team=alone)
    people.change_staff(one.lin, role="agent", teams=[one.lanhe.team, alone], by=SYSTEM)
    refused(one, field="to", to_user=None, to_team=alone)


@pytest.mark.parametrize("field", ["summary", "question"])
def test_an_offer_without_words_is_refused(one, field):
    refused(one, field=field, **{field: "  "})


@pytest.mark.parametrize("minutes", [0, -30, 4, 60 * 24 * 365])
def test_an_offer_that_lies_too_short_or_for_ever_is_refused(one, minutes):
    refused(one, field="minutes", minutes=minutes)


def test_a_second_offer_is_refused_while_the_first_lies(one):
    one.offer()
    with pytest.raises(AlreadyOffered):
        one.offer(one.he)
    assert Handoff.objects.count() == 1


def test_a_second_offer_goes_out_when_the_first_is_over_even_if_no_worker_came_by(one):
    first = one.offer()
    with later(hours=1):
        second = one.offer(one.he)
        first.refresh_from_db()
        assert (first.state, second.state) == ("expired", "offered")
        assert one.open_promises() == ["first_answer", "handoff"]


def test_an_offer_about_something_older_is_refused(one):
    with pytest.raises(CaseChanged):
        case_to_another.offer(one.case, told(one.wu), by=SYSTEM, version=one.case.version - 1)


def test_a_case_that_is_solved_is_not_offered(one):
    case_to_confirmation.resolve(one.case, user=one.lin, by=SYSTEM)
    with pytest.raises(WrongState):
        one.offer()


def test_accepting_twice_is_once(one):
    handoff = one.offer()
    accept(handoff, one.wu)
    accept(handoff, one.wu)
    assert OwnerChange.objects.filter(why="handoff").count() == 1


def test_an_old_acceptance_cannot_be_played_again(one):
    handoff = one.offer()
    accept(handoff, one.wu)
    assign(one.case, to=one.lin, reason="back", by=SYSTEM)
    accept(handoff, one.wu)
    assert one.fresh().owner == one.lin


def test_of_a_team_one_accepts_and_the_other_is_told_who(one):
    handoff = one.offer(one.billing)
    accept(handoff, one.he)
    with pytest.raises(OfferIsOver, match="he has just taken it"):
        accept(handoff, one.wu)
    assert one.fresh().owner == one.he


def test_only_who_was_asked_accepts(one):
    handoff = one.offer()
    with pytest.raises(OfferIsOver, match="wu was asked"):
        accept(handoff, one.he)
    assert one.fresh().owner == one.lin


def test_accepting_after_its_time_is_refused_before_and_after_the_sweep(one):
    handoff = one.offer()
    with later(minutes=31):
        with pytest.raises(OfferIsOver, match="over"):
            accept(handoff, one.wu)
        assert case_to_another.return_what_nobody_accepted() == 1
        with pytest.raises(OfferIsOver, match="over"):
            accept(handoff, one.wu)
    assert one.fresh().owner == one.lin


def test_what_nobody_accepts_is_back_with_its_sender_and_three_hear_of_it(one):
    handoff = one.offer()
    with later(minutes=31):
        assert case_to_another.return_what_nobody_accepted() == 1
        assert case_to_another.return_what_nobody_accepted() == 0
    handoff.refresh_from_db()
    assert handoff.state == "expired"
    assert one.fresh().owner == one.lin
    assert one.open_promises() == ["first_answer"]
    assert set(Alarm.objects.filter(kind="expired").values_list("person", flat=True)) == {
        one.lin.pk,
        one.wu.pk,
        one.lanhe.lead.pk,
    }


def test_one_offer_that_cannot_go_back_holds_up_no_other(one, monkeypatch):
    odd, end = one.offer(), case_to_another.end_many

    def failing(cases, **more):
        if any(case.pk == odd.case_id for case in cases):
            raise ValueError("odd")
        return end(cases, **more)

    monkeypatch.setattr(case_to_another, "end_many", failing)
    with later(minutes=31), pytest.raises(SomeFailed, match="1 failed"):
        case_to_another.return_what_nobody_accepted()
    odd.refresh_from_db()
    assert odd.state == "offered"
    monkeypatch.setattr(case_to_another, "end_many", end)
    with later(minutes=31):
        assert case_to_another.return_what_nobody_accepted() == 1


def test_a_clock_that_jumps_forth_and_back_ends_an_offer_once(one):
    one.offer()
    with later(days=400):
        assert case_to_another.return_what_nobody_accepted() == 1
    with later(days=-400):
        assert case_to_another.return_what_nobody_accepted() == 0
    assert case_to_another.return_what_nobody_accepted() == 0
    assert Alarm.objects.count() == 3
    assert one.fresh().next_deadline == Promise.objects.get(state="open").due


def test_a_clock_that_jumps_back_expires_nothing(one):
    one.offer()
    with later(days=-1):
        assert case_to_another.return_what_nobody_accepted() == 0


def test_no_goes_back_to_the_sender_with_the_reason(one):
    handoff = one.offer(one.billing)
    decline(handoff, one.wu)
    decline(handoff, one.wu)
    assert one.fresh().owner == one.lin
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.person, alarm.who, alarm.words) == (
        "declined",
        one.lin,
        one.wu,
        "Not ours",
    )
    with pytest.raises(OfferIsOver, match="has said no"):
        accept(handoff, one.he)
    assert one.offer(one.he).state == "offered"


def test_no_without_a_reason_is_refused(one):
    handoff = one.offer()
    with pytest.raises(Invalid):
        decline(handoff, one.wu, reason=" ")
    handoff.refresh_from_db()
    assert handoff.state == "offered"


def test_an_offer_that_was_taken_back_cannot_be_accepted(one):
    handoff = one.offer()
    case_to_another.withdraw(handoff, by=by_user(one.lin.pk), user=one.lin)
    case_to_another.withdraw(handoff, by=by_user(one.lin.pk), user=one.lin)
    with pytest.raises(OfferIsOver, match="taken the offer back"):
        accept(handoff, one.wu)
    assert one.fresh().owner == one.lin
    assert one.open_promises() == ["first_answer"]


def test_an_offer_that_was_accepted_cannot_be_taken_back(one):
    handoff = one.offer()
    accept(handoff, one.wu)
    with pytest.raises(OfferIsOver, match="just taken"):
        case_to_another.withdraw(handoff, by=by_user(one.lin.pk))


def test_a_case_that_is_offered_is_not_resolved(one):
    one.offer()
    with pytest.raises(StillOffered):
        case_to_confirmation.resolve(one.case, user=one.lin, by=SYSTEM)
    assert one.fresh().status == "open"
    assert not one.case.questions.exists()


def test_when_the_lead_gives_it_to_another_the_offer_is_over(one):
    handoff = one.offer()
    assign(one.case, to=one.lanhe.lead, reason="urgent", by=SYSTEM)
    handoff.refresh_from_db()
    assert handoff.state == "withdrawn"
    assert one.open_promises() == ["first_answer"]
    with pytest.raises(OfferIsOver):
        accept(handoff, one.wu)


def test_the_answer_comes_back_to_who_asked_and_he_asks_the_customer(one):
    handoff = one.offer(one.billing, comes_back=True)
    accept(handoff, one.wu)
    with pytest.raises(AnswerIsOwed, match="lin asked you"):
        case_to_confirmation.resolve(one.fresh(), user=one.wu, by=SYSTEM)
    back = case_to_another.give_back(
        one.fresh(), answer="86 are taken off today", user=one.wu, by=by_user(one.wu.pk)
    )
    assert back.answer == "86 are taken off today"
    case = one.fresh()
    assert (case.owner, case.status) == (one.lin, "open")
    assert Alarm.objects.get(kind="returned").person == one.lin
    with pytest.raises(OfferIsOver):
        case_to_another.give_back(case, answer="again", user=one.wu, by=SYSTEM)
    case_to_confirmation.resolve(one.fresh(), user=one.lin, by=SYSTEM)


def test_an_answer_comes_back_through_two_hands(one):
    accept(one.offer(comes_back=True), one.wu)
    accept(one.offer(one.he, comes_back=True), one.he)
    case_to_another.give_back(one.fresh(), answer="yes", user=one.he, by=by_user(one.he.pk))
    assert one.fresh().owner == one.wu
    case_to_another.give_back(one.fresh(), answer="yes!", user=one.wu, by=by_user(one.wu.pk))
    assert one.fresh().owner == one.lin


def test_an_answer_without_words_does_not_go_back(one):
    accept(one.offer(comes_back=True), one.wu)
    with pytest.raises(Invalid):
        case_to_another.give_back(one.fresh(), answer=" ", user=one.wu, by=SYSTEM)
    assert one.fresh().owner == one.wu


def test_what_waited_for_the_customer_is_open_again_when_the_answer_is_back(one):
    accept(one.offer(comes_back=True), one.wu)
    Promise.objects.filter(case=one.case).update(state="released", ended_at=clock.now())
    Case.objects.filter(pk=one.case.pk).update(status="waiting", waiting_for="customer")
    case_to_another.give_back(one.fresh(), answer="done", user=one.wu, by=by_user(one.wu.pk))
    case = one.fresh()
    assert (case.status, one.open_promises()) == ("open", ["next_answer"])


def test_the_lead_sees_who_lets_offers_lie(one):
    accept(one.offer(), one.wu)
    assign(one.case, to=one.lin, reason="again", by=SYSTEM)
    one.offer()
    since = clock.now() - timedelta(days=1)
    with later(hours=1):
        case_to_another.return_what_nobody_accepted()
        decline(one.offer(one.billing), one.he)
    found = {(a.user_id, a.team_id): a for a in answering([one.billing.pk], since=since)}
    wu, team = found[one.wu.pk, None], found[None, one.billing.pk]
    assert (wu.asked, wu.accepted, wu.expired, wu.skipped) == (2, 1, 1, 0.5)
    assert (team.asked, team.declined, team.skipped) == (1, 1, 0.0)
