"""Where alarms stand: in the rail, beside a device and a case, in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.sections import Section, add_section
from makegood.base.ui.slots import Panel, add_panel
from makegood.field.alarms.queries import waiting_for

add_rail_item(
    RailItem(
        name="alarms",
        label=_("Alarms"),
        icon="signal",
        url_name="alarms:board",
        order=32,
        letter="a",
        act="alarms.list",
        asked=waiting_for,
    )
)
add_panel(
    Panel(
        slot="asset",
        title=_("Alarms"),
        url_name="alarms:of_device",
        order=10,
        act="alarms.list",
    )
)
add_panel(
    Panel(
        slot="case",
        title=_("What the device reports"),
        url_name="alarms:of_case",
        order=0,
        act="cases.list",
    )
)
add_section(
    Section(
        name="alarms",
        label=_("Alarms of devices"),
        icon="signal",
        url_name="alarms:rules",
        group="promises",
        order=70,
        act="alarms.settings",
    )
)
