"""The pages of this package in the rail."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.http import principal_of
from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.slots import Panel, add_panel
from makegood.web.devices import panels as devices_panels  # noqa: F401 - its slots
from makegood.web.entitled import panels as entitled_panels  # noqa: F401 - its panels and sections
from makegood.web.privacy import panels as privacy_panels  # noqa: F401 - its section
from makegood.web.settings import panels as settings_panels  # noqa: F401 - its sections
from makegood.web.worklist import late_count


def late(request: HttpRequest) -> int:
    """How many of his own cases are late; the work list has counted them already."""
    known = getattr(request, "late_count", None)
    return late_count(principal_of(request)) if known is None else int(known)


add_rail_item(
    RailItem(
        name="work",
        label=_("Work"),
        icon="inbox",
        url_name="web:work",
        order=10,
        letter="w",
        badge=late,
    )
)
add_rail_item(
    RailItem(
        name="lead",
        label=pgettext_lazy("the board of whoever leads", "Lead"),
        icon="board",
        url_name="web:lead",
        order=15,
        act="promises.oversee",
        letter="l",
    )
)
add_rail_item(
    RailItem(
        name="trust", label=_("Trust"), icon="shield", url_name="web:trust", order=70, letter="t"
    )
)
add_panel(
    Panel(
        slot="case",
        title=_("How it was understood"),
        url_name="web:understood",
        order=1,
        act="cases.list",
    )
)
