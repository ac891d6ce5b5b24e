"""A page has slots; whoever knows more about its subject fills them.

The case page cannot know visits or diagnosis, which lie above it. They register a panel; the page
loads it when it comes into view. A panel that breaks leaves the page whole.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, kw_only=True)
class Panel:
    """`url_name` takes the subject's primary key; `act` is what the policy is asked before it is shown."""

    slot: str
    title: str | Promise
    url_name: str
    order: int = 50
    act: str = "staff"


_PANELS: dict[str, list[Panel]] = defaultdict(list)


def add_panel(panel: Panel) -> None:
    """Fill a slot; called once, when the package above is loaded."""
    if panel not in _PANELS[panel.slot]:
        _PANELS[panel.slot].append(panel)


def panels_of(slot: str) -> list[Panel]:
    """What fills a slot, in the order it is shown."""
    return sorted(_PANELS[slot], key=lambda panel: panel.order)
