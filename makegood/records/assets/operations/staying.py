"""Who is meant by a contact that may become one with another in this very moment."""

from collections.abc import Collection

from makegood.base.database import rows
from makegood.records.customers.models import Contact

HELD = (
    "SELECT id, merged_into_id FROM customers_contact WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
)


def staying(contact: Contact | None) -> Contact | None:
    """The contact that stays, held until the transaction ends: a merge waits, or was before us."""
    if contact is None:
        return None
    pk = staying_many([contact.pk])[contact.pk]
    return contact if pk == contact.pk else Contact.objects.defer("terms").get(pk=pk)


def staying_many(ids: Collection[int]) -> dict[int, int]:
    """The same for many (one statement, one more for each step of a chain of merges)."""
    found = {pk: pk for pk in ids}
    wanted = sorted(set(ids))
    while wanted:
        into = {pk: to for pk, to in rows(HELD, [wanted]) if to is not None}
        found = {pk: into.get(at, at) for pk, at in found.items()}
        wanted = sorted(set(into.values()))
    return found
