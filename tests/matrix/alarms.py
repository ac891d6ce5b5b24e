"""A device of ours with an alarm, a rule, planned work, a flood, a reminder; times that a customer is asked about."""

from datetime import timedelta
from typing import Any

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.field.alarms.models import Alarm, Flood, Reminder
from makegood.field.alarms.operations import plan_window, propose_times
from makegood.field.alarms.tests.make import device, hear, product, rule, said
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now


def subjects(case: Case, user: User) -> dict[str, dict[str, Any]]:
    """What the routes of alarms are about."""
    asset = device("ALARMED-1", product=product("alarmed"))
    kept = rule({"on": "code", "codes": ["E-1"]}, product=asset.product, then="ask")
    hear(said(asset, "E-1"))
    alarm = Alarm.objects.get(asset=asset)
    hear(said(asset, "E-2"))
    of_case = Alarm.objects.get(asset=asset, fault="E-2")
    Alarm.objects.filter(pk=of_case.pk).update(case=case, wanted_at=None)
    ends = now() + timedelta(hours=1)
    window = plan_window(asset=asset, begins=now(), ends=ends, why="Seals", by=SYSTEM)
    flood = Flood.objects.create(product=asset.product)
    mine = Reminder.objects.create(alarm=alarm, step=1, person=user)
    begins = now() + timedelta(days=1)
    propose_times(case, times=[(begins, begins + timedelta(hours=1))], tried="A restart", by=SYSTEM)
    return {
        "alarm": {"pk": alarm.pk},
        "alarm_of_a_case": {"pk": of_case.pk},
        "alarm_rule": {"pk": kept.pk},
        "window": {"pk": window.pk},
        "flood": {"pk": flood.pk},
        "reminder": {"pk": mine.pk},
        "alarmed": {"pk": asset.pk},
    }
