"""What customers are entitled to: asked by pages, alarms, dispatch."""

from makegood.records.entitlements.queries.contracts import (
    NOTHING,
    Entitled,
    contacts_of,
    contracts,
    customers_called,
    entitled,
    one_contract,
    tiers,
    with_tier,
)
from makegood.records.entitlements.queries.deciding import (
    decide,
    decided_for,
    decisions_of,
    outlook_of,
)
from makegood.records.entitlements.queries.quotas import left_of

__all__ = [
    "NOTHING",
    "Entitled",
    "contacts_of",
    "contracts",
    "customers_called",
    "decide",
    "decided_for",
    "decisions_of",
    "entitled",
    "left_of",
    "one_contract",
    "outlook_of",
    "tiers",
    "with_tier",
]
