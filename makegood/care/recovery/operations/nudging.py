"""A customer for whom we wait is reminded: which step, once each."""

import uuid

from django.db import transaction

from makegood.base.journal.log import record
from makegood.care.cases.models import Case
from makegood.care.recovery.events import CustomerNudged
from makegood.care.recovery.models import Nudge
from makegood.kernel.actor import SYSTEM


def nudged(case: Case, *, step: int) -> bool:
    """Whether he was given this step, or a later one, since our last word. The case is locked."""
    return Nudge.objects.filter(case=case, since=case.last_word_at, step__gte=step).exists()


@transaction.atomic
def note_nudge(case: Case, *, step: int, outgoing: uuid.UUID | None) -> None:
    """He was reminded; without a message when a machine may not write to him again yet: then the step
    counts as given, for the owner sees the case himself. The case is locked."""
    Nudge.objects.bulk_create(
        [Nudge(case=case, since=case.last_word_at, step=step, outgoing=outgoing)],
        ignore_conflicts=True,
    )
    event = CustomerNudged(case_id=case.pk, step=step)
    record(event, subject=case.topic, case=case.pk, customer=case.contact_id, by=SYSTEM)
