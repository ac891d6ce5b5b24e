"""What a device reports is evidence: a case about it begins with its codes known and the likely causes at hand."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from makegood.base.journal.log import Many, reacts_to, reacts_to_many
from makegood.base.journal.models import Entry
from makegood.care.cases.events import CaseAboutDevice, CaseOpened
from makegood.care.cases.models import Case
from makegood.field.alarms.events import AlarmRaised
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.ports import name_codes
from makegood.field.diagnosis import operations as diagnosis
from makegood.field.diagnosis.models import FaultProduct, Session
from makegood.field.diagnosis.queries import fault_of_codes
from makegood.kernel.actor import SYSTEM


def names_of_codes(
    pairs: Collection[tuple[int, str]],
) -> dict[tuple[int, str], Mapping[str, str]]:
    """What the fault tables in use call these codes of products; a code that means several things has no name."""
    known = FaultProduct.objects.filter(product__in={product for product, _code in pairs})
    known = known.filter(fault__live__isnull=False, fault__retired_at=None).select_related("fault")
    found: dict[tuple[int, str], list[Mapping[str, str]]] = defaultdict(list)
    for one in known:
        for code in {code.casefold() for code in one.fault.codes}:
            found[one.product_id, code].append(one.fault.names)
    told = {pair: found.get((pair[0], pair[1].casefold()), []) for pair in pairs}
    return {pair: names[0] for pair, names in told.items() if len(names) == 1}


name_codes(names_of_codes)


def codes_of(asset_id: int) -> list[str]:
    """What a device reports now: the codes of its alarms that are not over."""
    found = Alarm.objects.filter(asset=asset_id, over_at=None).values_list("code", "fault")
    return sorted({code for pair in found for code in pair if code})


@reacts_to_many(CaseOpened)
def a_new_case_knows_the_codes(happened: Many[CaseOpened]) -> None:
    """Cases that are about a device from their first moment; most are not."""
    opened = Case.objects.filter(pk__in=[event.case_id for event, _entry in happened])
    for pk in opened.exclude(asset=None).order_by("pk").values_list("pk", flat=True):
        _begin(pk)


@reacts_to(CaseAboutDevice)
def a_case_learns_of_its_device(event: CaseAboutDevice, _entry: Entry) -> None:
    """A case of which the device became known later."""
    _begin(event.case_id)


def _begin(case_id: int) -> None:
    """One fault fits the codes: the search begins with them. Where several fit, or none, a person chooses."""
    case = Case.objects.select_related("asset").filter(pk=case_id).first()
    if case is None or case.asset is None or case.asset.product_id is None:
        return
    if case.status == Case.Status.CLOSED:
        return
    known = Session.objects.filter(case=case).first()
    if known is not None and known.fault_id is not None:
        diagnosis.hear(known)
        return
    fault = fault_of_codes(case.asset.product_id, codes_of(case.asset.pk))
    if fault is not None:
        diagnosis.hear(diagnosis.begin_for_case(case, fault=fault, by=SYSTEM, origin="device"))


@reacts_to_many(AlarmRaised)
def a_further_alarm_is_further_evidence(happened: Many[AlarmRaised]) -> None:
    """The searches that go on about these devices know it at once; most have none."""
    devices = {event.asset for event, _entry in happened}
    open_ones = Session.objects.filter(asset__in=devices, fault__isnull=False, case__isnull=False)
    for session in open_ones.exclude(case__status=Case.Status.CLOSED).order_by("pk"):
        diagnosis.hear(session)
