from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from makegood.base.ui import times
from makegood.base.ui.zones import zone_name
from makegood.kernel.clock import now

register = template.Library()
register.filter("late_by", times.late_by)
register.filter("zone_name", zone_name)


def _time(at: datetime, text: str, tick: str = "") -> SafeString:
    when, spoken = at.isoformat(timespec="seconds"), times.by_when(at, now())
    if not tick:
        return format_html('<time datetime="{}" title="{}">{}</time>', when, spoken, text)
    return format_html(
        '<time datetime="{}" title="{}" data-tick="{}">{}</time>', when, spoken, tick, text
    )


@register.filter
def risk(due: datetime | None) -> str:
    """late, soon or ok."""
    return times.risk_of(due, now()) if due else "ok"


@register.simple_tag
def left(due: datetime) -> SafeString:
    """The edge of a row: "12 min late", "1:12 left", "17:30", "Mon"; goes on counting in the page."""
    return _time(due, times.left(due, now()), _ticks(due, "short"))


@register.simple_tag
def left_long(due: datetime) -> SafeString:
    """The promise strip: "1 h 12 min left"; goes on counting in the page."""
    return _time(due, times.left_long(due, now()), "long" if abs(due - now()) < times.DAY else "")


@register.simple_tag
def by_when(at: datetime) -> SafeString:
    """ "today 15:00", "26 Feb 09:00"."""
    return _time(at, times.by_when(at, now()))


@register.simple_tag
def said_at(at: datetime) -> SafeString:
    """ "13:44" today, else with its day."""
    return _time(at, times.said_at(at, now()))


@register.simple_tag
def clock(at: datetime) -> SafeString:
    """Only the time of day: for entries under a divider that names the day."""
    return _time(at, times.clock(at))


@register.filter
def day_label(at: datetime) -> str:
    """ "Today", "Yesterday", "Tue 17 Feb"."""
    return times.day_label(at, now())


@register.filter
def age(span: timedelta | float | None) -> str:
    """How long something lies, from a timedelta or seconds."""
    if span is None:
        return "–"
    return times.age(span if isinstance(span, timedelta) else timedelta(seconds=span))


def _ticks(due: datetime, mode: str) -> str:
    near = due - now()
    return mode if -timedelta(hours=1) < near < times.SOON + timedelta(hours=1) else ""
