"""The lock, the check and the record that every operation on a case shares."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import Fact, record, record_many
from makegood.care.cases.models import (
    Case,
)
from makegood.care.cases.rules import may_become
from makegood.kernel.actor import Actor
from makegood.kernel.errors import Outdated, Refused
from makegood.kernel.events import Event


class WrongState(Refused):
    """The case is in a state from which this does not follow."""


class CaseChanged(Outdated):
    """Somebody else changed the case since the page was read; what was typed is kept."""


class CaseGone(WrongState):
    """The case went into another since it was read."""


def lock(case_id: int) -> Case:
    """The case under its row lock. Everything that decides about a case starts here. Raises CaseGone when
    it was merged into another meanwhile."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    still_itself(case)
    return case


def lock_going_on(case_id: int) -> Case:
    """The case in which this one goes on, itself unless it was merged, under its row lock: for what comes to
    be known of it later. Raises CaseGone when it is merged in this very moment."""
    into: int | None = case_id
    while into is not None:
        case_id = into
        into = Case.objects.values_list("duplicate_of", flat=True).get(pk=case_id)
    return lock(case_id)


def still_itself(case: Case) -> None:
    """Raise CaseGone for a case that was merged into another: nothing is decided there any more."""
    if case.duplicate_of_id is not None:
        raise CaseGone(
            _("This case was merged into M-%(n)s. Go on there.") % {"n": case.duplicate_of_id}
        )


def lock_at(case_id: int, *, version: int | None) -> Case:
    """The locked case, if it is still the one that the page showed. Raises CaseChanged."""
    case = lock(case_id)
    if version is not None and case.version != version:
        raise CaseChanged(
            _(
                "Something new came in while you were writing. Read it first; what you wrote is still here."
            )
        )
    return case


def check(case: Case, after: str) -> None:
    """Raise WrongState unless the case may go to that state."""
    if not may_become(case.status, after):
        raise WrongState(
            _("From “%(state)s” this is not possible.") % {"state": case.get_status_display()}
        )


def save(case: Case, *fields: str) -> None:
    """Write these fields and count the change."""
    case.version += 1
    case.save(update_fields=[*fields, "version"])


def tell(case: Case, event: Event, by: Actor) -> None:
    """Record a fact about the case."""
    record(event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)


def tell_many(told: Sequence[tuple[Case, Event]], by: Actor) -> None:
    """Record facts about cases (at most three statements for any number)."""
    record_many(
        [
            Fact(event=event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)
            for case, event in told
        ]
    )
