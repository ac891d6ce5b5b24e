"""Where the fleet stands in the rail."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.insight.problems.queries import waiting_for

add_rail_item(
    RailItem(
        name="fleet",
        label=_("Fleet"),
        icon="box",
        url_name="fleet:fleet",
        order=28,
        letter="f",
        act="fleet.see",
        asked=waiting_for,
    )
)
