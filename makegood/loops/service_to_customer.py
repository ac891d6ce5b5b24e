"""A regular service is due: it is offered to whoever has the device, or one of us sees to it, once for each time it is due;
and a contract that ends is somebody's duty before it does."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.jobs.sweeps import each, held_back, in_turns, sweep
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.because import in_words
from makegood.kernel.clock import now
from makegood.loops.appointments import (
    Invitation,
    Kind,
    ask_for,
    link_for,
    offers_appointments,
)
from makegood.loops.case_of_ours import Begun, begin_case, nobody_known
from makegood.loops.word_to_customer import TOLD, write_first
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify_many
from makegood.records.entitlements.models import Contract, ServiceDue, ServicePlan
from makegood.records.entitlements.operations import quotas, servicing
from makegood.records.entitlements.queries.deciding import whom_to_tell, zone_of
from makegood.records.entitlements.queries.quotas import ends_soon
from makegood.records.entitlements.queries.servicing import plan_name
from makegood.records.entitlements.queries.wording import day_said, product_name
from makegood.records.entitlements.rules.dates import day_of, end_of
from makegood.records.people.queries import default_queue

KIND = "service"
PORTION = 20


@sweep(every=5, hot=True)
def plan_what_changed() -> int:
    """When services are due of which something changed; costs what changed, some at a time."""
    return in_turns(lambda: servicing.plan_anew(PORTION))


@sweep(every=60)
def speak_of_services_that_are_due() -> int:
    """Each is offered to the customer, or becomes a case of ours, once; costs what is due."""
    return each(servicing.due_services(without=held_back(_speak)), _speak)


@transaction.atomic
def _speak(pk: int) -> bool:
    due = servicing.claim_service(pk)
    if due is None:
        return False
    owner = whom_to_tell(due.asset)
    if owner is not None and due.plan.does == ServicePlan.Does.OFFER:
        with override(owner.language.lower()):
            subject, text = _words(due, owner)
        word = write_first(owner, subject=subject, text=text)
        if word.state == TOLD:
            servicing.note_service(due, state=ServiceDue.State.TOLD, outgoing=word.outgoing)
            return True
    _see_to_it(due, owner)
    return True


def _words(due: ServiceDue, owner: Contact) -> tuple[str, str]:
    today = day_of(now(), zone_of(due.asset))
    told = {
        "what": plan_name(due.plan, owner.language),
        "name": product_name(due.asset, owner.language),
        "serial": due.asset.serial,
        "when": day_said(due.due_on, today) if due.due_on else "",
        "link": link_for(KIND, due.pk),
    }
    subject = _("%(what)s of your %(name)s is due %(when)s") % told
    lines = [
        _("%(what)s of your %(name)s (serial number %(serial)s) is due %(when)s.") % told,
        " ".join(in_words(one) for one in due.because),
        _("Ask for an appointment here: %(link)s") % told,
    ]
    return subject, "\n\n".join(line for line in lines if line)


def _see_to_it(due: ServiceDue, owner: Contact | None) -> None:
    """A case of ours, with an owner and a deadline."""
    queue = default_queue()
    if queue is None:
        return
    contact = owner or nobody_known(due.asset)
    with override(queue.duty_lead.language.lower()):
        name = plan_name(due.plan, queue.duty_lead.language)
        note = " ".join([*(in_words(one) for one in due.because), _("Agree on a time for it.")])
    case = begin_case(
        Begun(
            contact=contact,
            queue=queue,
            subject=f"{name}: {due.asset.serial}",
            note=note,
            asset=due.asset,
        ),
        by=SYSTEM,
    )
    servicing.note_service(due, state=ServiceDue.State.OPENED, case=case.pk)


def _opened(pk: int) -> Invitation | None:
    due = (
        ServiceDue.objects.select_related("plan", "asset__product", "asset__owner", "asset__site")
        .filter(pk=pk)
        .first()
    )
    if due is None:
        return None
    owner = whom_to_tell(due.asset)
    language = owner.language if owner is not None else "en"
    state = {"done": "over", "dropped": "over", "opened": "accepted"}.get(due.state, "open")
    return Invitation(
        kind=KIND,
        pk=due.pk,
        asset=due.asset,
        contact=owner,
        title=plan_name(due.plan, language),
        says=tuple(in_words(one) for one in due.because),
        state=state,
        case=due.case,
    )


@transaction.atomic
def accept(pk: int, words: str) -> None:
    """He wants it done: a case sees to the time. A second tap gets the same case."""
    due = servicing.lock_service(pk)
    owner = whom_to_tell(due.asset)
    if owner is None or due.state not in ("planned", "told"):
        return
    zone, moment = zone_of(due.asset), now()
    with override(owner.language.lower()):
        told = {"what": plan_name(due.plan, owner.language), "serial": due.asset.serial}
        subject = _("Appointment: %(what)s, %(serial)s") % told
        by_day = end_of(due.due_on, zone) if due.due_on else moment
        case = ask_for(
            owner,
            due.asset,
            subject=subject,
            words=words,
            due=max(by_day, moment + timedelta(days=1)),
            by=actors.contact(owner.pk),
        )
    if case is not None:
        servicing.note_service(due, state=ServiceDue.State.OPENED, case=case.pk)


def decline(_pk: int, _words: str) -> None:
    """Not now: it stays on his page and on ours."""


offers_appointments(KIND, Kind(_opened, accept, decline))


@sweep(every=600)
def see_to_contracts_that_end() -> int:
    """A contract that ends soon is a case of whoever keeps it, with a deadline; once for each end."""
    return each(ends_soon(), _see_to_contract)


@transaction.atomic
def _see_to_contract(pk: int) -> bool:
    contract, queue = quotas.claim_ending_contract(pk), default_queue()
    if contract is None or contract.ends is None or queue is None:
        return False
    keeper = contract.keeper if contract.keeper and contract.keeper.is_active else queue.duty_lead
    with override(keeper.language.lower()):
        day = day_said(contract.ends.date())
        told = {"name": str(contract), "when": day}
        subject = _("The contract “%(name)s” ends %(when)s") % told
        note = _("Speak to the customer: is it renewed, changed, or does it end?")
    case = begin_case(
        Begun(
            contact=_partner(contract),
            queue=queue,
            subject=subject,
            note=note,
            owner_id=keeper.pk,
        ),
        by=SYSTEM,
    )
    quotas.note_ends_soon(contract, case=case.pk)
    return True


def _partner(contract: Contract) -> Contact:
    """With whom one speaks of it: its person, else the longest known one of the company, else a stand-in."""
    if contract.contact is not None:
        return contract.contact
    found = Contact.objects.filter(company=contract.company_id, merged_into=None).order_by("pk")
    known = found.first()
    if known is not None:
        return known
    name = str(contract.company)
    sender = Sender("other", f"company:{contract.company_id}", name, "en", "UTC")
    [contact] = identify_many([sender], by=SYSTEM)
    return contact
