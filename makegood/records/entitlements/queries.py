from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from makegood.base.database import rows
from makegood.kernel.clock import now
from makegood.records.entitlements.models import Contract


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
