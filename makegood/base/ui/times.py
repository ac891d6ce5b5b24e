"""Times as people say them: "12 min late", "1:12 left", "today 15:00", "Tue 17 Feb"; in the viewer's zone."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.dateformat import format as django_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

SOON = timedelta(hours=2)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEKDAYS = (
    pgettext_lazy("weekday, short", "Mon"),
    pgettext_lazy("weekday, short", "Tue"),
    pgettext_lazy("weekday, short", "Wed"),
    pgettext_lazy("weekday, short", "Thu"),
    pgettext_lazy("weekday, short", "Fri"),
    pgettext_lazy("weekday, short", "Sat"),
    pgettext_lazy("weekday, short", "Sun"),
)


def risk_of(due: datetime, moment: datetime) -> str:
    """late, soon or ok."""
    if due <= moment:
        return "late"
    return "soon" if due - moment < SOON else "ok"


def left(due: datetime, moment: datetime) -> str:
    """For the edge of a row: "12 min late", "1:12 left", "17:30", "Mon", "26 Feb"."""
    if due < moment + MINUTE:
        return late_by(moment - due)
    if due - moment < SOON:
        return _("%(time)s left") % {"time": _hours_minutes(due - moment)}
    here, today = localtime(due), localtime(moment).date()
    if here.date() == today:
        return clock(due)
    if here.date() - today < timedelta(days=7):
        return str(WEEKDAYS[here.weekday()])
    return day_month(here.date(), today)


def left_long(due: datetime, moment: datetime) -> str:
    """For the promise strip: "1 h 12 min left", "12 min late", "3 days left"."""
    if due < moment + MINUTE:
        return late_by(moment - due)
    rest = due - moment
    if rest >= 2 * DAY:
        return ngettext("%(n)s day left", "%(n)s days left", rest.days) % {"n": rest.days}
    hours, minutes = divmod(_minutes(rest), 60)
    if hours >= 24:
        return _("%(d)s d %(h)s h left") % {"d": hours // 24, "h": hours % 24}
    if not hours:
        return _("%(n)s min left") % {"n": minutes}
    return _("%(h)s h %(m)s min left") % {"h": hours, "m": minutes}


def late_by(past: timedelta) -> str:
    """ "12 min late", "3 h late", "2 days late"."""
    minutes = _minutes(past)
    if minutes < 1:
        return _("due now")
    if minutes < 60:
        return _("%(n)s min late") % {"n": minutes}
    if past < DAY:
        return _("%(n)s h late") % {"n": minutes // 60}
    return ngettext("%(n)s day late", "%(n)s days late", past.days) % {"n": past.days}


def by_when(at: datetime, moment: datetime) -> str:
    """A moment to come or gone by: "today 15:00", "tomorrow 09:00", "Mon 15:00", "26 Feb 15:00"."""
    here, today = localtime(at), localtime(moment).date()
    return _day_and_time(here.date(), here.strftime("%H:%M"), today, get_language())


@lru_cache(maxsize=5000)  # a page says it of every message
def _day_and_time(day: date, time: str, today: date, _language: str | None) -> str:
    days = (day - today).days
    if days == 0:
        named = _("today")
    elif days == 1:
        named = _("tomorrow")
    elif days == -1:
        named = _("yesterday")
    else:
        named = str(WEEKDAYS[day.weekday()]) if 1 < days < 7 else day_month(day, today)
    return _("%(day)s %(time)s") % {"day": named, "time": time}


def said_at(at: datetime, moment: datetime) -> str:
    """When something was said: "13:44" today, else with its day."""
    same_day = localtime(at).date() == localtime(moment).date()
    return clock(at) if same_day else by_when(at, moment)


def day_label(at: datetime, moment: datetime) -> str:
    """The divider between days: "Today", "Yesterday", "Tue 17 Feb"."""
    here, today = localtime(at).date(), localtime(moment).date()
    if here == today:
        return pgettext("divider between days", "Today")
    if here == today - DAY:
        return pgettext("divider between days", "Yesterday")
    parts = {"weekday": WEEKDAYS[here.weekday()], "date": day_month(here, today)}
    return _("%(weekday)s %(date)s") % parts


def age(past: timedelta) -> str:
    """How long something has been lying: "0.3 s", "14 min", "2 h", "3 d"."""
    seconds = max(past.total_seconds(), 0)
    if seconds < 10:
        return _("%(n)s s") % {"n": f"{seconds:.1f}"}
    for limit, size, words in (
        (60, 1, _("%(n)s s")),
        (3600, 60, _("%(n)s min")),
        (86400, 3600, _("%(n)s h")),
    ):
        if seconds < limit:
            return words % {"n": int(seconds // size)}
    return _("%(n)s d") % {"n": int(seconds // 86400)}


def clock(at: datetime) -> str:
    """ "09:05", in the viewer's zone."""
    return localtime(at).strftime("%H:%M")


def day_month(day: date, today: date) -> str:
    """ "26 Feb"; with its year when that is not this year."""
    if day.year == today.year:
        return django_format(day, pgettext("date format, as in 26 Feb", "j M"))
    return django_format(day, pgettext("date format, as in 26 Feb 2026", "j M Y"))


def _minutes(span: timedelta) -> int:
    return max(int(span.total_seconds() // 60), 0)


def _hours_minutes(span: timedelta) -> str:
    hours, minutes = divmod(_minutes(span), 60)
    return f"{hours}:{minutes:02d}"
