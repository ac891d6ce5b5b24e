from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from makegood.records.customers.models import Company
from makegood.records.worktime.models import Calendar
from makegood.web.settings.contracts.forms import WhomField
from makegood.web.settings.forms import offer
from makegood.web.settings.policies.forms import KeptChoice


class CompanyField(WhomField):
    """A company by its name."""

    def __init__(self) -> None:
        super().__init__()
        self.label, self.help_text = _("Company"), _("Its name, as it is written at its people.")

    def clean(self, value: Any) -> Company:
        """The one company that is meant. Raises ValidationError for nobody, for several and for a person."""
        found = super().clean(value)
        if not isinstance(found, Company):
            raise forms.ValidationError(gettext("This is a person. Only a company has a site."))
        return found


class SiteForm(forms.Form):
    """By which calendar somebody can come to a company."""

    company = CompanyField()
    calendar = KeptChoice(Calendar.objects.none(), label=_("Hours"), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "calendar", Calendar.objects.exclude(names={}).order_by("key"))
