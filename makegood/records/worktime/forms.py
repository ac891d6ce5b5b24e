from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from makegood.base.access.signin_forms import zones
from makegood.base.ui.preferences import html_lang
from makegood.kernel.clock import now
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.queries import calendar_name, countries
from makegood.records.worktime.rules import read_blocks, said_blocks
from makegood.records.worktime.rules.public import parts_of

DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
KINDS = (
    ("closed", pgettext_lazy("a day", "Closed")),
    ("half", _("Half day, until noon")),
    ("hours", _("Other hours")),
    ("like0", _("Works like a Monday")),
    ("like1", _("Works like a Tuesday")),
    ("like2", _("Works like a Wednesday")),
    ("like3", _("Works like a Thursday")),
    ("like4", _("Works like a Friday")),
    ("like5", _("Works like a Saturday")),
    ("like6", _("Works like a Sunday")),
)
UNREADABLE = _("These hours cannot be read. Write them as 09:00-12:00 13:00-17:30.")
MOST_DAYS = 400
ROW = ("date", "kind", "hours", "name")


class NamedDayForm(forms.Form):
    """One day that differs from the week and from the public calendar."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS, initial="closed")
    hours = forms.CharField(
        label=_("Other hours"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"placeholder": "09:00-12:00", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Its name"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind, data["blocks"] = data.get("kind"), []
        if kind == "hours":
            try:
                data["blocks"] = read_blocks(data.get("hours") or "")
            except ValueError:
                self.add_error("hours", UNREADABLE)
            else:
                if not data["blocks"]:
                    self.add_error("hours", _("Say from when to when, or choose Closed."))
        elif data.get("hours"):
            self.add_error("kind", _("Hours are given: choose Other hours, or take them out."))
        return data

    def stored(self) -> dict[str, Any]:
        """The day as a calendar keeps it."""
        data = self.cleaned_data
        kind = data["kind"]
        day: dict[str, Any] = {"date": data["date"].isoformat(), "kind": kind, "name": data["name"]}
        if kind == "hours":
            day["blocks"] = data["blocks"]
        elif kind.startswith("like"):
            day |= {"kind": "like", "like": int(kind[4:])}
        return day


class NamedDays(forms.BaseFormSet):  # type: ignore[type-arg]
    """The named days; no date may stand twice."""

    def clean(self) -> None:
        seen: set[date] = set()
        for row in self.forms:
            day = row.cleaned_data.get("date") if hasattr(row, "cleaned_data") else None
            if day in seen:
                row.add_error("date", _("This date stands twice."))
            elif day is not None:
                seen.add(day)

    def stored(self) -> list[dict[str, Any]]:
        """The days in order, as a calendar keeps them; an empty row is none."""
        given = [row.stored() for row in self.forms if row.cleaned_data.get("date")]
        return sorted(given, key=lambda day: str(day["date"]))


NamedDaySet = cast(
    "type[NamedDays]",
    forms.formset_factory(
        NamedDayForm, formset=NamedDays, extra=0, max_num=MOST_DAYS, absolute_max=MOST_DAYS
    ),
)


class HoursForm(forms.Form):
    """One line of hours for each weekday, and whose public holidays are kept."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    name = forms.CharField(
        label=_("Name of the calendar"),
        max_length=80,
        help_text=_("Of a contract or a site: “Around the clock”, “Gold, weekdays”."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    region = forms.ChoiceField(label=_("Public holidays of"), required=False)
    subdivision = forms.CharField(
        label=_("Part of the country"), required=False, widget=forms.Select()
    )

    def __init__(self, *args: Any, named: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not named:
            del self.fields["name"]
        for number, name in enumerate(DAYS):
            self.fields[f"day{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=120,
                widget=forms.TextInput(
                    {
                        "placeholder": pgettext_lazy("hours of a day", "closed"),
                        "autocomplete": "off",
                    }
                ),
            )
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)  # noqa: S101 - as told above
        region.choices = [("", _("No public holidays")), *countries(html_lang())]
        parts = parts_of(self.chosen("region"))
        part = self.fields["subdivision"].widget
        assert isinstance(part, forms.Select)  # noqa: S101 - as told above
        part.choices = [("", _("The whole country")), *parts.items()]
        self.has_parts = bool(parts)

    def chosen(self, name: str) -> str:
        """What stands in a field now, typed or kept."""
        return str(self[name].value() or "")

    def days(self) -> list[Any]:
        """The seven lines, for the page."""
        return [self[f"day{number}"] for number in range(7)]

    def clean_subdivision(self) -> str:
        """A part that belongs to another country was chosen before the country."""
        found = str(self.cleaned_data["subdivision"])
        return found if found in parts_of(self.cleaned_data.get("region", "")) else ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        weekly: list[list[object]] = []
        for number in range(7):
            try:
                blocks = read_blocks(data.get(f"day{number}") or "")
                weekly += [[number, *block] for block in blocks]
            except ValueError:
                self.add_error(f"day{number}", UNREADABLE)
        data["weekly"] = weekly
        return data


def initial_of(calendar: Calendar) -> dict[str, Any]:
    """A kept calendar as the form shows it."""
    lines = {f"day{n}": said_blocks([b for b in calendar.weekly if b[0] == n]) for n in range(7)}
    kept = {name: getattr(calendar, name) for name in ("zone", "region", "subdivision", "version")}
    return {**kept, **lines, "name": calendar_name(calendar, html_lang()) if calendar.pk else ""}


def shown_days(calendar: Calendar) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The named days of this year and later as the form shows them, and the older ones as they are kept."""
    first = f"{now().year}-01-01"
    recent = [_row_of(day) for day in calendar.exceptions if day["date"] >= first]
    return recent, [day for day in calendar.exceptions if day["date"] < first]


def changed_rows(data: QueryDict, *, add: str | None = None, drop: int | None = None) -> QueryDict:
    """What was typed, with a row more (of that date, when one is given) or a row less."""
    told = data.get("d-TOTAL_FORMS", "")
    total = min(int(told), MOST_DAYS) if told.isascii() and told.isdigit() else 0
    rows = [{name: data.get(f"d-{n}-{name}", "") for name in ROW} for n in range(total)]
    if add is not None and not any(add and row["date"] == add for row in rows):
        rows.append({"date": add, "kind": "closed"})
    if drop is not None:
        rows[drop : drop + 1] = []
    changed = data.copy()
    for name in [name for name in changed if name.startswith("d-")]:
        del changed[name]
    changed.update(_posted(rows))
    return changed


def _posted(rows: list[dict[str, Any]]) -> Mapping[str, str]:
    counted = {"d-TOTAL_FORMS": str(len(rows)), "d-INITIAL_FORMS": "0"}
    return counted | {
        f"d-{n}-{name}": str(row.get(name, "")) for n, row in enumerate(rows) for name in ROW
    }


def _row_of(day: Mapping[str, Any]) -> dict[str, Any]:
    like = f"like{day.get('like', 0)}"
    return {
        "date": day["date"],
        "kind": like if day["kind"] == "like" else day["kind"],
        "hours": said_blocks(day.get("blocks") or []),
        "name": day.get("name", ""),
    }
