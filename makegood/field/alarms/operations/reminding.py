"""Nobody has acknowledged an alarm: its owner is reminded, then the duty lead, by the open hours of the queue."""

from django.db import transaction

from makegood.base.journal.log import record_many
from makegood.field.alarms.events import AlarmReminded
from makegood.field.alarms.models import Alarm, Reminder
from makegood.field.alarms.operations.telling import change_of, fact_of, keep, keep_history
from makegood.field.alarms.queries.rulebook import Desks, Steps, steps
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.people.models import Queue
from makegood.records.people.queries import available

OWNER, LEAD = 1, 2
AT_ONCE = 200


@transaction.atomic
def remind_of_unseen() -> int:
    """Alarms whose step has come: each once, whatever worker; how many."""
    moment = now()
    due = Alarm.objects.filter(remind_at__lte=moment, acknowledged_at=None, over_at=None)
    mine = due.select_for_update(skip_locked=True, of=("self",)).select_related(
        "rule", "asset", "case"
    )
    alarms = list(mine.defer("asset__terms", "case__terms").order_by("asset", "fault")[:AT_ONCE])
    if not alarms:
        return 0
    desks, waits = Desks([_queue_id(one) for one in alarms]), steps()
    here = _here(desks)
    told, changes, facts = [], [], []
    for alarm in alarms:
        step = alarm.remind_step
        people = _people(alarm, step, desks, here)
        told += [Reminder(alarm=alarm, step=step, person_id=pk, at=moment) for pk in people]
        changes.append(change_of(alarm, "reminded", SYSTEM, moment))
        event = AlarmReminded(
            alarm_id=alarm.pk, asset=alarm.asset_id, step=step, people=tuple(people)
        )
        facts.append(fact_of(alarm, event, SYSTEM))
        _next(alarm, desks, waits)
    Reminder.objects.bulk_create(told, ignore_conflicts=True)
    keep(alarms)
    keep_history(changes)
    record_many(facts)
    return len(alarms)


def _queue_id(alarm: Alarm) -> int | None:
    if alarm.case is not None:
        return alarm.case.queue_id
    return alarm.rule.queue_id if alarm.rule else None


def _here(desks: Desks) -> set[int]:
    queues = [one for one in (*desks.queues.values(), desks.usual) if one]
    wanted = {pk for one in queues for pk in (one.duty_lead_id, one.deputy_id) if pk}
    return set(available(sorted(wanted)).values_list("user_id", flat=True))


def _people(alarm: Alarm, step: int, desks: Desks, here: set[int]) -> list[int]:
    """The owner of its case at the first step; at the last, or without a case, the duty lead, and his deputy
    while he is away."""
    queue = desks.of(_queue_id(alarm))
    owner = alarm.case.owner_id if alarm.case else None
    if step == OWNER and owner is not None:
        return [owner]
    return [_lead(queue, here)] if queue else []


def _lead(queue: Queue, here: set[int]) -> int:
    away = queue.duty_lead_id not in here and queue.deputy_id in here
    return queue.deputy_id if away and queue.deputy_id else queue.duty_lead_id


def _next(alarm: Alarm, desks: Desks, waits: Steps) -> None:
    """The lead after the owner; the lead again and again, as long as nobody has seen it."""
    hours = desks.hours_for(_queue_id(alarm))
    if alarm.remind_step == OWNER:
        alarm.remind_step = LEAD
        at = waits.after(alarm.severity, LEAD, alarm.raised_at, hours)
        alarm.remind_at = max(at, now()) if at else None
        return
    alarm.remind_at = waits.after(alarm.severity, LEAD, now(), hours)


def hear(reminder: Reminder) -> None:
    """He has read it; twice is once."""
    Reminder.objects.filter(pk=reminder.pk, seen_at=None).update(seen_at=now())
