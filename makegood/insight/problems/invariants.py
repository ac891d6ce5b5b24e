from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.insight.problems.models import Problem


@invariant(_("Every problem that is not over has somebody who is here to look after it."))
def every_problem_has_an_owner() -> "QuerySet[Any]":
    return Problem.objects.filter(~Q(owner__is_active=True), ended_at=None)
