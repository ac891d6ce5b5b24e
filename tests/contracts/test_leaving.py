"""What we write leaves by any provider once; what became of it is known, or a person is asked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from makegood.base.files.operations import keep
from makegood.base.journal.log import react
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing, Piece, RawItem, Standing
from makegood.contact.channels.operations import settle_uncertain
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops.receipts import FORGOTTEN
from makegood.loops.reply_window import Chosen, WindowClosed, window_left
from makegood.world.farside.playing import Got
from tests.contracts.stand import PNG, Stand
from tests.matrix.house import signed_in

State = Outgoing.State


def only(*kinds: str) -> pytest.MarkDecorator:
    """For the channels that have what the test is about."""
    return pytest.mark.parametrize("at", kinds, indirect=True)


def begun(at: Stand) -> Stand:
    at.says()
    return at


def name_of_the_next(at: Stand, outgoing: Outgoing) -> str:
    """What the provider will call it."""
    following = at.far.count + 1
    name = {"whatsapp": f"wamid.HBg{following:06d}", "sms": f"SM{following:032x}"}.get(at.far.kind)
    return name or str(outgoing.pk)


def test_an_answer_reaches_the_customer_once(at: Stand):
    outgoing = begun(at).answers("We come at ten. 我们十点来。")
    assert at.leaves(outgoing) == State.SENT
    assert at.leaves(outgoing) == State.SENT
    [got] = at.far.got
    assert (got.to, got.text) == (at.who, "We come at ten. 我们十点来。")
    assert Piece.objects.get(outgoing=outgoing).name == got.name


def test_what_is_too_long_for_one_message_goes_in_pieces_that_lose_nothing(at: Stand):
    words = "Please unplug the pump and wait. " * 220
    outgoing = begun(at).answers(words)
    assert at.leaves(outgoing) == State.SENT
    assert " ".join(got.text for got in at.far.got).split() == words.split()
    assert (len(at.far.got) > 1) == at.far.in_pieces


def test_a_file_goes_along(at: Stand):
    begun(at)
    file = keep(name="plan.png", type="image/png", content=PNG)
    outgoing = at.answers("Here", files=[file])
    if not at.far.takes_files:
        assert at.leaves(outgoing) == State.FAILED
        assert at.far.got == []
        return
    assert at.leaves(outgoing) == State.SENT
    things = [got.file for got in at.far.got if got.file is not None]
    assert [thing.content for thing in things] == [PNG]


def test_what_is_refused_for_good_fails_at_once_and_somebody_owes_an_answer_again(at: Stand):
    outgoing = begun(at).answers()
    at.far.troubles = [at.far.trouble("permanent")]
    assert at.leaves(outgoing) == State.FAILED
    assert outgoing.error
    assert at.far.got == []
    react()
    assert Case.objects.get().unanswered_since is not None


def test_what_cannot_leave_now_is_tried_again(at: Stand, clock: VirtualClock):
    outgoing = begun(at).answers()
    at.far.troubles = [at.far.trouble("transient")]
    assert at.leaves(outgoing) == State.QUEUED
    assert timedelta(0) < outgoing.send_after - now() <= timedelta(minutes=1)
    clock.advance(timedelta(minutes=1))
    assert at.leaves(outgoing) == State.SENT
    assert len(at.far.got) == 1


def test_nobody_at_home_is_no_doubt(at: Stand, clock: VirtualClock):
    outgoing = begun(at).answers()
    at.shut = 1
    assert at.leaves(outgoing) == State.QUEUED
    clock.advance(timedelta(minutes=1))
    assert at.leaves(outgoing) == State.SENT


def test_too_many_waits_as_long_as_the_provider_says_and_that_is_seen(
    at: Stand, clock: VirtualClock
):
    outgoing = begun(at).answers()
    at.far.troubles = [at.far.trouble("slow")]
    assert at.leaves(outgoing) == State.QUEUED
    wait = outgoing.send_after - now()
    assert wait == timedelta(seconds=at.far.slow_seconds)
    boss = signed_in(at.lanhe.hire("boss", role="administrator"))
    page = boss.get(reverse("settings:channel", args=[at.account.pk])).content.decode()
    assert escape(outgoing.error) in page
    clock.advance(wait)
    assert at.leaves(outgoing) == State.SENT


def test_who_is_slow_is_not_asked_again_for_other_messages_before_his_time(
    at: Stand, clock: VirtualClock
):
    first, second = begun(at).answers("one"), at.answers("two")
    at.far.troubles = [at.far.trouble("slow")]
    assert at.leaves(first) == State.QUEUED
    asked = len(at.asked)
    assert at.leaves(second) == State.QUEUED
    assert (len(at.asked), second.attempt) == (asked, 0)
    assert second.send_after == first.send_after
    clock.advance(first.send_after - now())
    assert [at.leaves(first), at.leaves(second)] == [State.SENT, State.SENT]
    assert [got.text for got in at.far.got] == ["one", "two"]


def test_a_provider_who_is_slow_for_a_day_ends_in_a_failure_and_not_in_a_storm(
    at: Stand, clock: VirtualClock
):
    outgoing = begun(at).answers()
    began = now()
    at.far.troubles = [at.far.trouble("transient")] * 50
    tries = 0
    while at.leaves(outgoing) == State.QUEUED:
        tries += 1
        clock.advance(outgoing.send_after - now())
    assert outgoing.state == State.FAILED
    assert timedelta(hours=24) < now() - began < timedelta(hours=36)
    assert tries < 10


def test_papers_that_ended_are_told_to_the_administrator_and_nothing_is_lost(
    at: Stand, clock: VirtualClock
):
    outgoing = begun(at).answers()
    at.far.troubles = [at.far.trouble("account")]
    assert at.leaves(outgoing) == State.QUEUED
    if at.far.blames_us:  # elsewhere a 401 says nothing of whose fault it is
        assert Standing.objects.get(pk=at.account.pk).trouble
    clock.advance(timedelta(minutes=1))
    assert at.leaves(outgoing) == State.SENT
    assert not Standing.objects.filter(pk=at.account.pk).exclude(trouble="").exists()


def test_an_answer_that_got_lost_on_the_way_back_is_never_sent_again_by_itself(
    at: Stand, clock: VirtualClock
):
    outgoing = begun(at).answers()
    at.hang = 1
    state = at.leaves(outgoing)
    if at.far.asks_twice:  # it knows an id that it had before
        assert state == State.QUEUED
        clock.advance(timedelta(minutes=1))
        assert at.leaves(outgoing) == State.SENT
    else:
        assert state == State.UNCERTAIN
        clock.advance(timedelta(days=1))
        assert at.leaves(outgoing) == State.UNCERTAIN
    assert len(at.far.got) == 1


@only("telegram", "whatsapp", "wecom", "sms")
def test_of_several_pieces_those_that_left_are_not_sent_again(at: Stand, clock: VirtualClock):
    words = " ".join(f"{number}: unplug the pump and wait." for number in range(300))
    outgoing = begun(at).answers(words)
    calls = iter([None, at.far.trouble("transient"), *[None] * 20])
    at.far.next_trouble = lambda: next(calls)  # type: ignore[method-assign]
    assert at.leaves(outgoing) == State.QUEUED
    assert len(at.far.got) == 1
    clock.advance(timedelta(minutes=1))
    assert at.leaves(outgoing) == State.SENT
    assert " ".join(got.text for got in at.far.got) == words
    assert Piece.objects.filter(outgoing=outgoing).count() == len(at.far.got) > 2


@only("whatsapp", "sms", "webhook")
def test_receipts_in_any_order_and_twice_lead_to_the_furthest(at: Stand, clock: VirtualClock):
    outgoing = begun(at).answers()
    at.leaves(outgoing)
    [got] = at.far.got
    for state in ("delivered", "sent", "read", "delivered", "read"):
        at.tells(got, state)
    at.settle()
    outgoing.refresh_from_db()
    assert outgoing.state == State.DELIVERED
    assert Message.objects.get(outgoing=outgoing).seen_at is not None
    assert Case.objects.count() == 1
    assert Message.objects.count() == 2


@only("whatsapp", "sms", "webhook")
def test_a_receipt_that_overtakes_the_answer_waits_for_it(at: Stand, clock: VirtualClock):
    outgoing = begun(at).answers()
    at.tells(Got(to=at.who, name=name_of_the_next(at, outgoing)), "delivered")
    at.settle()
    assert at.leaves(outgoing) == State.SENT
    clock.advance(timedelta(minutes=2))
    at.settle()
    outgoing.refresh_from_db()
    assert outgoing.state == State.DELIVERED


@only("whatsapp", "sms", "webhook")
def test_a_receipt_for_a_message_that_we_do_not_know_is_kept_and_seen(
    at: Stand, clock: VirtualClock
):
    at.tells(Got(to=at.who, name="nobody-knows"), "failed")
    for _time in range(8):
        at.settle()
        clock.advance(timedelta(hours=10))
    raw = RawItem.objects.get()
    assert (raw.state, Case.objects.count()) == (RawItem.State.EARLY, 0)
    assert timedelta(0) < raw.next_try - now() + timedelta(hours=10) <= timedelta(days=1)
    boss = signed_in(at.lanhe.hire("boss", role="administrator"))
    page = boss.get(reverse("settings:channel", args=[at.account.pk])).content.decode()
    assert "1 receipt waits" in page
    RawItem.objects.update(body=b"")  # as it was kept long enough
    clock.advance(timedelta(days=2))
    at.settle()
    assert RawItem.objects.get().state == RawItem.State.IGNORED


@only("webhook")
def test_a_receipt_whose_message_is_not_known_after_a_month_is_given_up(
    at: Stand, clock: VirtualClock
):
    at.tells(Got(to=at.who, name="nobody-knows"), "failed")
    at.settle()
    clock.advance(timedelta(days=29))
    at.settle()
    assert RawItem.objects.get().state == RawItem.State.EARLY
    clock.advance(timedelta(days=2))
    at.settle()
    raw = RawItem.objects.get()
    assert (raw.state, raw.reason) == (RawItem.State.IGNORED, FORGOTTEN)
    assert raw.done_at is not None


@only("whatsapp", "sms", "webhook")
def test_a_failure_told_before_its_message_is_known_counts_a_day_later(
    at: Stand, clock: VirtualClock
):
    outgoing = begun(at).answers()
    Outgoing.objects.filter(pk=outgoing.pk).update(state=State.SENDING)
    following = Got(to=at.who, name=name_of_the_next(at, outgoing))
    at.tells(following, "failed")
    for _time in range(5):
        at.settle()
        clock.advance(timedelta(hours=5))
    Outgoing.objects.filter(pk=outgoing.pk).update(state=State.SENT)
    Piece.objects.create(outgoing=outgoing, number=0, name=following.name)
    clock.advance(timedelta(days=1))
    at.settle()
    outgoing.refresh_from_db()
    assert outgoing.state == State.FAILED
    react()
    assert Case.objects.get().unanswered_since is not None


@only("whatsapp", "wecom", "sms", "webhook")
def test_a_failure_that_is_told_later_makes_the_owner_owe_an_answer_again(at: Stand):
    outgoing = begun(at).answers()
    at.leaves(outgoing)
    [got] = at.far.got
    at.tells(got, "failed")
    at.settle()
    outgoing.refresh_from_db()
    assert outgoing.state == State.FAILED
    assert outgoing.error
    react()
    assert Case.objects.get().unanswered_since is not None


@only("whatsapp", "wecom", "sms")
def test_a_failure_of_what_nobody_was_sure_of_is_known_by_our_mark(at: Stand):
    outgoing = begun(at).answers()
    at.hang = 1
    assert at.leaves(outgoing) == State.UNCERTAIN
    at.tells(at.far.got[0], "failed")
    at.settle()
    outgoing.refresh_from_db()
    assert outgoing.state == State.FAILED


@only("whatsapp", "sms")
def test_a_receipt_settles_what_nobody_was_sure_of(at: Stand):
    outgoing = begun(at).answers()
    at.hang = 1
    assert at.leaves(outgoing) == State.UNCERTAIN
    react()
    assert Case.objects.get().unanswered_since is not None
    at.tells(at.far.got[0], "delivered")
    at.settle()
    react()
    outgoing.refresh_from_db()
    assert outgoing.state == State.SENT
    assert Case.objects.get().unanswered_since is None


def test_what_a_person_sends_again_has_all_its_tries_again(at: Stand, clock: VirtualClock):
    outgoing = begun(at).answers()
    at.far.troubles = [at.far.trouble("transient")] * 9
    while at.leaves(outgoing) == State.QUEUED:
        clock.advance(outgoing.send_after - now())
    assert outgoing.state == State.FAILED
    settle_uncertain(outgoing, arrived=False, by=SYSTEM)
    at.far.troubles = [at.far.trouble("transient")]
    assert at.leaves(outgoing) == State.QUEUED
    clock.advance(timedelta(minutes=1))
    if at.far.kind in ("whatsapp", "wecom"):
        at.far.heard[at.who] = now()
    assert at.leaves(outgoing) == State.SENT


def test_beyond_the_window_no_free_words_are_taken_and_what_can_be_done_is_said(
    at: Stand, clock: VirtualClock
):
    hours = {"whatsapp": 24, "wecom": 48}.get(at.far.kind)
    begun(at)
    left = window_left(at.talk())
    if hours is None:
        assert left is None
        return
    assert left is not None
    assert left.is_open
    assert left.until == now() + timedelta(hours=hours)
    clock.advance(timedelta(hours=hours, seconds=1))
    with pytest.raises(WindowClosed):
        at.answers()
    assert Outgoing.objects.count() == 0
    at.says("Are you there?")
    assert at.leaves(at.answers()) == State.SENT


@only("whatsapp", "wecom")
def test_an_approved_wording_leaves_when_the_window_has_closed(at: Stand, clock: VirtualClock):
    chosen = Chosen(
        "case_update", "en", ("Wang", "pump 7"), "Hello Wang, there is news about pump 7."
    )
    begun(at)
    clock.advance(timedelta(hours=49))
    if at.far.kind == "wecom":
        with pytest.raises(WindowClosed):
            at.answers(chosen)
        return
    assert at.leaves(at.answers(chosen)) == State.SENT
    assert at.far.got[0].text == "case_update"
    assert Message.objects.latest("pk").text == chosen.text


@only("wecom")
def test_a_window_of_five_messages_closes_after_five(at: Stand, clock: VirtualClock):
    begun(at)
    clock.advance(timedelta(minutes=1))
    for number in range(5):
        assert at.leaves(at.answers(f"word {number}")) == State.SENT
    left = window_left(at.talk())
    assert left is not None
    assert (left.is_open, left.more) == (False, 0)
    with pytest.raises(WindowClosed):
        at.answers("a sixth")
    clock.advance(timedelta(minutes=1))
    at.says("go on")
    assert at.leaves(at.answers("a sixth")) == State.SENT


@only("whatsapp", "wecom")
def test_the_provider_is_the_last_to_say_that_the_window_has_closed(at: Stand, clock: VirtualClock):
    """Written in time, and left too late: it fails for good, and the owner hears of it."""
    outgoing = begun(at).answers()
    clock.advance(timedelta(hours=49))
    assert at.leaves(outgoing) == State.FAILED
    assert outgoing.error
