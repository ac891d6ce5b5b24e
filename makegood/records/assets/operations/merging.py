"""Devices, places and what somebody had follow him when two contacts become one."""

from typing import Any

from makegood.base.database import rows
from makegood.records.customers.ports import holds_contacts

TABLES = ("assets_asset", "assets_site", "assets_ownership")
GIVE = {
    "assets_asset": "UPDATE assets_asset SET owner_id = %s WHERE owner_id = %s RETURNING id",
    "assets_site": "UPDATE assets_site SET contact_id = %s WHERE contact_id = %s RETURNING id",
    "assets_ownership": "UPDATE assets_ownership SET contact_id = %s WHERE contact_id = %s RETURNING id",
}
BACK = {
    "assets_asset": "UPDATE assets_asset SET owner_id = %s WHERE owner_id = %s AND id = ANY(%s)",
    "assets_site": "UPDATE assets_site SET contact_id = %s WHERE contact_id = %s AND id = ANY(%s)",
    "assets_ownership": "UPDATE assets_ownership SET contact_id = %s WHERE contact_id = %s AND id = ANY(%s)",
}


def _give(away: int, into: int) -> dict[str, list[int]]:
    return {name: [pk for (pk,) in rows(GIVE[name], [into, away])] for name in TABLES}


def _back(given: dict[str, Any], away: int, into: int) -> None:
    for name in TABLES:
        rows(BACK[name], [away, into, given.get(name, []) if given else []])


holds_contacts("devices", give=_give, back=_back)
