"""Somebody sees an alarm: acknowledged, for one or many, with undo."""

from collections.abc import Collection

from django.db import transaction

from makegood.base.access.models import User
from makegood.base.journal.log import record_many
from makegood.field.alarms.events import AlarmAcknowledged
from makegood.field.alarms.models import Alarm, Reminder
from makegood.field.alarms.operations.telling import change_of, fact_of, keep, keep_history, remind
from makegood.field.alarms.queries.rulebook import Desks, steps
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now


@transaction.atomic
def acknowledge(alarm_ids: Collection[int], *, user: User, by: Actor) -> list[int]:
    """He has seen them and sees to them: nobody is reminded any more. Those that another has acknowledged stay
    his; returns the rows that this changed, for undo."""
    moment = now()
    alarms = _locked(alarm_ids, acknowledged_at=None)
    for alarm in alarms:
        alarm.acknowledged_at, alarm.acknowledged_by = moment, user
        alarm.remind_at = None
    _write(alarms, "acknowledged", by)
    Reminder.objects.filter(alarm__in=alarms, seen_at=None).update(seen_at=moment)
    return [alarm.pk for alarm in alarms]


@transaction.atomic
def take_back(alarm_ids: Collection[int], *, user: User, by: Actor) -> list[int]:
    """He has not seen to them after all: his own acknowledgements only. Returns the rows that this changed."""
    alarms = _locked(alarm_ids, acknowledged_by=user)
    desks, waits = Desks([one.rule.queue_id if one.rule else None for one in alarms]), steps()
    for alarm in alarms:
        alarm.acknowledged_at = alarm.acknowledged_by = None
        if alarm.active:
            remind(alarm, desks, waits, now())
    _write(alarms, "reopened", by)
    return [alarm.pk for alarm in alarms]


def _locked(alarm_ids: Collection[int], **which: object) -> list[Alarm]:
    mine = Alarm.objects.select_for_update(of=("self",)).filter(pk__in=alarm_ids, over_at=None)
    found = mine.filter(**which).select_related("asset", "rule").defer("asset__terms")
    return list(found.order_by("asset", "fault"))


def _write(alarms: list[Alarm], what: str, by: Actor) -> None:
    keep(alarms)
    moment, back = now(), what == "reopened"
    keep_history([change_of(one, what, by, moment) for one in alarms])
    facts = [
        AlarmAcknowledged(alarm_id=one.pk, asset=one.asset_id, taken_back=back) for one in alarms
    ]
    record_many([fact_of(one, fact, by) for one, fact in zip(alarms, facts, strict=True)])
