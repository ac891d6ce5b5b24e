"""A promise that will be missed: the customer hears it first, by his channel, with a reason and a new time."""

from datetime import UTC, datetime, timedelta

import pytest

from makegood.base.jobs.sweeps import SomeFailed
from makegood.care.cases.models import Case
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import notice_overdue, state, sweep_warnings
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Apology, Watch
from makegood.care.recovery.operations import ReasonChanged, knowing
from makegood.care.recovery.tests.make import prove, sit_down
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.operations import may_send_automatic
from makegood.contact.channels.ports import Undelivered
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid
from makegood.loops.case_to_answer import answer
from makegood.loops.contact_to_case import file_waiting
from makegood.records.customers.models import Contact
from tests.make import arrive, company, echo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_violations")]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def time():
    virtual = VirtualClock(MONDAY)
    clock.install(virtual)
    return virtual


@pytest.fixture
def lanhe(time):
    return company()


@pytest.fixture
def case(lanhe):
    found = came(lanhe, verified=True)
    prove(found)
    return found


def came(lanhe, *, verified):
    """A case of somebody whose channel proves who he is, or does not."""
    raw = arrive(lanhe.account, id="<m1@x>", verified=verified)
    file_waiting()
    return Case.objects.get(strands__conversation__messages__raw=raw)


def minutes(time, n, settle, *people):
    """The clock goes on with the worker running, which comes by every five minutes and each of the last
    ten; these people stay at their desks."""
    ends = time.moment + timedelta(minutes=n)
    while time.moment < ends:
        near = ends - time.moment <= timedelta(minutes=10)
        time.advance(timedelta(minutes=1 if near else 5))
        sit_down(*people)
        for work in (sweep_warnings, notice_overdue, recovery.watch):
            work()
    if n > 1:
        settle()


def first(case):
    return case.promises.get(kind="first_answer")


def told_of(case):
    return list(Message.objects.filter(conversation__strand__case=case, author="system"))


def test_who_is_not_answered_hears_it_before_the_moment(case, time, settle):
    minutes(time, 121, settle)  # half of four hours, nobody is there
    assert first(case).risk > 0
    minutes(time, 119, settle)
    promise = case.promises.get(kind="first_answer", state="missed")
    assert promise.told_at < promise.due
    assert promise.amends == "none"
    assert promise.moved_to.due == promise.told_due > promise.due
    [message] = told_of(case)
    assert message.outgoing.envelope["purpose"] == "notice"
    assert "We promised you an answer by" in message.text
    assert "sorry" in message.text
    assert "We did not get to it in time" in message.text  # nobody said that he is absent


