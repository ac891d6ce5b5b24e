"""Whatever names a case or a contact is known to merging: it follows, or it is said why not; and all of it is as it was
when a merge is taken back."""

import random
from datetime import time, timedelta

import pytest

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.cases.models import Merge as CaseMerge
from makegood.care.cases.operations import (
    TooLate,
    needs_no_look,
    save_draft,
    weigh,
    write_note,
)
from makegood.care.feedback.models import Match, Review
from makegood.care.feedback.tests.make import source, told
from makegood.care.promises.models import Promise, Proposal
from makegood.care.promises.operations import NewPromise, make_many
from makegood.care.recovery.models import Offer
from makegood.care.tasks.operations import NewTask
from makegood.care.tasks.operations import ask as ask_team
from makegood.contact.conversations.models import Message
from makegood.field.alarms.models import Alarm, Flood
from makegood.field.alarms.tests import make as reporting
from makegood.field.diagnosis.operations import begin_for_case, confirm
from makegood.kernel.actor import SYSTEM
from makegood.kernel.actor import user as by_user
from makegood.kernel.clock import now
from makegood.loops import case_to_confirmation
from makegood.loops.case_to_answer import answer, wait
from makegood.loops.cases_to_one import merge, unmerge
from makegood.loops.complaint_to_lead import complaint
from makegood.loops.review_to_case import take
from makegood.portal.models import Session, SignIn
from makegood.portal.seats import give_seat
from makegood.records.assets.operations import Place, keep_site
from makegood.records.assets.tests.make import make_asset
from makegood.records.customers.models import Apart, Contact
from makegood.records.customers.operations import keep_apart, make_company, part
from makegood.records.customers.operations import merge as merge_contacts
from makegood.records.entitlements.operations import agree_contract
from makegood.records.entitlements.operations.notes import write_handling
from makegood.records.privacy import operations as privacy
from makegood.records.privacy.models import Wishes
from makegood.records.privacy.operations.merging import ToBeErased
from tests.diagnosis.make import fault, television
from tests.one_story.make import House
from tests.one_story.references import (
    CASES,
    CONTACTS,
    MOVES,
    PLAIN,
    plain_ids,
    references,
    snapshot,
)

pytestmark = pytest.mark.django_db
OF_A_CASE = [
    field.attname for field in Case._meta.concrete_fields if field.name not in ("version", "terms")
]


ENDED = {"portal.Session.contact", "portal.SignIn.contact"}  # each saw what is the other's


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize(("to", "known"), [CASES, CONTACTS], ids=["cases", "contacts"])
def test_every_foreign_key_is_known_to_merging(to, known):
    assert {name for name, _field in references(to)} == set(known)


def test_every_id_that_is_no_foreign_key_is_known_to_merging():
    assert plain_ids() == set(PLAIN)


def two(house: House) -> tuple[Case, Case]:
    into = house.writes("The kettle leaks", sender="wang@example.org", subject="Kettle")
    away = house.chats("A dog ate my manual", sender="visitor-7", subject="Manual")
    return into, away


def hang_everything_on(case: Case, house: House) -> None:
    """A row of each kind that follows a case."""
    write_note(case, text="She is in a hurry", user=house.agent, by=SYSTEM)
    save_draft(case, user=house.agent, kind="reply", text=f"Dear {case.pk}", revision=1)
    due = now() + timedelta(days=2)
    kind = Promise.Kind.PERSON
    make_many([NewPromise(case=case, kind=kind, due=due, what="A call")], by=SYSTEM)
    said = {"said": "by Friday", "said_by": "user:1", "due": due, "why": "sent"}
    Proposal.objects.create(case=case, message=first_word(case), **said)
    Offer.objects.create(case=case, made_by="system", expires_at=due)
    device = reporting.device()
    reporting.hear(reporting.said(device))
    Alarm.objects.filter(asset=device).update(case=case)
    Flood.objects.create(product=reporting.product(f"flooded-{case.pk}"), case=case)
    ask_team(case, new=NewTask(team=house.mail.queue.team, title="Look"), user=None, by=SYSTEM)
    complaint(case, words="I complain", channel="chat", by=SYSTEM)
    take(source(house.mail.queue, key=f"shop-{case.pk}"), [told(f"r{case.pk}")], by=SYSTEM)
    Review.objects.filter(external_id=f"r{case.pk}").update(case=case)
    begin_for_case(case, fault=fault(), product=television(), by=SYSTEM)
    confirm(case, cause="source", words="", user=None, by=SYSTEM)


