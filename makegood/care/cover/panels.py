"""Where absences and shifts stand: in the rail and in the settings."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from makegood.base.access.http import principal_of
from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.sections import Section, add_section
from makegood.care.cover.queries import waiting_for


def waiting(request: HttpRequest) -> int:
    """How much waits for the viewer: to accept, to sign, to hear."""
    return waiting_for(principal_of(request))


add_rail_item(
    RailItem(
        name="cover",
        label=_("Cover"),
        icon="users",
        url_name="cover:page",
        order=25,
        letter="c",
        act="cover.list",
        badge=waiting,
        tone="act",
    )
)
add_section(
    Section(
        name="cover",
        label=_("Cover and presence"),
        icon="users",
        url_name="cover:rules",
        group="promises",
        order=80,
        act="administer",
    )
)
