"""What a team may give away: held while somebody chooses, spent when it is delivered. The row's lock and
its CHECK let no number of grants at once go beyond it."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from makegood.base.database import run
from makegood.care.recovery.models import Budget, Offer
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.records.people.models import Team


class BudgetSpent(Refused):
    """What is left of the budget does not reach for this."""


HOLD = """
UPDATE recovery_budget SET held = held + %(sum)s
WHERE id = %(id)s AND held + spent + %(sum)s <= amount
"""


def hold(team: Team, sum_: Decimal, currency: str) -> Budget:
    """Hold a sum of the team's budget of today, for the transaction and after it. Raises BudgetSpent."""
    moment = now()
    found = Budget.objects.filter(
        team=team, currency=currency, starts__lte=moment, ends__gt=moment
    ).order_by("ends", "pk")
    for budget in found:
        if run(HOLD, {"id": budget.pk, "sum": sum_}):
            return budget
    if not found:
        raise BudgetSpent(
            _("This team has no budget for this now. An administrator sets one, under Making good.")
        )
    raise BudgetSpent(
        _("The budget does not reach for this any more. Offer something smaller, or ask the lead.")
    )


def hold_less(offer: Offer, sum_: Decimal) -> None:
    """Hold only that much for an offer from now on. The offer is locked and saved by the caller."""
    back = offer.held - sum_
    if offer.budget_id is not None and back:
        run(
            "UPDATE recovery_budget SET held = held - %s WHERE id = %s",
            [back, offer.budget_id],
        )
    offer.held = sum_


def spend(offer: Offer) -> None:
    """What was held for an offer is spent. The offer is locked and saved by the caller."""
    if offer.budget_id is not None and offer.held:
        run(
            "UPDATE recovery_budget SET held = held - %(sum)s, spent = spent + %(sum)s WHERE id = %(id)s",
            {"sum": offer.held, "id": offer.budget_id},
        )
    offer.held = Decimal(0)
