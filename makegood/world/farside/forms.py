from django import forms
from django.utils.translation import gettext_lazy as _


class Word(forms.Form):
    """What a customer writes on a played channel."""

    who = forms.CharField(label=_("Customer"), max_length=254, required=False)
    text = forms.CharField(label=_("Message"), max_length=4000, required=False)
    file = forms.FileField(label=_("File"), required=False)
