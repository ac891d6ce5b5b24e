"""An invitation in a message, as the card that staff see: times in the reader's own zone."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone, get_current_timezone_name, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.ui.times import by_when, clock, day_month
from makegood.base.ui.zones import zone_name
from makegood.kernel.clock import now

MARK = "meeting:"
SAYS: dict[str, str | Promise] = {
    "REQUEST": gettext_lazy("Invitation"),
    "PUBLISH": gettext_lazy("Appointment"),
    "ADD": gettext_lazy("Invitation"),
    "CANCEL": gettext_lazy("Cancelled"),
    "COUNTER": gettext_lazy("Proposes another time"),
    "DECLINECOUNTER": gettext_lazy("Stays with the old time"),
    "REPLY": gettext_lazy("Answer to an invitation"),
}
ANSWERS: dict[str, str | Promise] = {
    "accepted": gettext_lazy("Comes"),
    "declined": gettext_lazy("Does not come"),
    "tentative": gettext_lazy("Comes perhaps"),
}
REPEATS: dict[str, str | Promise] = {
    "daily": gettext_lazy("every day"),
    "weekly": gettext_lazy("every week"),
    "monthly": gettext_lazy("every month"),
    "yearly": gettext_lazy("every year"),
}


@dataclass(frozen=True)
class Meeting:
    """One card."""

    says: str
    what: str
    when: str
    where: str
    organiser: str
    gone: bool


def meeting_of(marks: Iterable[str]) -> Meeting | None:
    """The card of a message; None for one that invites to nothing."""
    found = next((mark for mark in marks if mark.startswith(MARK)), None)
    if found is None:
        return None
    try:
        told: dict[str, str] = json.loads(found.removeprefix(MARK))
    except ValueError:
        return None
    says = ANSWERS.get(told.get("answer", "")) or SAYS.get(told.get("method", "REQUEST"), "")
    return Meeting(
        says=str(says or SAYS["REQUEST"]),
        what=told.get("what", ""),
        when=_when(told.get("start", ""), told.get("end", ""), told.get("repeats", "")),
        where=told.get("where", ""),
        organiser=told.get("organiser", ""),
        gone=told.get("method") == "CANCEL",
    )


def _when(start: str, end: str, repeats: str) -> str:
    """ "Mon 10:00 to 11:00 (Asia/Shanghai)", with the day where it ends on another; "" without a time."""
    if not start:
        return _("No time is given")
    try:
        said = _days(start, end) if len(start) == 10 else _hours(start, end)
    except ValueError:
        return _("No time is given")
    return f"{said} · {REPEATS[repeats]}" if repeats in REPEATS else said


def _days(start: str, end: str) -> str:
    first, last = date.fromisoformat(start), date.fromisoformat(end or start)
    today = localtime(now()).date()
    if first == last:
        return _("%(day)s, all day") % {"day": day_month(first, today)}
    told = {"first": day_month(first, today), "last": day_month(last, today)}
    return _("%(first)s to %(last)s, all day") % told


def _hours(start: str, end: str) -> str:
    begins, floating = _moment(start)
    ends = _moment(end)[0] if len(end) > 10 else None
    said = by_when(begins, now())
    if ends is not None and ends > begins:
        same = localtime(ends).date() == localtime(begins).date()
        until = clock(ends) if same else by_when(ends, now())
        said = _("%(begin)s to %(end)s") % {"begin": said, "end": until}
    zone = _("by whose clock is not said") if floating else zone_name(get_current_timezone_name())
    return _("%(time)s (%(zone)s)") % {"time": said, "zone": zone}


def _moment(text: str) -> tuple[datetime, bool]:
    """The moment, and whether nobody says by whose clock it is meant: then the reader's is taken."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        return found.replace(tzinfo=get_current_timezone()), True
    return found, False
