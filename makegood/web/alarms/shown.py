"""An alarm as pages draw it: what, where, how grave, since when, what is done about it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.base.ui.preferences import html_lang
from makegood.field.alarms.models import Alarm, Severity
from makegood.field.alarms.queries import said
from makegood.records.entitlements.queries.wording import product_name

TONES = {5: "late", 4: "soon", 3: "wait", 2: "wait", 1: "wait"}
ICONS = {5: "late", 4: "soon", 3: "alert", 2: "alert", 1: "info"}


@dataclass(frozen=True)
class Row:
    """One alarm. `state`: new, seen, gone, planned. `asks`: a case is proposed, one press opens it."""

    pk: int
    what: str
    code: str
    grave: str
    tone: str
    icon: str
    device: str
    serial: str
    place: str
    whose: str
    count: int
    since: datetime
    last: datetime
    state: str
    flaps: bool
    asks: bool
    case_pk: int | None
    case_number: str
    opens: bool
    owner: str
    by: str
    url: str
    asset: int


def row_of(alarm: Alarm, *, seen: Collection[int] = (), opens: Collection[int] = ()) -> Row:
    """What a list shows of an alarm whose device, rule and case are at hand. `seen`: whom the viewer may see;
    `opens`: the cases that he may open, of others he reads no more than the number."""
    language, asset = html_lang(), alarm.asset
    what, level = said(alarm, language), alarm.severity
    whom = (asset.owner if asset.owner_id in seen else None) or asset.company
    place, whose = asset.site.name if asset.site else "", str(whom) if whom else ""
    return Row(
        pk=alarm.pk,
        what=what,
        code=alarm.code if alarm.code.casefold() not in what.casefold() else "",
        grave=str(Severity(level).label),
        tone=TONES[level],
        icon=ICONS[level],
        device=product_name(asset, language),
        serial=asset.serial,
        place=place if place != whose else "",
        whose=whose,
        count=alarm.count,
        since=alarm.first_at,
        last=alarm.last_at,
        state=state_of(alarm),
        flaps=alarm.flapping_at is not None,
        asks=alarm.path == "ask" and alarm.case_id is None and alarm.wanted_at is None,
        case_pk=alarm.case_id,
        case_number=alarm.case.number if alarm.case else "",
        opens=alarm.case_id in opens,
        owner=str(alarm.case.owner or "") if alarm.case and alarm.case_id in opens else "",
        by=str(alarm.acknowledged_by or ""),
        url=reverse("alarms:alarm", args=[alarm.pk]),
        asset=alarm.asset_id,
    )


def state_of(alarm: Alarm) -> str:
    """Where it stands on the board."""
    if alarm.over_at is not None:
        return "over"
    if alarm.planned and not alarm.told_active:
        return "planned"
    if not alarm.active and alarm.flapping_at is None:
        return "gone"
    return "seen" if alarm.acknowledged_at else "new"


def times_said(count: int) -> str:
    """ "402 times"."""
    return ngettext("%(n)s time", "%(n)s times", count) % {"n": count}


def state_said(row: Row) -> str:
    """Its state in words."""
    words = {
        "new": _("Nobody has seen it"),
        "seen": _("%(name)s has seen it"),
        "gone": _("Cleared by itself"),
        "planned": _("While work is planned"),
        "over": _("Over"),
    }
    return words[row.state] % {"name": row.by} if row.state == "seen" else words[row.state]
