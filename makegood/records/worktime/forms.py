from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.signin_forms import zones
from makegood.records.worktime.rules import read_blocks, said_blocks

DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


class HoursForm(forms.Form):
    """One line of hours for each weekday, and the days that differ."""

    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    closed = forms.CharField(
        label=_("Closed days"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Dates such as 2027-02-06, with spaces or lines between them."),
    )
    extra = forms.CharField(
        label=_("Extra working days"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("They have the hours of a Monday."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=120,
                widget=forms.TextInput({"placeholder": _("closed"), "autocomplete": "off"}),
            )

    def days(self) -> list[Any]:
        """The seven lines, for the page."""
        return [self[f"day{number}"] for number in range(7)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        weekly: list[list[object]] = []
        for number in range(7):
            try:
                weekly += [
                    [number, *block] for block in read_blocks(data.get(f"day{number}") or "")
                ]
            except ValueError:
                self.add_error(
                    f"day{number}",
                    _("These hours cannot be read. Write them as 09:00-12:00 13:00-17:30."),
                )
        data["weekly"] = weekly
        for field in ("closed", "extra"):
            data[field] = self._dates(field, data.get(field) or "")
        return data

    def _dates(self, field: str, text: str) -> list[str]:
        found = []
        for word in text.replace(",", " ").split():
            try:
                found.append(date.fromisoformat(word).isoformat())
            except ValueError:
                self.add_error(field, _("Write each date as year, month, day: 2027-02-06."))
                return []
        return sorted(set(found))


def initial_of(calendar: Any) -> dict[str, Any]:
    """A kept calendar as the form shows it."""
    lines = {f"day{n}": said_blocks([b for b in calendar.weekly if b[0] == n]) for n in range(7)}
    days = {"closed": "\n".join(calendar.closed), "extra": "\n".join(calendar.extra)}
    return {"zone": calendar.zone, **lines, **days}
