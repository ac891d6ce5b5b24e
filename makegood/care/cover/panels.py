"""Where absences and shifts stand: in the rail and in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.sections import Section, add_section
from makegood.care.cover.queries import waiting_for

add_rail_item(
    RailItem(
        name="cover",
        label=_("Cover"),
        icon="users",
        url_name="cover:page",
        order=25,
        letter="c",
        act="cover.list",
        asked=waiting_for,
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
