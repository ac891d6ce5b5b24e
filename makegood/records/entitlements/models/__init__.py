"""What customers are entitled to, as it is kept."""

from makegood.records.entitlements.models.campaigns import OVER, Campaign, CampaignAsset
from makegood.records.entitlements.models.contract import Contract, ContractAsset, Quota, Use
from makegood.records.entitlements.models.notes import Handling, HandlingSeen
from makegood.records.entitlements.models.service import ServiceDue, ServicePlan
from makegood.records.entitlements.models.warranty import (
    ALWAYS,
    Decided,
    Ending,
    Goodwill,
    GoodwillBudget,
    GoodwillLimit,
    Outlook,
    Terms,
)

__all__ = [
    "ALWAYS",
    "OVER",
    "Campaign",
    "CampaignAsset",
    "Contract",
    "ContractAsset",
    "Decided",
    "Ending",
    "Goodwill",
    "GoodwillBudget",
    "GoodwillLimit",
    "Handling",
    "HandlingSeen",
    "Outlook",
    "Quota",
    "ServiceDue",
    "ServicePlan",
    "Terms",
    "Use",
]
