"""Which mailbox of ours a mail is for, by the addresses it was sent to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from makegood.adapters.email.names import domain_of
from makegood.adapters.email.understanding import KIND
from makegood.contact.channels.models import Account


@dataclass(frozen=True)
class Mailboxes:
    """Our mailboxes as they were a moment ago. `default` takes what nobody else takes, so that
    nothing that reaches the door is lost; but what was sent to an address that is switched off is refused."""

    by_address: dict[str, int] = field(default_factory=dict)
    by_domain: dict[str, int] = field(default_factory=dict)
    default: int | None = None
    off: frozenset[str] = frozenset()

    def account_for(self, recipients: Sequence[str]) -> int | None:
        """The first recipient's mailbox that is ours; else the catch-all of a domain; else the default."""
        keys = [_key(address) for address in recipients]
        for key in keys:
            for form in (key, _without_suffix(key)):
                if form in self.by_address:
                    return self.by_address[form]
        domains = [key.rpartition("@")[2] for key in keys]
        caught = next((self.by_domain[d] for d in domains if d in self.by_domain), None)
        return caught if caught is not None else self.default

    def is_off(self, address: str) -> bool:
        """Whether this is an address of ours that takes no mail any more."""
        key = _key(address)
        return key in self.off or (key not in self.by_address and _without_suffix(key) in self.off)


def mailboxes() -> Mailboxes:
    """All mailboxes, those that are off apart (one query)."""
    everything = list(
        Account.objects.filter(kind=KIND)
        .order_by("pk")
        .values_list("pk", "address", "settings", "is_active")
    )
    found = [
        (pk, address, settings) for pk, address, settings, is_active in everything if is_active
    ]
    off = frozenset(_key(address) for _, address, _, is_active in everything if not is_active)
    domains: dict[str, int] = {}
    for pk, _, settings in found:
        for domain in settings.get("catch_all") or ():
            domains.setdefault(domain_of(f"@{domain}"), pk)
    return Mailboxes(
        {_key(address): pk for pk, address, _ in found},
        domains,
        found[0][0] if found else None,
        off,
    )


def _key(address: str) -> str:
    """An address as it is compared: without case, the domain in ASCII."""
    local, _, _ = address.rpartition("@")
    return f"{local.lower()}@{domain_of(address)}"


def _without_suffix(key: str) -> str:
    local, at, domain = key.rpartition("@")
    return local.partition("+")[0] + at + domain
