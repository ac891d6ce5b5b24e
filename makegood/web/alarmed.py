"""Alarms that nobody has seen, told on top of the work list to who is to see to them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.ui.preferences import html_lang
from makegood.field.alarms.models import Reminder
from makegood.field.alarms.queries import named, reminders_for, said_in_full
from makegood.web.warned import Warned

SHOWN = 20
LEAD = 2


def alarmed(user: User) -> list[Warned]:
    """What he was reminded of and has not noted, each alarm once (two queries)."""
    found: dict[int, Reminder] = {}
    for row in reminders_for(user)[: SHOWN * 2]:
        found.setdefault(row.alarm_id, row)
    shown = list(found.values())[:SHOWN]
    named([row.alarm for row in shown])
    return [_line(row) for row in shown]


def _line(row: Reminder) -> Warned:
    alarm = row.alarm
    told = {"what": said_in_full(alarm, html_lang()), "serial": alarm.asset.serial}
    text = _("Nobody has seen the alarm “%(what)s” of %(serial)s")
    return Warned(
        f"d{row.pk}",
        text % told,
        _("Its owner was reminded and has not acknowledged it") if row.step == LEAD else "",
        "late" if row.step == LEAD else "soon",
        "signal",
        reverse("alarms:alarm", args=[alarm.pk]),
        reverse("alarms:reminder", args=[row.pk]),
    )
