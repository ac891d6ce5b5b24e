from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.base.invariants.touched import cases_told_of
from makegood.care.tasks.models import LIVE, Item, Task


@invariant(_("No case is solved over an open task it waits for, or closed over any."))
def no_case_ends_over_a_task() -> "QuerySet[Any]":
    over = Q(case__status="closed") | Q(case__status="resolved", blocking=True)
    return Task.objects.filter(LIVE & over)


@invariant(_("Whoever has an open task works here."))
def every_open_task_is_with_somebody_active() -> "QuerySet[Any]":
    return Task.objects.filter(LIVE, assignee__is_active=False)


@invariant(_("Steps are done in order."))
def steps_are_in_order() -> "QuerySet[Any]":
    return Task.objects.filter(LIVE, following__state__in=("open", "done"))


@invariant(_("Between two steps of a case nothing is left lying."))
def no_step_waits_for_nothing() -> "QuerySet[Any]":
    ended = Q(after=None) | ~Q(after__state__in=("planned", "open"))
    return Task.objects.filter(ended, state="planned")


def lines_in_cases_told_of(mark: int) -> tuple[int, list[int]]:
    """Lines of the tasks of the cases of which the journal tells something since."""
    newest, cases = cases_told_of(mark)
    return newest, list(Item.objects.filter(task__case__in=cases).values_list("pk", flat=True))


@invariant(
    _("A task is done only when its mandatory lines are, or were left out with a reason."),
    touched=lines_in_cases_told_of,
)
def done_means_the_list_is_done() -> "QuerySet[Any]":
    return Item.objects.filter(task__state="done", mandatory=True, state="open")
