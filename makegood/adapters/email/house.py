"""Our own mailboxes, read once for a batch of mails."""

from dataclasses import dataclass

from makegood.adapters.email.aliases import Box, boxes, key_of


@dataclass(frozen=True)
class House:
    """All mailboxes by row, and every address under which one is reached, as it is compared."""

    boxes: dict[int, Box]
    by_key: dict[str, int]

    @property
    def addresses(self) -> frozenset[str]:
        """Every address of ours."""
        return frozenset(self.by_key)

    def authserv_id(self, account_id: int) -> str:
        """Whose Authentication-Results are believed for a mailbox; "" for nobody's."""
        box = self.boxes.get(account_id)
        return str(box.settings.get("authserv_id") or "").strip() if box else ""


def house() -> House:
    """All mailboxes of ours (one query)."""
    found = boxes()
    by_key = {key: box.pk for box in reversed(found) for key in box.aliases}
    by_key |= {key_of(box.address): box.pk for box in found}
    return House({box.pk: box for box in found}, by_key)
