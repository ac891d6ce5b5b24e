"""Where it is shown: beside a case, on the page of a device, in the settings, on a customer's own page."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.sections import Section, add_section
from makegood.base.ui.slots import Panel, add_panel

add_panel(
    Panel(
        slot="case",
        title=_("Is it covered?"),
        url_name="entitled:case",
        order=3,
        act="cases.list",
    )
)
add_panel(
    Panel(
        slot="asset",
        title=_("Is it covered?"),
        url_name="entitled:device",
        order=10,
        act="devices.see",
    )
)
for each in (
    Section(
        name="warranty",
        label=_("Warranty and services"),
        icon="shield",
        url_name="entitled:products",
        group="promises",
        order=60,
        act="administer",
    ),
    Section(
        name="campaigns",
        label=_("Recalls and campaigns"),
        icon="bell",
        url_name="entitled:campaigns",
        group="promises",
        order=62,
        act="campaigns.manage",
    ),
    Section(
        name="goodwill",
        label=_("Goodwill"),
        icon="gift",
        url_name="entitled:goodwill",
        group="promises",
        order=64,
        act="administer",
    ),
):
    add_section(each)
