"""The forms of a rule, of planned work, of how long alarms wait."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.models import Language
from makegood.base.ui.preferences import html_lang
from makegood.field.alarms.models import Escalation, Rule, Severity
from makegood.field.alarms.rules.grave import BY_NAME, USUAL_STEPS
from makegood.kernel.text import in_language
from makegood.records.assets.models import Product, Site
from makegood.records.people.models import Queue
from makegood.records.people.queries import queues
from makegood.web.settings.forms import NamedChoice

CONDITIONS = 6
KINDS = (
    ("", _("No condition")),
    ("code", _("The device reports a code")),
    ("above", _("A reading is above")),
    ("below", _("A reading is below")),
    ("falls", _("A reading falls by")),
    ("rises", _("A reading rises by")),
    ("missing", _("Nothing is heard")),
)
NAMED = dict(Severity.choices)
GRAVE = [(name, NAMED[level]) for name, level in sorted(BY_NAME.items(), key=lambda p: -p[1])]


class ProductChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Products by their name in the viewer's language."""

    def label_from_instance(self, obj: Any) -> str:
        return in_language(obj.names, html_lang()) or str(obj.model)


class RuleForm(forms.Form):
    """What is an alarm, and what follows."""

    name = forms.CharField(label=_("Name of the rule"), max_length=80)
    product = ProductChoice(
        Product.objects.none(), label=_("Product"), required=False, empty_label=_("Every product")
    )
    fault = forms.CharField(
        label=_("Name of the fault"),
        max_length=80,
        required=False,
        help_text=_("The whole rule is one fault of that name. Empty: each code is a fault."),
    )
    severity = forms.ChoiceField(
        label=_("How grave"), choices=[("", _("As the device says")), *GRAVE], required=False
    )
    hold = forms.IntegerField(
        label=_("Must last, in seconds"), min_value=0, max_value=86400, initial=0, required=False
    )
    quiet = forms.IntegerField(
        label=_("Clears after minutes without a word"),
        min_value=0,
        max_value=100000,
        initial=0,
        required=False,
        help_text=_("0: the device says when it is over."),
    )
    flap_changes = forms.IntegerField(
        label=_("Comes and goes: changes"), min_value=2, max_value=1000, initial=6
    )
    flap_minutes = forms.IntegerField(
        label=_("within minutes"), min_value=1, max_value=1440, initial=10
    )
    then = forms.ChoiceField(label=_("What follows"), choices=Rule.Then.choices, required=False)
    together = forms.ChoiceField(
        label=_("Which are one case"), choices=Rule.Together.choices, initial="device"
    )
    together_minutes = forms.IntegerField(
        label=_("within minutes"), min_value=1, max_value=100000, initial=24 * 60
    )
    queue = NamedChoice(
        Queue.objects.none(), label=_("Queue"), required=False, empty_label=_("The usual one")
    )
    tell = forms.BooleanField(
        label=_("The customer hears of it from us"), required=False, initial=True
    )
    danger = forms.BooleanField(
        label=_("Somebody may come to harm: he is told at once, even in his quiet hours"),
        required=False,
    )
    ignore = forms.BooleanField(label=_("Ignore it: never an alarm"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["product"].queryset = Product.objects.order_by("model")
        fields["queue"].queryset = queues()
        for level, label in GRAVE:
            fields[f"map_{level}"] = forms.ChoiceField(
                label=label, choices=[("", _("stays")), *GRAVE], required=False
            )
        for language, spoken in Language.choices:
            fields[f"says_{language}"] = forms.CharField(
                label=spoken, max_length=120, required=False
            )

    @property
    def mapping(self) -> list[forms.BoundField]:
        """What the device's severities become."""
        return [self[f"map_{level}"] for level, _label in GRAVE]

    @property
    def says(self) -> list[forms.BoundField]:
        """What it means, by language."""
        return [self[f"says_{language}"] for language, _label in Language.choices]

    def told(self) -> dict[str, Any]:
        """What was typed, as `keep_rule` takes it."""
        told = dict(self.cleaned_data)
        mapped = {level: told.pop(f"map_{level}") for level, _label in GRAVE}
        words = {one: told.pop(f"says_{one}").strip() for one, _label in Language.choices}
        told["severities"] = {level: ours for level, ours in mapped.items() if ours}
        told["says"] = {language: said for language, said in words.items() if said}
        told["hold"], told["quiet"] = told["hold"] or 0, told["quiet"] or 0
        return told


def initial_of(rule: Rule) -> dict[str, Any]:
    """A kept rule as the form shows it."""
    plain = (
        "name product fault severity hold quiet flap_changes flap_minutes then together"
        " together_minutes queue tell danger ignore"
    )
    told = {name: getattr(rule, name) for name in plain.split()}
    told |= {f"map_{level}": ours for level, ours in rule.severities.items()}
    return told | {f"says_{language}": words for language, words in rule.says.items()}


def typed_conditions(posted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The conditions that were filled in, in order."""
    found = []
    for place in range(CONDITIONS):
        on = posted.get(f"c{place}-on", "")
        if on:
            one: dict[str, Any] = {"on": on}
            one["codes"] = posted.get(f"c{place}-codes", "").replace(",", "\n").split("\n")
            for name in ("reading", "limit", "back", "within"):
                one[name] = posted.get(f"c{place}-{name}", "").strip()
            found.append(one)
    return found


def shown_conditions(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Conditions as the page draws them, and empty ones to add."""
    rows = []
    for place in range(min(CONDITIONS, max(2, len(told) + 1))):
        one = told[place] if place < len(told) else {}
        codes = [str(code).strip() for code in one.get("codes") or () if str(code).strip()]
        rows.append({**one, "place": place, "codes": ", ".join(codes)})
    return rows


class WindowForm(forms.Form):
    """Planned work: a device by its serial number, or a site."""

    serial = forms.CharField(label=_("Serial number"), max_length=60, required=False)
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("or a site"), required=False, empty_label=_("None")
    )
    begins = forms.DateTimeField(
        label=pgettext_lazy("a time", "From"),
        widget=forms.DateTimeInput({"type": "datetime-local"}),
    )
    ends = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    why = forms.CharField(label=_("What is planned"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["site"].queryset = Site.objects.order_by("name")


class StepsForm(forms.Form):
    """Minutes of working time until the owner is reminded and the duty lead hears; what a flood is."""

    alarms = forms.IntegerField(
        label=_("Alarms of more devices than"), min_value=2, max_value=10000
    )
    minutes = forms.IntegerField(label=_("within minutes"), min_value=1, max_value=1440)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for level in sorted(Severity.values, reverse=True):
            for who, words in (
                ("owner", _("Owner, after minutes")),
                ("lead", _("Duty lead, after minutes")),
            ):
                fields[f"{who}_{level}"] = forms.IntegerField(
                    label=words, min_value=1, max_value=100000, required=False
                )

    @property
    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """A line for each severity, the gravest first."""
        return [
            (str(NAMED[level]), self[f"owner_{level}"], self[f"lead_{level}"])
            for level in sorted(Severity.values, reverse=True)
        ]


def initial_steps() -> dict[str, Any]:
    """As set, and as usual where nothing is."""
    found: dict[int, tuple[int | None, int | None]] = {**USUAL_STEPS}
    found |= {e.severity: (e.owner_after, e.lead_after) for e in Escalation.objects.all()}
    told: dict[str, Any] = {}
    for level, (owner, lead) in found.items():
        told |= {f"owner_{level}": owner, f"lead_{level}": lead}
    return told
