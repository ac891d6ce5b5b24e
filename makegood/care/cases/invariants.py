from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.base.invariants.touched import cases_told_of, new_rows
from makegood.care.cases.models import OURS, THEIRS, Case, Closure
from makegood.contact.channels.models import RawItem
from makegood.kernel.clock import now

STILL_FILED = 10_000  # items before the newest that are looked at again while an older one waits


def items_filed_since(mark: int) -> tuple[int, list[int]]:
    """What doors accepted since, and again what came after the oldest that still waits to be filed."""
    newest, items = new_rows(RawItem, "id")(mark)
    waiting = RawItem.objects.filter(state=RawItem.State.NEW).order_by("id")
    oldest = waiting.values_list("id", flat=True).first()
    if oldest is None:
        return newest, items
    return max(min(newest, oldest - 1), newest - STILL_FILED), items


@invariant(_("Every open case has one owner, an active person, and a finite next deadline."))
def every_open_case_is_owned() -> "QuerySet[Any]":
    # Two parts, because each has an index of its own that leaves the closed ones out.
    bad = Q(owner=None) | Q(next_deadline=None) | Q(owner__is_active=False)
    ours, theirs = (Case.objects.filter(part).filter(bad).values("pk") for part in (OURS, THEIRS))
    return Case.objects.filter(pk__in=ours.union(theirs, all=True))


@invariant(
    _("Every message belongs to a case; what a door accepted is in one."), touched=items_filed_since
)
def every_filed_item_is_in_a_case() -> "QuerySet[Any]":
    return RawItem.objects.filter(
        state=RawItem.State.FILED, received_at__gt=now() - timedelta(days=2)
    ).filter(Q(message=None) | Q(message__conversation__strand=None))


@invariant(
    _("A case is closed only by the customer's yes or by silence that ran its full course."),
    touched=cases_told_of,
)
def every_closed_case_says_how() -> "QuerySet[Any]":
    closure = Closure.objects.filter(case=OuterRef("pk"), reopened_at=None)
    return Case.objects.filter(~Exists(closure), status=Case.Status.CLOSED)


@invariant(
    _("A case that counts as confirmed was confirmed by the customer himself."),
    touched=new_rows(Closure, "id"),
)
def confirmed_means_confirmed() -> "QuerySet[Any]":
    asked_here = Q(question__case=F("case"))
    said = asked_here & Q(question__answer="yes")
    taken_back = asked_here & Q(question__answer="no", reopened_at__isnull=False)
    return Closure.objects.filter(how=Closure.How.CONFIRMED).exclude(said).exclude(taken_back)
