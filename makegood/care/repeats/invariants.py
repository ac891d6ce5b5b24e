from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.base.invariants.touched import new_rows
from makegood.care.repeats.models import Recognition


@invariant(
    _("A new contact joined a known case by itself only where his own channel showed who he is."),
    touched=new_rows(Recognition, "id"),
)
def nobody_unproven_joined_a_case_by_himself() -> "QuerySet[Any]":
    return Recognition.objects.filter(verdict=Recognition.Verdict.ATTACH).exclude(
        verified=True, case=F("known")
    )
