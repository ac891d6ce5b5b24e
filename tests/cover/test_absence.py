"""While somebody is away, each of his cases is with a person who is here."""

from datetime import timedelta

import pytest

from makegood.base.access.policy import principal_of_user
from makegood.base.invariants.checks import violations
from makegood.base.jobs.sweeps import SomeFailed
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence, CoverAlarm, Decision
from makegood.care.cover.operations import running
from makegood.care.cover.queries import undecided_counts, undecided_for
from makegood.care.handoffs.models import Handoff
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid
from makegood.loops import absence_to_cover, case_to_another, case_to_answer
from makegood.records.people import operations as people
from makegood.records.people.models import Presence
from tests.cover.make import DAY, HOUR, MINUTE, by, fresh, house, opened, sweep

pytestmark = pytest.mark.django_db


def notices(case: Case) -> list[str]:
    """What the machine has told the customer."""
    talk = case.strands.get().conversation
    return list(talk.messages.filter(author="system").order_by("pk").values_list("text", flat=True))


def test_an_accepted_cover_has_the_case_from_the_first_moment(virtual):
    one = house(virtual)
    absence = one.begun()
    assert absence.state == "running"
    case = fresh(one.case)
    assert case.owner == one.wu
    change = OwnerChange.objects.get(case=case, epoch=case.owner_epoch)
    assert (change.why, change.reason) == ("cover", 'away {"name": "lin"}')
    assert Presence.objects.get(user=one.lin).state == "away"
    assert not CoverAlarm.objects.exists()
    assert violations() == {}


def test_a_word_on_a_parked_case_goes_to_the_cover_after_fifteen_minutes(virtual):
    one = house(virtual)
    absence = one.accepted()
    cover.decide(absence, one.case, choice="park", until=absence.ends, by=by(one.lin))
    virtual.advance(HOUR + MINUTE)
    sweep()
    case = fresh(one.case)
    assert (case.owner, case.next_deadline) == (one.lin, absence.ends)
    virtual.advance(HOUR)
    one.writes()
    virtual.advance(14 * MINUTE)
    sweep()
    assert fresh(one.case).owner == one.lin
    virtual.advance(MINUTE)
    sweep()
    case = fresh(one.case)
    assert case.owner == one.wu
    [told] = notices(case)
    assert told.startswith("lin is away at the moment. wu is looking after you now")
    assert case.promises.filter(state="open", kind="next_answer").exists()  # telling is no answer
    assert violations() == {}


def test_the_customer_is_told_once_in_an_absence(virtual):
    one = house(virtual)
    one.begun()
    assert notices(one.case) == []  # nobody waits, so nobody is told
    one.writes()
    sweep()
    one.writes(text="Hello?")
    sweep()
    assert len(notices(one.case)) == 1


def test_who_has_read_the_name_of_the_other_is_not_told_again(virtual):
    one = house(virtual)
    one.begun()
    case_to_answer.answer(fresh(one.case), text="I am on it", user=one.wu, by=by(one.wu))
    virtual.advance(MINUTE)
    one.writes(text="Thank you")
    sweep()
    assert notices(one.case) == []


def test_without_a_yes_the_duty_lead_covers_and_hears_of_it(virtual):
    one = house(virtual)
    one.plan()
    virtual.advance(HOUR + MINUTE)
    sweep()
    assert fresh(one.case).owner == one.lead
    kinds = set(CoverAlarm.objects.filter(person=one.lead).values_list("kind", flat=True))
    assert kinds == {"unaccepted", "undecided"}
    assert CoverAlarm.objects.count() == 2


def test_undecided_cases_are_covered_with_an_alarm_for_the_lead(virtual):
    one = house(virtual)
    one.accepted()
    virtual.advance(HOUR + MINUTE)
    sweep()
    assert fresh(one.case).owner == one.wu
    assert [(a.kind, a.person, a.cases) for a in CoverAlarm.objects.all()] == [
        ("undecided", one.lead, 1)
    ]


