"""Two cases are one trouble, or one is two: nothing is lost, the earliest deadline wins, and it can be taken back."""

from datetime import timedelta

import pytest

from makegood.base.access.models import User
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, Draft, Merge
from makegood.care.cases.operations import (
    CaseGone,
    TooLate,
    WrongState,
    assign,
    resolve,
    save_draft,
    wait_for,
    write_note,
)
from makegood.care.handoffs.operations import Offer, StillOffered
from makegood.care.promises.models import Promise
from makegood.contact.conversations.models import Message
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.actor import user as by_user
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_confirmation
from makegood.loops.case_to_another import offer
from makegood.loops.cases_to_one import merge, rejoin, split, unmerge
from makegood.portal.status import opened
from makegood.records.customers.operations import merge as merge_contacts
from makegood.web.tests.make import make_staff, say
from tests.one_story.make import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return House()


def two(house: House) -> tuple[Case, Case]:
    """The one that stays, and one that goes."""
    into = house.writes("The kettle leaks", sender="wang@example.org", subject="Kettle")
    away = house.chats("A dog ate my manual", sender="visitor-7", subject="Manual")
    assert into.pk != away.pk
    return into, away


def messages(case: Case) -> list[str]:
    found = Message.objects.filter(conversation__strand__case=case)
    return sorted(found.values_list("text", flat=True))


def test_everything_goes_on_in_the_one_that_stays(house):
    into, away = two(house)
    write_note(away, text="She is in a hurry", user=house.agent, by=SYSTEM)
    save_draft(away, user=house.agent, kind="reply", text="Dear", revision=1)
    merge(away, into=into, by=SYSTEM)
    away.refresh_from_db()
    into.refresh_from_db()
    assert messages(into) == ["A dog ate my manual", "The kettle leaks"]
    assert into.notes.get().text == "She is in a hurry"
    assert into.drafts.get().text == "Dear"
    assert (away.status, away.duplicate_of, away.owner) == ("closed", into, into.owner)
    assert away.closures.get().how == "merged"
    assert into.status == "open"
    assert violations() == {}


def test_of_two_deadlines_the_earliest_wins(house):
    into, away = two(house)
    soon = now() + timedelta(minutes=7)
    away.promises.filter(kind="first_answer").update(due=soon)
    merge(away, into=into, by=SYSTEM)
    into.refresh_from_db()
    assert into.next_deadline == soon
    living = Promise.objects.filter(state="open", kind="first_answer")
    assert [p.case for p in living] == [into]
    assert Promise.objects.filter(state="released", ended_why="merged").exists()


def test_two_drafts_of_one_person_become_one(house):
    into, away = two(house)
    save_draft(into, user=house.agent, kind="reply", text="One", revision=3)
    save_draft(away, user=house.agent, kind="reply", text="Two", revision=1)
    merge(away, into=into, by=SYSTEM)
    assert into.drafts.get().text == "One\n\nTwo"
    assert Draft.objects.filter(case=away).count() == 1  # as it was, for taking it back


def test_his_next_words_by_either_way_land_in_the_one_that_stays(house):
    into, away = two(house)
    merge(away, into=into, by=SYSTEM)
    talk = Message.objects.get(text="A dog ate my manual").conversation
    say(house.chat, "And the box too", sender="visitor-7", conversation=talk.pk)
    assert "And the box too" in messages(into)
    away.refresh_from_db()
    assert away.status == "closed"


@pytest.mark.parametrize("state", ["waiting", "resolved", "closed"])
def test_an_open_case_wakes_the_one_it_goes_into(house, state):
    into, away = two(house)
    if state == "waiting":
        wait_for(into, whom="customer", reason="", by=SYSTEM)
    else:
        case_to_confirmation.resolve(into, user=house.agent, by=by_user(house.agent.pk))
        if state == "closed":
            case_to_confirmation.customer_says(into.questions.get(), solved=True, words="")
    merge(away, into=into, by=SYSTEM)
    into.refresh_from_db()
    assert into.status == "open"
    assert into.unanswered_since is not None
    assert violations() == {}


def test_a_closed_case_can_go_into_an_open_one_and_come_back(house):
    into, away = two(house)
    case_to_confirmation.resolve(away, user=house.agent, by=by_user(house.agent.pk))
    case_to_confirmation.customer_says(away.questions.get(), solved=True, words="Fine")
    done = merge(away, into=into, by=SYSTEM)
    assert violations() == {}
    unmerge(done, by=SYSTEM)
    away.refresh_from_db()
    assert (away.status, away.duplicate_of) == ("closed", None)
    assert away.closures.get(reopened_at=None).how == "confirmed"
    assert "A dog ate my manual" in messages(away)
    assert violations() == {}


def test_a_merge_is_taken_back_whole(house):
    into, away = two(house)
    write_note(away, text="Hers", user=house.agent, by=SYSTEM)
    write_note(into, text="His", user=house.agent, by=SYSTEM)
    owed = {
        case.pk: set(case.promises.filter(state="open").values_list("kind", "due"))
        for case in (into, away)
    }
    done = merge(away, into=into, by=SYSTEM)
    unmerge(done, by=SYSTEM)
    unmerge(done, by=SYSTEM)
    for case, said, noted in (
        (into, "The kettle leaks", "His"),
        (away, "A dog ate my manual", "Hers"),
    ):
        case.refresh_from_db()
        assert messages(case) == [said]
        assert case.notes.get().text == noted
        assert case.status == "open"
        assert case.strands.get().primary
        assert set(case.promises.filter(state="open").values_list("kind", "due")) == owed[case.pk]
    assert violations() == {}


