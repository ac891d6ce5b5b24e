"""Where diagnosis stands: beside a case, and the fault tables in the settings."""

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.sections import Section, add_section
from makegood.base.ui.slots import Panel, add_panel

add_panel(
    Panel(
        slot="case",
        title=_("Diagnosis"),
        url_name="diagnosis:panel",
        order=1,
        act="cases.list",
    )
)
add_section(
    Section(
        name="faults",
        label=_("Fault tables"),
        icon="wrench",
        url_name="diagnosis:faults",
        group="promises",
        order=95,
        act="diagnosis.read",
    )
)