def test_the_lead_sees_what_is_undecided_before_it_begins(virtual):
    one = house(virtual)
    absence = one.plan()
    lead = principal_of_user(one.lead)
    assert undecided_for(lead) == [(absence, 1)]
    cover.accept(absence, user=one.wu, by=by(one.wu))
    cover.decide(absence, one.case, choice="cover", by=by(one.lin))
    assert undecided_for(lead) == []
    assert undecided_counts([absence]) == {absence.pk: 0}
    assert undecided_for(principal_of_user(one.wu)) == []


def test_a_lead_who_is_away_is_covered_by_his_deputy(virtual):
    one = house(virtual)
    queue = one.lanhe.queue
    people.change_queue(
        queue,
        names=queue.names,
        team=queue.team,
        duty_lead=one.lead,
        deputy=one.wu,
        is_default=True,
        by=SYSTEM,
    )
    case_to_another.cases.assign(one.case, to=one.lead, reason="his", by=SYSTEM)
    one.plan(user=one.lead, cover=None)
    virtual.advance(HOUR + MINUTE)
    sweep()
    assert fresh(one.case).owner == one.wu


def test_a_cover_who_is_away_himself_does_not_get_it(virtual):
    one = house(virtual)
    one.accepted()
    zhou = one.lanhe.hire("zhou")
    away = Absence.objects.create(  # as if two plans had crossed
        user=one.wu,
        starts=one.now,
        ends=one.now + DAY,
        state="running",
        began_at=one.now,
        planned_by="system",
    )
    virtual.advance(HOUR + MINUTE)
    sweep()
    assert fresh(one.case).owner == one.lead
    assert (away.user, zhou.is_active) == (one.wu, True)


def test_parking_never_goes_beyond_what_is_promised(virtual):
    one = house(virtual)
    absence = one.accepted()
    case = one.another()
    one.writes(case)
    with pytest.raises(Invalid, match="waits for an answer"):
        cover.decide(absence, case, choice="park", until=absence.ends, by=by(one.lin))
    with pytest.raises(Invalid, match="until the return"):
        cover.decide(absence, one.case, choice="park", until=absence.ends - HOUR, by=by(one.lin))
    assert not Decision.objects.exclude(choice="").exists()


def test_what_is_promised_after_parking_wakes_the_case(virtual):
    one = house(virtual)
    absence = one.accepted()
    cover.decide(absence, one.case, choice="park", until=absence.ends, by=by(one.lin))
    one.writes()  # before it begins: an answer is owed
    virtual.advance(HOUR + 20 * MINUTE)
    sweep()
    assert fresh(one.case).owner == one.wu


def test_a_case_handed_over_goes_when_the_other_says_yes(virtual):
    one = house(virtual)
    absence = one.accepted()
    zhou = one.lanhe.hire("zhou")
    decision = cover.decide(absence, one.case, choice="hand", to=zhou, by=by(one.lin))
    assert decision.handoff.to_user == zhou
    virtual.advance(HOUR + MINUTE)
    sweep()
    assert fresh(one.case).owner == one.lin  # zhou may still answer
    case_to_another.decline(decision.handoff, user=zhou, reason="full", by=by(zhou))
    sweep()
    assert fresh(one.case).owner == one.wu  # with nobody for no moment longer


def test_another_decision_takes_the_offer_back(virtual):
    one = house(virtual)
    absence = one.accepted()
    zhou = one.lanhe.hire("zhou")
    cover.decide(absence, one.case, choice="hand", to=zhou, by=by(one.lin))
    again = cover.decide(absence, one.case, choice="hand", to=zhou, by=by(one.lin))
    assert Handoff.objects.get(pk=again.handoff_id).state == "offered"
    cover.decide(absence, one.case, choice="cover", by=by(one.lin))
    assert Handoff.objects.get().state == "withdrawn"
    assert Decision.objects.get().handoff is None


def test_who_is_back_takes_his_cases_again_by_an_offer(virtual):
    one = house(virtual)
    absence = one.begun()
    ended = one.another(answered=True)
    cover.come_back(absence, by=by(one.lin))
    sweep()
    decision = Decision.objects.get(absence=absence, case=one.case)
    assert decision.back.to_user == one.lin
    assert fresh(one.case).owner == one.wu  # until he says yes
    case_to_another.accept(decision.back, user=one.lin, by=by(one.lin))
    assert fresh(one.case).owner == one.lin
    assert fresh(ended).owner == one.lin
    assert Handoff.objects.count() == 1
    assert violations() == {}


