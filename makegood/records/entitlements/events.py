from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EntitlementChanged(Event, kind="entitlements.changed"):
    """What a company or a person is entitled to is another than before. 0 where nobody is meant."""

    contract_id: int = 0
    company_id: int = 0
    contact_id: int = 0


@dataclass(frozen=True, kw_only=True)
class TermsChanged(Event, kind="entitlements.terms_changed"):
    """What is promised with a product is another for what is sold from some day on."""

    terms_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class CoverDecided(Event, kind="entitlements.decided"):
    """Whether a device is covered was decided and used; how stands in its row."""

    decided_id: int
    asset_id: int
    covered: bool


@dataclass(frozen=True, kw_only=True)
class EndingTold(Event, kind="entitlements.ending_told"):
    """The warranty of a device ends, and its owner was told (or could not be: its row says which)."""

    ending_id: int
    asset_id: int


@dataclass(frozen=True, kw_only=True)
class EndingAnswered(Event, kind="entitlements.ending_answered"):
    """He asked for an appointment before it ends, or needs none."""

    ending_id: int
    asset_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class QuotaUsed(Event, kind="entitlements.quota_used"):
    """A job took something of what a contract gives."""

    use_id: int
    contract_id: int


@dataclass(frozen=True, kw_only=True)
class QuotaGivenBack(Event, kind="entitlements.quota_given_back"):
    """What a job took was given back: it was not done after all."""

    use_id: int
    contract_id: int


@dataclass(frozen=True, kw_only=True)
class ContractEndsSoon(Event, kind="entitlements.ends_soon"):
    """A contract ends, and somebody of us has to see to it."""

    contract_id: int


@dataclass(frozen=True, kw_only=True)
class GoodwillGiven(Event, kind="entitlements.goodwill_given"):
    """One of us covers a device for a time, in goodwill."""

    goodwill_id: int
    asset_id: int


@dataclass(frozen=True, kw_only=True)
class GoodwillWithdrawn(Event, kind="entitlements.goodwill_withdrawn"):
    """Goodwill that was not used is taken back."""

    goodwill_id: int
    asset_id: int


@dataclass(frozen=True, kw_only=True)
class GoodwillRulesChanged(Event, kind="entitlements.goodwill_rules"):
    """Another may give more or less in goodwill, or there is more or less of it."""

    limit_id: int = 0
    budget_id: int = 0


@dataclass(frozen=True, kw_only=True)
class HandlingWritten(Event, kind="entitlements.handling_written"):
    """Something that everybody must know of a person, an organisation, a place or a device."""

    handling_id: int


@dataclass(frozen=True, kw_only=True)
class HandlingEnded(Event, kind="entitlements.handling_ended"):
    """It holds no longer."""

    handling_id: int


@dataclass(frozen=True, kw_only=True)
class CampaignChanged(Event, kind="entitlements.campaign_changed"):
    """A campaign was written, began or ended."""

    campaign_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class CampaignMoved(Event, kind="entitlements.campaign_moved"):
    """We are further with one of its devices, or not."""

    campaign_id: int
    device_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ServicePlanChanged(Event, kind="entitlements.service_plan_changed"):
    """What a product needs regularly is another."""

    plan_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class ServiceFellDue(Event, kind="entitlements.service_due"):
    """The next service of a device is due soon, or a rule asks for it now."""

    due_id: int
    asset_id: int


@dataclass(frozen=True, kw_only=True)
class ServiceDone(Event, kind="entitlements.service_done"):
    """It was done: the next one begins."""

    due_id: int
    asset_id: int
