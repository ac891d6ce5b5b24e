"""The sections of the settings: whoever owns a page puts itself there."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.base.access.http import principal_of
from makegood.base.access.policy import may

GROUPS = {
    "me": _("Me"),
    "channels": _("Channels"),
    "promises": _("Our promises"),
    "people": _("People and safety"),
}


@dataclass(frozen=True, kw_only=True)
class Section:
    """One page of the settings; `group` is a key of GROUPS, `act` what the policy is asked."""

    name: str
    label: str | Promise
    icon: str
    url_name: str
    group: str
    order: int = 50
    act: str = "staff"


_SECTIONS: dict[str, Section] = {}


def add_section(section: Section) -> None:
    """Show a page in the settings; the same name again replaces it."""
    _SECTIONS[section.name] = section


def sections_for(request: HttpRequest) -> list[tuple[str | Promise, list[tuple[Section, str]]]]:
    """Groups with the sections that this member of staff may open and their addresses."""
    who = principal_of(request)
    shown: dict[str, list[tuple[Section, str]]] = {}
    for section in sorted(_SECTIONS.values(), key=lambda section: section.order):
        if may(who, section.act):
            try:
                url = reverse(section.url_name)
            except NoReverseMatch:
                continue
            shown.setdefault(section.group, []).append((section, url))
    return [(label, shown[key]) for key, label in GROUPS.items() if key in shown]