def test_what_the_cover_passed_on_is_not_offered_back(virtual):
    one = house(virtual)
    absence = one.begun()
    case_to_another.cases.assign(one.case, to=one.lead, reason="needs a lead", by=SYSTEM)
    virtual.advance(4 * DAY)
    sweep()
    assert Absence.objects.get(pk=absence.pk).state == "over"
    assert not Handoff.objects.exists()


def test_a_refusal_is_heard_and_somebody_else_can_be_named(virtual):
    one = house(virtual)
    absence = one.plan()
    with pytest.raises(Invalid):
        cover.refuse(absence, user=one.wu, reason=" ", by=by(one.wu))
    cover.refuse(absence, user=one.wu, reason="I am in Chengdu", by=by(one.wu))
    cover.refuse(absence, user=one.wu, reason="I am in Chengdu", by=by(one.wu))
    assert set(CoverAlarm.objects.values_list("person", flat=True)) == {one.lin.pk, one.lead.pk}
    zhou = one.lanhe.hire("zhou")
    named = cover.name_cover(absence, cover=zhou, by=by(one.lin))
    assert (named.cover, named.accepted_at, named.refused_why) == (zhou, None, "")
    with pytest.raises(cover.NotAsked):
        cover.accept(absence, user=one.wu, by=by(one.wu))


def test_two_absences_do_not_overlap_and_nobody_covers_himself(virtual):
    one = house(virtual)
    one.plan()
    with pytest.raises(Invalid, match="another absence"):
        one.plan(after=2 * HOUR)
    with pytest.raises(Invalid, match="Somebody else covers"):
        one.plan(after=9 * DAY, cover=one.lin)
    with pytest.raises(Invalid, match="away at that time too"):
        one.plan(user=one.wu, cover=one.lin)
    with pytest.raises(Invalid, match="before the beginning"):
        one.plan(after=9 * DAY, lasts=-HOUR)
    with pytest.raises(Invalid, match="over"):
        one.plan(after=-9 * DAY, lasts=DAY)
    with pytest.raises(Invalid, match="Two years"):
        one.plan(after=9 * DAY, lasts=731 * DAY)


def test_a_worker_dead_over_a_whole_absence_leaves_it_past(virtual):
    one = house(virtual)
    absence = one.accepted()
    virtual.advance(10 * DAY)
    sweep()
    absence.refresh_from_db()
    assert (absence.state, absence.began_at) == ("over", None)
    assert fresh(one.case).owner == one.lin
    assert violations() == {}


def test_a_clock_that_leaps_back_ends_nothing_and_begins_nothing_twice(virtual):
    one = house(virtual)
    absence = one.begun()
    virtual.advance(-2 * HOUR)
    sweep()
    absence.refresh_from_db()
    assert absence.state == "running"
    assert fresh(one.case).owner == one.wu
    virtual.advance(4 * DAY)
    sweep()
    virtual.advance(-4 * DAY)
    sweep()
    absence.refresh_from_db()
    assert absence.state == "over"
    assert Handoff.objects.count() == 1


def test_a_cancelled_absence_takes_its_offers_back_and_covers_nothing(virtual):
    one = house(virtual)
    absence = one.accepted()
    cover.decide(absence, one.case, choice="hand", to=one.lead, by=by(one.lin))
    cover.cancel(absence, by=by(one.lin))
    cover.cancel(absence, by=by(one.lin))
    virtual.advance(2 * HOUR)
    sweep()
    assert fresh(one.case).owner == one.lin
    assert Handoff.objects.get().state == "withdrawn"
    with pytest.raises(cover.AbsenceIsOver):
        cover.accept(absence, user=one.wu, by=by(one.wu))


def test_a_new_case_that_comes_to_a_lead_who_is_away_goes_to_his_cover(virtual):
    one = house(virtual)
    absence = one.plan(user=one.lead, cover=one.wu)
    cover.accept(absence, user=one.wu, by=by(one.wu))
    virtual.advance(HOUR + MINUTE)
    sweep()
    case = opened(one.lanhe, "late")
    assert case.owner == one.lead  # nobody's page is open
    virtual.advance(16 * MINUTE)
    sweep()
    assert fresh(case).owner == one.wu
    assert len(notices(case)) == 1


