"""Two contacts are one person, or one is two: somebody of us decides, and nothing is lost either way."""

from datetime import timedelta

import pytest

from makegood.base.invariants.checks import violations
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Conversation
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid
from makegood.records.customers.models import Contact, Handle, Merge, Split
from makegood.records.customers.operations import (
    AlreadyMerged,
    Sender,
    TooLate,
    change_contact,
    identify,
    keep_apart,
    merge,
    part,
    rejoin,
    split,
)
from makegood.records.entitlements.operations import agree_contract
from tests.one_story.make import House

pytestmark = pytest.mark.django_db


def two(house: House) -> tuple[Contact, Contact]:
    by_mail = house.writes("It leaks", sender="wang@example.org", name="Wang").contact
    by_chat = house.chats("A rattling noise", sender="visitor-7", name="").contact
    return by_mail, by_chat


def test_everything_of_the_one_is_the_others():
    house = House()
    into, away = two(house)
    agree_contract(away, key="gold", names={"en": "Gold"}, by=SYSTEM)
    merge(away, into=into, by=SYSTEM)
    assert not away.handles.exists()
    assert not Case.objects.filter(contact=away).exists()
    assert not Conversation.objects.filter(contact=away).exists()
    assert into.contracts.get().key == "gold"
    assert into.handles.count() == 2
    assert violations() == {}


def test_what_the_one_who_stays_did_not_know_is_taken_over():
    into, away = two(House())
    change_contact(into, place="", by=SYSTEM)
    change_contact(away, place="Hangzhou", name="Somebody", by=SYSTEM)
    Contact.objects.filter(pk=away.pk).update(facts=["Has a dog"])
    done = merge(away, into=into, by=SYSTEM)
    into.refresh_from_db()
    assert (into.name, into.place, into.facts) == ("Wang", "Hangzhou", ["Has a dog"])
    part(done, by=SYSTEM)
    into.refresh_from_db()
    assert (into.name, into.place, into.facts) == ("Wang", "", [])


def test_the_agent_chooses_who_stays():
    into, away = two(House())
    merge(into, into=away, by=SYSTEM)
    into.refresh_from_db()
    assert into.merged_into == away


def test_merging_twice_is_once_and_a_third_is_refused():
    house = House()
    into, away = two(house)
    third = house.writes("Hello", sender="li@example.org").contact
    assert merge(away, into=into, by=SYSTEM) == merge(away, into=into, by=SYSTEM)
    assert Merge.objects.count() == 1
    with pytest.raises(AlreadyMerged):
        merge(away, into=third, by=SYSTEM)
    with pytest.raises(AlreadyMerged):
        merge(third, into=away, by=SYSTEM)
    with pytest.raises(Invalid):
        merge(third, into=third, by=SYSTEM)
    assert Merge.objects.count() == 1


def test_a_merge_is_taken_back_whole_and_twice_is_once():
    house = House()
    into, away = two(house)
    before = {pk: list(rows(pk)) for pk in (into.pk, away.pk)}
    done = merge(away, into=into, by=SYSTEM)
    part(done, by=SYSTEM)
    part(done, by=SYSTEM)
    assert {pk: list(rows(pk)) for pk in (into.pk, away.pk)} == before
    assert Entry.objects.filter(kind="customers.parted").count() == 1
    assert violations() == {}


def rows(contact_id: int):
    for model in (Handle, Conversation, Case):
        yield sorted(model._default_manager.filter(contact=contact_id).values_list("pk", flat=True))


def test_what_came_for_him_since_goes_back_with_him():
    house = House()
    into, away = two(house)
    done = merge(away, into=into, by=SYSTEM)
    later = house.chats("Something new entirely: my bill", sender="visitor-7")
    also = house.writes("Where is the manual?", sender="wang@example.org")
    assert later.contact == into
    part(done, by=SYSTEM)
    later.refresh_from_db()
    also.refresh_from_db()
    assert (later.contact, also.contact) == (away, into)
    assert identify(Sender("chat", "visitor-7"), by=SYSTEM) == away


def test_after_thirty_days_it_cannot_be_taken_back():
    into, away = two(House())
    done = merge(away, into=into, by=SYSTEM)
    clock.install(VirtualClock(now() + timedelta(days=31)))
    with pytest.raises(TooLate):
        part(done, by=SYSTEM)
    away.refresh_from_db()
    assert away.merged_into == into


def test_a_later_merge_is_taken_back_first():
    house = House()
    into, away = two(house)
    third = house.writes("Hello", sender="li@example.org").contact
    first = merge(away, into=into, by=SYSTEM)
    second = merge(into, into=third, by=SYSTEM)
    assert identify(Sender("chat", "visitor-7"), by=SYSTEM) == third
    with pytest.raises(TooLate):
        part(first, by=SYSTEM)
    part(second, by=SYSTEM)
    part(first, by=SYSTEM)
    assert identify(Sender("chat", "visitor-7"), by=SYSTEM) == away


def test_some_addresses_become_another_person_with_what_came_by_them():
    house = House()
    into, away = two(house)
    merge(away, into=into, by=SYSTEM)
    case = Case.objects.get(strands__conversation__peer="visitor-7")
    wrong = into.handles.filter(kind="chat")
    new = split(into, handle_ids=[h.pk for h in wrong], name="Her son", by=SYSTEM)
    case.refresh_from_db()
    assert case.contact == new
    assert new.handles.get().value == "visitor-7"
    assert identify(Sender("chat", "visitor-7"), by=SYSTEM) == new
    rejoin(Split.objects.get(), by=SYSTEM)
    rejoin(Split.objects.get(), by=SYSTEM)
    case.refresh_from_db()
    assert case.contact == into
    assert violations() == {}


@pytest.mark.parametrize("which", [0, 2])
def test_a_split_leaves_each_something(which: int):
    into, away = two(House())
    merge(away, into=into, by=SYSTEM)
    chosen = list(into.handles.values_list("pk", flat=True))[:which]
    with pytest.raises(Invalid):
        split(into, handle_ids=chosen, name="", by=SYSTEM)
    assert into.handles.count() == 2


def test_who_was_said_to_be_another_is_kept_apart_once():
    into, away = two(House())
    keep_apart(into, away, by=SYSTEM)
    keep_apart(away, into, by=SYSTEM)
    keep_apart(away, away, by=SYSTEM)
    assert Contact.objects.filter(merged_into__isnull=False).count() == 0
