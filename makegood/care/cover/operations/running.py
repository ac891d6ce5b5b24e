"""Absences begin and end by themselves, and while one runs another is responsible where he is needed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.database import retried
from makegood.base.jobs.sweeps import each
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cover.events import CustomerTold
from makegood.care.cover.models import Absence, CoverAlarm, Decision
from makegood.care.cover.operations.deciding import Choice, park_until
from makegood.care.cover.operations.planning import end_now
from makegood.care.cover.operations.state import (
    State,
    about_case,
    alarm,
    changed,
    give_to,
    leads_of,
    lock_absence,
    parkable,
    somebody_for,
)
from makegood.care.cover.ports import passing
from makegood.care.cover.queries import OPEN, away_ids, rules_of, undecided_cases
from makegood.care.cover.rules import OFFERED_FOR
from makegood.care.handoffs.models import Handoff
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.records.people.models import Presence
from makegood.records.people.operations import set_presence
from makegood.records.people.queries import hold_active
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import owed_by

AT_ONCE = 200


def begin_due() -> int:
    """Absences whose time has come run; one that is past already never does. Late or twice changes nothing."""
    due = Absence.objects.filter(state=State.PLANNED, starts__lte=now())
    return each(list(due.order_by("starts").values_list("pk", flat=True)[:AT_ONCE]), _begin)


@retried
def _begin(absence_id: int) -> int:
    absence = lock_absence(absence_id)
    if absence.state != State.PLANNED or absence.starts > now():
        return 0
    if absence.ends <= now():  # nobody looked all the while: it is past
        end_now(absence, by=SYSTEM)
        return 1
    if Absence.objects.filter(user=absence.user_id, state=State.RUNNING).exists():
        return 0  # the one before ends first
    with override(absence.user.language.lower()):
        reason = absence.get_reason_display()
    set_presence(absence.user, state=Presence.State.AWAY, reason=str(reason), by=SYSTEM, here=False)
    absence.state, absence.began_at = State.RUNNING, now()
    absence.save(update_fields=["state", "began_at"])
    left = list(undecided_cases(absence).only("pk"))
    mine = list(Case.objects.filter(owner=absence.user_id, status__in=OPEN).only("pk"))
    if absence.accepted_at is None and mine:
        alarm(
            leads_of(absence.user, mine),
            CoverAlarm.Kind.UNACCEPTED,
            absence=absence,
            cases=len(mine),
        )
    if left:
        told = leads_of(absence.user, left)
        alarm(told, CoverAlarm.Kind.UNDECIDED, absence=absence, cases=len(left))
    changed(absence, "begun", SYSTEM)
    return 1


def end_due() -> int:
    """Absences whose time is over end."""
    due = Absence.objects.filter(state=State.RUNNING, ends__lte=now())
    return each(list(due.values_list("pk", flat=True)[:AT_ONCE]), _end)


@retried
def _end(absence_id: int) -> int:
    absence = lock_absence(absence_id)
    if absence.state != State.RUNNING or absence.ends > now():
        return 0
    end_now(absence, by=SYSTEM)
    return 1


def cover_due() -> int:
    """In each absence that runs: what is to be parked is parked, and what needs somebody goes to who
    stands in. Costs what is with those who are away."""
    running = list(Absence.objects.filter(state=State.RUNNING).select_related("user", "cover"))
    if not running:
        return 0
    away = away_ids()
    needing = list(islice(_all_needing(running), AT_ONCE))  # the next round goes on
    return each(needing, lambda one: _see_to(one, away))


@dataclass(frozen=True)
class Needing:
    """A case of somebody who is away that cannot lie, and what was decided about it."""

    absence: Absence
    case: Case
    decision: Decision | None

    def __str__(self) -> str:
        return f"case {self.case.pk} of absence {self.absence.pk}"


def _all_needing(running: Sequence[Absence]) -> Iterator[Needing]:
    for absence in running:
        decisions = {d.case_id: d for d in absence.decisions.select_related("handoff")}
        for case in _needing(absence, decisions):
            yield Needing(absence, case, decisions.get(case.pk))


def _see_to(one: Needing, away: set[int]) -> int:
    if parks(one.decision, one.case):
        return _park_at_last(one.absence.pk, one.case.pk)
    return _cover(one.absence.pk, one.case.pk, _to(one.absence, one.case, away))


def _needing(absence: Absence, decisions: dict[int, Decision]) -> Iterable[Case]:
    """His cases that cannot lie: whose customer has waited so long, and all that are neither parked nor
    offered to somebody."""
    found = Case.objects.filter(owner=absence.user_id, status__in=OPEN).select_related("queue")
    held = list(found.defer("terms").order_by("unanswered_since", "pk"))  # who waits comes first
    rules = rules_of(sorted({case.queue_id for case in held}))
    hours = hours_of(sorted({case.queue.team_id for case in held}))
    for case in held:
        decision = decisions.get(case.pk)
        if case.unanswered_since is None:
            if not _may_lie(decision, case):
                yield case
        else:
            since = max(case.unanswered_since, absence.starts)
            after, open_hours = rules[case.queue_id].cover_after, hours[case.queue.team_id]
            if decided_cover(decision) or after == 0 or owed_by(since, after, open_hours) <= now():
                yield case


def decided_cover(decision: Decision | None) -> bool:
    """Whether the cover has it from the first moment."""
    return decision is not None and decision.choice == Choice.COVER


def parks(decision: Decision | None, case: Case) -> bool:
    """Whether it is parked as soon as somebody comes by."""
    return (
        decision is not None
        and decision.choice == Choice.PARK
        and case.unanswered_since is None
        and (case.next_deadline is None or case.next_deadline > now())
    )


def _may_lie(decision: Decision | None, case: Case) -> bool:
    """Parked already with its deadline, or offered to somebody who has not answered yet."""
    if decision is None:
        return False
    if decision.choice == Choice.PARK:
        return bool(case.next_deadline and decision.until and case.next_deadline >= decision.until)
    if decision.choice == Choice.HAND and decision.handoff is not None:
        return decision.handoff.state == Handoff.State.OFFERED
    return False


@retried
def _park_at_last(absence_id: int, case_id: int) -> int:
    """He has begun his absence: the follow-up is moved to his return, or the cover gets it where
    something was promised meanwhile."""
    absence = lock_absence(absence_id)
    if absence.state != State.RUNNING:
        return 0
    case = cases.lock(case_id)
    decision = Decision.objects.get(absence=absence, case=case)
    if case.owner_id != absence.user_id or decision.until is None:
        return 0
    try:
        parkable(case, decision.until)
    except Refused:
        decision.choice, decision.until = Choice.COVER, None
        decision.save(update_fields=["choice", "until"])
        return 1
    park_until(absence, case, decision.until, by=SYSTEM)
    return 1


def _to(absence: Absence, case: Case, away: set[int]) -> int:
    cover = absence.cover_id if absence.accepted_at else None
    return somebody_for(case, but=absence.user_id, away=away, first=cover)


@retried
def _cover(absence_id: int, case_id: int, to_id: int) -> int:
    """One case goes to who stands in, and the customer who waits is told."""
    if to_id not in hold_active(
        [to_id]
    ):  # people before cases; who has just left is looked up again
        return 0
    absence = lock_absence(absence_id)
    if absence.state != State.RUNNING:  # he came back at this very moment: it is his
        return 0
    case = cases.lock(case_id)
    if case.owner_id != absence.user_id or case.status not in OPEN:
        return 0
    reason = because("away", name=str(absence.user))
    case = give_to(case, to_id=to_id, reason=reason, by=SYSTEM)
    decision = Decision.objects.get_or_create(absence=absence, case=case)[0]
    decision.covered_by, decision.covered_at, decision.epoch = case.owner, now(), case.owner_epoch
    decision.choice, decision.until = Choice.COVER, None
    decision.save()
    _tell(decision, case, absence)
    return 1


def tell_waiting() -> int:
    """Customers who wrote after somebody else took over hear who answers them; once in each absence."""
    untold = Decision.objects.filter(
        absence__state=State.RUNNING,
        covered_at__isnull=False,
        told_at=None,
        case__status=Case.Status.OPEN,
        case__unanswered_since__isnull=False,
        case__owner=F("covered_by"),
        case__owner_epoch=F("epoch"),
    )
    return each(list(untold.values_list("pk", flat=True)[:AT_ONCE]), _tell_now)


@retried
def _tell_now(decision_id: int) -> int:
    case_id = Decision.objects.values_list("case_id", flat=True).get(pk=decision_id)
    case = cases.lock(case_id)
    found = Decision.objects.select_related("absence__user", "covered_by")
    decision = found.get(pk=decision_id)
    return _tell(decision, case, decision.absence)


def _tell(decision: Decision, case: Case, absence: Absence) -> int:
    """Tell him, unless nobody waits or he has read it already under the other's name."""
    by = decision.covered_by
    if decision.told_at is not None or case.unanswered_since is None or by is None:
        return 0
    said = Message.objects.filter(conversation__strand__case=case, user=by)
    if not said.filter(at__gte=decision.covered_at).exists():
        decision.told_with = passing().tell_who_answers(case, away=absence.user.name, name=by.name)
    decision.told_at = now()
    decision.save(update_fields=["told_at", "told_with"])
    if decision.told_with is not None:
        about_case(case, CustomerTold(absence_id=absence.pk, covered_by=by.pk), SYSTEM)
    return 1


def offer_back_due() -> int:
    """Who is back is offered what others had in his place; he takes it or lets it be."""
    due = Decision.objects.filter(absence__state=State.OVER, covered_at__isnull=False, back_at=None)
    return each(list(due.values_list("pk", flat=True)[:AT_ONCE]), _offer_back)


@retried
def _offer_back(decision_id: int) -> int:
    found = Decision.objects.select_related("absence__user").get(pk=decision_id)
    back = found.absence.user
    here = hold_active([back.pk])
    case = cases.lock(found.case_id)
    decision = Decision.objects.get(pk=decision_id)
    if decision.back_at is not None:
        return 0
    decision.back_at = now()
    still = (case.owner_id, case.owner_epoch) == (decision.covered_by_id, decision.epoch)
    pending = Handoff.objects.pending().filter(case=case).exists()
    if still and not pending and case.status in OPEN and back.pk in here:
        with override(back.language.lower()):
            question = _("You are back. Will you take it again?")
        decision.back_id = passing().offer(
            case, to=back, summary=case.subject, question=question, minutes=OFFERED_FOR, by=SYSTEM
        )
    decision.save(update_fields=["back", "back_at"])
    return 1
