from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ApologyDrafted(Event, kind="recovery.apology_drafted"):
    """A promise will be missed: what the customer is to hear lies ready for the owner."""

    promise_id: int
    apology_id: int
    because: str


@dataclass(frozen=True, kw_only=True)
class ApologyVouched(Event, kind="recovery.apology_vouched"):
    """The owner says that the promise will be kept."""

    promise_id: int
    apology_id: int


@dataclass(frozen=True, kw_only=True)
class ApologySpared(Event, kind="recovery.apology_spared"):
    promise_id: int
    apology_id: int


@dataclass(frozen=True, kw_only=True)
class ApologyHeld(Event, kind="recovery.apology_held"):
    """It was to leave by itself, and a machine may not write to this address again today."""

    promise_id: int
    apology_id: int


@dataclass(frozen=True, kw_only=True)
class OfferMade(Event, kind="recovery.offer_made"):
    """`state` is offered, or asked: somebody must approve it first."""

    offer_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class OfferEnded(Event, kind="recovery.offer_ended"):
    """Accepted, declined, expired or withdrawn."""

    offer_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class RemedyAccounted(Event, kind="recovery.remedy_accounted"):
    """It was delivered and counted against the budget, or it is not needed and the budget has it back."""

    offer_id: int
    delivered: bool


@dataclass(frozen=True, kw_only=True)
class CatalogueChanged(Event, kind="recovery.catalogue_changed"):
    """The remedies, who may give how much, a budget or how we remind was changed."""

    what: str
    row: int


@dataclass(frozen=True, kw_only=True)
class CustomerNudged(Event, kind="recovery.customer_nudged"):
    case_id: int
    step: int
