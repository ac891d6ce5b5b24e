"""What changed is told: into the history of the alarm and the journal, with what follows from it. While an alarm
comes and goes, or work is planned there, others are told nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from makegood.base.database import columns, run, table
from makegood.base.journal.log import Fact, record_many
from makegood.field.alarms.events import AlarmCleared, AlarmFlaps, AlarmRaised, AlarmRose
from makegood.field.alarms.models import Alarm, Change
from makegood.field.alarms.operations.floods import gather
from makegood.field.alarms.queries.rulebook import Desks, Steps, planned_of, steps
from makegood.field.alarms.rules.grave import ASK, CASE, usual_path
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.events import Event
from makegood.records.assets.models import Asset

Flips: TypeAlias = int
FLAP_CHANGES, FLAP_MINUTES = 6, 10

# One statement for any number: an alarm each with its own place in a statement costs forty times as much.
WRITE = """
UPDATE alarms_alarm a SET told_active = g.told_active, told_severity = g.told_severity, flips = g.flips,
  flips_since = g.flips_since, flapping_at = g.flapping_at, planned = g.planned, path = g.path,
  wanted_at = g.wanted_at, raised_at = g.raised_at, acknowledged_at = g.acknowledged_at,
  acknowledged_by_id = g.acknowledged_by_id, remind_at = g.remind_at, remind_step = g.remind_step, flood_id = g.flood_id
FROM json_to_recordset(%s::json) AS g(id bigint, told_active bool, told_severity smallint, flips int,
  flips_since timestamptz, flapping_at timestamptz, planned bool, path text, wanted_at timestamptz,
  raised_at timestamptz, acknowledged_at timestamptz, acknowledged_by_id bigint, remind_at timestamptz,
  remind_step smallint, flood_id bigint) WHERE a.id = g.id
"""
WRITTEN = [
    "id",
    "told_active",
    "told_severity",
    "flips",
    "flips_since",
    "flapping_at",
    "planned",
    "path",
    "wanted_at",
    "raised_at",
    "acknowledged_at",
    "acknowledged_by_id",
    "remind_at",
    "remind_step",
    "flood_id",
]


NEEDED = (
    *WRITTEN,
    "asset",
    "fault",
    "rule",
    "severity",
    "active",
    "state_at",
    "case",
    "alone",
    "asset__product",
    "asset__site",
    "asset__owner",
    "asset__state",
    "rule__queue",
    "rule__then",
    "rule__flap_minutes",
    "rule__flap_changes",
)
HISTORY = """
INSERT INTO alarms_change (alarm_id, what, severity, at, by)
SELECT alarm, what, severity, at, by FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::timestamptz[], %s::text[])
  WITH ORDINALITY AS g(alarm, what, severity, at, by, n) ORDER BY n
