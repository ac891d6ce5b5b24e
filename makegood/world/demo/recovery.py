"""How the demo company makes good: its catalogue, who may give how much, budgets, two offers."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from makegood.care.promises.models import Promise
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Remedy
from makegood.care.recovery.operations import NewRemedy
from makegood.kernel import actor as actors
from makegood.kernel.actor import Actor
from makegood.records.people.models import Team
from makegood.world.demo.content import data_toml

FILE = "recovery"
BEFORE, AFTER = timedelta(days=40), timedelta(days=50)


def make_good(*, now: datetime, by: Actor) -> None:
    """The catalogue, sums and budgets; of those who were let down, one has chosen and one is asked."""
    told = data_toml(FILE)
    currency = str(told["currency"])
    remedies = [_remedy(one, currency, by) for one in told["remedy"]]
    for one in told["authority"]:
        recovery.set_authority(one["role"], most=Decimal(one["most"]), currency=currency, by=by)
    for team in Team.objects.order_by("pk"):
        recovery.keep_budget(
            team,
            starts=(now - BEFORE).replace(hour=0, minute=0, second=0, microsecond=0),
            ends=now + AFTER,
            amount=Decimal(told["budget"]),
            currency=currency,
            by=by,
        )
    _offer_two(remedies[:3])


def _remedy(told: dict[str, Any], currency: str, by: Actor) -> Remedy:
    new = NewRemedy(
        names=told["names"],
        says=told.get("says", {}),
        cost=Decimal(told["cost"]),
        value=Decimal(told["value"]),
        currency=currency,
        min_role=told.get("min_role", "agent"),
        minutes=told["minutes"],
    )
    return recovery.keep_remedy(told["key"], new, by=by)


def _offer_two(remedies: list[Remedy]) -> None:
    let_down = Promise.objects.filter(
        state=Promise.State.MISSED, case__status__in=("open", "waiting"), case__owner__role="agent"
    )
    found = let_down.select_related("case__owner", "case__contact").order_by("-due", "pk")
    promises = list({one.case_id: one for one in found}.values())[:2]
    for n, promise in enumerate(promises):
        owner = promise.case.owner
        assert owner is not None  # noqa: S101 - the query asks for one
        offer = recovery.make_offer(
            promise.case, promise=promise, remedies=remedies, user=owner, by=actors.user(owner.pk)
        )
        if n == 1:
            words = remedies[0].names.get(promise.case.language) or remedies[0].names["en"]
            by = actors.contact(promise.case.contact_id)
            recovery.accept(offer, remedy=remedies[0], words=words, by=by)
