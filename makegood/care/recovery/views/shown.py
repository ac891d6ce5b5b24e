"""What pages show of offers and remedies."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from makegood.care.recovery.forms import money
from makegood.care.recovery.models import Offer, Remedy
from makegood.care.recovery.operations.wording import name_for
from makegood.kernel.because import in_words

ICONS = {
    "asked": "wait",
    "offered": "wait",
    "accepted": "check",
    "declined": "x",
    "expired": "x",
    "withdrawn": "undo",
}


@dataclass(frozen=True)
class Priced:
    """A remedy with its name and sums as text; `above`: it takes an approval."""

    row: Remedy
    name: str
    says: str
    cost: str
    value: str
    above: bool = False


def priced(remedy: Remedy, language: str, *, above: bool = False) -> Priced:
    """A remedy as a line to read."""
    return Priced(
        remedy,
        name_for(remedy.names, language),
        name_for(remedy.says, language),
        money(remedy.cost, remedy.currency),
        money(remedy.value, remedy.currency),
        above,
    )


@dataclass(frozen=True)
class ShownOffer:
    """An offer as a line of the panel."""

    row: Offer
    icon: str
    names: str
    status: str
    why: str
    open: bool


def offer_shown(offer: Offer, language: str) -> ShownOffer:
    """An offer with its choices by name, and where it stands."""
    chosen = [offer.chosen] if offer.chosen else [line.remedy for line in offer.lines.all()]
    names = _(", ").join(name_for(one.names, language) for one in chosen)
    return ShownOffer(
        row=offer,
        icon=ICONS[offer.state],
        names=names,
        status=_status(offer),
        why=in_words(offer.ended_why),
        open=offer.state in (Offer.State.ASKED, Offer.State.OFFERED),
    )


def _status(offer: Offer) -> str:
    if offer.state == Offer.State.DECLINED and offer.wants_else:
        return _("He would rather have something else")
    if offer.state == Offer.State.ACCEPTED and offer.accounted_at:
        return _("Accepted and delivered") if offer.cost else _("Accepted")
    if offer.state == Offer.State.ACCEPTED:
        return _("Accepted; it is promised")
    if offer.state == Offer.State.OFFERED:
        return _("Offered; he has not answered yet")
    return str(offer.get_state_display())
