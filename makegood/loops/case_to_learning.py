"""A closed case teaches: what was known and what it was becomes a lesson; a case that comes back takes it back."""

from makegood.base.jobs.sweeps import sweep
from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases.events import CaseClosed, CaseReopened
from makegood.field.diagnosis import operations as diagnosis
from makegood.field.diagnosis.models import Fault
from makegood.kernel.actor import Actor


@reacts_to(CaseClosed)
def what_it_was_is_learned(event: CaseClosed, entry: Entry) -> None:
    """The lesson of a case with a named cause; a case that was merged has its own where it goes on."""
    if event.how != "merged":
        diagnosis.learn_from(event.case_id, by=Actor.parse(entry.actor))


@reacts_to(CaseReopened)
def what_came_back_was_something_else(event: CaseReopened, entry: Entry) -> None:
    """It was not mended, so what was named is open again: it is named anew before the case is solved anew."""
    if event.because in ("message", "said_no", "staff"):
        diagnosis.take_back(event.case_id, by=Actor.parse(entry.actor))


@sweep(every=3600)
def tables_learn() -> int:
    """Tables of which enough jobs were closed learn from them, each by a job; what is no worse is in use at once."""
    known = Fault.objects.filter(live__isnull=False, retired_at=None)
    due = [fault for fault in known if diagnosis.is_due(fault)]
    for fault in due:
        diagnosis.want_learning(fault)
    return len(due)
