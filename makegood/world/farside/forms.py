from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Word(forms.Form):
    """What a customer writes on a played channel."""

    who = forms.CharField(label=_("Customer"), max_length=254, required=False)
    text = forms.CharField(label=_("Message"), max_length=4000, required=False)
    file = forms.FileField(label=_("File"), required=False)

    def clean(self) -> dict[str, Any]:
        """Something is said, or shown."""
        told = super().clean() or {}
        if not self.errors and not told.get("text") and not told.get("file"):
            raise forms.ValidationError(_("Write something first."))
        return told
