from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from makegood.base.access.policy import Principal
from makegood.base.database import rows
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.customers.models import Company, Contact, Handle
from makegood.records.customers.rules import normal
from makegood.records.entitlements.models import Contract

CALLED, LISTED = 3, 200


@dataclass(frozen=True)
class Entitled:
    """What a customer is entitled to: his tier ("" for nothing special) and the contract that holds."""

    tier: str = ""
    contract_id: int | None = None
    calendar_id: int | None = None


NOTHING = Entitled()
FOUND = """
SELECT c.id, coalesce(nullif(k.tier, ''), nullif(c.tier, ''), o.tier, ''), k.id, k.calendar_id
FROM customers_contact c LEFT JOIN customers_company o ON o.id = c.company_id
LEFT JOIN LATERAL (
  SELECT id, tier, calendar_id FROM entitlements_contract k
  WHERE (k.contact_id = c.id OR k.company_id = c.company_id)
    AND k.starts <= %(at)s AND (k.ends IS NULL OR k.ends > %(at)s)
  ORDER BY k.contact_id IS NULL, k.starts DESC, k.id DESC LIMIT 1) k ON true
WHERE c.id = ANY(%(contacts)s)
"""


def entitled(contact_ids: Sequence[int], *, at: datetime | None = None) -> dict[int, Entitled]:
    """What these contacts are entitled to now (one query). A person's own contract goes before that of
    his company, the latest first; the tier of a contract goes before his own, and that before his company's."""
    found = dict.fromkeys(contact_ids, NOTHING)
    values = {"at": at or now(), "contacts": list(found)}
    for contact_id, tier, contract_id, calendar_id in rows(FOUND, values) if found else ():
        found[contact_id] = Entitled(tier, contract_id, calendar_id)
    return found


def contracts() -> "QuerySet[Contract]":
    """All contracts with whom they are, the latest first."""
    return Contract.objects.select_related("company", "contact").order_by("-starts", "-pk")


def one_contract(_who: Principal, *, pk: int) -> Contract:
    """A contract. Raises NotFound."""
    found = contracts().filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def customers_called(words: str) -> list[Company | Contact]:
    """Who is meant by an address or a number, else by a name as it is written (any case): companies before
    people, at most three of each, so that one can see when more than one is meant."""
    words = words.strip()
    if not words:
        return []
    keys = [(kind, normal(kind, words)) for kind in (Handle.Kind.MAIL, Handle.Kind.PHONE)]
    handles = [Q(handles__kind=kind, handles__value=value) for kind, value in keys if value]
    for handle in handles:
        by_address = list(Contact.objects.defer("terms").filter(handle)[:CALLED])
        if by_address:
            return [*by_address]
    people = Contact.objects.defer("terms").filter(name__iexact=words)
    companies = Company.objects.filter(name__iexact=words)
    return [*companies.order_by("pk")[:CALLED], *people.order_by("pk")[:CALLED]]


@dataclass(frozen=True)
class Tiered:
    """A company or a person with a tier of its own."""

    name: str
    tier: str
    icon: str


def with_tier() -> list[Tiered]:
    """Who has a tier without a contract, companies first (two queries, at most 200 of each)."""
    companies = Company.objects.exclude(tier="").order_by("name", "pk")[:LISTED]
    people = Contact.objects.exclude(tier="").defer("terms").order_by("name", "pk")[:LISTED]
    return [
        *(Tiered(str(one), one.tier, "building") for one in companies),
        *(Tiered(str(one), one.tier, "user") for one in people),
    ]


def contacts_of(contract: Contract) -> Q:
    """Whose cases a contract is about, as a condition on contacts."""
    return Q(pk=contract.contact_id) if contract.contact_id else Q(company=contract.company_id)


def tiers() -> list[str]:
    """Every tier that is written at a customer, a company or a contract."""
    found = rows(
        "SELECT tier FROM customers_contact WHERE tier <> '' UNION SELECT tier FROM customers_company"
        " WHERE tier <> '' UNION SELECT tier FROM entitlements_contract WHERE tier <> '' ORDER BY 1"
    )
    return [tier for (tier,) in found]
