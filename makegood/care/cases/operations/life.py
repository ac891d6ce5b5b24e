"""Words of the customer, answers, resolution, confirmation, silence, reopening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import run, table
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.events import (
    CaseAnswered,
    CaseClosed,
    CaseConfirmed,
    CaseReopened,
    CaseResolved,
    CaseWaits,
)
from makegood.care.cases.models import (
    Case,
    Closure,
    OwnerChange,
    Question,
)
from makegood.care.cases.operations.owning import change_of, write_changes
from makegood.care.cases.operations.state import (
    WrongState,
    check,
    lock,
    lock_at,
    save,
    still_itself,
    tell,
)
from makegood.care.cases.ports import GUARDS
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean, shorten
from makegood.records.people.models import Queue
from makegood.records.people.queries import hold_active


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A customer's word that reached a case. `quiet` words (of machines) change no state."""

    case_id: int
    preview: str
    channel: str
    at: datetime
    quiet: bool = False
    urgency: int = 0
    needs_look: bool = False
    repeated: bool = False  # he had to come again, by another conversation


@transaction.atomic
def hear_many(words: Sequence[Heard], *, by: Actor) -> list[int]:
    """The customer wrote: the case is open again and unanswered; same owner.

    Returns the cases that were closed or resolved and came back. The rows are locked in order;
    a question that was open is withdrawn: a word is more than a yes. Raises CaseGone when one of them
    went into another meanwhile.
    """
    ids = sorted({w.case_id for w in words})
    cases = {
        c.pk: c
        for c in Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    }
    for case in cases.values():
        still_itself(case)
    back = []
    for word in words:
        case = cases[word.case_id]
        case.repeats += word.repeated
        case.preview, case.channel = shorten(clean(word.preview), 160), word.channel
        case.last_word_at = word.at
        case.needs_look |= word.needs_look
        case.urgency = max(case.urgency, word.urgency)
        case.version += 1
        if word.quiet:
            continue
        if case.status in (Case.Status.RESOLVED, Case.Status.CLOSED):
            back.append(case.pk)
        case.status, case.waiting_for, case.waiting_reason = Case.Status.OPEN, "", ""
        case.unanswered_since = case.unanswered_since or word.at
    if back:
        bring_back([cases[pk] for pk in back], because="message", by=by)
    run(HEAR, [table({name: getattr(c, name) for name in HEARD} for c in cases.values())])
    return back


HEARD = {
    "id": "bigint",
    "preview": "text",
    "channel": "text",
    "last_word_at": "timestamptz",
    "needs_look": "bool",
    "repeats": "int",
    "urgency": "int",
    "version": "int",
    "status": "text",
    "waiting_for": "text",
    "waiting_reason": "text",
    "unanswered_since": "timestamptz",
    "owner_id": "bigint",
    "next_deadline": "timestamptz",
}
HEAR = f"""
UPDATE cases_case c SET {", ".join(f"{name} = g.{name}" for name in HEARD if name != "id")}
FROM json_to_recordset(%s) AS g({", ".join(f"{name} {kind}" for name, kind in HEARD.items())})
WHERE c.id = g.id
"""


