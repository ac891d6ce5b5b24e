from datetime import timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.care.cases.models import Case, Closure
from makegood.contact.channels.models import RawItem
from makegood.kernel.clock import now


@invariant(_("Every open case has one owner, an active person, and a finite next deadline."))
def every_open_case_is_owned() -> "QuerySet[Any]":
    return Case.objects.open().filter(
        Q(owner=None) | Q(next_deadline=None) | Q(owner__is_active=False)
    )


@invariant(_("Every message belongs to a case; what a door accepted is in one."))
def every_filed_item_is_in_a_case() -> "QuerySet[Any]":
    return RawItem.objects.filter(
        state=RawItem.State.FILED, received_at__gt=now() - timedelta(days=2)
    ).filter(Q(message=None) | Q(message__conversation__strand=None))


@invariant(_("A case is closed only by the customer's yes or by silence that ran its full course."))
def every_closed_case_says_how() -> "QuerySet[Any]":
    return Case.objects.filter(status=Case.Status.CLOSED).exclude(
        pk__in=Closure.objects.filter(reopened_at=None).values("case")
    )


@invariant(_("A case that counts as confirmed was confirmed by the customer himself."))
def confirmed_means_confirmed() -> "QuerySet[Any]":
    return Closure.objects.filter(how=Closure.How.CONFIRMED).exclude(
        question__answer="yes", question__case=F("case")
    )
