"""What was said and not recorded: kept once, recorded once, dismissed once, whoever comes at the same time."""

from datetime import timedelta

import pytest
from django.db import transaction

from makegood.base.database import together
from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.cases.operations import write_note
from makegood.care.promises.models import Promise, Proposal
from makegood.care.promises.operations import (
    AlreadyDecided,
    NewProposal,
    dismiss,
    hear_of,
    never_left,
    propose,
    record_proposal,
)
from makegood.care.promises.queries.proposed import (
    has_proposals,
    proposals_of,
    unheard_proposals,
)
from makegood.care.promises.tests.make import (
    in_another_session,
    open_case,
    promise,
    word_of,
)
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.people.operations import hire
from tests.make import company

WORDS = "I'll call you back within two hours"
NO_PROMISE = Proposal.Reason.NO_PROMISE


def said(case, words=WORDS, *, hours=2, message=None):
    """Propose words of a message of ours; gives what is new."""
    message = message or word_of(case, words, author=Message.Author.STAFF)
    due = now().replace(microsecond=0) + timedelta(hours=hours)
    return propose(case, [NewProposal(said=words, due=due, message=message)], said_by=SYSTEM)


def waiting(case):
    return list(proposals_of(case))


@pytest.fixture
def case(db):
    return open_case(company())


def test_words_are_kept_once_and_their_owner_is_told_once(case):
    message = word_of(case, WORDS, author=Message.Author.STAFF)
    [made] = said(case, message=message)
    assert said(case, message=message, hours=3) == []
    [told] = Entry.objects.filter(kind="promises.proposed")
    assert (told.facts["proposal_id"], told.facts["told"]) == (made.pk, case.owner_id)
    assert together(has_proposals(case.owner)) == [True]
    assert list(unheard_proposals(case.owner)) == [made]


def test_the_same_words_again_are_set_aside_while_they_wait(case):
    [first] = said(case)
    assert said(case, WORDS.upper() + "!", hours=4) == []
    assert waiting(case) == [first]


def test_the_same_words_are_new_where_the_first_moment_has_passed(case):
    [first] = said(case)
    Proposal.objects.filter(pk=first.pk).update(due=now() - timedelta(minutes=1))
    assert len(said(case, hours=4)) == 1


def test_what_was_dismissed_as_no_promise_is_not_asked_again(case):
    [first] = said(case)
    dismiss(first, reason=NO_PROMISE, by=SYSTEM)
    assert said(case, hours=30) == []


def test_what_was_done_already_is_a_new_promise_when_it_is_said_again(case):
    [first] = said(case)
    dismiss(first, reason=Proposal.Reason.DONE, by=SYSTEM)
    assert len(said(case, hours=30)) == 1


def test_a_promise_for_the_same_moment_covers_the_words(case):
    due = now().replace(microsecond=0) + timedelta(hours=2)
    promise(case, due=due, what="A call", already_said=True)
    message = word_of(case, WORDS, author=Message.Author.STAFF)
    new = [NewProposal(said=WORDS, due=due, message=message)]
    assert propose(case, new, said_by=SYSTEM) == []


def test_words_that_are_recorded_otherwise_later_wait_no_longer(case):
    [made] = said(case)
    given = promise(case, due=made.due, what="A call", already_said=True)
    assert waiting(case) == []
    assert not unheard_proposals(case.owner).exists()
    assert record_proposal(made, by=SYSTEM) == given


def test_recorded_twice_is_one_promise_with_the_words_of_the_message(case):
    [made] = said(case)
    given = record_proposal(made, by=SYSTEM)
    assert record_proposal(made, by=SYSTEM) == given
    assert (given.said, given.due, given.message_id) == (WORDS, made.due, made.message_id)
    assert case.promises.filter(kind=Promise.Kind.PERSON).count() == 1
    assert waiting(case) == []
    [told] = Entry.objects.filter(kind="promises.proposal_recorded")
    assert told.facts == {"proposal_id": made.pk, "promise_id": given.pk}


def test_a_dismissal_takes_a_reason_and_is_journalled_once(case):
    [made] = said(case)
    for reason in ("", "because"):
        with pytest.raises(Invalid):
            dismiss(made, reason=reason, by=SYSTEM)
    for _ in range(2):
        dismiss(made, reason=NO_PROMISE, by=SYSTEM)
    [told] = Entry.objects.filter(kind="promises.proposal_dismissed")
    assert told.facts["reason"] == NO_PROMISE
    made.refresh_from_db()
    assert (made.state, made.ended_by) == (Proposal.State.DISMISSED, str(SYSTEM))


def test_what_is_decided_is_not_decided_otherwise(case):
    [one] = said(case)
    [other] = said(case, "We will send the crew by tomorrow", hours=20)
    record_proposal(one, by=SYSTEM)
    dismiss(other, reason=NO_PROMISE, by=SYSTEM)
    with pytest.raises(AlreadyDecided):
        dismiss(one, reason=NO_PROMISE, by=SYSTEM)
    with pytest.raises(AlreadyDecided):
        record_proposal(other, by=SYSTEM)


def test_what_has_passed_cannot_be_promised_any_more_but_dismissed(case):
    [made] = said(case)
    Proposal.objects.filter(pk=made.pk).update(due=now() - timedelta(minutes=1))
    with pytest.raises(Invalid):
        record_proposal(made, by=SYSTEM)
    assert waiting(case) == [made]
    dismiss(made, reason=NO_PROMISE, by=SYSTEM)
    assert waiting(case) == []


def test_a_message_that_never_left_promised_nothing(case):
    [made] = said(case)
    never_left(made.message, by=SYSTEM)
    made.refresh_from_db()
    assert made.reason == Proposal.Reason.NEVER_LEFT
    assert len(said(case, hours=5)) == 1


def test_words_of_a_note_stand_in_the_note(case):
    note = write_note(case, text=WORDS, user=case.owner, by=SYSTEM)
    new = [NewProposal(said=WORDS, due=now() + timedelta(hours=2), note=note)]
    [made] = propose(case, new, said_by=SYSTEM)
    assert record_proposal(made, by=SYSTEM).message is None


def test_only_the_owner_hears_of_it_and_it_stays_on_the_page(case):
    [made] = said(case)
    other = hire(email="bob@lanhe.test", name="Bob", role="agent", by=SYSTEM)
    hear_of(made, user=other)
    assert together(has_proposals(case.owner)) == [True]
    hear_of(made, user=case.owner)
    assert together(has_proposals(case.owner)) == [False]
    assert waiting(case) == [made]


@pytest.mark.usefixtures("real_commits")
@pytest.mark.parametrize("other", ["record", "dismiss", "propose"])
def test_two_sessions_decide_once(other):
    case = open_case(company())
    [made] = said(case)
    works = {
        "record": lambda: record_proposal(made, by=SYSTEM),
        "dismiss": lambda: _refused(lambda: dismiss(made, reason=NO_PROMISE, by=SYSTEM)),
        "propose": lambda: said(case, message=made.message),
    }
    with transaction.atomic():
        cases.lock(case.pk)
        thread, raised = in_another_session(works[other])
        given = record_proposal(made, by=SYSTEM)
    thread.join(60)
    assert not raised
    made.refresh_from_db()
    assert (made.state, made.promise_id) == (Proposal.State.RECORDED, given.pk)
    assert case.promises.filter(kind=Promise.Kind.PERSON).count() == 1
    assert case.proposals.count() == 1


def _refused(work):
    with pytest.raises(AlreadyDecided):
        work()
