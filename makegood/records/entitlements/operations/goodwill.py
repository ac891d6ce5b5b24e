"""Goodwill: one of us covers what no warranty covers, within what his role may give and what is left of the budget."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role, User
from makegood.base.database import run
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset
from makegood.records.entitlements.events import (
    GoodwillGiven,
    GoodwillRulesChanged,
    GoodwillWithdrawn,
)
from makegood.records.entitlements.models import Goodwill, GoodwillBudget, GoodwillLimit
from makegood.records.entitlements.queries.deciding import zone_of
from makegood.records.entitlements.rules.dates import day_of

TAKE = """
UPDATE entitlements_goodwillbudget SET spent = spent + %(sum)s
WHERE id = %(id)s AND spent + %(sum)s <= amount
"""


class TooMuch(Refused):
    """His role may not give so much, or the budget does not reach."""


@dataclass(frozen=True, kw_only=True)
class Gift:
    """What is given, why, and until which day it covers the device."""

    amount: Decimal
    currency: str
    reason: str
    until: date
    case: int | None = None


@transaction.atomic
def give_goodwill(asset: Asset, gift: Gift, *, user: User, by: Actor) -> Goodwill:
    """Cover a device in goodwill. The same gift again in a case is one. Raises Invalid, TooMuch."""
    asset = Asset.objects.select_for_update(no_key=True, of=("self",)).get(pk=asset.pk)
    reason = clean(gift.reason).strip()[:300]
    if not reason:
        raise Invalid(_("Say why, in a sentence."), field="reason")
    if gift.amount < 0:
        raise Invalid(_("A sum is not below nothing."), field="amount")
    today = day_of(now(), zone_of(asset))
    if gift.until < today:
        raise Invalid(_("This day has passed."), field="until")
    there = Goodwill.objects.filter(asset=asset, withdrawn_at=None, until__gte=today)
    known = there.filter(case=gift.case, amount=gift.amount, currency=gift.currency)
    if gift.case is not None and (same := known.first()) is not None:
        return same
    _within_limit(user, gift, _given(asset, gift.currency, today))
    budget = _from_budget(gift, today)
    row = Goodwill.objects.create(
        asset=asset,
        case=gift.case,
        amount=gift.amount,
        currency=gift.currency,
        reason=reason,
        until=gift.until,
        budget=budget,
        by=user,
    )
    record(
        GoodwillGiven(goodwill_id=row.pk, asset_id=asset.pk),
        subject=asset.topic,
        case=gift.case,
        by=by,
    )
    return row


def _given(asset: Asset, currency: str, today: date) -> Decimal:
    """What covers this device in goodwill already."""
    there = Goodwill.objects.filter(
        asset=asset, currency=currency, withdrawn_at=None, until__gte=today
    )
    return there.aggregate(n=Sum("amount"))["n"] or Decimal(0)


def _within_limit(user: User, gift: Gift, given: Decimal) -> None:
    limit = GoodwillLimit.objects.filter(role=user.role, currency=gift.currency).first()
    if limit is None:
        raise TooMuch(_("Your role may give no goodwill. Ask your lead."))
    if given + gift.amount > limit.most:
        told = {"most": f"{limit.most:,.2f}", "currency": limit.currency, "given": f"{given:,.2f}"}
        if given:
            raise TooMuch(
                _(
                    "Your role may give at most %(most)s %(currency)s for one device, and %(given)s are given"
                    " already. Ask your lead."
                )
                % told
            )
        raise TooMuch(_("Your role may give at most %(most)s %(currency)s. Ask your lead.") % told)


def _from_budget(gift: Gift, today: date) -> GoodwillBudget | None:
    if not gift.amount:
        return None
    found = GoodwillBudget.objects.filter(
        currency=gift.currency, starts__lte=today, ends__gte=today
    ).order_by("ends", "pk")
    for budget in found:
        if run(TAKE, {"id": budget.pk, "sum": gift.amount}):
            return budget
    raise TooMuch(_("The budget for goodwill does not reach for this. Ask an administrator."))


@transaction.atomic
def withdraw_goodwill(row: Goodwill, *, by: Actor) -> Goodwill:
    """It was not used: the budget has it back; twice changes nothing."""
    row = Goodwill.objects.select_for_update().get(pk=row.pk)
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at = now()
    row.save(update_fields=["withdrawn_at"])
    if row.budget_id is not None:
        run(
            "UPDATE entitlements_goodwillbudget SET spent = spent - %s WHERE id = %s",
            [row.amount, row.budget_id],
        )
    record(
        GoodwillWithdrawn(goodwill_id=row.pk, asset_id=row.asset_id),
        subject=f"asset:{row.asset_id}",
        case=row.case,
        by=by,
    )
    return row


@transaction.atomic
def set_limit(role: str, *, most: Decimal, currency: str, by: Actor) -> GoodwillLimit:
    """The most that a role may give for one device. Raises Invalid."""
    if role not in Role.values:
        raise Invalid(_("Choose a role."), field="role")
    if most < 0:
        raise Invalid(_("A sum is not below nothing."), field="most")
    row, _made = GoodwillLimit.objects.update_or_create(
        role=role, currency=currency, defaults={"most": most}
    )
    record(GoodwillRulesChanged(limit_id=row.pk), subject="goodwill", by=by)
    return row


@transaction.atomic
def keep_goodwill_budget(
    *, starts: date, ends: date, amount: Decimal, currency: str, by: Actor
) -> GoodwillBudget:
    """What may be given in these days. Raises Invalid for less than is given already."""
    if ends < starts:
        raise Invalid(_("It must end after it starts."), field="ends")
    GoodwillBudget.objects.get_or_create(
        currency=currency, starts=starts, ends=ends, defaults={"amount": amount}
    )
    row = GoodwillBudget.objects.select_for_update().get(
        currency=currency, starts=starts, ends=ends
    )
    if amount < row.spent:
        raise Invalid(_("More than that is given already."), field="amount")
    row.amount = amount
    row.save()
    record(GoodwillRulesChanged(budget_id=row.pk), subject="goodwill", by=by)
    return row
