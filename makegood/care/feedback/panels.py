"""Where reviews stand: in the rail, beside a case."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.slots import Panel, add_panel
from makegood.care.feedback.queries import late_for

add_rail_item(
    RailItem(
        name="reviews",
        label=_("Reviews"),
        icon="review",
        url_name="reviews:board",
        order=25,
        letter="r",
        act="reviews.list",
        asked=late_for,
    )
)
add_panel(
    Panel(
        slot="case", title=_("Public review"), url_name="reviews:panel", order=4, act="cases.list"
    )
)
