"""Two of us at once, or one of us and a message: one effect, nothing in between, the other is told."""

import json

import pytest

from makegood.base.invariants.checks import violations
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.care.cases.models import Merge as CaseMerge
from makegood.care.cases.operations import CaseGone, WrongState
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.actor import SYSTEM
from makegood.loops import cases_to_one
from makegood.loops.contact_to_case import file_now
from makegood.loops.person_speaks import hear_languages
from makegood.records.customers.models import Contact, Handle, Merge
from makegood.records.customers.operations import AlreadyMerged, Sender, identify, merge, part
from makegood.records.privacy.models import Spoken
from tests.one_story.make import House
from tests.sessions import in_order

pytestmark = pytest.mark.usefixtures("real_commits")


def people() -> tuple[House, Contact, Contact]:
    house = House()
    one = house.writes("It leaks", sender="wang@example.org").contact
    other = house.chats("A rattling noise", sender="visitor-7").contact
    return house, one, other


def cases() -> tuple[House, Case, Case]:
    house = House()
    one = house.writes("The kettle leaks", sender="wang@example.org")
    return house, one, house.chats("A dog ate my manual", sender="visitor-7")


def test_two_people_merged_into_each_other_at_once_go_one_way():
    _house, one, other = people()
    both = in_order(
        lambda: merge(one, into=other, by=SYSTEM), lambda: merge(other, into=one, by=SYSTEM)
    )
    assert isinstance(both.second, AlreadyMerged)
    assert Merge.objects.get().away == one
    assert Handle.objects.filter(contact=other).count() == 2


def test_a_new_talk_that_begins_during_a_merge_is_of_the_one_who_stays():
    house, into, away = people()
    in_order(
        lambda: merge(away, into=into, by=SYSTEM),
        lambda: Conversation.objects.create(account=house.chat, contact=away, peer="visitor-7"),
    )
    assert not Conversation.objects.filter(contact=away).exists()


def test_a_message_that_comes_during_a_merge_lands_with_the_one_who_stays():
    house, into, away = people()
    in_order(
        lambda: merge(away, into=into, by=SYSTEM),
        lambda: house.chats("My bill is wrong", sender="visitor-7"),
    )
    case = Case.objects.get(strands__conversation__messages__text="My bill is wrong")
    assert case.contact == into
    assert not Case.objects.filter(contact=away).exists()
    assert violations() == {}


def test_a_merge_waits_for_a_message_and_takes_it_along():
    house, into, away = people()
    in_order(
        lambda: house.chats("My bill is wrong", sender="visitor-7"),
        lambda: merge(away, into=into, by=SYSTEM),
    )
    assert not Case.objects.filter(contact=away).exists()
    assert identify(Sender("chat", "visitor-7"), by=SYSTEM) == into


def test_taken_back_twice_at_once_is_once():
    _house, into, away = people()
    done = merge(away, into=into, by=SYSTEM)
    both = in_order(lambda: part(done, by=SYSTEM), lambda: part(done, by=SYSTEM))
    assert both.first.undone_at == both.second.undone_at
    assert away.handles.count() == 1


def test_two_cases_merged_into_each_other_at_once_go_one_way():
    _house, one, other = cases()
    both = in_order(
        lambda: cases_to_one.merge(one, into=other, by=SYSTEM),
        lambda: cases_to_one.merge(other, into=one, by=SYSTEM),
    )
    assert isinstance(both.second, WrongState)
    assert CaseMerge.objects.get().away == one
    assert violations() == {}


def test_a_word_that_comes_while_its_case_is_merged_lands_in_the_one_that_stays(settle):
    house, into, away = cases()
    talk = away.strands.get().conversation
    told = {"sender_kind": "chat", "sender": "visitor-7", "text": "And the box too"}
    body = json.dumps({**told, "conversation": talk.pk, "verified": True}).encode()
    [raw] = accept_many([Arrival(account_id=house.chat.pk, external_id="box", body=body)])
    both = in_order(lambda: cases_to_one.merge(away, into=into, by=SYSTEM), lambda: file_now(raw))
    assert isinstance(both.second, CaseGone)  # it read the case before; it is filed again at once
    settle()
    message = Message.objects.get(text="And the box too")
    assert Case.objects.get(strands__conversation=message.conversation) == into
    away.refresh_from_db()
    assert away.status == "closed"
    assert violations() == {}


def test_a_case_taken_back_twice_at_once_is_taken_back_once():
    _house, into, away = cases()
    done = cases_to_one.merge(away, into=into, by=SYSTEM)
    in_order(
        lambda: cases_to_one.unmerge(done, by=SYSTEM),
        lambda: cases_to_one.unmerge(done, by=SYSTEM),
    )
    away.refresh_from_db()
    assert (away.status, away.strands.count(), into.strands.count()) == ("open", 1, 1)
    assert violations() == {}


def test_the_same_merge_by_two_of_us_at_once_is_one():
    _house, into, away = people()
    both = in_order(
        lambda: merge(away, into=into, by=SYSTEM), lambda: merge(away, into=into, by=SYSTEM)
    )
    assert both.first == both.second == Merge.objects.get()


def test_the_same_merge_of_cases_by_two_of_us_at_once_is_one():
    _house, into, away = cases()
    both = in_order(
        lambda: cases_to_one.merge(away, into=into, by=SYSTEM),
        lambda: cases_to_one.merge(away, into=into, by=SYSTEM),
    )
    assert both.first == both.second == CaseMerge.objects.get()
    assert violations() == {}


def test_of_one_who_comes_by_two_ways_at_once_one_contact_is_told():
    House()
    sender = Sender("mail", "li@example.org", verified=True)
    both = in_order(lambda: identify(sender, by=SYSTEM), lambda: identify(sender, by=SYSTEM))
    assert both.first == both.second
    told = Entry.objects.filter(kind="customers.contact_made")
    assert list(told.values_list("customer", flat=True)) == [both.first.pk]


def test_no_word_is_missed_that_was_being_filed_while_languages_were_taken_in():
    house = House()
    one = "The kettle leaks and nobody has answered me for three days now"
    both = in_order(
        lambda: house.writes(one, sender="wang@example.org"),
        lambda: (house.chats(one, sender="visitor-7"), hear_languages()),
    )
    early, (late, _heard) = both.first, both.second
    hear_languages()
    hear_languages()
    assert {row.pk for row in Spoken.objects.all() if row.messages} == {
        early.contact_id,
        late.contact_id,
    }
