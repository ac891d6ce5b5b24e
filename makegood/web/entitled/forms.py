"""The forms of terms, services, campaigns, goodwill and of what contracts give."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Role, User
from makegood.base.ui.choosing import Choose
from makegood.base.ui.preferences import html_lang
from makegood.records.assets.models import Asset, Part, Product
from makegood.records.assets.rules import serial_key, unit_of
from makegood.records.entitlements.models import (
    ALWAYS,
    Campaign,
    Contract,
    Quota,
    ServicePlan,
    Terms,
)
from makegood.records.entitlements.operations import NewTerms
from makegood.records.entitlements.operations.campaigns import NewCampaign
from makegood.records.entitlements.operations.quotas import Gives
from makegood.records.entitlements.operations.servicing import NewPlan
from makegood.records.entitlements.queries.wording import UNITS
from makegood.records.entitlements.rules.picking import lines
from makegood.records.people.forms import names_in, names_out
from makegood.records.people.models import Queue
from makegood.records.people.queries import colleagues, name_of, queues
from makegood.web.measures import measure_said, reading_words

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
AREA = forms.Textarea({"rows": 3})


class NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Queues and people by the name they have in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj, html_lang()) if isinstance(obj, Queue) else str(obj)


def _offer_units(form: forms.Form, counter: str) -> None:
    """What its counter counts stands first and is chosen; then what else a counter may count (one statement)."""
    kept = unit_of(counter)[0]
    offered = list(dict.fromkeys((kept, *UNITS)))
    named = reading_words(offered)
    said = {"": "–", "kwh": "kWh"}
    choices = [(one, said.get(one) or measure_said(one, named)) for one in offered]
    cast(forms.ChoiceField, form.fields["unit"]).choices = choices
    form.initial["unit"] = kept


class TermsForm(forms.Form):
    """What is promised with a product from a day on."""

    sold_from = forms.DateField(
        label=_("For what is sold from"),
        required=False,
        widget=DAY,
        help_text=_("Empty: from the beginning. What was sold before keeps what held then."),
    )
    part = forms.CharField(
        label=_("Only for this part"),
        max_length=40,
        required=False,
        help_text=_("Its number. Empty: the whole device."),
        widget=forms.TextInput({"autocomplete": "off", "list": "parts"}),
    )
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=1200, required=False)
    usage = forms.FloatField(label=_("How far it may run"), min_value=0, required=False)
    unit = forms.ChoiceField(label=_("Counted in"), required=False)
    ends = forms.ChoiceField(label=_("It ends"), choices=Terms.Ends.choices)
    starts = forms.ChoiceField(label=_("The time begins"), choices=Terms.Starts.choices)
    at_latest = forms.IntegerField(
        label=_("At the latest so many days after the purchase"),
        min_value=0,
        max_value=3650,
        required=False,
    )
    exchange = forms.IntegerField(
        label=_("Exchanged within so many days"), min_value=0, max_value=3650, initial=0
    )
    tell = forms.IntegerField(
        label=_("Tell the owner so many days before it ends"),
        min_value=0,
        max_value=366,
        initial=14,
        help_text=_("0: do not tell him."),
    )

    def __init__(self, *args: Any, product: Product, **more: Any) -> None:
        super().__init__(*args, **more)
        _offer_units(self, product.counter)

    def clean_part(self) -> Part | None:
        """The part of that number. Raises ValidationError."""
        number = self.cleaned_data["part"].strip()
        found = Part.objects.filter(number__iexact=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(gettext("No part has this number."))
        return found

    def told(self) -> NewTerms:
        """What was typed, as `keep_terms` takes it."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "part"}
        data["sold_from"] = data["sold_from"] or ALWAYS
        return NewTerms(**data)