def test_whoever_answers_in_time_apologises_to_nobody(case, lanhe, time, settle):
    minutes(time, 150, settle, lanhe.lead)
    answer(case, text="It is the seal", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    minutes(time, 95, settle, lanhe.lead)
    assert told_of(case) == []
    assert not Apology.objects.exclude(state="spared").exists()
    assert not Watch.objects.filter(promise__kind="first_answer").exists()


def drafted(case, time, settle):
    """The apology, as soon as it lies ready."""
    minutes(time, 178, settle)
    for _n in range(30):
        minutes(time, 1, settle)
        for apology in Apology.objects.filter(promise=first(case), state="draft"):
            return apology
    raise AssertionError("nothing was drafted")


def test_the_owner_sends_it_in_his_own_words(case, lanhe, time, settle):
    apology = drafted(case, time, settle)
    by = actors.user(lanhe.lead.pk)
    later = apology.new_due + timedelta(hours=1)
    sent = recovery.send(
        apology, user=lanhe.lead, by=by, text="Sorry, five o'clock it is.", due=later
    )
    again = recovery.send(apology, user=lanhe.lead, by=by, text="Twice")
    assert again.outgoing == sent.outgoing
    promise = first(case)
    assert promise.told_due == later
    assert promise.told_with == sent.outgoing
    message = Message.objects.get(outgoing=sent.outgoing)
    assert (message.user, message.text) == (lanhe.lead, "Sorry, five o'clock it is.")
    assert promise.state == "open"  # he may still keep it


def test_a_new_time_that_is_no_later_is_refused(case, lanhe, time, settle):
    apology = drafted(case, time, settle)
    before = apology.promise.due
    with pytest.raises(Invalid):
        recovery.send(
            apology, user=lanhe.lead, by=actors.user(lanhe.lead.pk), due=before - timedelta(hours=1)
        )
    assert told_of(case) == []
    assert first(case).told_at is None


def test_his_word_that_it_will_be_kept_holds_until_the_last_moment(case, lanhe, time, settle):
    apology = drafted(case, time, settle)
    recovery.vouch(
        apology, user=lanhe.lead, why="The answer is half written", by=actors.user(lanhe.lead.pk)
    )
    time.moment = first(case).due - timedelta(minutes=17)
    minutes(time, 1, settle)
    assert told_of(case) == []
    minutes(time, 25, settle)
    promise = case.promises.get(kind="first_answer", state="missed")
    assert promise.told_at < promise.due
    assert promise.told_at >= promise.due - timedelta(minutes=15)


def test_kept_after_all_it_is_kept_and_no_new_time_is_owed(case, lanhe, time, settle):
    minutes(time, 235, settle)
    assert first(case).told_at is not None
    answer(case, text="Here it is", user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    minutes(time, 10, settle)
    promise = first(case)
    assert (promise.state, promise.moved_to) == ("kept", None)


def test_a_machine_that_may_not_write_tells_the_owner_and_says_so(lanhe, time, settle):
    case = came(lanhe, verified=False)
    assert may_send_automatic("wang@example.org")  # its share of today
    minutes(time, 241, settle)
    apology = Apology.objects.get(promise=first(case))
    assert (apology.state, bool(apology.held_at)) == ("draft", True)
    assert told_of(case) == []
    time.advance(timedelta(days=1))
    settle()
    promise = Promise.objects.get(pk=apology.promise_id)
    assert promise.told_at > promise.due
    assert promise.untold_why == "once_a_day"


def test_when_the_worker_was_away_he_is_told_late_with_the_reason(case, time, settle):
    time.advance(timedelta(hours=5))
    minutes(time, 25, settle)
    promise = case.promises.get(kind="first_answer", state="missed")
    assert promise.told_at > promise.due
    assert promise.untold_why
    [message] = told_of(case)
    assert "We have missed this" in message.text


def test_an_apology_that_did_not_arrive_is_owed_as_an_answer(case, time, settle):
    echo().fail = Undelivered("no such box", permanent=True)
    minutes(time, 239, settle)
    apology = Apology.objects.get(promise=first(case))
    assert Outgoing.objects.get(pk=apology.outgoing).state == "failed"
    assert apology.lost_at is not None
    assert Case.objects.get(pk=case.pk).unanswered_since is not None


def test_a_new_time_that_is_missed_again_leaves_more_room(case, time, settle):
    minutes(time, 241, settle)
    one = case.promises.get(kind="first_answer", state="missed")
    time.moment = one.told_due - timedelta(minutes=40)
    minutes(time, 45, settle)
    two = Promise.objects.get(pk=one.moved_to_id)
    assert two.state == "missed"
    assert two.told_at < two.due
    assert two.told_due - two.told_at > one.told_due - one.told_at
    assert len(told_of(case)) == 2


def test_what_is_said_is_said_in_his_language_and_by_his_clock(case, time, settle):
    Contact.objects.filter(pk=case.contact_id).update(zone="Asia/Shanghai")
    Case.objects.filter(pk=case.pk).update(language="zh-Hans")
    minutes(time, 200, settle)
    apology = Apology.objects.get(promise=first(case))
    assert apology.language == "zh-Hans"
    assert "21:00" in apology.text  # 13:00 in UTC, when it was promised
    assert now() < first(case).due


def test_what_was_late_long_before_we_looked_is_written_about_by_a_person(
    case, lanhe, time, settle
):
    time.advance(timedelta(days=3))
    minutes(time, 30, settle)
    apology = Apology.objects.get(promise=first(case))
    assert (apology.state, apology.send_at) == ("draft", None)
    assert told_of(case) == []
    recovery.send(apology, user=lanhe.lead, by=actors.user(lanhe.lead.pk))
    assert "We have missed this" in Message.objects.get(outgoing=first(case).told_with).text


def absent(lanhe):
    """The owner is absent from now on, and says so."""
    plan = {"starts": now(), "ends": now() + timedelta(days=2), "cover": None, "by": SYSTEM}
    Absence.objects.filter(pk=cover.plan(lanhe.lead, **plan).pk).update(
        state="running", began_at=now()
    )


def test_what_leaves_by_itself_gives_the_reason_as_it_is_then(case, lanhe, time, settle):
    apology = drafted(case, time, settle)
    assert apology.because == "late"
    absent(lanhe)
    minutes(time, 62, settle)
    [message] = told_of(case)
    assert "not at work at the moment" in message.text
    assert "did not get to it" not in message.text


def test_the_owner_reads_a_draft_again_whose_reason_has_changed(case, lanhe, time, settle):
    apology = drafted(case, time, settle)
    absent(lanhe)
    told = {"user": lanhe.lead, "by": actors.user(lanhe.lead.pk)}
    with pytest.raises(ReasonChanged):
        recovery.send(apology, text=apology.text, **told)
    assert told_of(case) == []
    apology.refresh_from_db()
    assert "not at work at the moment" in apology.text
    recovery.send(apology, text=apology.text, **told)
    assert first(case).told_at is not None


def moved(promise, by):
    """It is due so much later, as after a pause."""
    before, promise.due = promise.due, promise.due + by
    state.write_clocks([promise])
    state.write_moves([(promise, before)], at=now(), by=SYSTEM, why="resumed")
    state.settle([promise.case_id])
    return promise


def test_a_draft_is_put_away_when_it_will_be_kept_after_all(case, lanhe, time, settle):
    apology = drafted(case, time, settle)
    moved(first(case), timedelta(days=3))
    Watch.objects.update(next_at=now())
    minutes(time, 1, settle, lanhe.lead)
    apology.refresh_from_db()
    assert apology.state == "spared"
    assert told_of(case) == []


def test_a_draft_follows_its_promise_to_another_moment(case, lanhe, time, settle):
    apology = drafted(case, time, settle)
    time.advance(timedelta(minutes=1))
    promise = moved(first(case), timedelta(minutes=30))
    Watch.objects.update(next_at=now())
    minutes(time, 1, settle)
    renewed = Apology.objects.get(pk=apology.pk)
    assert renewed.send_at > apology.send_at
    assert renewed.new_due > promise.due
    assert renewed.text != apology.text


def test_nothing_is_said_while_its_clock_stands(case, time, settle):
    apology = drafted(case, time, settle)
    promise = Promise.objects.filter(pk=apology.promise_id)
    promise.update(paused_at=now(), paused_because="customer")
    assert recovery.send_by_itself(apology).state == "draft"
    assert told_of(case) == []
    promise.update(paused_at=None, paused_because="")


def test_one_promise_that_cannot_be_looked_at_holds_up_no_other(case, lanhe, time, monkeypatch):
    minutes(time, 121, lambda: None)
    raw = arrive(lanhe.account, id="<m2@x>", **{"from": "zhao@example.org"})
    file_waiting()
    other = Case.objects.get(strands__conversation__messages__raw=raw)
    look, odd = knowing._look, first(case).pk

    def failing(promise, seen, moment):
        if promise.pk == odd:
            raise ValueError("odd")
        return look(promise, seen, moment)

    monkeypatch.setattr(knowing, "_look", failing)
    recovery.watch_again(first(other).pk)
    Promise.objects.update(risk=0, risk_at=None)
    Watch.objects.update(next_at=now())
    with pytest.raises(SomeFailed, match=f"1 failed, first promise {odd}: odd"):
        recovery.watch()
    assert first(other).risk_at is not None
    assert first(case).risk_at is None
    assert not Watch.objects.filter(next_at__lte=now()).exists()  # it has its turn again later
