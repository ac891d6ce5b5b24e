"""A shift has ended: what nobody decided or accepted is with the duty lead, and he hears of it."""

from collections.abc import Collection

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.base.jobs.sweeps import each, held_back
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cover.models import CoverAlarm, ShiftHandover, ShiftLine
from makegood.care.cover.operations.state import (
    alarm,
    give_to,
    lock_shift,
    parkable,
    shift_changed,
    somebody_for,
)
from makegood.care.cover.operations.state import park as park_case
from makegood.care.cover.queries import OPEN, away_ids, is_here
from makegood.care.handoffs.models import Handoff
from makegood.kernel.actor import SYSTEM
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.records.people.queries import hold_active

State, Choice = ShiftHandover.State, ShiftLine.Choice
SETTLED = (Handoff.State.OFFERED, Handoff.State.ACCEPTED)


def leads_for(user_id: int) -> set[int]:
    """Who would get the open cases of this person: held by the callers before any case, as everywhere."""
    away, found = away_ids(), {}
    mine = Case.objects.filter(owner=user_id, status__in=OPEN).select_related("queue")
    for case in mine.defer("terms"):
        if case.queue_id not in found:
            found[case.queue_id] = somebody_for(case, but=user_id, away=away)
    return set(found.values())


def to_lead(
    line: ShiftLine, *, held: Collection[int], words: str = "", who: User | None = None
) -> None:
    """A case of a list goes to the duty lead of its queue, who hears why. The caller has locked the list,
    and before it these people, who work here: a case that is nobody's of them waits for the next round."""
    handover = line.handover
    case = cases.lock(line.case_id)
    to_id = somebody_for(case, but=handover.user_id, away=away_ids())
    if to_id not in held:
        return
    if case.owner_id != handover.user_id or case.status not in OPEN:
        return
    case = give_to(case, to_id=to_id, reason=because("shift_ended"), by=SYSTEM)
    line.lead = case.owner
    line.save(update_fields=["lead"])
    kind = CoverAlarm.Kind.LINE if who else CoverAlarm.Kind.SHIFT
    alarm([to_id], kind, handover=handover, who=who, cases=1, words=words)


def end_due() -> int:
    """Shifts that are over and whose people have gone: every case that is neither kept, parked nor on its
    way is with the duty lead. Late or twice changes nothing."""
    due = ShiftHandover.objects.filter(state=State.OPEN, at__lte=now())
    due = due.exclude(pk__in=held_back(_end))
    return each(list(due.order_by("at").values_list("pk", flat=True)[:100]), _end)


@retried
def _end(handover_id: int) -> int:
    found = ShiftHandover.objects.get(pk=handover_id)
    if is_here(found.user_id):
        return 0  # he works on, and his list with him
    held = hold_active([*leads_for(found.user_id)])  # people before cases
    handover = lock_shift(handover_id)
    if handover.state != State.OPEN:
        return 0
    _add_missing(handover)
    left = 0
    for line in handover.lines.select_related("handoff", "case").order_by("case_id"):
        line.handover = handover
        if _is_on_its_way(line):
            continue
        left += 1
        if not _parked(line):
            to_lead(line, held=held)
    waits = handover.lines.filter(handoff__state=Handoff.State.OFFERED)
    if not waits.exists():
        handover.state, handover.ended_at = State.OVER, now()
        handover.save(update_fields=["state", "ended_at"])
        shift_changed(handover, "over", SYSTEM)
        return left + 1
    return left


def _add_missing(handover: ShiftHandover) -> None:
    """What came to him after the list was written is on it too."""
    mine = Case.objects.filter(owner=handover.user_id, status__in=OPEN)
    known = handover.lines.values("case_id")
    new = mine.exclude(pk__in=known).values_list("pk", flat=True)
    ShiftLine.objects.bulk_create([ShiftLine(handover=handover, case_id=pk) for pk in new])


def _is_on_its_way(line: ShiftLine) -> bool:
    """No longer his, kept, parked when the list was sent, or offered to somebody."""
    case = line.case
    if case.owner_id != line.handover.user_id or case.status not in OPEN:
        return True
    if line.choice == Choice.KEEP:
        return True
    if line.choice == Choice.PARK:
        return line.handover.sent_at is not None
    return line.handoff is not None and line.handoff.state in SETTLED


def _parked(line: ShiftLine) -> bool:
    """A list that was never sent still parks what can be parked."""
    if line.choice != Choice.PARK or line.until is None or line.until <= now():
        return False
    case = cases.lock(line.case_id)
    try:
        parkable(case, line.until)
    except Refused:
        return False
    park_case(case, line.until, what="", by=SYSTEM)
    return True