def bring_back(cases: Sequence[Case], *, because: str, by: Actor) -> None:
    """Reopen with the same owner, or with the duty lead if he has left. The caller saves the cases and makes the next promise."""
    moment = now()
    ids = [c.pk for c in cases]
    Question.objects.filter(case_id__in=ids, answered_at=None, withdrawn_at=None).update(
        withdrawn_at=moment
    )
    owners = dict(
        Closure.objects.filter(case_id__in=ids, reopened_at=None).values_list("case_id", "owner_id")
    )
    before = {case.pk: case.owner_id or owners.get(case.pk) for case in cases}
    closed = {case.pk: case.pk in owners for case in cases}
    # The owner of a case that is not closed cannot have left without handing it over.
    active = hold_active([before[pk] or 0 for pk in ids if closed[pk]])
    active |= {before[pk] or 0 for pk in ids if not closed[pk]}
    Closure.objects.filter(case_id__in=ids, reopened_at=None).update(reopened_at=moment)
    leads = dict(Queue.objects.filter(case__in=ids).values_list("pk", "duty_lead_id"))
    for case in cases:
        owner = before[case.pk]
        case.owner_id = owner if owner in active else leads[case.queue_id]
        case.next_deadline = case.next_deadline or moment + timedelta(hours=1)
    moved = [case for case in cases if case.owner_id != before[case.pk]]
    for case in moved:
        case.owner_epoch += 1  # as the database counts when the case is saved
    why = OwnerChange.Why.REOPENED
    write_changes([change_of(case, before=before[case.pk], why=why, by=by) for case in moved])
    record_many(
        [
            Fact(
                event=CaseReopened(case_id=c.pk, owner=c.owner_id or 0, because=because),
                subject=c.topic,
                case=c.pk,
                customer=c.contact_id,
                by=by,
            )
            for c in cases
        ]
    )


@transaction.atomic
def answer(case: Case, *, preview: str, channel: str, by: Actor) -> Case:
    """One of us wrote to the customer: the next step is ours until somebody waits.

    To a resolved case we say more than the question: the question is withdrawn, the case is open.
    """
    case = lock(case.pk)
    if case.status == Case.Status.CLOSED:
        raise WrongState(_("This case is closed. Reopen it before you write."))
    if case.status == Case.Status.RESOLVED:
        _withdraw_question(case)
        tell(case, CaseReopened(case_id=case.pk, owner=case.owner_id or 0, because="answer"), by)
    case.status, case.waiting_for, case.waiting_reason = Case.Status.OPEN, "", ""
    case.unanswered_since = None
    case.last_word_at = now()
    case.preview, case.channel = shorten(clean(preview), 160), channel
    save(case, *ANSWERED)
    tell(case, CaseAnswered(case_id=case.pk), by)
    return case


ANSWERED = (
    "status",
    "waiting_for",
    "waiting_reason",
    "unanswered_since",
    "last_word_at",
    "preview",
    "channel",
)


def _withdraw_question(case: Case) -> None:
    Question.objects.filter(case=case, answered_at=None, withdrawn_at=None).update(
        withdrawn_at=now()
    )


@transaction.atomic
def wait_for(case: Case, *, whom: str, reason: str, by: Actor, version: int | None = None) -> Case:
    """Wait for the customer or a third party, with the reason he is shown. Raises CaseChanged."""
    case = lock_at(case.pk, version=version)
    if whom not in (Case.Waiting.CUSTOMER, Case.Waiting.THIRD):
        raise Invalid(_("Say whom we wait for."), field="whom")
    check(case, Case.Status.WAITING)
    case.status, case.waiting_for = Case.Status.WAITING, whom
    case.waiting_reason = clean(reason)[:200]
    save(case, "status", "waiting_for", "waiting_reason")
    tell(case, CaseWaits(case_id=case.pk, waiting_for=whom, reason=case.waiting_reason), by)
    return case


@transaction.atomic
def resolve(case: Case, *, by: Actor, version: int | None = None) -> Question:
    """We believe it is solved; the customer is asked. Twice is one question.

    Raises CaseChanged, and whatever forbids it (a hand-off that nobody answered, a task that blocks).
    """
    case = lock_at(case.pk, version=version)
    asked = Question.objects.filter(case=case, withdrawn_at=None).order_by("-pk").first()
    if case.status == Case.Status.RESOLVED and asked is not None:
        return asked
    check(case, Case.Status.RESOLVED)
    for guard in GUARDS:
        guard(case.pk)
    question = Question.objects.create(case=case)
    case.status, case.waiting_for, case.waiting_reason = Case.Status.RESOLVED, "", ""
    case.unanswered_since = None
    save(case, "status", "waiting_for", "waiting_reason", "unanswered_since")
    tell(case, CaseResolved(case_id=case.pk, question_id=question.pk), by)
    return question


