from datetime import timedelta
from typing import Any

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.base.invariants.touched import cases_told_of
from makegood.care.promises.models import Promise
from makegood.care.recovery.models import Apology, Budget, Offer
from makegood.kernel.clock import now

ZERO = Value(0, output_field=DecimalField(max_digits=12, decimal_places=2))
SWEPT_WITHIN = timedelta(minutes=5)


def missed_in_cases_told_of(mark: int) -> tuple[int, list[int]]:
    """Missed promises of the cases of which the journal tells something since."""
    newest, cases = cases_told_of(mark)
    missed = Promise.objects.filter(case__in=cases, state=Promise.State.MISSED)
    return newest, list(missed.values_list("pk", flat=True))


@invariant(
    _("Of a promise that was missed the customer was told, and what was offered is written down."),
    touched=missed_in_cases_told_of,
)
def every_missed_promise_was_told_and_made_good() -> "QuerySet[Any]":
    untold = Q(told_at=None) | Q(amends="") | Q(amends_why="")
    nothing_there = Q(amends="offered", offers=None)
    return Promise.objects.filter(untold | nothing_there, state=Promise.State.MISSED)


def offers_in_cases_told_of(mark: int) -> tuple[int, list[int]]:
    """Offers of the cases of which the journal tells something since."""
    newest, cases = cases_told_of(mark)
    return newest, list(Offer.objects.filter(case__in=cases).values_list("pk", flat=True))


def budgets_of_cases_told_of(mark: int) -> tuple[int, list[int]]:
    """Budgets of which something was offered in those cases."""
    newest, cases = cases_told_of(mark)
    of_them = Offer.objects.filter(case__in=cases, budget__isnull=False)
    return newest, list(of_them.values_list("budget_id", flat=True).distinct())


@invariant(
    _("What a budget holds and has spent is the sum of its offers."),
    touched=budgets_of_cases_told_of,
)
def budgets_add_up() -> "QuerySet[Any]":
    of_it = Offer.objects.filter(budget=OuterRef("pk")).values("budget")
    held = of_it.annotate(sum=Sum("held")).values("sum")
    spent = of_it.filter(accounted_at__isnull=False).annotate(sum=Sum("cost")).values("sum")
    return Budget.objects.annotate(
        sum_held=Coalesce(Subquery(held), ZERO), sum_spent=Coalesce(Subquery(spent), ZERO)
    ).filter(~Q(held=F("sum_held")) | ~Q(spent=F("sum_spent")))


@invariant(
    _("What a customer accepted he accepted himself, and it is promised."),
    touched=offers_in_cases_told_of,
)
def every_accepted_offer_is_delivered_or_promised() -> "QuerySet[Any]":
    his = Q(consent_at__isnull=False, chosen__isnull=False) & ~Q(words="")
    promised = Q(delivery__kind=Promise.Kind.REMEDY, delivery__case=F("case"))
    return Offer.objects.filter(state=Offer.State.ACCEPTED).exclude(his & promised)


@invariant(_("A remedy that was delivered is accounted within minutes."))
def every_delivery_is_accounted() -> "QuerySet[Any]":
    ended = Q(delivery__state__in=("kept", "released"), delivery__ended_at__lt=now() - SWEPT_WITHIN)
    return Offer.objects.filter(ended, state=Offer.State.ACCEPTED, accounted_at=None)


@invariant(_("An apology that lay ready left when its time came, or the promise has ended."))
def no_apology_is_forgotten() -> "QuerySet[Any]":
    return Apology.objects.filter(
        state=Apology.State.DRAFT,
        send_at__lt=now() - SWEPT_WITHIN,
        promise__state=Promise.State.OPEN,
        promise__paused_at=None,
        promise__due__lt=now() - SWEPT_WITHIN,
    )
