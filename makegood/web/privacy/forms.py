from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.contact.channels.ports import adapters


def kinds() -> list[tuple[str, Any]]:
    """The channels there are, as people call them."""
    return [(one.kind, one.label) for one in adapters()]


class WishesForm(forms.Form):
    """How somebody wants to be written to."""

    only_owed = forms.BooleanField(
        label=_("Nothing by itself but what we owe"),
        required=False,
        help_text=_(
            "No reminders and no receipts. Apologies and news about promises still reach him."
        ),
    )
    no_surveys = forms.BooleanField(label=_("No questions how it was"), required=False)
    not_by = forms.MultipleChoiceField(
        label=_("Nothing by itself on these channels"),
        choices=kinds,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("In his time zone."),
    )

    def clean(self) -> dict[str, Any]:
        """Both ends of the quiet hours, or none."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and (data.get("quiet_from") is None) != (
            data.get("quiet_until") is None
        ):
            self.add_error("quiet_until", _("Say from when and until when, or neither."))
        return data

    def wishes(self) -> dict[str, Any]:
        """What the operation takes."""
        data = self.cleaned_data
        quiet: tuple[time, time] | None = None
        if data["quiet_from"] is not None:
            quiet = (data["quiet_from"], data["quiet_until"])
        return {
            "only_owed": data["only_owed"],
            "no_surveys": data["no_surveys"],
            "not_by": data["not_by"],
            "quiet": quiet,
        }


class LanguageForm(forms.Form):
    """In which language somebody is written to."""

    language = forms.ChoiceField(label=_("Write to him in"), choices=Language.choices)


class ReasonForm(forms.Form):
    """Why a person is erased, or kept."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Without names: this sentence stays.")
    )