def test_when_the_cover_leaves_those_he_covered_hear_of_it(virtual):
    one = house(virtual)
    absence = one.begun()
    people.deactivate(one.wu, takes_over=one.lead, by=SYSTEM)
    absence.refresh_from_db()
    assert (absence.cover, absence.accepted_at) == (None, None)
    assert fresh(one.case).owner == one.lead
    told = CoverAlarm.objects.filter(kind="left").values_list("person", flat=True)
    assert set(told) == {one.lin.pk, one.lead.pk}
    assert violations() == {}


def test_who_leaves_is_not_away_any_more(virtual):
    one = house(virtual)
    absence = one.begun()
    people.deactivate(one.lin, takes_over=one.lead, by=SYSTEM)
    sweep()
    absence.refresh_from_db()
    assert absence.state == "over"
    assert not Handoff.objects.exists()
    assert fresh(one.case).owner == one.wu
    assert violations() == {}


def test_the_minutes_are_those_of_the_queue(virtual):
    one = house(virtual)
    cover.set_rule(one.lanhe.queue, cover_after=60, chat_returns=None, mail_returns=None, by=SYSTEM)
    absence = one.accepted()
    cover.decide(absence, one.case, choice="park", until=absence.ends, by=by(one.lin))
    virtual.advance(HOUR + MINUTE)
    sweep()
    one.writes()
    virtual.advance(timedelta(minutes=59))
    sweep()
    assert fresh(one.case).owner == one.lin
    virtual.advance(MINUTE)
    sweep()
    assert fresh(one.case).owner == one.wu
    with pytest.raises(Invalid):
        cover.set_rule(one.lanhe.queue, cover_after=9999, chat_returns=2, mail_returns=0, by=SYSTEM)


def test_a_case_that_nobody_can_be_given_holds_up_no_other(virtual, monkeypatch):
    one = house(virtual)
    other = one.another()
    absence = one.accepted()
    rightly = running.give_to

    def broken(case, **more):
        if case.pk == one.case.pk:
            raise ValueError("odd")
        return rightly(case, **more)

    monkeypatch.setattr(running, "give_to", broken)
    for case in (one.case, other):
        cover.decide(absence, case, choice="cover", by=by(one.lin))
    virtual.advance(HOUR + MINUTE)
    with pytest.raises(SomeFailed):
        sweep()
    assert (fresh(one.case).owner, fresh(other).owner) == (one.lin, one.wu)


def test_a_customer_without_a_conversation_is_covered_all_the_same(virtual):
    one = house(virtual)
    one.writes()
    one.case.strands.all().delete()
    one.begun()
    assert fresh(one.case).owner == one.wu


def test_that_the_customer_was_told_is_said_only_when_something_left(virtual, monkeypatch):
    one = house(virtual)
    one.writes()
    monkeypatch.setattr(absence_to_cover, "notify", lambda *_args, **_more: None)
    one.begun()
    assert fresh(one.case).owner == one.wu
    assert not Entry.objects.filter(kind="cover.customer_told").exists()


def test_what_lies_as_it_was_decided_costs_one_statement(virtual, django_assert_num_queries):
    one = house(virtual)
    absence = one.accepted()
    for case in (one.case, *(one.another(f"zhao{n}") for n in range(3))):
        cover.decide(absence, case, choice="park", until=absence.ends, by=by(one.lin))
    virtual.advance(HOUR + MINUTE)
    sweep()
    with django_assert_num_queries(1):
        assert cover.cover_due() == 0


def test_who_may_not_be_written_to_yet_is_not_counted_as_told(virtual, monkeypatch):
    one = house(virtual)
    absence = one.begun()
    one.writes()
    monkeypatch.setattr(absence_to_cover, "notify", lambda *_args, **_more: None)
    sweep()
    decision = Decision.objects.get(absence=absence, case=one.case)
    assert (decision.told_at, decision.told_with) == (None, None)
    monkeypatch.undo()
    sweep()
    assert Decision.objects.get(pk=decision.pk).told_at is None  # not each ten seconds
    virtual.advance(HOUR + MINUTE)
    sweep()
    decision.refresh_from_db()
    assert decision.told_with is not None
