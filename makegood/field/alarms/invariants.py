from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.care.cases.models import Closure
from makegood.field.alarms.models import Alarm
from makegood.kernel.clock import now

SWEPT_WITHIN = timedelta(minutes=2)


@invariant(_("A fault of a device is seen to in one open case, however often it is reported."))
def one_open_case_for_a_fault() -> "QuerySet[Any]":
    """A later case of the same fault beside an earlier one that was never closed."""
    open_ones = Alarm.objects.filter(case__isnull=False, alone=False)
    open_ones = open_ones.exclude(case__status="closed")
    earlier = open_ones.filter(asset=OuterRef("asset"), fault=OuterRef("fault"))
    earlier = earlier.filter(case__lt=OuterRef("case"))
    never_closed = earlier.filter(~Exists(Closure.objects.filter(case=OuterRef("case"))))
    return open_ones.filter(Exists(never_closed)).values("pk")


@invariant(_("An alarm that is to have a case has one within two minutes."))
def no_alarm_waits_for_its_case() -> "QuerySet[Any]":
    """Those of a flood too: they wait for its case."""
    moment = now() - SWEPT_WITHIN
    waits = Q(wanted_at__lt=moment)
    waits |= Q(flood__isnull=False, case=None, alone=False, raised_at__lt=moment)
    return Alarm.objects.filter(waits, over_at=None).values("pk")


@invariant(
    _(
        "Nobody has left an alarm unseen longer than its last step without the duty lead hearing of it."
    )
)
def no_alarm_is_left_alone() -> "QuerySet[Any]":
    late = Alarm.objects.filter(remind_at__lt=now() - SWEPT_WITHIN, acknowledged_at=None)
    return late.filter(over_at=None).values("pk")


@invariant(
    _("What a device reports is told within two minutes, unless it flaps or work is planned.")
)
def no_change_is_kept_back() -> "QuerySet[Any]":
    found = Alarm.objects.filter(over_at=None, flapping_at=None, planned=False)
    late = found.exclude(active=F("told_active")).filter(heard_at__lt=now() - SWEPT_WITHIN)
    return late.values("pk")
