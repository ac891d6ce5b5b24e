from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import age, invariant
from makegood.care.feedback.models import Delivery, Import, Review
from makegood.care.feedback.queries import oldest_delivery
from makegood.kernel.clock import now

STANDS = timedelta(minutes=10)


@invariant(_("No bad review is beyond its deadline without an answer."))
def no_review_waits_beyond_its_deadline() -> "QuerySet[Any]":
    return Review.objects.filter(state=Review.State.OWED, answer_due__lt=now())


@invariant(_("Every review that is to be answered has a case with somebody responsible."))
def every_owed_review_has_an_owner() -> "QuerySet[Any]":
    nobody = Q(case__owner=None) | Q(case__status="closed")
    return Review.objects.filter(nobody, state=Review.State.OWED)


@invariant(_("What a source of reviews sent could be read, or somebody has looked at it."))
def every_delivery_was_read() -> "QuerySet[Any]":
    return Delivery.objects.filter(state=Delivery.State.UNREADABLE)


@invariant(_("A table of reviews that is on its way in goes on."))
def every_running_import_moves() -> "QuerySet[Any]":
    return Import.objects.filter(state=Import.State.RUNNING, moved_at__lt=now() - STANDS)


@age(_("Reviews"), limit=timedelta(minutes=2))
def deliveries() -> datetime | None:
    return oldest_delivery()
