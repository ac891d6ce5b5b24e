"""The form of words that a brand does not use."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.contact.channels.models import Account
from makegood.web.settings.forms import offer

KINDS = (
    ("robotic", _("Sounds like a machine")),
    ("minimise", _("Makes the trouble small")),
    ("dismissive", _("Turns the customer away")),
    ("blame_customer", _("Blames the customer")),
    ("blame_colleague", _("Blames a colleague")),
    ("deny_responsibility", _("Denies responsibility")),
    ("jargon", _("Words that only we understand")),
    ("over_promise", _("Promises too much")),
    ("interrogate_again", _("Asks for what was said already")),
)


class BrandChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Our addresses by the name that customers see."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.address}"


class PhraseForm(forms.Form):
    """The words, what is wrong with them, and what is said instead."""

    words = forms.CharField(
        label=_("Words we do not use"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    better = forms.CharField(
        label=_("What we say instead"),
        max_length=300,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Why"), choices=KINDS)
    account = BrandChoice(
        Account.objects.none(),
        label=_("Brand"),
        required=False,
        empty_label=_("All our addresses"),
    )
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("Any")), *Language.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "account", Account.objects.order_by("name", "pk"))