def first_word(case: Case) -> Message:
    found = Message.objects.filter(conversation__strand__case=case).order_by("pk").first()
    assert found is not None
    return found


def hang_everything_on_person(contact: Contact, house: House) -> None:
    """A row of each kind that follows a person."""
    company = make_company("Wanda")
    Contact.objects.filter(pk=contact.pk).update(company=company)
    contact.refresh_from_db()
    give_seat(contact, sees=True, manages=False, by=SYSTEM)
    agree_contract(contact, key=f"gold-{contact.pk}", names={"en": "Gold"}, by=SYSTEM)
    privacy.hold(contact, reason="a dispute", by=SYSTEM)
    privacy.wish(contact, only_owed=True, no_surveys=True, quiet=(time(22), time(7)), by=SYSTEM)
    soon = now() + timedelta(hours=1)
    Session.objects.create(token=f"s{contact.pk}", contact=contact, expires_at=soon)
    shape = {"kind": "mail", "who": f"w{contact.pk}", "language": "en", "expires_at": soon}
    SignIn.objects.create(ticket=f"t{contact.pk}", contact=contact, **shape)
    take(source(house.mail.queue, key="map"), [told("of-him")], by=SYSTEM)
    review = Review.objects.get(external_id="of-him")
    Review.objects.filter(pk=review.pk).update(customer=contact)
    Match.objects.get_or_create(review=review, contact=contact, defaults={"strength": 50})
    make_asset(owner=contact)
    keep_site(Place("Quarry"), whose=contact)
    write_handling(contact, kind="care", text="A dog", user=house.agent, by=SYSTEM)


def columns_of(case: Case) -> dict[str, object]:
    return Case.objects.values(*OF_A_CASE).get(pk=case.pk)


def owed_in(case: Case) -> set[tuple[str, object]]:
    return set(case.promises.filter(state="open").values_list("kind", "due"))


def test_all_that_moves_moves_and_comes_back(house):
    into, away = two(house)
    hang_everything_on(away, house)
    to, known = CASES
    before, owed = snapshot(to), (owed_in(into), owed_in(away))
    columns = (columns_of(into), columns_of(away))
    done = merge(Case.objects.get(pk=away.pk), into=into, by=SYSTEM)
    merged = snapshot(to)
    for name in (name for name, what in known.items() if what == MOVES):
        assert away.pk in before[name].values(), f"nothing of {name} to move"
        assert away.pk not in merged[name].values(), name
    unmerge(done, by=SYSTEM)
    after = snapshot(to)
    for name, rows in before.items():
        assert {pk: after[name][pk] for pk in rows} == rows, name
    assert (columns_of(into), columns_of(away)) == columns
    assert (owed_in(into), owed_in(away)) == owed
    assert violations() == {}


def test_all_of_a_person_moves_and_comes_back(house):
    into, away = (case.contact for case in two(house))
    hang_everything_on_person(away, house)
    third = house.writes("Hello", sender="li@example.org").contact
    keep_apart(away, third, by=SYSTEM)
    to, known = CONTACTS
    before, plain = snapshot(to), list(Contact.objects.order_by("pk").values())
    done = merge_contacts(away, into=into, by=SYSTEM)
    merged = snapshot(to)
    for name in (name for name, what in known.items() if what == MOVES):
        assert away.pk in before[name].values(), f"nothing of {name} to move"
        assert away.pk not in merged[name].values(), name
    assert Apart.objects.filter(one=into, other=third).exists()
    part(done, by=SYSTEM)
    after = snapshot(to)
    for name, rows in before.items():
        if name not in ENDED:
            assert {pk: after[name][pk] for pk in rows} == rows, name
    for model in (Session, SignIn):
        assert not model._default_manager.filter(ended_at=None).exists()
    assert list(Contact.objects.order_by("pk").values()) == plain
    assert not Apart.objects.filter(one=into, other=third).exists()
    assert not Wishes.objects.filter(contact=into).exists()
    assert violations() == {}


