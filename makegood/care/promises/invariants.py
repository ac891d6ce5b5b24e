from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.base.invariants.touched import cases_told_of
from makegood.care.cases.models import Case


@invariant(_("The next deadline of a case is its earliest open promise."), touched=cases_told_of)
def the_next_deadline_is_the_earliest_promise() -> "QuerySet[Any]":
    earliest = Min("promises__due", filter=Q(promises__state="open", promises__paused_at=None))
    return (
        Case.objects.open()
        .alias(first=earliest)
        .exclude(next_deadline=F("first"), first__isnull=False)
    )


@invariant(_("A closed case has no open promise."), touched=cases_told_of)
def no_closed_case_owes_anything() -> "QuerySet[Any]":
    return Case.objects.filter(status=Case.Status.CLOSED, promises__state="open")


@invariant(
    _("The clock of a promise stands only while its case waits or the customer is asked."),
    touched=cases_told_of,
)
def no_clock_stands_while_the_step_is_ours() -> "QuerySet[Any]":
    return Case.objects.filter(
        status=Case.Status.OPEN, promises__state="open", promises__paused_at__isnull=False
    )
