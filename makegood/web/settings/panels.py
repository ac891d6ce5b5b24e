"""Where these pages stand in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.sections import Section, add_section

add_section(
    Section(
        name="channels",
        label=_("Our addresses"),
        icon="mail",
        url_name="settings:channels",
        group="channels",
        act="administer",
    )
)
add_section(
    Section(
        name="queues",
        label=_("Queues and deadlines"),
        icon="clock",
        url_name="settings:queues",
        group="promises",
        act="administer",
    )
)
add_section(
    Section(
        name="routing",
        label=_("Routing"),
        icon="route",
        url_name="settings:routing",
        group="promises",
        act="administer",
    )
)
add_section(
    Section(
        name="policies",
        label=_("Policies"),
        icon="seam",
        url_name="settings:policies",
        group="promises",
        act="administer",
    )
)
add_section(
    Section(
        name="contracts",
        label=_("Contracts and tiers"),
        icon="book",
        url_name="settings:contracts",
        group="promises",
        act="administer",
    )
)
add_section(
    Section(
        name="wording",
        label=_("Wording"),
        icon="pen",
        url_name="settings:wording",
        group="channels",
        act="administer",
    )
)