class PlanForm(forms.Form):
    """A regular service of a product."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), max_length=80, required=False
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), max_length=80, required=False
    )
    months = forms.IntegerField(
        label=_("Every so many months"), min_value=1, max_value=1200, required=False
    )
    usage = forms.FloatField(label=_("And every so much use"), min_value=0, required=False)
    unit = forms.ChoiceField(label=_("Counted in"), required=False)
    lead = forms.IntegerField(
        label=_("Speak of it so many days before"), min_value=0, max_value=366, initial=14
    )
    does = forms.ChoiceField(label=_("When it is due"), choices=ServicePlan.Does.choices)
    rules = forms.TypedMultipleChoiceField(
        label=_("An alarm of these makes it due at once"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    active = forms.BooleanField(label=_("It holds"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        product: Product,
        rules: Sequence[tuple[int, str]],
        plan: ServicePlan | None = None,
        **more: Any,
    ) -> None:
        known: dict[str, Any] = {"unit": ""}
        if plan is not None:
            names = ("months", "usage", "unit", "lead", "does", "rules", "active")
            known = {**names_out(plan.names), **{name: getattr(plan, name) for name in names}}
        super().__init__(*args, **{**more, "initial": known})
        _offer_units(self, str(known["unit"]) or product.counter)
        cast(forms.TypedMultipleChoiceField, self.fields["rules"]).choices = rules

    def told(self) -> NewPlan:
        """What was typed, as `keep_service_plan` takes it."""
        data = self.cleaned_data
        rest = ("months", "usage", "unit", "lead", "does", "rules", "active")
        return NewPlan(names=names_in(data), **{name: data[name] for name in rest})


class CampaignForm(forms.Form):
    """Which devices, what their owners read, and who sees it through."""

    name = forms.CharField(label=pgettext_lazy("a thing", "Name"), max_length=120)
    kind = forms.ChoiceField(
        label=pgettext_lazy("kind", "What it is"),
        choices=Campaign.Kind.choices,
        help_text=_("A safety recall reaches also those who want no other messages."),
    )
    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("Product"), empty_label="—", widget=Choose()
    )
    batches = forms.CharField(
        label=_("Batches"), required=False, widget=AREA, help_text=_("One to a line. Empty: all.")
    )
    firmwares = forms.CharField(
        label=_("Firmware"), required=False, widget=AREA, help_text=_("One to a line. Empty: all.")
    )
    serial_from = forms.CharField(label=_("Serial numbers from"), max_length=60, required=False)
    serial_to = forms.CharField(label=_("Serial numbers to"), max_length=60, required=False)
    bought_from = forms.DateField(label=_("Bought from"), required=False, widget=DAY)
    bought_to = forms.DateField(label=_("Bought until"), required=False, widget=DAY)
    text_en = forms.CharField(label=_("What owners read, in English"), required=False, widget=AREA)
    text_zh_hans = forms.CharField(
        label=_("What owners read, in Simplified Chinese"), required=False, widget=AREA
    )
    text_zh_hant = forms.CharField(
        label=_("What owners read, in Traditional Chinese"), required=False, widget=AREA
    )
    queue = NamedChoice(Queue.objects.none(), label=_("Cases go to"), empty_label=None)
    keeper = NamedChoice(User.objects.none(), label=_("Who sees it through"), empty_label=None)
    answer_days = forms.IntegerField(
        label=_("Call whoever has not answered after so many days"),
        min_value=1,
        max_value=366,
        initial=14,
    )

    def __init__(self, *args: Any, campaign: Campaign | None = None, **more: Any) -> None:
        super().__init__(*args, **{**more, "initial": _as_kept(campaign)})
        known: dict[str, Any] = self.fields
        known["product"].queryset = Product.objects.order_by("model")
        known["queue"].queryset = queues()
        known["keeper"].queryset = colleagues()
        if campaign is not None and campaign.state != Campaign.State.DRAFT:
            for name in FIXED:
                known[name].disabled = True

    def clean(self) -> dict[str, Any]:
        """Two ends that fit together."""
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("bought_from"), data.get("bought_to")
        if first and last and last < first:
            self.add_error("bought_to", gettext("It must end after it starts."))
        return data

    def told(self) -> NewCampaign:
        """What was typed, as `keep_campaign` takes it."""
        data = dict(self.cleaned_data)
        texts = {code: data.pop(name) for code, name in TEXTS.items()}
        data["batches"], data["firmwares"] = lines(data["batches"]), lines(data["firmwares"])
        for name in ("serial_from", "serial_to"):
            data[name] = serial_key(data[name])
        return NewCampaign(texts=texts, **data)


TEXTS = {"en": "text_en", "zh-Hans": "text_zh_hans", "zh-Hant": "text_zh_hant"}
FIXED = [
    "kind",
    "product",
    "batches",
    "firmwares",
    "serial_from",
    "serial_to",
    "bought_from",
    "bought_to",
]  # once it runs


def _as_kept(campaign: Campaign | None) -> dict[str, Any]:
    if campaign is None:
        return {}
    names = "name kind product serial_from serial_to bought_from bought_to queue keeper answer_days"
    kept: dict[str, Any] = {name: getattr(campaign, name) for name in names.split()}
    kept |= {name: "\n".join(getattr(campaign, name)) for name in ("batches", "firmwares")}
    return kept | {name: campaign.texts.get(code, "") for code, name in TEXTS.items()}


class LimitForm(forms.Form):
    """The most that a role may give for one device."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    most = forms.DecimalField(label=_("At most"), min_value=0, max_digits=12, decimal_places=2)
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), initial="CNY", widget=forms.TextInput({"size": 4})
    )

    def clean_currency(self) -> str:
        """Three capitals."""
        return str(self.cleaned_data["currency"]).upper()


