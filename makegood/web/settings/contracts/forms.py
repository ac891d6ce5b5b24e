"""The forms of what customers have bought."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from makegood.care.cover.forms import moment_field
from makegood.records.customers.models import Company, Contact
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.queries import customers_called, tiers
from makegood.records.people.forms import names_in, names_out
from makegood.records.worktime.models import Calendar
from makegood.web.settings.forms import offer
from makegood.web.settings.policies.forms import KeptChoice


class WhomField(forms.CharField):
    """A company by its name, a person by name or address."""

    def __init__(self, **more: Any) -> None:
        help_text = _("The name of a company, or the name or an address of a person.")
        widget = forms.TextInput({"autocomplete": "off"})
        super().__init__(
            label=_("Customer"), max_length=254, help_text=help_text, widget=widget, **more
        )

    def clean(self, value: Any) -> Company | Contact:
        """The one customer who is meant. Raises ValidationError for nobody and for several."""
        found = customers_called(super().clean(value))
        if not found:
            raise forms.ValidationError(
                gettext("Nobody is found by that. Check how it is written.")
            )
        if len(found) > 1:
            raise forms.ValidationError(
                gettext("More than one customer has this name. Write an address instead.")
            )
        return found[0]


def _tier(**more: Any) -> forms.CharField:
    widget = forms.TextInput({"list": "tiers", "autocomplete": "off"})
    return forms.CharField(label=_("Tier"), max_length=20, required=False, widget=widget, **more)


class TierForm(forms.Form):
    """What a customer has bought, without a contract."""

    whom = WhomField()
    tier = _tier(help_text=_("Empty: nothing special."))

    def tiers(self) -> list[str]:
        """The tiers that are written somewhere already."""
        return tiers()


class ContractForm(forms.Form):
    """With whom, what it is called, what it promises and when it holds."""

    whom = WhomField()
    key = forms.SlugField(
        label=_("Key"),
        max_length=40,
        help_text=_("Short, never changes: letters, digits and hyphens."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), max_length=80, required=False
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), max_length=80, required=False
    )
    tier = _tier()
    calendar = KeptChoice(
        Calendar.objects.none(),
        label=_("Hours"),
        required=False,
        empty_label=_("Those of the team"),
    )
    starts = moment_field(_("Holds from"), required=False, help_text=_("Empty: from now."))
    ends = moment_field(_("Holds until"), required=False, help_text=_("Empty: until it is ended."))

    def __init__(self, *args: Any, contract: Contract | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": initial_of(contract), **kwargs})
        self.contract = contract
        offer(
            self,
            "calendar",
            Calendar.objects.prefetch_related("teamhours_set__team").order_by("key"),
        )
        if contract is not None:
            del self.fields["whom"], self.fields["key"]

    def clean_key(self) -> str:
        """A key that no contract has yet."""
        key = str(self.cleaned_data["key"])
        if Contract.objects.filter(key=key).exists():
            raise forms.ValidationError(gettext("Another contract has this key."))
        return key

    def tiers(self) -> list[str]:
        """The tiers that are written somewhere already."""
        return tiers()

    def told(self) -> dict[str, Any]:
        """What was typed, as `agree_contract` takes it."""
        data = self.cleaned_data
        names = {code: name for code, name in names_in(data).items() if name}
        told = {name: data[name] for name in ("tier", "calendar", "starts", "ends")}
        kept = self.contract
        if kept is None:
            return {"whom": data["whom"], "key": data["key"], "names": names, **told}
        told["starts"] = told["starts"] or kept.starts
        return {"whom": kept.company or kept.contact, "key": kept.key, "names": names, **told}


def initial_of(contract: Contract | None) -> dict[str, Any]:
    """A kept contract as the form shows it."""
    if contract is None:
        return {}
    fields = ("tier", "calendar", "starts", "ends")
    return {**names_out(contract.names), **{name: getattr(contract, name) for name in fields}}
