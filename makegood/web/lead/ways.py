"""The ways from figures to their rows, and how figures are said."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.ui.preferences import html_lang
from makegood.care.promises.models import Promise
from makegood.care.promises.rules import Share
from makegood.kernel.clock import now
from makegood.records.people.models import Queue, Team
from makegood.records.people.queries import name_of
from makegood.web.channels import label_of

RANGES = {"today": 1, "week": 7, "quarter": 91}
BREAKDOWNS = ("kind", "team", "queue", "channel", "person")


def since_of(range_: str) -> datetime:
    """Where a range begins: today at midnight of the viewer's zone, or so many days ago."""
    here = localtime(now())
    if range_ == "today":
        return here.replace(hour=0, minute=0, second=0, microsecond=0)
    return here - timedelta(days=RANGES[range_])


def rows_url(**wanted: Any) -> str:
    """The way from a figure to its rows."""
    told = {name: value for name, value in wanted.items() if value not in (None, "")}
    return f"{reverse('web:lead_promises')}?{urlencode(told)}"


def percent(share: Share | None) -> str:
    """ "94.1%", "–" of nothing."""
    return f"{share.share * 100:.1f}%" if share else "–"


def between(share: Share | None) -> str:
    """ "90.9–96.4", in per cent."""
    return f"{share.low * 100:.1f}–{share.high * 100:.1f}" if share else ""


def span(seconds: float) -> str:
    """A wait as people say it: "at once", "7 min", "3 h", "2 d"."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("at once")
    if minutes < 120:
        return _("%(n)s min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)s h") % {"n": round(minutes / 60)}
    return _("%(n)s d") % {"n": round(minutes / 1440)}


def names_of(by: str, keys: Sequence[Any]) -> dict[Any, str]:
    """Groups by their names in the viewer's language (one query at most)."""
    if by == "kind":
        return {key: str(Promise.Kind(key).label) for key in keys}
    if by == "channel":
        return {key: label_of(key) for key in keys}
    if by == "person":
        return dict(User.objects.filter(pk__in=[k for k in keys if k]).values_list("pk", "name"))
    language = html_lang()
    model: Any = Team if by == "team" else Queue
    return {one.pk: name_of(one, language) for one in model.objects.filter(pk__in=keys)}


def by_labels() -> dict[str, str]:
    """The breakdowns, in the viewer's language."""
    return {
        "kind": _("Kind"),
        "team": _("Team"),
        "queue": _("Queue"),
        "channel": _("Channel"),
        "person": _("Person"),
    }
