from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role
from makegood.base.ui.preferences import html_lang
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import INTERNAL
from makegood.care.recovery.models import Remedy
from makegood.care.recovery.operations import NewRemedy
from makegood.care.recovery.queries import usual_currency
from makegood.records.people.models import Team
from makegood.records.people.queries import name_of

LANGUAGES = (("en", "en"), ("zh_hans", "zh-Hans"), ("zh_hant", "zh-Hant"))
KINDS = [(value, label) for value, label in Promise.Kind.choices if value not in INTERNAL]


SIGNS = {"CNY": "¥", "TWD": "NT$", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£"}


def money(sum_: Decimal, currency: str) -> str:
    """A sum with its currency: "15 EUR", "12.50 CNY"; in Chinese as it is written there, "¥12.50"."""
    whole = sum_ == sum_.to_integral_value()
    said = f"{sum_:,.0f}" if whole else f"{sum_:,.2f}"
    sign = SIGNS.get(currency) if html_lang().startswith("zh") else None
    return f"{sign}{said}" if sign else f"{said} {currency}"


class NamedTeam(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Teams by the name they have in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj, html_lang())


class Sum(forms.DecimalField):
    """A sum of money, zero or more."""

    def __init__(self, **more: Any) -> None:
        super().__init__(min_value=0, max_digits=10, decimal_places=2, **more)


class Currency(forms.CharField):
    """Three letters."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Currency"),
            max_length=3,
            initial=usual_currency,
            widget=forms.TextInput({"size": 4, "autocomplete": "off"}),
        )


class RemedyForm(forms.Form):
    """A line of the catalogue."""

    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), max_length=120, required=False
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), max_length=120, required=False
    )
    says_en = forms.CharField(
        label=_("What the customer reads below it, in English"), max_length=500, required=False
    )
    says_zh_hans = forms.CharField(
        label=_("The same in Simplified Chinese"), max_length=500, required=False
    )
    says_zh_hant = forms.CharField(
        label=_("The same in Traditional Chinese"), max_length=500, required=False
    )
    cost = Sum(label=_("What it costs us"))
    value = Sum(label=_("What it is worth to the customer"))
    currency = Currency()
    fits = forms.MultipleChoiceField(
        label=_("For which promises that were missed"),
        choices=KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: for all of them."),
    )
    min_role = forms.ChoiceField(
        label=_("Who may offer it"), choices=Role.choices, initial=Role.AGENT
    )
    minutes = forms.IntegerField(
        label=_("Delivered within, in minutes of working time"),
        min_value=1,
        max_value=525_600,
        initial=960,
    )
    active = forms.BooleanField(label=_("Can be offered"), required=False, initial=True)


def remedy_shown(row: Remedy | None) -> dict[str, Any]:
    """A remedy as the form shows it."""
    if row is None:
        return {}
    shown: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("cost", "value", "currency", "fits", "min_role", "minutes", "active")
    }
    for field, code in LANGUAGES:
        shown[f"name_{field}"] = row.names.get(code, "")
        shown[f"says_{field}"] = row.says.get(code, "")
    return shown


def new_remedy(data: dict[str, Any]) -> NewRemedy:
    """What the form holds."""
    return NewRemedy(
        names={code: data[f"name_{field}"] for field, code in LANGUAGES},
        says={code: data[f"says_{field}"] for field, code in LANGUAGES},
        cost=data["cost"],
        value=data["value"],
        currency=data["currency"],
        fits=data["fits"],
        min_role=data["min_role"],
        minutes=data["minutes"],
        active=data["active"],
    )


class AuthorityForm(forms.Form):
    """The most that a role may give in one remedy."""

    role = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("By itself, with an apology")), *Role.choices],
        initial=Role.AGENT,
    )
    most = Sum(label=_("At most, in one remedy"))
    currency = Currency()


class BudgetForm(forms.Form):
    """What a team may give away in a time."""

    team = NamedTeam(
        label=_("Team"),
        queryset=Team.objects.order_by("key"),
        empty_label=_("Choose a team"),
    )
    starts = forms.DateField(
        label=_("Start date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    ends = forms.DateField(
        label=_("Until, this day included"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    amount = forms.DecimalField(label=_("How much"), min_value=0, max_digits=12, decimal_places=2)
    currency = Currency()


class NudgesForm(forms.Form):
    """How customers are reminded, in working days of the team."""

    on = forms.BooleanField(label=_("Remind customers we wait for"), required=False)
    first = forms.IntegerField(label=_("First, after working days"), min_value=1, max_value=365)
    second = forms.IntegerField(label=_("Again, after working days"), min_value=1, max_value=365)
    final = forms.IntegerField(
        label=_("A last time, after working days"),
        min_value=1,
        max_value=365,
        help_text=_("Then he is asked whether it is solved. Silence closes it as assumed."),
    )
