"""What the palette finds, grouped by why it was found."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal, may
from makegood.base.privacy.rules import hidden
from makegood.desk.search.queries import Hit, look
from makegood.records.assets.queries import Wanted, called, found_devices
from makegood.web.channels import icon_of

SHOWN = 12
DEVICES, LEAST = 4, 3  # shown at most, and signs that name one


@dataclass(frozen=True)
class Line:
    """One thing to open."""

    url: str
    icon: str
    text: str
    extra: str
    end: str


@dataclass(frozen=True)
class Group:
    """Lines found for the same reason."""

    label: str
    hits: list[Line]


@dataclass(frozen=True)
class Answer:
    """What the palette shows; `further` is the mark from which to search on, where there may be more."""

    groups: list[Group]
    further: int | None


def found(who: Principal, words: str, *, before: int | None = None) -> Answer:
    """Cases by number, by person, and by words; nothing for an empty question. With `before` older ones."""
    page = look(who, words, limit=SHOWN, before=before)
    labels = {"number": _("Number"), "person": _("Person"), "text": _("In what was written")}
    groups = [] if before is not None else _devices(who, words)
    for where, label in labels.items():
        lines = [_line(hit) for hit in page.hits if hit.where == where]
        if lines:
            groups.append(Group(label, lines))
    return Answer(groups, page.further)


def _devices(who: Principal, words: str) -> list[Group]:
    """Devices by any part of their number, by product, place or company (one query)."""
    if len(words.strip()) < LEAST or not may(who, "devices.see"):
        return []
    lines = [
        Line(
            reverse("devices:device", args=[asset.pk]),
            "device",
            asset.serial,
            called(asset.product),
            asset.get_state_display(),
        )
        for asset in found_devices(Wanted(words=words[:120]), limit=DEVICES)
    ]
    return [Group(_("Devices"), lines)] if lines else []


def _line(hit: Hit) -> Line:
    case = hit.case
    excerpt = hidden(hit.excerpt)
    who = f"{case.contact} · {excerpt}" if excerpt else str(case.contact)
    url = reverse("web:case", args=[case.pk])
    return Line(
        url,
        icon_of(case.channel),
        hidden(case.subject),
        who,
        f"{case.number} · {case.get_status_display()}",
    )
