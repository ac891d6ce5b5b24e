"""What it really was: named by whoever solves the case, before it is solved; a lesson when it is closed."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.access.models import User
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.ports import before_resolving
from makegood.field.diagnosis.errors import NoCauseYet
from makegood.field.diagnosis.events import CauseConfirmed, CauseWithdrawn, LessonLearned
from makegood.field.diagnosis.models import Confirmation, Lesson, Session
from makegood.field.diagnosis.operations.state import lock_fault, tell_of_fault, tell_of_session
from makegood.field.diagnosis.queries.ranking import likely_of, said_in
from makegood.field.diagnosis.rules import OTHER, read_table
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean

NO_FAULT, NEVER_FOUND = "no-fault", "never-found"
TEACHES_NOTHING = (NO_FAULT, NEVER_FOUND)
NAME_IT = gettext_lazy("Say first what it was: beside the case, under Diagnosis.")


@before_resolving
def a_cause_is_named_first(case_id: int) -> None:
    """Solved is a case in which a fault was looked for only when somebody says what it was. The customer's own
    yes comes after that, so it is never held up."""
    if cause_is_owed(case_id):
        raise NoCauseYet(NAME_IT)


def cause_is_owed(case_id: int) -> bool:
    """Whether a fault was looked for in this case and nobody has said yet what it was."""
    searched = Session.objects.filter(case=case_id, fault__isnull=False).exists()
    return searched and not standing_of(case_id).exists()


def standing_of(case_id: int) -> "QuerySet[Confirmation]":
    """What is confirmed in a case now, one row or none."""
    return Confirmation.objects.filter(case=case_id, withdrawn_at=None)


@transaction.atomic
def confirm(case: Case, *, cause: str, words: str, user: User | None, by: Actor) -> Confirmation:
    """Name the cause: one of the table, `other` in words, or one of the two that teach nothing. The same
    again changes nothing, another replaces it. Raises Invalid."""
    locked = cases.lock(case.pk)
    session = Session.objects.select_for_update().filter(case=locked).first()
    if session is None or session.version is None:
        raise Invalid(_("Say first what is wrong."), field="cause")
    said = clean(words).strip()[:300]
    known = read_table(session.version.table).cause
    if cause not in known and cause not in TEACHES_NOTHING:
        raise Invalid(_("Say what it was."), field="cause")
    if cause == OTHER and not said:
        raise Invalid(_("Say in a few words what it was."), field="words")
    standing = standing_of(locked.pk).first()
    if standing is not None:
        if (standing.cause, standing.words) == (cause, said):
            return standing
        _withdraw(standing, by)
    found = Confirmation.objects.create(
        case=locked,
        session=session,
        fault_id=session.fault_id,
        version=session.version,
        cause=cause,
        words=said,
        expected=likely_of(session, cause),
        user=user,
        by=str(by),
    )
    event = CauseConfirmed(case_id=locked.pk, session_id=session.pk, cause=cause)
    tell_of_session(session, event, by)
    if locked.status == Case.Status.CLOSED:
        learn_from(locked.pk, by=by)  # it was named late: the lesson follows at once
    return found


@transaction.atomic
def take_back(case_id: int, *, by: Actor) -> None:
    """The case came back: what was named is open again, and what it taught is taken back. Twice is once."""
    cases.lock(case_id)
    standing = standing_of(case_id).first()
    if standing is not None:
        _withdraw(standing, by)


def _withdraw(standing: Confirmation, by: Actor) -> None:
    standing.withdrawn_at, standing.withdrawn_by = now(), str(by)
    standing.save(update_fields=["withdrawn_at", "withdrawn_by"])
    for lesson in Lesson.objects.filter(confirmation=standing, withdrawn_at=None):
        lesson.withdrawn_at = now()
        lesson.save(update_fields=["withdrawn_at"])
        event = LessonLearned(fault_id=lesson.fault_id, lesson_id=lesson.pk, taken_back=True)
        tell_of_fault(lesson.fault, event, by)
    session = standing.session
    tell_of_session(session, CauseWithdrawn(case_id=standing.case_id, session_id=session.pk), by)


@transaction.atomic
def learn_from(case_id: int, *, by: Actor) -> Lesson | None:
    """The lesson of a case that is closed with its cause; None where there is nothing to learn. Once for each
    confirmation, however often this is called."""
    case = cases.lock(case_id)
    standing = standing_of(case_id).select_related("session__asset", "session__product").first()
    if standing is None or standing.fault_id is None or standing.cause in TEACHES_NOTHING:
        return None
    if case.status != Case.Status.CLOSED:
        return None
    fault = lock_fault(standing.fault_id)
    session = standing.session
    facts: dict[str, Any] = {
        "fault": fault,
        "cause": standing.cause,
        "evidence": said_in(session),
        "product": session.product,
        "model": session.product.model if session.product else "",
        "batch": session.asset.batch if session.asset else "",
    }
    lesson, made = Lesson.objects.get_or_create(confirmation=standing, defaults=facts)
    if made:
        tell_of_fault(fault, LessonLearned(fault_id=fault.pk, lesson_id=lesson.pk), by)
    return lesson
