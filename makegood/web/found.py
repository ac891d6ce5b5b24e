"""What the palette finds, grouped by why it was found."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.privacy.rules import hidden
from makegood.desk.search.queries import Hit, look
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


@dataclass(frozen=True)
class Answer:
    """What the palette shows; `further` is the mark from which to search on, where there may be more."""

    groups: list[Group]
    further: int | None


def found(who: Principal, words: str, *, before: int | None = None) -> Answer:
    """Cases by number, by person, and by words; nothing for an empty question. With `before` older ones."""
    page = look(who, words, limit=SHOWN, before=before)
    labels = {"number": _("Number"), "person": _("Person"), "text": _("In what was written")}
    groups = []
    for where, label in labels.items():
        lines = [_line(hit) for hit in page.hits if hit.where == where]
        if lines:
            groups.append(Group(label, lines))
    return Answer(groups, page.further)


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
