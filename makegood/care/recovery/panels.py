"""Where making good stands: beside a case, in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.sections import Section, add_section
from makegood.base.ui.slots import Panel, add_panel

add_panel(
    Panel(
        slot="case",
        title=_("Making good"),
        url_name="recovery:panel",
        order=5,
        act="cases.list",
    )
)
for each in (
    Section(
        name="remedies",
        label=_("Making good"),
        icon="gift",
        url_name="recovery:remedies",
        group="promises",
        order=80,
        act="recovery.settings",
    ),
    Section(
        name="nudges",
        label=_("Reminders"),
        icon="wait",
        url_name="recovery:nudges",
        group="promises",
        order=90,
        act="recovery.settings",
    ),
):
    add_section(each)