def test_what_he_said_meanwhile_comes_back_with_his_case_and_is_answered(house):
    into, away = two(house)
    case_to_confirmation.resolve(away, user=house.agent, by=by_user(house.agent.pk))
    done = merge(away, into=into, by=SYSTEM)
    talk = Message.objects.get(text="A dog ate my manual").conversation
    say(house.chat, "And the box too", sender="visitor-7", conversation=talk.pk)
    unmerge(done, by=SYSTEM)
    away.refresh_from_db()
    assert "And the box too" in messages(away)
    assert (away.status, away.unanswered_since is None) == ("open", False)
    assert away.promises.filter(state="open", kind="next_answer").exists()
    assert violations() == {}


def test_a_question_that_was_open_is_asked_again(house):
    into, away = two(house)
    case_to_confirmation.resolve(away, user=house.agent, by=by_user(house.agent.pk))
    done = merge(away, into=into, by=SYSTEM)
    assert away.questions.get().withdrawn_at is not None
    unmerge(done, by=SYSTEM)
    away.refresh_from_db()
    assert away.status == "resolved"
    assert away.questions.get().withdrawn_at is None
    assert violations() == {}


def test_after_thirty_days_it_is_too_late(house):
    into, away = two(house)
    done = merge(away, into=into, by=SYSTEM)
    clock.install(VirtualClock(now() + timedelta(days=31)))
    with pytest.raises(TooLate):
        unmerge(done, by=SYSTEM)
    away.refresh_from_db()
    assert away.duplicate_of == into


def test_merging_twice_is_once_and_what_is_away_goes_nowhere_else(house):
    into, away = two(house)
    third = house.writes("An invoice please", sender="li@example.org")
    assert merge(away, into=into, by=SYSTEM) == merge(away, into=into, by=SYSTEM)
    for one, other in ((away, third), (third, away)):
        with pytest.raises(WrongState):
            merge(one, into=other, by=SYSTEM)
    with pytest.raises(Invalid):
        merge(third, into=third, by=SYSTEM)
    with pytest.raises(CaseGone):
        resolve(away, by=SYSTEM)
    assert Merge.objects.count() == 1


def test_a_case_between_two_people_is_not_merged_away(house):
    into, away = two(house)
    wu = make_staff("Wu", role="specialist")
    offer(away, Offer(to_user=wu, summary="s", question="q"), by=by_user(house.agent.pk))
    with pytest.raises(StillOffered):
        merge(away, into=into, by=SYSTEM)
    away.refresh_from_db()
    assert (away.status, away.duplicate_of) == ("open", None)
    merge(into, into=away, by=SYSTEM)  # the other way round nothing stands against it
    assert violations() == {}


def test_one_of_several_conversations_becomes_a_case_and_comes_back(house):
    into, away = two(house)
    merge(away, into=into, by=SYSTEM)
    talk = Message.objects.get(text="A dog ate my manual").conversation
    new = split(into, conversation=talk, subject="The manual", by=SYSTEM)
    assert (new.contact, new.subject) == (talk.contact, "The manual")
    assert (messages(new), messages(into)) == (["A dog ate my manual"], ["The kettle leaks"])
    assert new.promises.filter(state="open").exists()
    assert violations() == {}
    rejoin(new, by=SYSTEM)
    assert rejoin(new, by=SYSTEM) is None
    assert messages(into) == ["A dog ate my manual", "The kettle leaks"]
    assert violations() == {}


def test_what_is_split_off_a_closed_case_goes_to_nobody_who_has_left(house):
    into, away = two(house)
    merge(away, into=into, by=SYSTEM)
    talk = Message.objects.get(text="A dog ate my manual").conversation
    owner = make_staff("Wu")
    assign(into, to=owner, reason="He knows it", by=SYSTEM)
    case_to_confirmation.resolve(into, user=owner, by=by_user(owner.pk))
    case_to_confirmation.customer_says(into.questions.get(), solved=True)
    User.objects.filter(pk=owner.pk).update(is_active=False, deactivated_at=now())
    new = split(into, conversation=talk, subject="The manual", by=SYSTEM)
    assert new.owner_id == into.queue.duty_lead_id != owner.pk
    assert violations() == {}


def test_the_only_conversation_of_a_case_stays(house):
    into, away = two(house)
    for talk in (into.strands.get().conversation, away.strands.get().conversation):
        with pytest.raises(Invalid):
            split(into, conversation=talk, subject="", by=SYSTEM)
    assert Case.objects.count() == 2


def test_a_link_to_the_one_that_went_leads_to_where_it_goes_on(house):
    into, away = two(house)
    link = case_to_confirmation.status_link(away).rstrip("/").rpartition("/")[2]
    merge_contacts(away.contact, into=into.contact, by=SYSTEM)
    merge(away, into=into, by=SYSTEM)
    assert opened(link).case == into
    assert len(opened(link).talks) == 2


def test_a_link_shows_nothing_that_another_person_wrote_about_the_same(house):
    into, away = two(house)
    link = case_to_confirmation.status_link(into).rstrip("/").rpartition("/")[2]
    gone = case_to_confirmation.status_link(away).rstrip("/").rpartition("/")[2]
    merge(away, into=into, by=SYSTEM)
    assert [talk.contact for talk in opened(link).talks] == [into.contact]
    assert (opened(gone).case, opened(gone).talks) == (away, [])
