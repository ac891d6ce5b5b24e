"""The form of a rule, and of a message to try it on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language
from makegood.contact.channels.models import Account
from makegood.desk.routing.models import Rule
from makegood.desk.routing.reading.urgency import LONGEST
from makegood.desk.routing.rules import ASKED
from makegood.records.entitlements.queries import tiers
from makegood.records.people.models import Queue
from makegood.records.people.queries import queues
from makegood.web.channels import label_of
from makegood.web.settings.forms import NamedChoice

URGENCIES = ((0, _("Any")), (1, _("High or danger")), (2, _("Danger")))


def channels(kept: str = "") -> list[tuple[str, Any]]:
    """The kinds of channels that there are, by name."""
    kinds = Account.objects.order_by("kind").values_list("kind", flat=True).distinct()
    named = [(kind, label_of(kind)) for kind in sorted({*kinds, kept} - {""})]
    return [("", _("Any")), *named]


def _lines(label: Any, help_text: Any) -> forms.CharField:
    area = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=area)


class RuleForm(forms.Form):
    """What is left empty asks nothing; everything else must be so."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    queue = NamedChoice(Queue.objects.none(), label=_("Goes to the queue"), empty_label=None)
    words = _lines(
        _("Words"),
        _("A line each; one is enough. # is any number, * any letters: G# finds G1234."),
    )
    place = _lines(_("Place"), _("A line each, as the channel tells it or as it stands in words."))
    product = _lines(_("Product"), _("A line each, as the channel tells it or in words."))
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("Any")), *Language.choices], required=False
    )
    tier = forms.CharField(
        label=_("Tier of the customer"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"list": "tiers", "autocomplete": "off"}),
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=URGENCIES, coerce=int, required=False
    )
    physical = forms.BooleanField(
        label=_("Only where hands are needed, not words alone"), required=False
    )
    complaint = forms.BooleanField(label=_("Only complaints"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["queue"].queryset = queues()
        fields["channel"].choices = channels(self.initial.get("channel") or "")
        self.tiers = tiers()

    def told(self) -> dict[str, Any]:
        """What was typed, as `keep_rule` takes it."""
        told = {name: self.cleaned_data[name] for name in (*ASKED, "name", "queue")}
        return {**told, "urgency": told["urgency"] or 0}


class TryForm(forms.Form):
    """A message as a customer would write it."""

    said = forms.CharField(
        label=_("Try it: what a customer writes"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Nothing is kept of it."),
    )
    said_by = forms.ChoiceField(label=_("By which channel"), required=False)
    said_tier = forms.CharField(label=_("Tier of the customer"), max_length=20, required=False)
    said_complaint = forms.BooleanField(label=_("Sent as a complaint"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["said_by"].choices = channels()


def initial_of(rule: Rule) -> dict[str, Any]:
    """A kept rule as the form shows it."""
    return {name: getattr(rule, name) for name in (*ASKED, "name", "queue")}
