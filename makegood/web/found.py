"""What the palette finds, grouped by why it was found."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.desk.search.queries import Hit, find
from makegood.web.channels import icon_of

SHOWN = 12


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


def found(who: Principal, words: str) -> list[Group]:
    """Cases by number, by person, and by words; nothing for an empty question."""
    hits = find(who, words, limit=SHOWN)
    labels = {"number": _("Number"), "person": _("Person"), "text": _("In what was written")}
    groups = []
    for where, label in labels.items():
        lines = [_line(hit) for hit in hits if hit.where == where]
        if lines:
            groups.append(Group(label, lines))
    return groups


def _line(hit: Hit) -> Line:
    case = hit.case
    who = f"{case.contact} · {hit.excerpt}" if hit.excerpt else str(case.contact)
    url = reverse("web:case", args=[case.pk])
    return Line(
        url,
        icon_of(case.channel),
        case.subject,
        who,
        f"{case.number} · {case.get_status_display()}",
    )
