"""Under which addresses each mailbox of ours is reached: its own, further ones, and the same one elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from makegood.adapters.email.names import domain_of
from makegood.contact.channels.models import Account

KIND = "email"


@dataclass(frozen=True)
class Box:
    """One mailbox. In its settings `aliases` are lines "address name", `domains` where the same local part
    is the same mailbox, `catch_all` domains of which it takes everything."""

    pk: int
    address: str
    settings: Mapping[str, Any]
    is_active: bool = True

    @cached_property
    def aliases(self) -> dict[str, tuple[str, str]]:
        """Each further address as it is compared, with how it is written and the name it bears ("" for
        that of the mailbox)."""
        found: dict[str, tuple[str, str]] = {}
        local = self.address.rpartition("@")[0]
        for domain in words(self.settings.get("domains")):
            found[key_of(f"{local}@{domain}")] = (f"{local}@{domain}", "")
        for line in lines(self.settings.get("aliases")):
            address, _, name = line.partition(" ")
            if "@" in address:
                found[key_of(address)] = (address, name.strip())
        found.pop(key_of(self.address), None)
        return found

    def all_keys(self) -> Iterator[str]:
        """All its addresses, as they are compared."""
        yield key_of(self.address)
        yield from self.aliases

    def caught(self) -> list[str]:
        """The domains of which it takes everything."""
        return [domain_of(f"@{domain}") for domain in words(self.settings.get("catch_all"))]

    def alias_in(self, addresses: Iterable[str]) -> tuple[str, str]:
        """The first of its further addresses among these, with its name; empty when the mail came to the
        mailbox itself, or to none of them."""
        for address in addresses:
            for key in forms(address):
                if key == key_of(self.address):
                    return "", ""
                if key in self.aliases:
                    return self.aliases[key]
        return "", ""


def boxes() -> list[Box]:
    """All mailboxes of ours, those that are off too (one query)."""
    told = Account.objects.filter(kind=KIND).order_by("pk")
    return [Box(*row) for row in told.values_list("pk", "address", "settings", "is_active")]


def key_of(address: str) -> str:
    """An address as it is compared: without case, the domain in ASCII."""
    local, _, _ = address.strip().rpartition("@")
    return f"{local.lower()}@{domain_of(address)}"


def forms(address: str) -> tuple[str, str]:
    """An address as it is compared, and without its +suffix."""
    key = key_of(address)
    local, at, domain = key.rpartition("@")
    return key, local.partition("+")[0] + at + domain


def lines(told: Any) -> list[str]:
    """The lines of a setting, which may be a text or a list."""
    found = told if isinstance(told, list) else str(told or "").splitlines()
    return [str(line).strip() for line in found if str(line).strip()]


def words(told: Any) -> list[str]:
    """The words of a setting, by spaces, commas or lines."""
    found = " ".join(told) if isinstance(told, list) else str(told or "")
    return [word.lstrip("@") for word in found.replace(",", " ").replace(";", " ").split()]
