"""The life of a device as one line: who had it, its parts, what we changed, its cases, and what others add."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.journal.models import Entry
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.queries import visible
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset, Fitted, Ownership
from makegood.records.assets.ports import Line, lives
from makegood.web.contacts.place import seen_among
from makegood.web.devices.lived import alarms_of, care_of

MOST = 120
TOLD = (
    "assets.heard",
    "assets.claimed",
    "assets.retired",
    "assets.usage_settled",
    "assets.changed",
)


@dataclass(frozen=True)
class Year:
    """Lines of one year, the newest first."""

    label: str
    lines: list[Line]


def kinds() -> dict[str, str]:
    """What can be asked for, and how it is called."""
    own = {"owner": _("Who has it"), "part": _("Parts"), "case": _("Cases"), "change": _("Changes")}
    own |= {"alarm": _("Alarms"), "care": _("Services and recalls")}
    return own | {kind: str(label) for kind, (label, _read) in lives().items()}


def life_of(asset: Asset, who: Principal, *, kind: str = "") -> list[Year]:
    """Everything that happened to it, at most 120 of each kind (one statement for each)."""
    readers = {"owner": _owners, "part": _parts, "case": _cases, "change": _changes}
    readers |= {"alarm": alarms_of, "care": care_of}
    lines: list[Line] = []
    for name, read in readers.items():
        if kind in ("", name):
            lines += read(asset, who)
    for name, (_label, foreign) in lives().items():
        if kind in ("", name):
            lines += foreign(asset.pk, who, MOST)
    lines.sort(key=lambda line: line.at, reverse=True)
    years = groupby(lines, key=lambda line: localtime(line.at).year)
    return [Year(str(year), list(those)) for year, those in years]


def _owners(asset: Asset, who: Principal) -> list[Line]:
    rows = Ownership.objects.filter(asset=asset).select_related("contact", "company")
    owners = list(rows.order_by("-since")[:MOST])
    seen = seen_among(who, {one.contact_id for one in owners if one.contact_id})
    lines = []
    for one in owners:
        name, url = _("a customer"), ""
        if one.company is not None:
            name = one.company.name
        elif one.contact is not None and one.contact_id in seen:
            name, url = str(one.contact), reverse("web:contact", args=[one.contact_id])
        said = _("%(name)s has it") if one.until is None else _("%(name)s had it from here")
        lines.append(Line(one.since, "owner", "user", _why(said % {"name": name}, one.why), url))
        if one.until is not None:
            gone = _("It left %(name)s") % {"name": name}
            lines.append(Line(one.until, "owner", "out", gone, url))
    return lines


def _why(text: str, why: str) -> str:
    return f"{text} · {why}" if why else text


def _parts(asset: Asset, _who: Principal) -> list[Line]:
    fitted = Fitted.objects.filter(asset=asset).select_related("part").order_by("-at")[:MOST]
    lines = []
    for one in fitted:
        name = f"{in_language(one.part.names, html_lang()) or one.part.number} {one.serial}".strip()
        lines.append(
            Line(one.at, "part", "wrench", _why(_("%(part)s built in") % {"part": name}, one.why))
        )
        if one.removed_at is not None:
            gone = _("%(part)s taken out") % {"part": name}
            lines.append(Line(one.removed_at, "part", "wrench", gone))
    return lines


def _cases(asset: Asset, who: Principal) -> list[Line]:
    """Cases that the viewer may see; of others only that there was one."""
    seen = visible(who).filter(asset=asset).only("subject", "status", "opened_at").order_by("-pk")
    return [
        Line(
            case.opened_at, "case", "inbox", f"{case.number} {case.subject}",
            reverse("web:case", args=[case.pk]), "" if case.status == "closed" else "soon",
        )
        for case in seen[:MOST]
    ]  # fmt: skip


def _changes(asset: Asset, _who: Principal) -> list[Line]:
    entries = Entry.objects.filter(subject=asset.topic, kind__in=TOLD).order_by("-id")[:MOST]
    words = {
        "assets.heard": _("It spoke to us for the first time"),
        "assets.claimed": _("It was entered"),
        "assets.retired": _("It went out of use"),
        "assets.usage_settled": _("A doubted reading was said to be right"),
        "assets.changed": _("What we know of it was changed"),
    }
    lines = [Line(one.at, "change", "pen", words[one.kind]) for one in entries]
    for at, text in _dates(asset):
        lines.append(Line(at, "change", "calendar", text, whole_day=True))
    return lines


def _dates(asset: Asset) -> list[tuple[datetime, str]]:
    noon = datetime(2000, 1, 1, 12, tzinfo=asset.made_at.tzinfo)
    told = ((asset.bought_on, _("Bought")), (asset.installed_on, _("Installed")))
    return [
        (noon.replace(year=day.year, month=day.month, day=day.day), text)
        for day, text in told
        if day is not None
    ]
