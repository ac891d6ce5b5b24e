from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.care.cover.models import Absence, ShiftHandover
from makegood.care.cover.queries import owners_out_of_place
from makegood.kernel.clock import now

SWEPT_WITHIN = timedelta(minutes=2)


@invariant(_("The owner of every open case is active and may see it."))
def every_owner_may_see_his_case() -> "QuerySet[Any]":
    return owners_out_of_place().values("pk")


@invariant(_("Absences begin and end in time."))
def absences_begin_and_end() -> "QuerySet[Any]":
    late = now() - SWEPT_WITHIN
    due = Absence.objects.filter(state=Absence.State.PLANNED, starts__lt=late, ends__lt=late)
    over = Absence.objects.filter(state=Absence.State.RUNNING, ends__lt=late)
    return due.values("pk").union(over.values("pk"))


@invariant(_("Whoever covers works here."))
def every_cover_is_active() -> "QuerySet[Any]":
    live = Absence.objects.filter(state__in=("planned", "running"), cover__is_active=False)
    lists = ShiftHandover.objects.filter(state="open", receiver__is_active=False)
    return live.values("pk").union(lists.values("pk"), all=True)
