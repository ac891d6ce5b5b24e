"""Alarms and cases: which wait for one, which belong to one, and which one of us takes out of one again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record_many
from makegood.care.cases.models import Case
from makegood.field.alarms.events import AlarmJoined, AlarmWanted
from makegood.field.alarms.models import Alarm, Change, Flood
from makegood.field.alarms.operations.telling import change_of, fact_of
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused


class NotNow(Refused):
    """The alarm is over, or is in a case already."""


def claim(alarm_id: int) -> Alarm | None:
    """An alarm that wants a case, locked; None when another worker has it in hand, or it has one."""
    due = Alarm.objects.filter(pk=alarm_id, wanted_at__lte=now(), over_at=None)
    mine = due.select_for_update(skip_locked=True, of=("self",))
    found = mine.select_related(
        "rule__queue__team", "asset__product", "asset__site__contact", "asset__owner"
    )
    return found.defer("asset__terms", "asset__owner__terms").first()


def claim_flood(flood_id: int) -> Flood | None:
    """A flood without a case, locked; None when another worker has it in hand, or it has one."""
    mine = Flood.objects.select_for_update(skip_locked=True, of=("self",)).select_related("site")
    return mine.filter(pk=flood_id, case=None, ended_at=None).first()


@transaction.atomic
def join_floods(*, by: Actor) -> int:
    """Further alarms of floods that have a case belong to it, one that ended just now too; how many."""
    new = Alarm.objects.filter(
        over_at=None, case=None, alone=False, flood__isnull=False, flood__case__isnull=False
    )
    mine = new.select_for_update(skip_locked=True, of=("self",))
    found = mine.select_related("asset", "flood__case").order_by("asset", "fault")
    pairs = [(one, one.flood.case) for one in found[:500] if one.flood and one.flood.case]
    join(pairs, by=by)
    return len(pairs)


@transaction.atomic
def want(alarm: Alarm, *, by: Actor) -> Alarm:
    """One of us wants a case for it. Twice is once. Raises NotNow."""
    found = Alarm.objects.select_for_update(of=("self",)).select_related("asset").get(pk=alarm.pk)
    if found.case_id is not None or found.wanted_at is not None:
        return found
    if found.over_at is not None:
        raise NotNow(_("This alarm is over. Open a case by hand if one is needed."))
    found.wanted_at, found.path = now(), "case"
    found.save(update_fields=["wanted_at", "path"])
    Change.objects.bulk_create([change_of(found, "wanted", by, now())])
    event = AlarmWanted(alarm_id=found.pk, asset=found.asset_id)
    record_many([fact_of(found, event, by)])
    return found


def hold_flood(flood: Flood) -> list[Alarm]:
    """The alarms of a flood that are not over, the first on top; locked in the one order (asset, fault)."""
    mine = Alarm.objects.select_for_update(of=("self",)).filter(flood=flood, over_at=None)
    mine = mine.select_related("rule__queue", "asset__product", "asset__site", "asset__owner")
    held = list(mine.order_by("asset", "fault"))
    return sorted(held, key=lambda one: (one.raised_at, one.pk))


def join(pairs: Sequence[tuple[Alarm, Case]], *, by: Actor) -> None:
    """These alarms belong to these cases from now. The caller holds their locks."""
    if not pairs:
        return
    moment = now()
    for alarm, case in pairs:
        alarm.case, alarm.wanted_at = case, None
    alarms = [alarm for alarm, _case in pairs]
    Alarm.objects.bulk_update(alarms, ["case", "wanted_at"], batch_size=500)
    Change.objects.bulk_create([change_of(one, "joined", by, moment) for one in alarms])
    record_many(
        [
            fact_of(a, AlarmJoined(alarm_id=a.pk, asset=a.asset_id, case_id=a.case_id or 0), by)
            for a in alarms
        ]
    )


@transaction.atomic
def take_out(alarm: Alarm, *, by: Actor) -> Alarm:
    """It is another trouble than the rest of its case: it gets one of its own. Raises NotNow for one alone, or
    that is over."""
    found = Alarm.objects.select_for_update(of=("self",)).select_related("asset", "rule")
    mine = found.get(pk=alarm.pk)
    others = Alarm.objects.filter(case=mine.case_id).exclude(pk=mine.pk)
    if mine.case_id is None or mine.over_at is not None or not others.exists():
        raise NotNow(_("It is the only alarm of its case, or it is over."))
    mine.flood = None
    _leave([mine], by=by)
    return mine


def settle_flood(flood: Flood, case: Case) -> None:
    """The case in which the whole flood is seen to."""
    Flood.objects.filter(pk=flood.pk).update(case=case)


@transaction.atomic
def one_case_each(flood: Flood, *, by: Actor) -> int:
    """One of us wants each customer of a flood to have his own case; how many alarms wait for one now."""
    mine = Alarm.objects.select_for_update(of=("self",)).filter(flood=flood, over_at=None)
    found = mine.select_related("asset", "rule").order_by("asset", "fault")
    alarms = list(found.filter(case=flood.case_id))
    _leave(alarms, by=by)
    return len(alarms)


def _leave(alarms: Sequence[Alarm], *, by: Actor) -> None:
    """These alarms belong to no case from now, and want one of their own. The caller holds their locks."""
    told = [
        fact_of(a, AlarmJoined(alarm_id=a.pk, asset=a.asset_id, case_id=a.case_id, left=True), by)
        for a in alarms
        if a.case_id is not None
    ]
    record_many(told)
    moment = now()
    Change.objects.bulk_create([change_of(one, "left", by, moment) for one in alarms])
    for alarm in alarms:
        alarm.case, alarm.wanted_at, alarm.alone = None, moment, True
    Alarm.objects.bulk_update(alarms, ["case", "flood", "wanted_at", "alone"], batch_size=500)
