"""A device changes hands: whoever has it now hears of its recalls and services, and the links of whoever had it before
end. He acts for nobody else."""

from collections.abc import Collection

from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.contact.channels.models import Outgoing
from makegood.loops import campaign_to_customer, service_to_customer, usage_to_entitlement
from makegood.loops.appointments import end_links
from makegood.records.assets.events import AssetsTaken, AssetTransferred
from makegood.records.assets.models import Asset
from makegood.records.assets.operations.staying import staying_many
from makegood.records.entitlements.operations import passing
from makegood.records.entitlements.queries.deciding import whom_to_tell


@reacts_to(AssetTransferred)
def who_has_it_now_is_told(event: AssetTransferred, _entry: Entry) -> None:
    """Somebody else has it, or nobody."""
    _pass_on([event.asset_id])


@reacts_to(AssetsTaken)
def who_a_table_says_has_them_is_told(event: AssetsTaken, _entry: Entry) -> None:
    """A table may say that others have them now."""
    _pass_on(event.asset_ids)


def _pass_on(asset_ids: Collection[int]) -> None:
    """What was offered to another than whoever has it now (three queries, more where a service was offered)."""
    for row in passing.recalls_of(asset_ids):
        if _is_another(row.asset, row.contact_id):
            end_links(campaign_to_customer.KIND, row.pk)
            passing.recall_anew(row)
    services = passing.services_of(asset_ids)
    words = Outgoing.objects.filter(pk__in=[one.outgoing for one in services])
    named = words.values_list("pk", "customer") if services else ()
    told = {pk: customer for pk, customer in named if customer is not None}
    stays = staying_many(list(told.values()))  # whom two contacts became since
    for due in services:
        if due.outgoing in told and _is_another(due.asset, stays[told[due.outgoing]]):
            end_links(service_to_customer.KIND, due.pk)
            passing.service_anew(due)
    for ending in passing.endings_of(asset_ids):
        if _is_another(ending.asset, ending.contact_id):
            end_links(usage_to_entitlement.KIND, ending.pk)


def _is_another(asset: Asset, contact_id: int | None) -> bool:
    whom = whom_to_tell(asset)
    return (whom.pk if whom is not None else None) != contact_id
