"""Serial numbers that speak to us before anybody entered them: kept, shown, and claimed by a person."""

from collections.abc import Collection

from django.db import transaction

from makegood.base.database import retried, rows
from makegood.base.journal.log import Fact, record_many
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.text import tsvector
from makegood.records.assets.events import AssetHeard
from makegood.records.assets.models import Asset, new_token
from makegood.records.assets.rules import serial_key

MOST_UNKNOWN = 20_000  # a stranger who makes up numbers fills no table


@retried
def heard_of(serials: Collection[str]) -> dict[str, int]:
    """The devices of these numbers, by the number in its one form; those that nobody entered are kept as unknown
    (two statements, five where there are any; twenty at once make one of each). What is no serial number, and what
    comes when twenty thousand unknown ones are waiting, is left out."""
    keys = sorted({serial_key(serial) for serial in serials} - {""})
    found = dict(Asset.objects.filter(serial__in=keys).values_list("serial", "pk"))
    new = [key for key in keys if key not in found]
    if not new:
        return found
    with transaction.atomic():
        [[waiting]] = rows(
            "SELECT count(*) FROM (SELECT 1 FROM assets_asset WHERE state = 'unknown' LIMIT %s) u",
            [MOST_UNKNOWN],
        )
        new = new[: MOST_UNKNOWN - waiting]
        moment = now()
        made = rows(
            """INSERT INTO assets_asset (serial, state, batch, firmware, token, facts, version, made_at, terms)
            SELECT serial, 'unknown', '', '', token, '{}', 1, %s, terms::tsvector
            FROM unnest(%s::text[], %s::text[], %s::text[]) AS n(serial, token, terms)
            ON CONFLICT (serial) DO NOTHING RETURNING serial, id""",
            [moment, new, [new_token() for _ in new], [tsvector(key) for key in new]],
        )
        facts = [
            Fact(event=AssetHeard(asset_id=pk), subject=f"asset:{pk}", by=SYSTEM)
            for _key, pk in made
        ]
        record_many(facts)
    return found | dict(Asset.objects.filter(serial__in=new).values_list("serial", "pk"))
