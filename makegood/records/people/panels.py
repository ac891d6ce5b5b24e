"""Where these pages stand: the settings in the rail, their sections in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.rail import RailItem, add_rail_item
from makegood.base.ui.sections import Section, add_section

add_rail_item(
    RailItem(
        name="settings",
        label=_("Settings"),
        icon="gear",
        url_name="access:settings",
        order=90,
        foot=True,
    )
)
for each in (
    Section(name="me", label=_("Profile"), icon="user", url_name="access:me", group="me", order=10),
    Section(
        name="sign-in",
        label=_("How I sign in"),
        icon="key",
        url_name="mfa_index",
        group="me",
        order=20,
    ),
    Section(
        name="sessions",
        label=_("Where I am signed in"),
        icon="tv",
        url_name="access:sessions",
        group="me",
        order=30,
    ),
    Section(
        name="people",
        label=_("Members"),
        icon="users",
        url_name="people:people",
        group="people",
        order=10,
        act="administer",
    ),
    Section(
        name="teams",
        label=_("Teams"),
        icon="building",
        url_name="people:teams",
        group="people",
        order=20,
        act="administer",
    ),
    Section(
        name="company",
        label=_("Company and safety"),
        icon="shield",
        url_name="access:company",
        group="people",
        order=30,
        act="administer",
    ),
):
    add_section(each)
