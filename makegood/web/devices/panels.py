"""Where devices stand: in the rail, beside a case."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.slots import Panel, add_panel
from makegood.records.assets.queries import waiting_unknown

add_rail_item(
    RailItem(
        name="devices",
        label=_("Devices"),
        icon="device",
        url_name="devices:devices",
        order=28,
        letter="d",
        act="devices.see",
        asked=waiting_unknown,
        tone="act",
    )
)
add_panel(
    Panel(slot="case", title=_("Device"), url_name="devices:case_panel", order=2, act="cases.list")
)
