"""Writes the journal of what the story says has happened, in the order of time; nothing follows from it again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from makegood.base.database import columns, run
from makegood.base.journal.log import Fact
from makegood.care.cases.events import (
    CaseClosed,
    CaseConfirmed,
    CaseOpened,
    CaseReopened,
    CaseResolved,
    CaseWaits,
    NoteWritten,
)
from makegood.care.cases.models import Closure, Question
from makegood.care.feedback.events import ComplaintMade
from makegood.care.feedback.models import Complaint
from makegood.care.promises.events import PromiseKept, PromiseMade, PromiseReleased
from makegood.care.promises.models import Promise
from makegood.contact.conversations.events import MessageReceived, MessageWritten
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.events import Event
from makegood.records.customers.events import ContactMade
from makegood.world.demo.filing import Filed


def chronicle(
    filed: Sequence[Filed],
    *,
    promises: Mapping[int, Sequence[Promise]],
    questions: Mapping[int, Question],
    closures: Mapping[int, Closure],
    complaints: Sequence[Complaint] = (),
) -> int:
    """One entry for each fact; returns how many. Reactions are not due: these things are long done."""
    facts = list(_contacts(filed))
    for one in filed:
        facts += _words(one)
        facts += _promises(one, promises[one.row.pk])
        facts += _course(one, questions.get(one.row.pk), closures.get(one.row.pk))
    facts += [_complained(one) for one in complaints]
    facts.sort(key=_moment)
    records = [
        (f.at, f.event.kind, str(f.by), f.case, f.customer, f.subject, Jsonb(f.event.facts()))
        for f in facts
    ]
    return run(
        'INSERT INTO journal_entry (at, kind, actor, "case", customer, subject, facts)'
        " SELECT * FROM unnest(%s::timestamptz[], %s::text[], %s::text[], %s::bigint[],"
        " %s::bigint[], %s::text[], %s::jsonb[])",
        columns(records, 7),
    )


def _complained(complaint: Complaint) -> Fact:
    case = complaint.case
    made = ComplaintMade(case_id=case.pk, lead=complaint.lead_id, channel=complaint.channel)
    by = Actor.parse(complaint.by)
    subject, customer = case.topic, case.contact_id
    return Fact(
        event=made, subject=subject, case=case.pk, customer=customer, by=by, at=complaint.at
    )


def _moment(fact: Fact) -> datetime:
    if fact.at is None:
        raise ValueError("a fact of the story has no moment")
    return fact.at


def _contacts(filed: Sequence[Filed]) -> Iterator[Fact]:
    known: set[int] = set()
    for one in filed:  # in the order of opening
        contact = one.contact
        if contact.pk not in known:
            known.add(contact.pk)
            event = ContactMade(contact_id=contact.pk, handle_kind="mail")
            yield Fact(
                event=event,
                subject=f"contact:{contact.pk}",
                customer=contact.pk,
                by=SYSTEM,
                at=one.told.opened,
            )


def _fact(one: Filed, event: Event, at: datetime, by: Actor) -> Fact:
    case = one.row
    return Fact(
        event=event, subject=case.topic, case=case.pk, customer=one.contact.pk, by=by, at=at
    )


def _words(one: Filed) -> Iterator[Fact]:
    owner = CaseOpened(case_id=one.row.pk, owner=one.owner.pk, channel=one.row.channel)
    yield _fact(one, owner, one.told.opened, SYSTEM)
    for entry, message in one.messages:
        about = {"message_id": message.pk, "conversation_id": message.conversation_id}
        if entry.author == "contact":
            event: Event = MessageReceived(**about, automatic=False)
            yield _fact(one, event, entry.at, actors.contact(one.contact.pk))
        else:
            by = actors.user(message.user_id) if message.user_id else SYSTEM
            yield _fact(one, MessageWritten(**about), entry.at, by)
    for note in one.notes:
        by = actors.user(note.user_id) if note.user_id else SYSTEM
        yield _fact(one, NoteWritten(case_id=one.row.pk, note_id=note.pk), note.at, by)


def _promises(one: Filed, promises: Sequence[Promise]) -> Iterator[Fact]:
    for promise in promises:
        pk, kind = promise.pk, promise.kind
        made = PromiseMade(promise_id=pk, promise_kind=kind)
        yield _fact(one, made, promise.made_at, Actor.parse(promise.made_by))
        if promise.ended_at is None:
            continue
        by = Actor.parse(promise.ended_by)
        if promise.state == Promise.State.KEPT:
            late = promise.ended_at > promise.due
            kept = PromiseKept(promise_id=pk, promise_kind=kind, late=late)
            yield _fact(one, kept, promise.ended_at, by)
        elif promise.state == Promise.State.RELEASED:
            released = PromiseReleased(promise_id=pk, promise_kind=kind)
            yield _fact(one, released, promise.ended_at, by)


def _course(one: Filed, question: Question | None, closure: Closure | None) -> Iterator[Fact]:
    case, owner = one.row, actors.user(one.owner.pk)
    customer = actors.contact(one.contact.pk)
    if case.waiting_for:
        yield _fact(
            one, CaseWaits(case_id=case.pk, waiting_for=case.waiting_for), one.told.touched, owner
        )
    if question is not None:
        asked = CaseResolved(case_id=case.pk, question_id=question.pk)
        yield _fact(one, asked, question.asked_at, owner)
    if question is not None and question.answered_at:
        said = CaseConfirmed(case_id=case.pk, answer=question.answer)
        yield _fact(one, said, question.answered_at, customer)
        if question.answer == Question.Answer.NO:
            back = CaseReopened(case_id=case.pk, owner=one.owner.pk, because="said_no")
            yield _fact(one, back, question.answered_at, customer)
    if closure is not None:
        by = customer if closure.how == Closure.How.CONFIRMED else SYSTEM
        yield _fact(one, CaseClosed(case_id=case.pk, how=closure.how), closure.at, by)
