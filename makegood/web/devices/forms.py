from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.policy import Principal
from makegood.base.files.operations import MAX_BYTES
from makegood.base.ui.choosing import Choose
from makegood.base.ui.preferences import html_lang
from makegood.kernel.errors import Invalid
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset, Field, Import, Product, Word
from makegood.records.assets.operations import Made, Named
from makegood.records.assets.queries import asset_by_serial, products
from makegood.records.assets.rules.fields import NotOfItsKind, typed
from makegood.records.customers.models import Company, Contact
from makegood.records.people.forms import names_in, names_out
from makegood.web.devices.shown import said_of
from makegood.web.devices.whom import typed_as, whose

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
PLAIN = {"autocomplete": "off", "spellcheck": "false"}
STATES = [(Asset.State.USED.value, _("In use")), (Asset.State.STORED.value, _("In store"))]


class ProductChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Products by model and name, to type into."""

    def label_from_instance(self, obj: Any) -> str:
        return said_of(obj)


class WhoseField(forms.CharField):
    """Whose a device is; the form says who asks."""

    who: Principal | None = None

    def clean(self, value: Any) -> Contact | Company | None:
        """The customer who is meant, None for nothing typed."""
        assert self.who is not None  # noqa: S101 - the form sets it
        try:
            return whose(self.who, super().clean(value))
        except Invalid as error:
            raise forms.ValidationError(str(error.message)) from error


class DeviceForm(forms.Form):
    """A device: its number, what it is, whose, where, and what we keep of every device."""

    serial = forms.CharField(label=_("Serial number"), max_length=80, widget=forms.TextInput(PLAIN))
    product = ProductChoice(
        label=_("Product"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=_("As the number tells"),
        widget=Choose(),
    )
    whose = WhoseField(
        label=_("Who has it"),
        required=False,
        max_length=200,
        help_text=_("The name of a company, or the mail address or telephone number of a person."),
        widget=forms.TextInput({"list": "companies", "autocomplete": "off"}),
    )
    place = forms.CharField(
        label=pgettext_lazy("device", "Where it stands"),
        required=False,
        max_length=160,
        help_text=_("A place of theirs by its name; a new name makes a new place."),
        widget=forms.TextInput({"list": "places", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, initial="used")
    bought_on = forms.DateField(label=_("Bought on"), required=False, widget=DAY)
    installed_on = forms.DateField(label=_("Installed on"), required=False, widget=DAY)
    batch = forms.CharField(label=_("Batch"), required=False, max_length=40)
    firmware = forms.CharField(label=_("Firmware"), required=False, max_length=40)
    parent = forms.CharField(
        label=_("Built into"),
        required=False,
        max_length=80,
        help_text=_("The serial number of the machine that holds it."),
        widget=forms.TextInput(PLAIN),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, who: Principal, asset: Asset | None = None, **rest: Any
    ) -> None:
        super().__init__(data, **rest)
        self.asset = asset
        self.own = list(Field.objects.filter(ended_at=None).order_by("pk"))
        product, its = self.fields["product"], self.fields["whose"]
        assert isinstance(product, ProductChoice)  # noqa: S101 - declared above
        assert isinstance(its, WhoseField)  # noqa: S101 - declared above
        product.queryset = products()
        its.who = who
        for one in self.own:
            self.fields[f"own_{one.key}"] = own_field(one)
        if asset is not None:
            self.fields["serial"].disabled = True
            if asset.state != Asset.State.UNKNOWN:
                del self.fields["whose"]
            self._show(asset)

    def _show(self, asset: Asset) -> None:
        self.initial = {
            **self.initial,
            "serial": asset.serial, "product": asset.product_id, "state": asset.state,
            "whose": typed_as(asset.owner, asset.company), "version": asset.version,
            "place": asset.site.name if asset.site else "", "batch": asset.batch,
            "firmware": asset.firmware, "bought_on": asset.bought_on,
            "installed_on": asset.installed_on, "parent": asset.parent.serial if asset.parent else "",
            **{f"own_{name}": value for name, value in asset.facts.items()},
        }  # fmt: skip

    def clean_parent(self) -> Asset | None:
        """The machine that holds it."""
        text = self.cleaned_data["parent"].strip()
        found = asset_by_serial(text) if text else None
        if text and found is None:
            raise forms.ValidationError(_now("No device has this serial number."))
        return found

    @property
    def more(self) -> list[Any]:
        """The fields of our own."""
        return [self[f"own_{one.key}"] for one in self.own]

    def facts(self) -> dict[str, Any]:
        """What was typed into them, None for what was emptied."""
        return {one.key: self.cleaned_data.get(f"own_{one.key}") for one in self.own}


class OwnValue(forms.CharField):
    """A fact of our own, as its kind wants it."""

    def __init__(self, own: Field, **more: Any) -> None:
        self.own = own
        super().__init__(**more)

    def clean(self, value: Any) -> Any:
        """The value as its kind, None for nothing. Raises ValidationError."""
        try:
            return typed(self.own.type, super().clean(value), self.own.choices)
        except NotOfItsKind as error:
            said = {
                "number": _now("Type a number."),
                "date": _now("Type a day, as 2026-11-22."),
                "yes": _now("Say yes or no."),
                "choice": _now("Choose one of the list."),
            }
            raise forms.ValidationError(said.get(self.own.type, _now("Look at this."))) from error


def own_field(own: Field) -> OwnValue:
    """The control for a fact of our own."""
    widgets: dict[str, forms.Widget] = {
        "number": forms.TextInput({"inputmode": "decimal"}),
        "date": DAY,
        "yes": forms.Select(choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))]),
        "choice": forms.Select(choices=[("", "–"), *((one, one) for one in own.choices)]),
    }
    widget = widgets.get(own.type, forms.TextInput())
    return OwnValue(
        own,
        label=in_language(own.names, html_lang()) or own.key,
        required=False,
        max_length=200,
        widget=widget,
    )


class ProductForm(forms.Form):
    """What we sell: its model, names, how its numbers look, what counts its use."""

    model = forms.CharField(label=_("Model"), max_length=60)
    line = forms.CharField(label=_("Line"), required=False, max_length=60)
    kind = forms.CharField(
        label=_("Kind"), required=False, max_length=40, help_text=_("Such as loader or television.")
    )
    counter = forms.CharField(
        label=_("What counts its use"),
        required=False,
        max_length=20,
        help_text=_("Hours, km, cycles, pages, litres… Leave empty where nothing counts."),
        widget=forms.TextInput({"list": "counters", "autocomplete": "off"}),
    )
    serial_pattern = forms.CharField(
        label=_("How its serial numbers look"),
        required=False,
        max_length=200,
        help_text=_(
            "Signs as they are, \\d for a digit, {4} for four of them: LH55Q8-\\d{4}-\\d{5}"
        ),
        widget=forms.TextInput(PLAIN),
    )
    serial_example = forms.CharField(label=_("One of them"), required=False, max_length=60)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=120)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), required=False, max_length=120
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), required=False, max_length=120
    )

    def __init__(self, data: Any, *, product: Product | None = None) -> None:
        initial = {}
        if product is not None:
            names = ("model", "line", "kind", "counter", "serial_pattern", "serial_example")
            initial = {name: getattr(product, name) for name in names}
            initial |= names_out(product.names)
        super().__init__(data, initial=initial)

    def told(self) -> Made:
        """As `save_product` takes it."""
        said = self.cleaned_data
        rest = {name: value for name, value in said.items() if not name.startswith("name_")}
        return Made(names=names_in(said), **rest)


class PaperForm(forms.Form):
    """A paper to keep."""

    title = forms.CharField(label=_("Title"), max_length=160)
    file = forms.FileField(label=_("File"), help_text=_("At most 25 MB."))
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[
            ("", _("Any")),
            ("zh-Hans", "简体中文"),
            ("zh-Hant", "繁體中文"),
            ("en", "English"),
        ],
    )
    for_customers = forms.BooleanField(label=_("Customers may read it"), required=False)

    def clean_file(self) -> Any:
        """Nothing too large."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_now("This file is larger than 25 MB."))
        return file


