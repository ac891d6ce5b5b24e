"""Presence is honest, and a new case does not lie with somebody who is not here."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Skip
from makegood.care.cover.queries import owners_out_of_place, skip_rates
from makegood.kernel.actor import SYSTEM
from makegood.loops import absence_to_cover, case_to_answer, contact_to_case, shift_to_next
from makegood.loops.case_to_confirmation import ASKS_ITSELF
from makegood.records.people import operations as people
from makegood.records.people.models import Presence
from makegood.records.people.queries import available
from tests.cover.make import HOUR, MINUTE, House, by, fresh, house, opened, sweep
from tests.make import arrive

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def one(virtual, monkeypatch) -> House:
    """The echo channel is one on which the customer waits at the other end."""
    monkeypatch.setattr("makegood.loops.case_to_confirmation.ASKS_ITSELF", ASKS_ITSELF)
    ASKS_ITSELF.add("echo")
    yield house(virtual)
    ASKS_ITSELF.discard("echo")


def here(*users) -> None:
    for user in users:
        people.set_presence(user, state="available", by=SYSTEM)


def skip() -> int:
    return sum(shift_to_next.pass_on_what_was_not_taken_up() for _ in range(2))


def test_closing_the_laptop_ends_availability_within_a_minute(virtual):
    one = house(virtual)
    client = Client()
    client.force_login(one.lin)
    client.post(reverse("people:presence"), {"state": "available"})
    client.post(reverse("web:here"))  # the open page says so, every so often
    assert available([one.lin.pk]).exists()
    virtual.advance(59 * SECOND)  # the lid is closed: nothing is said any more
    assert available([one.lin.pk]).exists()
    virtual.advance(2 * SECOND)
    assert not available([one.lin.pk]).exists()
    case = opened(one.lanhe, "after")
    assert case.owner == one.lead
    assert (
        Presence.objects.get(user=one.lin).state == "available"
    )  # what he said; nobody believes it


def test_a_break_has_its_reason(virtual):
    one = house(virtual)
    people.set_presence(one.lin, state="away", reason="Lunch", by=by(one.lin))
    kept = Presence.objects.get(user=one.lin)
    assert (kept.state, kept.reason) == ("away", "Lunch")
    assert not available([one.lin.pk]).exists()


def test_a_chat_that_nobody_took_up_goes_to_the_next_free_person(one, virtual):
    here(one.lin)
    case = opened(one.lanhe, "chat")
    assert case.owner == one.lin
    virtual.advance(61 * SECOND)
    here(one.wu)
    assert skip() == 0
    virtual.advance(MINUTE)
    here(one.wu)
    assert skip() == 1
    case = fresh(case)
    assert case.owner == one.wu
    change = OwnerChange.objects.get(case=case, epoch=case.owner_epoch)
    assert (change.why, change.reason) == ("cover", "not_taken_up")
    kept = Skip.objects.get()
    assert (kept.user, kept.to, kept.seconds) == (one.lin, one.wu, 121)
    assert violations() == {}


def test_with_nobody_here_it_goes_to_the_duty_lead_and_stays_there(one, virtual):
    here(one.lin)
    case = opened(one.lanhe, "chat")
    virtual.advance(3 * MINUTE)
    assert skip() == 1
    assert fresh(case).owner == one.lead
    virtual.advance(HOUR)
    assert skip() == 0


def test_it_does_not_go_to_and_fro_between_those_who_are_not_here(one, virtual):
    here(one.lin)
    case = opened(one.lanhe, "chat")
    virtual.advance(3 * MINUTE)
    here(one.wu)
    skip()
    virtual.advance(3 * MINUTE)
    here(one.lin)
    skip()
    assert fresh(case).owner == one.lead
    assert Skip.objects.count() == 2


def test_who_is_here_or_has_answered_keeps_it(one, virtual):
    here(one.lin)
    kept, answered = opened(one.lanhe, "kept"), opened(one.lanhe, "answered")
    case_to_answer.answer(answered, text="One moment", user=one.lin, by=by(one.lin))
    virtual.advance(3 * MINUTE)
    one.writes(fresh(answered))
    here(one.lin)
    assert skip() == 0
    virtual.advance(3 * MINUTE)
    skip()
    assert fresh(kept).owner == one.lead
    assert fresh(answered).owner == one.lin  # taken up: the promise watches over it


def test_mail_lies_as_long_as_the_rule_of_the_queue_says(virtual):
    one = house(virtual)
    here(one.lin)
    case = opened(one.lanhe, "mail")
    virtual.advance(HOUR)
    assert skip() == 0  # off unless somebody sets it
    cover.set_rule(one.lanhe.queue, cover_after=15, chat_returns=2, mail_returns=90, by=SYSTEM)
    assert skip() == 0
    virtual.advance(31 * MINUTE)
    assert skip() == 1
    assert fresh(case).owner == one.lead


def test_the_lead_sees_the_rate(one, virtual):
    here(one.lin)
    begun = one.now - MINUTE
    opened(one.lanhe, "a")
    case = opened(one.lanhe, "b")
    virtual.advance(3 * MINUTE)
    Case.objects.exclude(pk=case.pk).update(unanswered_since=None)
    skip()
    rates = {rate.user: rate for rate in skip_rates([one.lanhe.team.pk], since=begun)}
    assert (rates[one.lin].given, rates[one.lin].skipped) == (3, 1)
    assert rates[one.lin].share == 1 / 3
    assert rates[one.wu].share == 0


def test_who_loses_his_team_loses_its_cases_and_not_what_was_handed_to_him(virtual):
    one = house(virtual)
    billing = people.make_team(key="billing", names={"en": "Billing"})
    people.change_staff(one.lin, role="agent", teams=[billing], by=SYSTEM)
    assert fresh(one.case).owner == one.lead
    case_to_answer.cases.assign(one.case, to=one.lin, reason="knows it", by=SYSTEM)
    people.change_staff(one.lin, role="agent", teams=[], by=SYSTEM)
    assert fresh(one.case).owner == one.lin
    assert violations() == {}


def test_an_agent_who_becomes_a_technician_hands_over_everything(virtual):
    one = house(virtual)
    here(one.lin)
    routed = opened(one.lanhe, "routed")
    assert routed.owner == one.lin
    people.change_staff(one.lin, role="technician", teams=[one.lanhe.team], by=SYSTEM)
    assert not Case.objects.filter(owner=one.lin).exists()
    assert {c.owner for c in Case.objects.all()} == {one.lead}
    assert violations() == {}


def test_an_owner_in_the_wrong_place_is_named_and_replaced_whatever_road_he_took(virtual):
    one = house(virtual)
    here(one.lin)
    routed = opened(one.lanhe, "routed")
    one.lin.teams.clear()  # by a shell
    assert list(owners_out_of_place()) == [routed]
    assert list(violations()) == ["care.cover.every_owner_may_see_his_case"]
    assert absence_to_cover.keep_owners_in_their_place() == 1
    assert absence_to_cover.keep_owners_in_their_place() == 0
    assert fresh(routed).owner == one.lead
    assert violations() == {}


def test_a_word_of_a_machine_moves_nothing(one, virtual):
    here(one.lin)
    case = opened(one.lanhe, "chat")
    case_to_answer.answer(case, text="Done", user=one.lin, by=by(one.lin))
    arrive(
        one.lanhe.account,
        text="Out of office",
        automatic=True,
        refs=["<chat@x>"],
        **{"from": "chat@example.org"},
    )
    while contact_to_case.file_waiting():
        pass
    virtual.advance(3 * MINUTE)
    assert skip() == 0
    assert fresh(case).owner == one.lin


def test_at_night_what_the_lead_has_is_looked_at_without_asking_for_each(
    one, virtual, django_assert_max_num_queries
):
    for n in range(30):
        opened(one.lanhe, f"night{n}")
    virtual.advance(HOUR)
    with django_assert_max_num_queries(8):
        assert shift_to_next.pass_on_what_was_not_taken_up() == 0
    here(one.lead, one.wu)
    assert skip() == 0  # the lead is here himself
    virtual.advance(2 * MINUTE)
    here(one.wu)
    assert skip() == 20  # as many as Wu can carry


def test_an_absence_says_away_and_its_end_makes_nobody_present(virtual):
    one = house(virtual)
    absence = one.begun()
    said = Presence.objects.get(user=one.lin)
    assert (said.state, said.reason, said.seen_at) == ("away", "Leave", None)
    virtual.advance(timedelta(days=4))
    sweep()
    absence.refresh_from_db()
    assert absence.state == "over"
    assert Presence.objects.get(user=one.lin).state == "available"
    assert not available([one.lin.pk]).exists()  # until a page of his is open
