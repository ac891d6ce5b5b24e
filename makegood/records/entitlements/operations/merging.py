"""Rows that follow a person when two contacts become one."""

from typing import Any

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


holds_contacts("contracts", give=_give, back=_back)
holds_contacts("handling notes", give=_give_notes, back=_notes_back)