class TableForm(forms.Form):
    """A table to bring in."""

    what = forms.ChoiceField(label=_("What it holds"), choices=Import.What.choices)
    file = forms.FileField(
        label=_("Table (CSV or Excel)"),
        help_text=_(
            "At most 25 MB. Nothing comes in before you have seen it, and then all of it or none."
        ),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,text/csv"}),
    )


class WordForm(forms.Form):
    """What we call something that is kept by its key."""

    of = forms.ChoiceField(label=pgettext_lazy("device", "What it is"), choices=Word.Of.choices)
    key = forms.CharField(
        label=_("Key"),
        max_length=60,
        help_text=_("As devices, products or fault tables say it."),
        widget=forms.TextInput(PLAIN),
    )
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=120)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), required=False, max_length=120
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), required=False, max_length=120
    )

    def told(self) -> Named:
        """As `save_word` takes it."""
        said = self.cleaned_data
        return Named(of=said["of"], key=said["key"], names=names_in(said))


class OwnForm(forms.Form):
    """A fact of our own that is kept of every device."""

    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=120)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), required=False, max_length=120
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), required=False, max_length=120
    )
    type = forms.ChoiceField(label=_("What it holds"), choices=Field.Type.choices)
    choices = forms.CharField(
        label=_("To choose from"),
        required=False,
        max_length=2000,
        help_text=_("One on each line, for a list only."),
        widget=forms.Textarea({"rows": 3}),
    )
    searchable = forms.BooleanField(
        label=_("Devices are found by it"), required=False, initial=True
    )
