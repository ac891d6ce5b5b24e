"""The form of a policy: for which cases it counts, and how soon we answer and solve them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.ui.preferences import html_lang
from makegood.care.promises.models import Policy
from makegood.contact.channels.models import Account
from makegood.kernel.text import in_language
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.queries import contracts, tiers
from makegood.records.people.forms import names_in, names_out
from makegood.records.people.models import Queue
from makegood.records.people.queries import name_of, queues
from makegood.records.worktime.models import Calendar
from makegood.web.channels import label_of
from makegood.web.settings.forms import YEAR_OF_MINUTES, NamedChoice

PRIORITIES = (("", _("Any")), ("0", _("Normal")), ("1", _("High")), ("2", _("Danger")))
FIELDS = (
    "queue",
    "channel",
    "tier",
    "contract",
    "calendar",
    "first_answer",
    "next_answer",
    "solution",
    "follow_up",
    "silence",
)


class KeptChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Contracts and calendars by the name they have in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        names = getattr(obj, "names", None) or {}
        if names or not isinstance(obj, Calendar):
            return in_language(names, html_lang()) or str(obj.key)
        teams = [name_of(one.team, html_lang()) for one in obj.teamhours_set.all()]
        return ", ".join(teams) or obj.key


def _minutes(label: Any, initial: int | None, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=YEAR_OF_MINUTES, initial=initial, **more
    )


class PolicyForm(forms.Form):
    """What is left empty counts for every case. Times are minutes of working time."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), max_length=80, required=False
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), max_length=80, required=False
    )
    contract = KeptChoice(
        Contract.objects.none(), label=_("Contract"), required=False, empty_label=_("Any")
    )
    tier = forms.CharField(
        label=_("Tier of the customer"),
        max_length=20,
        required=False,
        help_text=_("As it is written at the customer, his company or his contract."),
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=PRIORITIES, required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    queue = NamedChoice(
        Queue.objects.none(), label=_("Queue"), required=False, empty_label=_("Any")
    )
    first_answer = _minutes(_("First answer, in minutes"), 240)
    next_answer = _minutes(_("Every further answer, in minutes"), 240)
    solution = _minutes(
        _("Solution, in minutes"),
        None,
        required=False,
        help_text=_("Stands still while we wait for the customer. Empty: none is promised."),
    )
    follow_up = _minutes(_("We look again at what waits, after minutes"), 960)
    silence = _minutes(
        _("A solved case ends in silence, after minutes"),
        7200,
        help_text=_("By day and night, from our question whether it is solved."),
    )
    calendar = KeptChoice(
        Calendar.objects.none(),
        label=_("Hours"),
        required=False,
        empty_label=_("Those of the contract, else of the team"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["contract"].queryset = contracts()
        fields["queue"].queryset = queues()
        fields["calendar"].queryset = Calendar.objects.prefetch_related(
            "teamhours_set__team"
        ).order_by("key")
        kinds = Account.objects.order_by("kind").values_list("kind", flat=True).distinct()
        kept = {*kinds, self.initial.get("channel") or ""} - {""}
        named = [(kind, label_of(kind)) for kind in sorted(kept)]
        fields["channel"].choices = [("", _("Any")), *named]
        fields["tier"].widget = forms.TextInput({"list": "tiers", "autocomplete": "off"})
        self.tiers = tiers()

    def told(self) -> dict[str, Any]:
        """What was typed, as `make_policy` takes it."""
        told = {name: self.cleaned_data[name] for name in FIELDS}
        priority = self.cleaned_data["priority"]
        told["priority"] = int(priority) if priority else None
        names = {code: name for code, name in names_in(self.cleaned_data).items() if name}
        return {**told, "names": names}


def initial_of(policy: Policy) -> dict[str, Any]:
    """A kept policy as the form shows it."""
    priority = "" if policy.priority is None else str(policy.priority)
    fields = {name: getattr(policy, name) for name in FIELDS}
    return {**names_out(policy.names), **fields, "priority": priority}
