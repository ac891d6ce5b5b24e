from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.queries import broken_chains
from makegood.kernel.clock import now

SWEPT_WITHIN = timedelta(minutes=1)


@invariant(_("A case that is offered is still with the one who offers it."))
def every_offer_is_its_owners() -> "QuerySet[Any]":
    return broken_chains().values("pk")


@invariant(_("An offer that nobody answered in its time is back with its sender within a minute."))
def no_offer_outlives_its_time() -> "QuerySet[Any]":
    return Handoff.objects.pending().filter(expires_at__lt=now() - SWEPT_WITHIN).values("pk")
