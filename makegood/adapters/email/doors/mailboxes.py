"""Which mailbox of ours a mail is for, by the addresses it was sent to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from makegood.adapters.email.aliases import boxes, forms, key_of


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
        keys = [forms(address) for address in recipients]
        for pair in keys:
            for form in pair:
                if form in self.by_address:
                    return self.by_address[form]
        domains = [whole.rpartition("@")[2] for whole, _ in keys]
        caught = next((self.by_domain[d] for d in domains if d in self.by_domain), None)
        return caught if caught is not None else self.default

    def is_off(self, address: str) -> bool:
        """Whether this is an address of ours that takes no mail any more."""
        whole, bare = forms(address)
        return whole in self.off or (whole not in self.by_address and bare in self.off)


def mailboxes() -> Mailboxes:
    """All mailboxes, those that are off apart (one query). An address of its own goes before an alias of
    another mailbox, the older mailbox before the younger."""
    everything = boxes()
    active = [box for box in everything if box.is_active]
    by_address = {key: box.pk for box in reversed(active) for key in box.aliases}
    by_address |= {key_of(box.address): box.pk for box in active}
    domains: dict[str, int] = {}
    for box in active:
        for domain in box.caught():
            domains.setdefault(domain, box.pk)
    off = {key for box in everything if not box.is_active for key in box.all_keys()}
    default = active[0].pk if active else None
    return Mailboxes(by_address, domains, default, frozenset(off - by_address.keys()))
