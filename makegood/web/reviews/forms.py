from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.ui.preferences import html_lang
from makegood.care.feedback.models import Import
from makegood.care.feedback.queries import sources
from makegood.care.feedback.reading.tables import FIELDS
from makegood.contact.channels.queries import name_in

FIELD_LABELS = {
    "external_id": _("Id of the review"),
    "stars": _("Stars"),
    "title": _("Title"),
    "text": _("Words"),
    "author": _("Author"),
    "written_at": _("When it was written"),
    "language": _("Language"),
    "product": _("Product"),
    "order": _("Order"),
    "device": _("Device"),
    "url": _("Address of the review"),
    "answer": _("Our answer, if there is one"),
}


class SourceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Sources by their name in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_in(obj, html_lang())


class TableForm(forms.Form):
    """A table and where it comes from."""

    source = SourceChoice(label=_("Where the reviews come from"), queryset=None)
    file = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_("At most 25 MB. Nothing is taken in before you have seen the first rows."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, SourceChoice)  # noqa: S101 - declared above
        field.queryset = sources()
        field.empty_label = None


class MappingForm(forms.Form):
    """What the columns of a table mean."""

    best = forms.FloatField(label=_("Best rating in this table"), min_value=1, max_value=1000)
    day_first = forms.TypedChoiceField(
        label=_("Dates such as 03/04/2026"),
        choices=(("yes", _("are 3 April")), ("no", _("are 4 March"))),
        coerce=lambda told: told == "yes",
    )
    history_before = forms.DateField(
        label=_("Written before this day: only history"),
        required=False,
        help_text=_("They are kept and shown, and owe no answer. Leave empty to answer all."),
        widget=forms.DateInput({"type": "date"}),
    )

    def __init__(self, data: Any, *, header: tuple[str, ...], run: Import) -> None:
        initial = {
            "best": run.best,
            "day_first": "yes" if run.day_first else "no",
            "history_before": run.history_before,
            **{f"of_{name}": str(run.mapping.get(name, "")) for name in FIELDS},
        }
        super().__init__(data, initial=initial)
        choices = [("", "–"), *((str(n), title or f"#{n + 1}") for n, title in enumerate(header))]
        for name in FIELDS:
            self.fields[f"of_{name}"] = forms.ChoiceField(
                label=FIELD_LABELS[name], choices=choices, required=False
            )

    @property
    def columns(self) -> list[Any]:
        """The fields that name a column."""
        return [self[f"of_{name}"] for name in FIELDS]

    def told(self) -> dict[str, Any]:
        """As `set_mapping` takes it."""
        data = self.cleaned_data
        before: date | None = data["history_before"]
        return {
            "mapping": {name: int(data[f"of_{name}"]) for name in FIELDS if data.get(f"of_{name}")},
            "day_first": bool(data["day_first"]),
            "best": data["best"],
            "history_before": before,
        }
