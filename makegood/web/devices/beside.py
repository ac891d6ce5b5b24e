"""The device of a case: which it is, or which it may be."""

from dataclasses import dataclass

from makegood.base.files.models import File
from makegood.base.ui.pictures import STARTS
from makegood.care.cases.models import Case
from makegood.care.repeats.models import Mention
from makegood.contact.conversations.models import MessageFile
from makegood.records.assets import queries
from makegood.records.assets.models import Asset
from makegood.records.assets.queries import called

MOST = 12


@dataclass(frozen=True)
class Maybe:
    """A device that the case may be about, and why."""

    asset: Asset
    product: str
    named: bool
    his: bool


def maybes(case: Case) -> list[Maybe]:
    """Devices that were named in the talk, and those that the customer has, the likeliest first (three
    statements)."""
    named = {asset.pk: asset for asset in named_in(case)}
    his = {asset.pk: asset for asset in devices_of(case)}
    found = [
        Maybe(asset, called(asset.product), named=pk in named, his=pk in his)
        for pk, asset in {**his, **named}.items()
    ]
    return sorted(
        found, key=lambda one: (not (one.named and one.his), not one.named, -one.asset.pk)
    )


def devices_of(case: Case) -> list[Asset]:
    """What the customer of a case has, and his company."""
    contact = case.contact
    return list(queries.devices_of(contact.pk, contact.company_id)[:MOST])


def named_in(case: Case) -> list[Asset]:
    """Devices whose numbers were written in its talk."""
    told = Mention.objects.filter(conversation__strand__case=case, kind=Mention.Kind.NUMBER)
    values = list(told.values_list("value", flat=True)[:MOST])
    return queries.assets_named(values)


def photos_of(case: Case) -> list[File]:
    """Pictures that came with it, the newest first."""
    files = MessageFile.objects.filter(
        message__conversation__strand__case=case, file__type__in=list(STARTS)
    )
    return [one.file for one in files.select_related("file").order_by("-pk")[:MOST]]
