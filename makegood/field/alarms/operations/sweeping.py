"""What becomes true as time passes: trouble that has lasted, silence, quiet, calm, the end of planned work, and
alarms that are over. Each sweep takes what is due and leaves to another worker what he has in hand."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Coalesce

from makegood.base.journal.log import record_many
from makegood.care.cases.models import Case, Closure
from makegood.field.alarms.events import AlarmFlaps
from makegood.field.alarms.models import Alarm, Change, Window
from makegood.field.alarms.operations.floods import end_floods
from makegood.field.alarms.operations.taking import write
from makegood.field.alarms.operations.telling import (
    FLAP_MINUTES,
    change_of,
    fact_of,
    keep,
    keep_history,
    tell,
)
from makegood.field.alarms.operations.watching import due_words
from makegood.field.alarms.rules.folding import Word
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now

AT_ONCE = 500
SETTLED = timedelta(minutes=10)  # a fault that comes back within this is the same alarm
UNSEEN = timedelta(days=7)  # cleared alarms that nobody looked at leave the board


def time_passes() -> int:
    """All of it, in order; how much was done."""
    return watches() + quiet() + calm() + windows_end() + come_back() + over()


@transaction.atomic
def watches() -> int:
    """Trouble that has lasted long enough, devices that have been silent for too long."""
    return len(write(due_words()))


@transaction.atomic
def quiet() -> int:
    """Alarms whose rule ends them after a time without a further word."""
    moment = now()
    due = Alarm.objects.filter(over_at=None, active=True, quiet_at__lte=moment)
    mine = due.select_for_update(skip_locked=True, of=("self",)).order_by("asset", "fault")
    words = [_ends(alarm, moment) for alarm in mine[:AT_ONCE]]
    return len(write(words))


def _ends(alarm: Alarm, moment: datetime) -> Word:
    """The word that the device does not say."""
    return Word(
        asset_id=alarm.asset_id,
        fault=alarm.fault,
        code=alarm.code,
        active=False,
        severity=0,
        at=max(moment, alarm.state_at),
        came_at=moment,
        rule_id=alarm.rule_id or 0,
        times=0,
    )


@transaction.atomic
def calm() -> int:
    """Alarms that came and went and have stayed as they are for the minutes of their rule: held no longer."""
    moment = now()
    minutes = Coalesce(F("rule__flap_minutes"), FLAP_MINUTES)
    held = ExpressionWrapper(minutes * Value(timedelta(minutes=1)), DurationField())
    until = ExpressionWrapper(F("flapping_at") + held, DateTimeField())
    found = Alarm.objects.filter(flapping_at__isnull=False).alias(until=until)
    found = found.filter(until__lte=moment)
    mine = found.select_for_update(skip_locked=True, of=("self",)).select_related("rule", "asset")
    alarms = list(mine.order_by("asset", "fault")[:AT_ONCE])
    if not alarms:
        return 0
    for alarm in alarms:
        alarm.flapping_at, alarm.flips = None, 0
    keep(alarms)
    keep_history([change_of(one, "calm", SYSTEM, moment) for one in alarms])
    facts = [
        fact_of(one, AlarmFlaps(alarm_id=one.pk, asset=one.asset_id, calm=True), SYSTEM)
        for one in alarms
    ]
    record_many(facts)
    tell({one.pk: 0 for one in alarms})
    return len(alarms)


@transaction.atomic
def windows_end() -> int:
    """What came while work was planned and is still there when that is over calls somebody now."""
    moment = now()
    lasting = Window.objects.filter(begins__lte=moment, ends__gt=moment).filter(
        Q(asset=OuterRef("asset")) | Q(site=OuterRef("asset__site"))
    )
    found = Alarm.objects.filter(over_at=None, planned=True, told_active=False)
    held = found.filter(~Exists(lasting))
    mine = held.select_for_update(skip_locked=True, of=("self",)).order_by("asset", "fault")
    alarms = list(mine[:AT_ONCE])
    gone = [one.pk for one in alarms if not one.active]
    Alarm.objects.filter(pk__in=gone).update(planned=False, over_at=moment)
    tell({one.pk: 0 for one in alarms if one.active})
    return len(alarms)


@transaction.atomic
def come_back() -> int:
    """Alarms whose case was closed and whose device has reported them again since: they are somebody's again."""
    moment = now()
    closed = Closure.objects.filter(
        case=OuterRef("case"), reopened_at=None, at__lt=OuterRef("heard_at")
    )
    found = Alarm.objects.filter(over_at=None, active=True, wanted_at=None, planned=False)
    again = found.filter(Exists(closed), case__status=Case.Status.CLOSED)
    mine = again.select_for_update(skip_locked=True, of=("self",)).select_related("asset")
    alarms = list(mine.order_by("asset", "fault")[:AT_ONCE])
    for alarm in alarms:
        alarm.case, alarm.flood, alarm.wanted_at = None, None, moment
        alarm.acknowledged_at = alarm.acknowledged_by = None
    fields = ["case", "flood", "wanted_at", "acknowledged_at", "acknowledged_by"]
    Alarm.objects.bulk_update(alarms, fields)
    Change.objects.bulk_create([change_of(one, "wanted", SYSTEM, moment) for one in alarms])
    return len(alarms)


@transaction.atomic
def over() -> int:
    """Cleared alarms that were seen to, or whose case has an owner, or that nobody looked at for a week: what
    comes after that is another alarm."""
    moment = now()
    settled = Alarm.objects.filter(over_at=None, active=False, told_active=False, planned=False)
    settled = settled.filter(cleared_at__lte=moment - SETTLED, heard_at__lte=moment - SETTLED)
    settled = settled.filter(flapping_at=None)
    seen = Q(acknowledged_at__isnull=False) | (
        Q(case__isnull=False) & ~Q(case__status=Case.Status.OPEN)
    )
    seen |= Q(cleared_at__lte=moment - UNSEEN, heard_at__lte=moment - UNSEEN)
    mine = settled.filter(seen).select_for_update(skip_locked=True, of=("self",))
    ids = [one.pk for one in mine.order_by("asset", "fault")[:AT_ONCE]]
    Alarm.objects.filter(pk__in=ids).update(over_at=moment, remind_at=None, wanted_at=None)
    return len(ids)


def floods_end() -> int:
    """Floods that have passed."""
    return end_floods(now())


def untold() -> int:
    """Alarms whose change nobody was told of, whatever kept it (a safety net: telling is part of taking)."""
    with transaction.atomic():
        found = Alarm.objects.filter(over_at=None, flapping_at=None, planned=False)
        late = found.exclude(active=F("told_active")).filter(
            heard_at__lt=now() - timedelta(minutes=1)
        )
        mine = late.select_for_update(skip_locked=True, of=("self",)).order_by("asset", "fault")
        return tell({one.pk: 0 for one in mine[:AT_ONCE]})
