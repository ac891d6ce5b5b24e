from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EntitlementChanged(Event, kind="entitlements.changed"):
    """What a company or a person is entitled to is another than before. 0 where nobody is meant."""

    contract_id: int = 0
    company_id: int = 0
    contact_id: int = 0
