"""A customer who writes the serial number of a device of his writes about it."""

from collections.abc import Sequence
from contextlib import suppress

from makegood.care.cases.operations import CaseGone, name_device
from makegood.care.repeats.reading.naming import NUMBER, Named
from makegood.kernel.actor import SYSTEM
from makegood.loops.filing import Filing, contact_of
from makegood.records.assets.queries import assets_named


def name_devices(filings: Sequence[Filing], named: dict[int, list[Named]]) -> None:
    """Set the device of cases in which somebody, whom his channel has proven, named one device of his. Where nobody
    is proven, or it is another's, it is only offered beside the case (one query where a number was named)."""
    said = [(filing, numbers) for filing in filings if (numbers := _numbers(filing, named))]
    if not said:
        return
    known = assets_named(set().union(*(numbers for _filing, numbers in said)))
    for filing, numbers in said:
        mine = [
            asset
            for asset in known
            if asset.owner_id == contact_of(filing) and asset.serial.replace("-", "") in numbers
        ]
        if len(mine) == 1 and filing.case is not None:
            with suppress(CaseGone):
                name_device(filing.case, asset=mine[0], by=SYSTEM)


def _numbers(filing: Filing, named: dict[int, list[Named]]) -> set[str]:
    """The numbers in the words of a proven sender whose case is about no device yet."""
    case, talk = filing.case, filing.conversation
    if case is None or talk is None or case.asset_id or not filing.inbound.verified:
        return set()
    return {one.value for one in named.get(talk.pk, ()) if one.kind == NUMBER}
