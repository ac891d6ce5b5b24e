"""Where tasks stand: in the rail, beside a case, in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.sections import Section, add_section
from makegood.base.ui.slots import Panel, add_panel
from makegood.care.tasks.queries import waiting_tasks

add_rail_item(
    RailItem(
        name="tasks",
        label=_("Tasks"),
        icon="wrench",
        url_name="tasks:tasks",
        order=20,
        letter="k",
        act="tasks.list",
        asked=waiting_tasks,
        tone="act",
    )
)
add_panel(
    Panel(
        slot="case",
        title=_("Other departments"),
        url_name="tasks:panel",
        order=10,
        act="tasks.list",
    )
)
for each in (
    Section(
        name="departments",
        label=_("Departments"),
        icon="building",
        url_name="tasks:departments",
        group="promises",
        order=60,
        act="administer",
    ),
    Section(
        name="plans",
        label=_("Plans for tasks"),
        icon="route",
        url_name="tasks:plans",
        group="promises",
        order=70,
        act="administer",
    ),
):
    add_section(each)
