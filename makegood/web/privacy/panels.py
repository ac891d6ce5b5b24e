"""Where it stands in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.sections import Section, add_section

add_section(
    Section(
        name="privacy",
        label=_("Privacy"),
        icon="lock",
        url_name="web:privacy",
        group="people",
        act="administer",
    )
)
