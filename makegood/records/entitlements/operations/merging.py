"""Rows that follow a person when two contacts become one."""

from typing import Any

from makegood.base.database import rows
from makegood.records.customers.ports import holds_contacts
from makegood.records.entitlements.models import Contract, Handling


def _give(away: int, into: int) -> list[int]:
    found = Contract.objects.filter(contact=away)
    given = list(found.values_list("pk", flat=True))
    found.update(contact=into)
    return given


def _back(given: list[int], away: int, into: int) -> None:
    Contract.objects.filter(pk__in=given, contact=into).update(contact=away)


def _give_notes(away: int, into: int) -> Any:
    found = Handling.objects.filter(contact=away)
    given = list(found.values_list("pk", flat=True))
    found.update(contact=into)
    return given


def _notes_back(given: Any, away: int, into: int) -> None:
    Handling.objects.filter(pk__in=given, contact=into).update(contact=away)


GIVE = {
    "ending": "UPDATE entitlements_ending SET contact_id = %s WHERE contact_id = %s RETURNING id",
    "campaign": "UPDATE entitlements_campaignasset SET contact_id = %s WHERE contact_id = %s RETURNING id",
}
BACK = {
    "ending": "UPDATE entitlements_ending SET contact_id = %s WHERE contact_id = %s AND id = ANY(%s)",
    "campaign": "UPDATE entitlements_campaignasset SET contact_id = %s WHERE contact_id = %s AND id = ANY(%s)",
}


def _give_told(away: int, into: int) -> dict[str, list[int]]:
    """What he was told of his devices: whoever answers is the one who stays."""
    return {name: [pk for (pk,) in rows(sql, [into, away])] for name, sql in GIVE.items()}


def _told_back(given: Any, away: int, into: int) -> None:
    for name, sql in BACK.items():
        rows(sql, [away, into, (given or {}).get(name, [])])


holds_contacts("told of devices", give=_give_told, back=_told_back)
holds_contacts("contracts", give=_give, back=_back)
holds_contacts("handling notes", give=_give_notes, back=_notes_back)
