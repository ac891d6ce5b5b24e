import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.ui.preferences import html_lang
from makegood.field.diagnosis.reading.sheets import Unreadable, read_sheet
from makegood.field.telemetry.queries import series_heard
from makegood.kernel.text import in_language
from makegood.records.assets.models import Part, Product, Word
from makegood.records.assets.queries import words

LARGEST = 2_000_000


def products_shown() -> list[tuple[Product, str]]:
    """Every product with its name in the reader's language."""
    language = html_lang()
    found = Product.objects.filter(ended_at=None).order_by("line", "kind", "model")
    return [(one, in_language(one.names, language) or one.model) for one in found]


def parts_known() -> list[tuple[str, str]]:
    """Numbers and names of parts, to choose from."""
    language = html_lang()
    return [
        (one.number, in_language(one.names, language)) for one in Part.objects.order_by("number")
    ]


def skills_known() -> list[tuple[str, str]]:
    """Keys and names of skills, to choose from."""
    language = html_lang()
    return [
        (key, in_language(names, language)) for key, names in sorted(words(Word.Of.SKILL).items())
    ]


def series_known() -> list[str]:
    """What devices measure, by its name."""
    return sorted(series_heard(300))


class FaultForm(forms.Form):
    """A new table: what is wrong in the words of whoever writes it, and what can have it."""

    name = forms.CharField(
        label=gettext_lazy("What is wrong, as a customer would say it"),
        max_length=120,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off"}),
    )
    product = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which products can have it"),
        queryset=Product.objects.filter(ended_at=None).order_by("model"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    new_product = forms.CharField(
        label=gettext_lazy("Or a product that is not in the list"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Its model, as it stands on the label."),
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        language = html_lang()
        choices = self.fields["product"]
        choices.label_from_instance = lambda one: in_language(one.names, language) or one.model  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Some product there must be."""
        data = super().clean() or self.cleaned_data
        if not data.get("product") and not data.get("new_product", "").strip():
            self.add_error("product", _("Choose a product, or write the model of a new one."))
        return data

    def names(self) -> dict[str, str]:
        """The name in the writer's language."""
        return {html_lang(): self.cleaned_data["name"]}

    def products(self) -> list[Product]:
        """The chosen products."""
        return list(self.cleaned_data["product"])


class ImportForm(forms.Form):
    """A table as JSON or as a sheet, or pasted."""

    file = forms.FileField(label=gettext_lazy("File (JSON or CSV)"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Or paste it here"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """The table that the file or the text holds, as `table`."""
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        if upload is not None and upload.size > LARGEST:
            self.add_error("file", _("This file is larger than 2 MB."))
            return data
        text = _decoded(upload.read()) if upload else data.get("text", "")
        if not text.strip():
            self.add_error("file", _("Choose a file, or paste a table."))
            return data
        try:
            data["table"] = _read(text)
        except Unreadable as error:
            self.add_error("file", _("Line %(line)s is no row of a table.") % {"line": error.line})
        except ValueError:
            self.add_error("file", _("This is neither JSON nor a sheet of a fault table."))
        return data


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _read(text: str) -> dict[str, Any]:
    if text.lstrip("\ufeff \r\n\t")[:1] not in "{[":
        return read_sheet(text)
    told = json.loads(text.lstrip("\ufeff"))
    if isinstance(told, list):
        told = told[0] if len(told) == 1 else None
    if not isinstance(told, dict):
        raise ValueError(text[:40])
    return told