class BudgetForm(forms.Form):
    """What may be given in these days."""

    starts = forms.DateField(label=pgettext_lazy("a time", "From"), widget=DAY)
    ends = forms.DateField(label=_("Until"), widget=DAY)
    amount = forms.DecimalField(label=_("Sum"), min_value=0, max_digits=12, decimal_places=2)
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), initial="CNY", widget=forms.TextInput({"size": 4})
    )

    def clean_currency(self) -> str:
        """Three capitals."""
        return str(self.cleaned_data["currency"]).upper()


class GivesForm(forms.Form):
    """What a contract gives beside its hours."""

    covers = forms.BooleanField(label=_("It covers repairs"), required=False)
    response = forms.IntegerField(
        label=_("We call or come within, in minutes"),
        min_value=1,
        max_value=525_600,
        required=False,
    )
    devices = forms.CharField(
        label=_("Only these devices"),
        required=False,
        widget=AREA,
        help_text=_("Serial numbers, one to a line. Empty: all devices of the customer."),
    )
    keeper = NamedChoice(
        User.objects.none(),
        label=_("Who sees to it that it is renewed"),
        required=False,
        empty_label=_("Whoever leads the queue"),
    )
    warn_days = forms.IntegerField(
        label=_("So many days before it ends"), min_value=1, max_value=366, initial=60
    )

    def __init__(self, *args: Any, contract: Contract, **more: Any) -> None:
        names = ("covers", "response", "keeper", "warn_days")
        known: dict[str, Any] = {name: getattr(contract, name) for name in names}
        serials = contract.devices.values_list("asset__serial", flat=True)
        known["devices"] = "\n".join(serials)
        quotas = {one.what: one for one in contract.quotas.all()}
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["keeper"].queryset = colleagues()
        for what, label in Quota.What.choices:
            kept = quotas.get(what)
            fields[f"n_{what}"] = forms.DecimalField(
                label=label, min_value=0, max_digits=10, decimal_places=2, required=False
            )
            fields[f"per_{what}"] = forms.ChoiceField(
                label=_("How often"), choices=Quota.Per.choices
            )
            known[f"n_{what}"] = kept.amount if kept else None
            known[f"per_{what}"] = kept.per if kept else Quota.Per.YEAR
        self.initial = known

    def pairs(self) -> list[Any]:
        """The fields of the quotas, two by two."""
        return [(self[f"n_{what}"], self[f"per_{what}"]) for what in Quota.What.values]

    def clean_devices(self) -> list[Asset]:
        """The devices of these numbers. Raises ValidationError with those that nobody knows."""
        serials = [serial_key(one) for one in lines(self.cleaned_data["devices"])]
        found = {one.serial: one for one in Asset.objects.filter(serial__in=serials)}
        missing = [one for one in serials if one not in found]
        if missing:
            wrong = gettext("Nobody knows these: %(which)s") % {"which": ", ".join(missing[:10])}
            raise forms.ValidationError(wrong)
        return list(found.values())

    def told(self) -> Gives:
        """What was typed, as `set_gives` takes it."""
        names = ("covers", "response", "keeper", "warn_days")
        return Gives(**{name: self.cleaned_data[name] for name in names})

    def quotas(self) -> list[tuple[str, Decimal, str]]:
        """Each with its amount (0: not counted) and its period."""
        data = self.cleaned_data
        return [
            (what, data[f"n_{what}"] or Decimal(0), data[f"per_{what}"])
            for what in Quota.What.values
        ]
