"""A complaint is its own kind: taken down once, and its lead is told."""

from django.db import transaction

from makegood.base.access.models import User
from makegood.base.journal.log import record
from makegood.care.cases.models import Case
from makegood.care.cases.operations import lock
from makegood.care.feedback.events import ComplaintMade, ComplaintRead
from makegood.care.feedback.models import Complaint
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean


@transaction.atomic
def complain(case: Case, *, words: str, channel: str, by: Actor) -> Complaint:
    """This case is a complaint from now on; whoever leads its queue is told. Twice is once: the first words
    stand."""
    case = lock(case.pk)
    lead = case.queue.duty_lead
    told = {"words": clean(words).strip(), "channel": channel, "by": str(by), "lead": lead}
    complaint, is_new = Complaint.objects.get_or_create(case=case, defaults=told)
    if is_new:
        fact = ComplaintMade(case_id=case.pk, lead=lead.pk, channel=channel)
        record(fact, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)
    return complaint


@transaction.atomic
def note_read(complaint: Complaint, *, user: User, by: Actor) -> Complaint:
    """Its lead has read it; twice, and by anybody else, changes nothing."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.read_at is None and complaint.lead_id == user.pk:
        complaint.read_at = now()
        complaint.save(update_fields=["read_at"])
        fact = ComplaintRead(case_id=complaint.case_id)
        record(fact, subject=f"case:{complaint.case_id}", case=complaint.case_id, by=by)
    return complaint
