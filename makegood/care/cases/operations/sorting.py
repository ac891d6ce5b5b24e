"""How urgent a case is, and in which queue it lies; whose it is stays."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.care.cases.events import CaseAboutDevice, CaseMoved, CaseWeighed
from makegood.care.cases.models import Case
from makegood.care.cases.operations.state import WrongState, lock, lock_at, save, tell
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset
from makegood.records.people.models import Queue

MOST_URGENT = 2


@transaction.atomic
def weigh(case: Case, *, urgency: int, by: Actor, version: int | None = None) -> Case:
    """Say how urgent it is: 0 normal, 1 high, 2 danger; twice changes nothing. Raises CaseChanged, Invalid,
    and WrongState when it is closed."""
    case = _going_on(case, version)
    if not 0 <= urgency <= MOST_URGENT:
        raise Invalid(_("Choose normal, high or danger."), field="urgency")
    if case.urgency != urgency:
        before, case.urgency = case.urgency, urgency
        save(case, "urgency")
        tell(case, CaseWeighed(case_id=case.pk, urgency=urgency, before=before), by)
    return case


@transaction.atomic
def move(
    case: Case, *, queue: Queue, by: Actor, version: int | None = None, reason: str = ""
) -> Case:
    """Put it into another queue; its owner stays responsible until another says yes. Twice changes
    nothing. Raises CaseChanged, and WrongState when it is closed."""
    case = _going_on(case, version)
    if case.queue_id != queue.pk:
        before, case.queue = case.queue_id, queue
        save(case, "queue")
        told = {"queue": queue.pk, "before": before}
        tell(case, CaseMoved(case_id=case.pk, reason=clean(reason)[:200], **told), by)
    return case


def _going_on(case: Case, version: int | None) -> Case:
    case = lock_at(case.pk, version=version)
    if case.status == Case.Status.CLOSED:
        raise WrongState(_("This case is closed. Reopen it first."))
    return case


@transaction.atomic
def name_device(case: Case, *, asset: Asset | None, by: Actor) -> Case:
    """It is about this device, or about none that we know; twice changes nothing. Raises CaseGone."""
    case = lock(case.pk)
    wanted = asset.pk if asset is not None else None
    if case.asset_id != wanted:
        case.asset = asset
        save(case, "asset")
        tell(case, CaseAboutDevice(case_id=case.pk, asset_id=wanted or 0), by)
    return case
