"""What a person fills in about keys of many devices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.field.telemetry.operations.provisioning import MOST_CLAIMS


class ManyForm(forms.Form):
    """Which devices get a key."""

    serials = forms.CharField(
        label=_("Serial numbers"),
        help_text=_("One a line. Leave it empty for all devices of this product that have no key."),
        widget=forms.Textarea(attrs={"rows": 6, "class": "input num"}),
        required=False,
        max_length=400_000,
    )
    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("For instance: controller, gateway in hall 2"),
        required=False,
        max_length=80,
    )
    anew = forms.BooleanField(label=_("Also for devices that have a key already"), required=False)


class ProductKeyForm(forms.Form):
    """How many devices may fetch a key of their own."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("For instance: factory in Suzhou, firmware 4.2"),
        required=False,
        max_length=80,
    )
    most = forms.IntegerField(
        label=_("How many devices may come with it"),
        min_value=1,
        max_value=MOST_CLAIMS,
        initial=1000,
    )
