"""Where reviews stand: in the rail, beside a case."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from makegood.base.access.http import principal_of
from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.slots import Panel, add_panel
from makegood.care.feedback.queries import late_count, unread_complaints


def late(request: HttpRequest) -> int:
    """How many reviews are late, and how many complaints their lead has not read."""
    return late_count() + unread_complaints(principal_of(request).user)


add_rail_item(
    RailItem(
        name="reviews",
        label=_("Reviews"),
        icon="review",
        url_name="reviews:board",
        order=25,
        letter="r",
        act="reviews.list",
        badge=late,
    )
)
add_panel(
    Panel(
        slot="case", title=_("Public review"), url_name="reviews:panel", order=2, act="cases.list"
    )
)
