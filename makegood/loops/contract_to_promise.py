"""A contract says how soon we come or call: each case about a device of it owes that, by the hours of the contract."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases.events import CaseAboutDevice
from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseGone
from makegood.care.cases.operations.state import lock_going_on
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, make_many
from makegood.care.promises.queries import policy_for
from makegood.care.promises.rules import after
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.queries.quotas import contracts_over
from makegood.records.worktime.queries import compiled

ASKED = (Promise.Kind.FIRST_ANSWER, Promise.Kind.SOLUTION)  # he, or his device, waits for us


@reacts_to(CaseAboutDevice)
def we_come_as_soon_as_his_contract_says(event: CaseAboutDevice, entry: Entry) -> None:
    """Once for a case, from the moment when we knew which device it is; the shortest of his contracts counts. What
    begins with us (a service, a call) owes nothing by it."""
    asset = Asset.objects.select_related("owner").filter(pk=event.asset_id).first()
    contract = _soonest(asset) if asset is not None else None
    if contract is None:
        return
    try:
        case = lock_going_on(event.case_id)
    except CaseGone:
        return
    mine = Promise.objects.filter(case=case)
    known = mine.filter(kind=Promise.Kind.CONTRACT, span__isnull=False).exists()
    if known or case.status == Case.Status.CLOSED or not mine.filter(kind__in=ASKED).exists():
        return
    make_many([_promise(case, contract, entry)], by=SYSTEM)


def _soonest(asset: Asset) -> Contract | None:
    held = contracts_over(asset, now()).filter(response__gt=0)
    return min(held, key=lambda one: one.response or 0, default=None)


def _promise(case: Case, contract: Contract, entry: Entry) -> NewPromise:
    calendar = contract.calendar_id or policy_for(case).calendar_id
    hours, span = compiled(calendar), (contract.response or 0) * 60
    since, moment = entry.at, now()
    if after(since, span, hours) <= moment + timedelta(minutes=1):
        since = moment  # we learned of it late: it counts from now
    with override(case.language.lower()):
        name = in_language(contract.names, case.language) or contract.key
        what = _("We come or call (contract “%(name)s”)") % {"name": name}
    return NewPromise(
        case=case,
        kind=Promise.Kind.CONTRACT,
        due=after(since, span, hours),
        what=what[:300],
        at=since,
        span=span,
        calendar_id=calendar,
        hours=hours,
    )
