"""Where translation stands: beside a case, and in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.sections import Section, add_section
from makegood.base.ui.slots import Panel, add_panel

add_section(
    Section(
        name="translating",
        label=_("Translation"),
        icon="globe",
        url_name="translating:settings",
        group="channels",
        order=60,
        act="administer",
    )
)
add_panel(
    Panel(
        slot="case",
        title=_("Translation"),
        url_name="translating:panel",
        order=5,
        act="cases.list",
    )
)