@transaction.atomic
def take_answer(
    question: Question, *, solved: bool, words: str, by: Actor, closes: bool = True
) -> Case:
    """The customer says yes or no. Yes closes as confirmed, no reopens with the same owner.

    Without `closes` his yes is kept, and `close_confirmed` follows it later. The same answer twice
    changes nothing; after a yes, a no still reopens. Raises WrongState when the
    question was withdrawn because things went on meanwhile.
    """
    case = lock(question.case_id)
    question = Question.objects.get(pk=question.pk)
    wanted = Question.Answer.YES if solved else Question.Answer.NO
    if question.answer == wanted:
        return case
    if question.withdrawn_at is not None or question.answer == Question.Answer.NO:
        raise WrongState(
            _("Things have moved on since this question. Write to us and we go on from there.")
        )
    question.answer, question.answered_at = wanted, now()
    question.words = clean(words)[:4000] or question.words
    question.save(update_fields=["answer", "answered_at", "words"])
    tell(case, CaseConfirmed(case_id=case.pk, answer=wanted), by)
    if not solved:
        return _reopen(case, because="said_no", by=by)
    return _close(case, question, Closure.How.CONFIRMED, by) if closes else case


@transaction.atomic
def close_confirmed(case: Case, *, by: Actor) -> Case:
    """His yes, which was kept while something was on its way to him, closes the case now. Changes nothing
    where he has not said yes to the last question, or has gone on since."""
    case = lock(case.pk)
    asked = Question.objects.filter(case=case).order_by("-pk").first()
    if case.status != Case.Status.RESOLVED or asked is None or asked.answer != Question.Answer.YES:
        return case
    return _close(case, asked, Closure.How.CONFIRMED, by)


@transaction.atomic
def close_assumed(case: Case, *, by: Actor) -> Case:
    """Silence ran its full course after the question. Counted apart from a yes."""
    case = lock(case.pk)
    question = Question.objects.filter(case=case, answered_at=None, withdrawn_at=None).first()
    if case.status != Case.Status.RESOLVED or question is None:
        return case
    return _close(case, question, Closure.How.ASSUMED, by)


def _close(case: Case, question: Question, how: str, by: Actor) -> Case:
    if case.status == Case.Status.CLOSED:
        Closure.objects.filter(case=case, reopened_at=None).update(how=how, question=question)
        return case
    assert case.owner is not None  # noqa: S101 - the constraint says so
    Closure.objects.create(case=case, question=question, how=how, owner=case.owner)
    case.status, case.next_deadline, case.unanswered_since = Case.Status.CLOSED, None, None
    case.waiting_for = case.waiting_reason = ""
    save(case, "status", "next_deadline", "unanswered_since", "waiting_for", "waiting_reason")
    tell(case, CaseClosed(case_id=case.pk, how=how), by)
    return case


@transaction.atomic
def reopen(case: Case, *, by: Actor) -> Case:
    """One of us takes it up again; same owner."""
    case = lock(case.pk)
    if case.status not in (Case.Status.RESOLVED, Case.Status.CLOSED):
        return case
    return _reopen(case, because="staff", by=by)


def _reopen(case: Case, *, because: str, by: Actor) -> Case:
    bring_back([case], because=because, by=by)
    case.status = Case.Status.OPEN
    case.unanswered_since = now()
    case.urgency = max(case.urgency, 1)
    save(case, "status", "unanswered_since", "urgency", "owner", "next_deadline")
    return case


@transaction.atomic
def unanswer(case: Case, *, since: datetime | None, by: Actor) -> Case:
    """What we said did not reach the customer: the case is open again, and unanswered since then."""
    case = lock(case.pk)
    if case.status == Case.Status.CLOSED:
        return case
    _withdraw_question(case)
    case.status, case.waiting_for, case.waiting_reason = Case.Status.OPEN, "", ""
    known = [moment for moment in (case.unanswered_since, since) if moment is not None]
    case.unanswered_since = min(known, default=None)
    save(case, "status", "waiting_for", "waiting_reason", "unanswered_since")
    tell(case, CaseReopened(case_id=case.pk, owner=case.owner_id or 0, because="undelivered"), by)
    return case
