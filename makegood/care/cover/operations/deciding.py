"""What becomes of each case while its owner is away."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseChanged
from makegood.care.cover.events import CaseDecided
from makegood.care.cover.models import Absence, Decision
from makegood.care.cover.operations.state import (
    NoCover,
    State,
    about_case,
    lock_live,
    park,
    parkable,
)
from makegood.care.cover.ports import passing
from makegood.care.cover.queries import OPEN
from makegood.care.cover.rules import OFFERED_FOR
from makegood.care.handoffs.models import Handoff
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.people.queries import hold_active

Choice = Decision.Choice


@retried
def decide(
    absence: Absence,
    case: Case,
    *,
    choice: str,
    by: Actor,
    until: datetime | None = None,
    to: User | None = None,
) -> Decision:
    """Hand a case over (`to`, or the cover), let the cover have it, or park it (`until`, at or after the
    return). The same again changes nothing.

    Raises Invalid (`choice`, `until`, `to`), NoCover, AbsenceIsOver, CaseChanged when it is no longer his.
    """
    if choice not in (Choice.HAND, Choice.COVER, Choice.PARK):
        raise Invalid(_("Choose one of the three."), field="choice")
    target = (to or absence.cover) if choice == Choice.HAND else None
    hold_active([target.pk] if target else [])  # people before cases
    absence = lock_live(absence.pk)
    case = _his(absence, case)
    decision = Decision.objects.get_or_create(absence=absence, case=case)[0]
    if _same(decision, choice, until, target):
        return decision
    _undo(decision, by)
    if choice == Choice.HAND:
        _hand(absence, case, decision, target, by)
    elif choice == Choice.PARK:
        _park(absence, case, decision, until, by)
    elif absence.cover_id is None:
        raise NoCover(_("Name somebody who covers first."))
    decision.choice, decision.decided_at, decision.decided_by = choice, now(), str(by)
    decision.save()
    people = tuple(pk for pk in (absence.user_id, absence.cover_id) if pk)
    about_case(case, CaseDecided(absence_id=absence.pk, choice=choice, people=people), by)
    return decision


def _his(absence: Absence, case: Case) -> Case:
    case = cases.lock(case.pk)
    if case.owner_id != absence.user_id or case.status not in OPEN:
        raise CaseChanged(_("This case is with somebody else now, or it has ended."))
    return case


def _same(decision: Decision, choice: str, until: datetime | None, to: User | None) -> bool:
    if decision.choice != choice:
        return False
    if choice == Choice.PARK:
        return decision.until == until
    if choice == Choice.HAND:
        offered, wanted = decision.handoff, to.pk if to else None
        return (
            offered is not None
            and offered.state == Handoff.State.OFFERED
            and offered.to_user_id == wanted
        )
    return True


def _undo(decision: Decision, by: Actor) -> None:
    """What was decided before holds no longer."""
    if decision.handoff_id is not None:
        passing().withdraw(decision.handoff_id, by=by)
    decision.handoff, decision.until = None, None


def _hand(absence: Absence, case: Case, decision: Decision, to: User | None, by: Actor) -> None:
    if to is None or to.pk == absence.user_id:
        raise Invalid(_("Say to whom."), field="to")
    with override(to.language.lower()):
        question = _("%(name)s is away. Will you take it over?") % {"name": absence.user}
    decision.handoff_id = passing().offer(
        case, to=to, summary=case.subject, question=question, minutes=OFFERED_FOR, by=by
    )


def _park(
    absence: Absence, case: Case, decision: Decision, until: datetime | None, by: Actor
) -> None:
    if until is None or until < absence.ends:
        raise Invalid(_("Park it until the return or later."), field="until")
    parkable(case, until)
    decision.until = until
    if absence.state == State.RUNNING:
        park_until(absence, case, until, by=by)


def park_until(absence: Absence, case: Case, until: datetime, *, by: Actor) -> None:
    """He looks at it when he is back. The caller holds its lock."""
    with override(absence.user.language.lower()):
        what = _("%(name)s is back and looks at it") % {"name": absence.user}
    park(case, until, what=what, by=by)


def take_offers_back(absence: Absence, *, by: Actor) -> None:
    """What was offered because of it, and that nobody has answered."""
    offered = absence.decisions.filter(handoff__state=Handoff.State.OFFERED)
    for handoff_id in list(offered.values_list("handoff_id", flat=True)):
        passing().withdraw(handoff_id, by=by)
