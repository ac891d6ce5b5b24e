"""A search follows what its device says: from the moment it begins, and as long as its case goes on."""

from datetime import timedelta

from makegood.base.jobs.sweeps import each, sweep
from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case
from makegood.field.diagnosis import operations as diagnosis
from makegood.field.diagnosis.events import SearchBegan
from makegood.field.diagnosis.models import Session
from makegood.kernel.clock import now

LATELY, MOST = timedelta(days=14), 500


@reacts_to(SearchBegan)
def a_search_knows_what_the_device_says(event: SearchBegan, _entry: Entry) -> None:
    """Whoever chose what is wrong: codes and readings need not be asked for."""
    session = Session.objects.filter(pk=event.session_id).first()
    if session is not None and session.fault_id is not None:
        diagnosis.hear(session)


@sweep(every=300)
def searches_follow_what_devices_measure() -> int:
    """Where readings decide signs, what was measured since is known too; in searches that began lately."""
    watched = Session.objects.filter(
        asset__isnull=False,
        case__isnull=False,
        began_at__gte=now() - LATELY,
        version__table__contains={"symptoms": [{"kind": "reading"}]},
    ).exclude(case__status__in=(Case.Status.RESOLVED, Case.Status.CLOSED))
    return each(list(watched.order_by("-pk").values_list("pk", flat=True)[:MOST]), _hear)


def _hear(session_id: int) -> int:
    return diagnosis.hear(Session.objects.get(pk=session_id))
