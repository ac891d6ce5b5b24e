"""Absences begin and end by themselves, and while one runs another is responsible where he is needed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.database import retried, rows
from makegood.base.jobs.sweeps import each, held_back
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
from makegood.care.cover.rules import COVER_AFTER, OFFERED_FOR
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
NOT_YET = timedelta(
    hours=1
)  # until it is tried again, where a machine may not write to him at once


def begin_due() -> int:
    """Absences whose time has come run; one that is past already never does. Late or twice changes nothing."""
    due = Absence.objects.filter(state=State.PLANNED, starts__lte=now())
    due = due.exclude(pk__in=held_back(_begin))
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
    due = due.exclude(pk__in=held_back(_end))
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
    stands in. Costs what may be due: the database leaves out what lies as it was decided, and what waits
    for less time than may pass."""
    found = list(islice(_needing(), AT_ONCE))  # the next round goes on
    absences = Absence.objects.select_related("user", "cover").in_bulk(
        {one for one, _case in found}
    )
    held = (
        Case.objects.select_related("queue").defer("terms").in_bulk({case for _one, case in found})
    )
    decided = Decision.objects.filter(absence__in=absences, case__in=held)
    decisions = {(one.absence_id, one.case_id): one for one in decided}
    away = away_ids() if found else set()
    return each(
        [Needing(*one, absences[one[0]], held[one[1]], decisions.get(one), away) for one in found],
        _see_to,
    )


@dataclass(frozen=True)
class Needing:
    """A case of somebody who is away that cannot lie, what was decided about it, and who else is away."""

    absence_id: int
    case_id: int
    absence: Absence = field(compare=False)
    case: Case = field(compare=False)
    decision: Decision | None = field(compare=False)
    away: set[int] = field(compare=False)

    def __str__(self) -> str:
        return f"case {self.case_id} of absence {self.absence_id}"


# Nothing decided about it, or not as it was decided; of customers who wait, those who have waited so long
# by the clock, which is never less than in working time.
MAY_NEED = """
SELECT a.id, c.id, c.queue_id, q.team_id,
  CASE WHEN c.unanswered_since IS NOT NULL THEN greatest(c.unanswered_since, a.starts) END,
  d.choice = 'cover'
FROM cover_absence a JOIN cases_case c ON c.owner_id = a.user_id AND c.status = ANY(%(open)s)
JOIN people_queue q ON q.id = c.queue_id
LEFT JOIN cover_coverrule r ON r.queue_id = c.queue_id
LEFT JOIN cover_decision d ON d.absence_id = a.id AND d.case_id = c.id
LEFT JOIN handoffs_handoff h ON h.id = d.handoff_id
WHERE a.state = 'running' AND CASE
  WHEN c.unanswered_since IS NOT NULL THEN d.choice = 'cover' OR %(now)s >=
    greatest(c.unanswered_since, a.starts) + coalesce(r.cover_after, %(usual)s) * interval '1 minute'
  WHEN d.choice = 'park' THEN c.next_deadline IS NULL OR c.next_deadline < d.until
  WHEN d.choice = 'hand' THEN h.state <> 'offered'
  ELSE true END
ORDER BY c.unanswered_since NULLS LAST, c.id
"""


def _needing() -> Iterator[tuple[int, int]]:
    """Absences, and cases of theirs that cannot lie: whose customer has waited so long, and all that are
    neither parked nor offered to somebody. Who waits comes first."""
    values = {"open": list(OPEN), "now": now(), "usual": COVER_AFTER}
    found = rows(MAY_NEED, values)
    rules = rules_of(sorted({queue for _absence, _case, queue, *_more in found}))
    hours = hours_of(sorted({team for _absence, _case, _queue, team, *_more in found}))
    waits = {(one.absence_id, one.case_id) for one in held_back(_see_to)}
    for absence, case, queue, team, since, covers in found:
        after = rules[queue].cover_after
        if (absence, case) in waits:
            continue
        if since is None or covers or after == 0 or owed_by(since, after, hours[team]) <= now():
            yield absence, case


def _see_to(one: Needing) -> int:
    if parks(one.decision, one.case):
        return _park_at_last(one.absence_id, one.case_id)
    return _cover(one.absence_id, one.case_id, _to(one.absence, one.case, one.away))


def parks(decision: Decision | None, case: Case) -> bool:
    """Whether it is parked as soon as somebody comes by."""
    return (
        decision is not None
        and decision.choice == Choice.PARK
        and case.unanswered_since is None
        and (case.next_deadline is None or case.next_deadline > now())
    )


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
        Q(tell_at=None) | Q(tell_at__lte=now()),
        absence__state=State.RUNNING,
        covered_at__isnull=False,
        told_at=None,
        case__status=Case.Status.OPEN,
        case__unanswered_since__isnull=False,
        case__owner=F("covered_by"),
        case__owner_epoch=F("epoch"),
    )
    untold = untold.exclude(pk__in=held_back(_tell_now))
    return each(list(untold.values_list("pk", flat=True)[:AT_ONCE]), _tell_now)


@retried
def _tell_now(decision_id: int) -> int:
    case_id = Decision.objects.values_list("case_id", flat=True).get(pk=decision_id)
    case = cases.lock(case_id)
    found = Decision.objects.select_related("absence__user", "covered_by")
    decision = found.get(pk=decision_id)
    return _tell(decision, case, decision.absence)


def _tell(decision: Decision, case: Case, absence: Absence) -> int:
    """Tell him, unless nobody waits or he has read it already under the other's name. Where a machine may
    not write to him yet, he is not told, and it is tried again."""
    by = decision.covered_by
    if decision.told_at is not None or case.unanswered_since is None or by is None:
        return 0
    said = Message.objects.filter(conversation__strand__case=case, user=by)
    if not said.filter(at__gte=decision.covered_at).exists():
        decision.told_with = passing().tell_who_answers(case, away=absence.user.name, name=by.name)
        if decision.told_with is None:
            decision.tell_at = now() + NOT_YET
            decision.save(update_fields=["tell_at"])
            return 0
    decision.told_at = now()
    decision.save(update_fields=["told_at", "told_with"])
    if decision.told_with is not None:
        about_case(case, CustomerTold(absence_id=absence.pk, covered_by=by.pk), SYSTEM)
    return 1


def offer_back_due() -> int:
    """Who is back is offered what others had in his place; he takes it or lets it be."""
    due = Decision.objects.filter(absence__state=State.OVER, covered_at__isnull=False, back_at=None)
    due = due.exclude(pk__in=held_back(_offer_back))
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