REST = {
    "waiting": lambda into, _house: wait(into, whom="customer", reason="photo", by=SYSTEM),
    "resolved": lambda into, house: case_to_confirmation.resolve(
        into, user=house.agent, by=by_user(house.agent.pk)
    ),
    "closed": lambda into, house: case_to_confirmation.customer_says(
        case_to_confirmation.resolve(into, user=house.agent, by=by_user(house.agent.pk)),
        solved=True,
    ),
}


@pytest.mark.parametrize("state", REST)
def test_a_case_that_a_merge_woke_rests_again_when_it_is_taken_back(house, state):
    into, away = two(house)
    REST[state](into, house)
    columns, owed = columns_of(into), owed_in(into)
    done = merge(away, into=into, by=SYSTEM)
    assert columns_of(into)["status"] == "open"
    unmerge(done, by=SYSTEM)
    assert columns_of(into) == columns
    assert {kind for kind, _due in owed_in(into)} == {kind for kind, _due in owed}
    assert violations() == {}


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_it_does_not_rest_again_when_something_was_promised_since(house, state):
    into, away = two(house)
    REST[state](into, house)
    done = merge(away, into=into, by=SYSTEM)
    due = now() + timedelta(days=1)
    make_many([NewPromise(case=into, kind="person", due=due, what="A call")], by=SYSTEM)
    unmerge(done, by=SYSTEM)
    into.refresh_from_db()
    assert into.status == "open"
    assert violations() == {}


def test_urgency_and_repeats_are_as_they_were(house):
    into, away = two(house)
    weigh(away, urgency=2, by=SYSTEM)
    Case.objects.filter(pk=away.pk).update(repeats=2, needs_look=True)
    Case.objects.filter(pk=into.pk).update(repeats=1)
    done = merge(away, into=into, by=SYSTEM)
    into.refresh_from_db()
    assert (into.urgency, into.repeats, into.needs_look) == (2, 3, True)
    unmerge(done, by=SYSTEM)
    into.refresh_from_db()
    assert (into.urgency, into.repeats, into.needs_look) == (0, 1, False)


def test_what_became_urgent_since_stays_urgent(house):
    into, away = two(house)
    weigh(away, urgency=2, by=SYSTEM)
    done = merge(away, into=into, by=SYSTEM)
    house.writes(
        "It burns, smoke comes out of it", sender="wang@example.org", conversation=talk(into)
    )
    unmerge(done, by=SYSTEM)
    into.refresh_from_db()
    assert into.urgency == 2
    assert into.preview.startswith("It burns")


def talk(case: Case) -> int:
    return first_word(case).conversation_id


def test_what_was_answered_since_is_not_owed_again(house):
    into, away = two(house)
    words = first_word(away)
    done = merge(away, into=into, by=SYSTEM)
    his = words.conversation
    house.chats("And the box too", sender="visitor-7", conversation=his.pk)
    told = {"user": house.agent, "by": SYSTEM, "conversation": his}
    answer(into, text="A new one is on its way", **told)
    unmerge(done, by=SYSTEM)
    away.refresh_from_db()
    assert (away.status, away.unanswered_since) == ("open", None)
    assert violations() == {}


def test_a_draft_that_was_put_behind_another_is_taken_from_it(house):
    into, away = two(house)
    save_draft(into, user=house.agent, kind="reply", text="One", revision=3)
    save_draft(away, user=house.agent, kind="reply", text="Two", revision=1)
    done = merge(away, into=into, by=SYSTEM)
    unmerge(done, by=SYSTEM)
    assert (into.drafts.get().text, away.drafts.get().text) == ("One", "Two")


