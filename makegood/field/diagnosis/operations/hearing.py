"""What the device says becomes known in a search, by itself and as long as the search goes on."""

from django.db import transaction

from makegood.care.cases.models import Case
from makegood.field.diagnosis.models import Answer, Session
from makegood.field.diagnosis.operations.searching import replace_answer, write_answer
from makegood.field.diagnosis.operations.state import lock_session
from makegood.field.diagnosis.queries.hearing import Heard, heard
from makegood.kernel.actor import SYSTEM, Actor


@transaction.atomic
def hear(session: Session, *, by: Actor = SYSTEM) -> int:
    """Take up what its device says now; how much changed. What a person said stands. What a person took back is
    not said again, unless its alarm was raised anew. Twice changes nothing."""
    session = lock_session(session.pk)
    told = heard(session) if _goes_on(session) else []
    keys = [one.key for one in told]
    standing = {one.key: one for one in session.answers.filter(key__in=keys, undone_at=None)}
    gone = session.answers.filter(key__in=keys, undone_at__isnull=False)
    denied = {
        one.key: one
        for one in gone.filter(source=Answer.Source.DEVICE).order_by("pk")
        if not one.undone_by.startswith(SYSTEM.kind)
    }
    changed = 0
    for one in told:
        known = standing.get(one.key)
        value = Answer.YES if one.is_so else Answer.NO
        if known is not None and (known.source != Answer.Source.DEVICE or known.value == value):
            continue
        if known is None and _is_denied(one, denied.get(one.key)):
            continue
        if known is not None:
            replace_answer(known, by)
        write_answer(session, "finding", one.key, value, Answer.Source.DEVICE, by)
        changed += 1
    return changed


def _goes_on(session: Session) -> bool:
    if session.case is None:
        return session.state == Session.State.OPEN
    return session.case.status not in (Case.Status.RESOLVED, Case.Status.CLOSED)


def _is_denied(one: Heard, before: Answer | None) -> bool:
    if before is None or before.undone_at is None:
        return False
    return one.raised is None or one.raised <= before.undone_at
