from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import invariant
from makegood.base.invariants.touched import cases_told_of
from makegood.care.cases.models import Case
from makegood.field.diagnosis.models import Confirmation, Fault, Lesson, Session
from makegood.kernel.clock import now

NAMED_WITHIN = timedelta(days=7)


def cases_touched(mark: int) -> tuple[int, list[int]]:
    """The cases of which the journal tells something since."""
    return cases_told_of(mark)


@invariant(
    _(
        "Of every closed case in which a fault was looked for, somebody says within a week what it was."
    ),
    touched=cases_touched,
)
def every_closed_search_has_its_cause() -> "QuerySet[Any]":
    named = Confirmation.objects.filter(case=OuterRef("pk"), withdrawn_at=None)
    searched = Session.objects.filter(case=OuterRef("pk"), fault__isnull=False)
    late = Q(closures__reopened_at=None, closures__at__lt=now() - NAMED_WITHIN)
    found = Case.objects.filter(late, Exists(searched), ~Exists(named), status=Case.Status.CLOSED)
    return found.filter(duplicate_of=None)


@invariant(_("What teaches was confirmed in a closed case, and was not taken back."))
def every_lesson_stands_on_a_closed_case() -> "QuerySet[Any]":
    open_again = ~Q(confirmation__case__status=Case.Status.CLOSED)
    taken_back = Q(confirmation__withdrawn_at__isnull=False)
    return Lesson.objects.filter(
        open_again | taken_back, withdrawn_at=None, confirmation__isnull=False
    )


@invariant(
    _("What answers about a fault is a version that was put in use, and is the newest that was.")
)
def what_answers_was_put_in_use() -> "QuerySet[Any]":
    newest = Fault.objects.filter(pk=OuterRef("pk")).order_by("-turns__pk")
    told = Fault.objects.filter(live__isnull=False).annotate(
        newest=newest.values("turns__version")[:1]
    )
    return told.filter(~Q(live__state="kept") | ~Q(live=F("newest")) | ~Q(live__fault=F("pk")))
