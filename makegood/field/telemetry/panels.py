"""What stands beside a device."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.slots import Panel, add_panel

add_panel(
    Panel(
        slot="asset",
        title=_("What it sends"),
        url_name="telemetry:of_device",
        order=20,
        act="devices.see",
    )
)
add_panel(
    Panel(
        slot="asset",
        title=_("Keys of the device"),
        url_name="telemetry:keys",
        order=80,
        act="telemetry.keys",
    )
)