def test_what_an_open_page_saved_meanwhile_stands_behind_the_draft_that_comes_back(house):
    into, away = two(house)
    save_draft(away, user=house.agent, kind="reply", text="Two", revision=1)
    done = merge(away, into=into, by=SYSTEM)
    save_draft(away, user=house.agent, kind="reply", text="Three", revision=2)
    unmerge(done, by=SYSTEM)
    assert away.drafts.get().text == "Two\n\nThree"


def test_of_two_merges_the_later_is_taken_back_first(house):
    b, a = two(house)
    c = house.writes("An invoice please", sender="li@example.org")
    plain = {case.pk: columns_of(case) for case in (a, b, c)}
    first = merge(a, into=b, by=SYSTEM)
    second = merge(Case.objects.get(pk=b.pk), into=c, by=SYSTEM)
    with pytest.raises(TooLate):
        unmerge(first, by=SYSTEM)
    unmerge(second, by=SYSTEM)
    unmerge(first, by=SYSTEM)
    assert {case.pk: columns_of(case) for case in (a, b, c)} == plain
    assert violations() == {}


def test_nobody_is_joined_to_one_who_is_to_be_erased(house):
    into, away = (case.contact for case in two(house))
    asked = privacy.ask_to_erase(away, by=SYSTEM)
    for one, other in ((away, into), (into, away)):
        with pytest.raises(ToBeErased):
            merge_contacts(one, into=other, by=SYSTEM)
    privacy.withdraw_erasing(asked, by=SYSTEM)
    merge_contacts(away, into=into, by=SYSTEM)


def test_a_wish_that_was_said_since_stays(house):
    into, away = (case.contact for case in two(house))
    privacy.wish(away, only_owed=False, no_surveys=True, by=SYSTEM)
    done = merge_contacts(away, into=into, by=SYSTEM)
    privacy.wish(into, only_owed=True, no_surveys=True, by=SYSTEM)
    part(done, by=SYSTEM)
    assert Wishes.objects.get(contact=into).only_owed


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_between_a_merge_and_its_end_nothing_is_lost(house, seed):
    """Each word, note and promise is in one of the two in the end, and in the one it was made for."""
    dice = random.Random(seed)
    into, away = two(house)
    hang_everything_on(away, house)
    dice.choice([*REST.values(), lambda *_: None])(into, house)
    his = {case.pk: talk(case) for case in (into, away)}
    before = snapshot(Case)
    done = merge(Case.objects.get(pk=away.pk), into=into, by=SYSTEM)

    def hears(case: Case) -> None:
        write = house.writes if case is into else house.chats
        sender = "wang@example.org" if case is into else "visitor-7"
        write("One more thing", sender=sender, conversation=his[case.pk])

    steps = [
        lambda: hears(into),
        lambda: hears(away),
        lambda: write_note(into, text="Between", user=house.agent, by=SYSTEM),
        lambda: save_draft(away, user=house.agent, kind="reply", text="x", revision=9),
        lambda: save_draft(into, user=house.agent, kind="note", text="y", revision=9),
        lambda: answer(into, user=house.agent, text="Soon", by=SYSTEM),
        lambda: weigh(into, urgency=1, by=SYSTEM),
        lambda: needs_no_look(into, by=SYSTEM),
        lambda: wait(into, whom="third", reason="parts", by=SYSTEM),
    ]
    for step in dice.choices(steps, k=4):
        step()
    assert violations() == {}
    unmerge(CaseMerge.objects.get(pk=done.pk), by=SYSTEM)
    after = snapshot(Case)
    for name, rows in before.items():
        still = {
            pk: after[name][pk] for pk in rows if pk in after[name]
        }  # a draft that was sent is gone
        assert still.items() <= rows.items(), name
        assert len(still) == len(rows) or name == "cases.Draft.case"
    for case in (into, away):
        texts = Message.objects.filter(conversation=his[case.pk])
        assert set(texts.values_list("conversation__strand__case", flat=True)) == {case.pk}
    assert violations() == {}
