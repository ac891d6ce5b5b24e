"""Times at which somebody could come: the customer chooses one, or says that none suits him."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.field.alarms.events import VisitAnswered, VisitProposed
from makegood.field.alarms.models import VisitRequest
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean

MOST = 3
Time = tuple[datetime, datetime]


class RequestIsOver(Refused):
    """It was answered, or other times were proposed."""


@transaction.atomic
def propose_times(case: Case, *, times: Sequence[Time], tried: str, by: Actor) -> VisitRequest:
    """Ask which of these times suits him; an earlier question is withdrawn. The caller holds the lock of the
    case. Raises Invalid, at the field, for times that cannot be and for no word on what was tried from afar."""
    if not tried.strip():
        raise Invalid(_("Say what was tried from afar, or why nothing can be."), field="tried")
    if not times:
        raise Invalid(_("Propose one time at least."), field="t0")
    for place, (begins, ends) in enumerate(times[:MOST]):
        if begins <= now() or ends <= begins:
            raise Invalid(
                _("It must begin in the future and end after it begins."), field=f"t{place}"
            )
    withdraw_request(case)
    row = VisitRequest.objects.create(
        case=case,
        times=[[begins.isoformat(), ends.isoformat()] for begins, ends in times[:MOST]],
        tried=clean(tried).strip()[:300],
        asked_by=str(by),
    )
    _tell(VisitProposed(request_id=row.pk, case_id=case.pk), case, by)
    return row


def withdraw_request(case: Case) -> None:
    """What he was asked before counts no more."""
    open_ones = VisitRequest.objects.filter(case=case, answered_at=None, withdrawn_at=None)
    open_ones.update(withdrawn_at=now())


def times_of(row: VisitRequest) -> list[Time]:
    """The proposed times, as moments."""
    return [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.times]


@transaction.atomic
def choose_time(row: VisitRequest, *, place: int | None, words: str, by: Actor) -> VisitRequest:
    """He chose one of them, or none suits him (`place` None). Twice the same is once. Raises RequestIsOver,
    Invalid for a time that has passed or was not proposed. The caller holds the lock of the case."""
    found = VisitRequest.objects.select_for_update(of=("self",)).get(pk=row.pk)
    times = times_of(found)
    chosen = times[place] if place is not None and 0 <= place < len(times) else None
    if place is not None and chosen is None:
        raise Invalid(_("Choose one of these. We do not choose for you."), field="time")
    if found.answered_at is not None:
        if (found.begins, found.ends) == (chosen or (None, None)):
            return found
        raise RequestIsOver(_("You have answered already. Write to us if another time is better."))
    if found.withdrawn_at is not None:
        raise RequestIsOver(_("Other times were proposed since. Please choose one of those."))
    if chosen is not None and chosen[0] <= now():
        raise Invalid(_("This time has passed. Choose another one."), field="time")
    found.answered_at, found.words = now(), clean(words).strip()[:500]
    found.begins, found.ends = chosen or (None, None)
    found.save(update_fields=["answered_at", "words", "begins", "ends"])
    answered = VisitAnswered(request_id=found.pk, case_id=found.case_id, suits=chosen is not None)
    _tell(answered, found.case, by)
    return found


def promised(row: VisitRequest, promise: Promise) -> None:
    """The promise that somebody comes then."""
    VisitRequest.objects.filter(pk=row.pk).update(promise=promise)


def _tell(event: VisitProposed | VisitAnswered, case: Case, by: Actor) -> None:
    record(event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)