"""


def keep(alarms: Iterable[Alarm]) -> None:
    """Write what was told of alarms, held by the caller, and what follows (one statement)."""
    run(WRITE, [table({name: getattr(one, name) for name in WRITTEN} for one in alarms)])


def keep_history(changes: Iterable[Change]) -> None:
    """Write what happened, in its order (one statement)."""
    run(HISTORY, columns([(c.alarm_id, c.what, c.severity, c.at, c.by) for c in changes], 5))


def tell(changed: Mapping[int, Flips]) -> int:
    """Tell of alarms that the caller has just written (and so holds), with how often each changed; how many were
    told of."""
    if not changed:
        return 0
    found = Alarm.objects.filter(pk__in=changed).select_related("rule", "asset")
    alarms = list(found.only(*NEEDED).order_by("asset", "fault"))
    return _Telling(alarms).run(changed)


class _Telling:
    """One round of telling: what is known once for all of them, and what is to be written."""

    def __init__(self, alarms: Sequence[Alarm]) -> None:
        self.alarms, self.moment = alarms, now()
        self.planned = planned_of([one.asset for one in alarms], self.moment)
        self.raised: list[Alarm] = []
        self.changes: list[Change] = []
        self.facts: list[Fact] = []

    def run(self, flips: Mapping[int, Flips]) -> int:
        for alarm in self.alarms:
            if flips.get(alarm.pk):
                self._flip(alarm, flips[alarm.pk])
            self._tell_one(alarm)
        if self.raised:
            self._follow(self.raised)
        keep(self.alarms)
        keep_history(self.changes)
        record_many(self.facts)
        return len(self.facts)

    def _flip(self, alarm: Alarm, flips: int) -> None:
        minutes = alarm.rule.flap_minutes if alarm.rule else FLAP_MINUTES
        most = alarm.rule.flap_changes if alarm.rule else FLAP_CHANGES
        begins = alarm.flips_since
        if begins is None or alarm.state_at - begins > timedelta(minutes=minutes):
            alarm.flips, alarm.flips_since = 0, alarm.state_at
        alarm.flips += flips
        if alarm.flips >= most:
            if alarm.flapping_at is None:
                self._say(
                    alarm, "flaps", AlarmFlaps(alarm_id=alarm.pk, asset=alarm.asset_id), SYSTEM
                )
            alarm.flapping_at = self.moment

    def _tell_one(self, alarm: Alarm) -> None:
        """One of raised, graver or less, cleared; nothing while it is held."""
        there = alarm.active or alarm.flapping_at is not None
        if not alarm.told_active and alarm.asset_id in self.planned:
            alarm.planned = True
            return
        if there and not alarm.told_active:
            self._raise(alarm)
        elif there and alarm.severity != alarm.told_severity:
            self._weigh(alarm)
        elif not there and alarm.told_active:
            self._clear(alarm)
        elif not there and not alarm.told_severity:  # it came and went in one batch
            self._raise(alarm)
            self._clear(alarm)

    def _raise(self, alarm: Alarm) -> None:
        again = alarm.told_severity > 0
        alarm.told_active, alarm.told_severity = True, alarm.severity
        alarm.planned, alarm.raised_at = False, self.moment
        alarm.acknowledged_at = alarm.acknowledged_by = None
        event = AlarmRaised(
            alarm_id=alarm.pk, asset=alarm.asset_id, severity=alarm.severity, again=again
        )
        self._say(alarm, "raised", event, SYSTEM)
        self.raised.append(alarm)

    def _weigh(self, alarm: Alarm) -> None:
        before, alarm.told_severity = alarm.told_severity, alarm.severity
        graver = alarm.severity > before
        event = AlarmRose(
            alarm_id=alarm.pk, asset=alarm.asset_id, severity=alarm.severity, before=before
        )
        self._say(alarm, "rose" if graver else "fell", event, SYSTEM)
        if graver:  # who saw it did not see this
            alarm.acknowledged_at = alarm.acknowledged_by = None
            self.raised.append(alarm)

    def _clear(self, alarm: Alarm) -> None:
        alarm.told_active, alarm.remind_at = False, None
        alarm.wanted_at = None if alarm.case_id is None else alarm.wanted_at
        event = AlarmCleared(alarm_id=alarm.pk, asset=alarm.asset_id)
        self._say(alarm, "cleared", event, SYSTEM)

    def _follow(self, alarms: Sequence[Alarm]) -> None:
        """What follows from a new or graver alarm: a case, or a question to a person; who is reminded, when."""
        desks = Desks([one.rule.queue_id if one.rule else None for one in alarms])
        waits = steps()
        for alarm in alarms:
            if not alarm.told_active:
                continue  # it has gone again
            if alarm.case_id is None:
                alarm.path = _path(alarm)
                alarm.wanted_at = self.moment if alarm.path == CASE else None
            remind(alarm, desks, waits, self.moment)
        gather([one for one in alarms if one.told_active], self.moment)

    def _say(self, alarm: Alarm, what: str, event: Event, by: Actor) -> None:
        self.changes.append(change_of(alarm, what, by, self.moment))
        self.facts.append(fact_of(alarm, event, by))


def _path(alarm: Alarm) -> str:
    wanted = (alarm.rule.then if alarm.rule else "") or usual_path(alarm.severity)
    if wanted == CASE and alarm.asset.state not in (Asset.State.USED, Asset.State.STORED):
        return ASK  # nobody's device: one of us looks first
    return wanted


def remind(alarm: Alarm, desks: Desks, waits: Steps, moment: datetime) -> None:
    """Say when somebody is reminded of it, if nobody has acknowledged it by then."""
    hours = desks.hours_for(alarm.rule.queue_id if alarm.rule else None)
    step, at = waits.first(alarm.severity, moment, hours)
    alarm.remind_step, alarm.remind_at = step, at


def change_of(alarm: Alarm, what: str, by: Actor, at: datetime) -> Change:
    """A row of its history."""
    return Change(alarm_id=alarm.pk, what=what, severity=alarm.severity, at=at, by=str(by))


def fact_of(alarm: Alarm, event: Event, by: Actor) -> Fact:
    """What the journal is told of it."""
    return Fact(
        event=event,
        subject=alarm.topic,
        by=by,
        case=alarm.case_id,
        customer=alarm.asset.owner_id,
    )
