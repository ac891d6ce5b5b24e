from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language, User
from makegood.base.access.signin_forms import NewPasswordForm, zones
from makegood.base.ui.preferences import html_lang
from makegood.contact.channels.queries import lines_of_accounts
from makegood.records.assets.queries import lines_sold
from makegood.records.people.models import Queue, Team
from makegood.records.people.queries import colleagues, name_of, queues, teams
from makegood.web.settings.faces import Blank, Face, Settings, place, put

YEAR_OF_MINUTES = 525_600


class FirstDayForm(NewPasswordForm):
    """The first administrator and his company."""

    company = forms.CharField(label=_("Name of the company"), max_length=80)
    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Work mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "username"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    first_answer = forms.IntegerField(
        label=_("Answer within, in minutes"),
        min_value=1,
        max_value=YEAR_OF_MINUTES,
        initial=240,
        help_text=_("The first promise to every customer. You can change it at any time."),
    )
    office_hours = forms.BooleanField(
        label=_("We work Monday to Friday, 9 to 18"),
        required=False,
        initial=True,
        help_text=_("Otherwise around the clock. Each team can have its own hours later."),
    )
    field_order = ("company", "name", "email", "password", "language", "zone", "first_answer")


class NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Teams and queues by the name they have in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj, html_lang()) if isinstance(obj, Team | Queue) else str(obj)


class QueueForm(forms.Form):
    """A queue: its name, its team, who answers for it, how soon it answers."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), max_length=80, required=False
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), max_length=80, required=False
    )
    team = NamedChoice(Team.objects.none(), label=_("Team"), empty_label=None)
    duty_lead = NamedChoice(
        User.objects.none(),
        label=_("Duty lead"),
        empty_label=None,
        help_text=_("Responsible whenever nobody else is."),
    )
    deputy = NamedChoice(
        User.objects.none(), label=_("Deputy"), required=False, empty_label=_("None")
    )
    is_default = forms.BooleanField(label=_("What belongs nowhere else comes here"), required=False)
    first_answer = forms.IntegerField(
        label=_("First answer, in minutes"), min_value=1, max_value=YEAR_OF_MINUTES, initial=240
    )
    next_answer = forms.IntegerField(
        label=_("Every further answer, in minutes"),
        min_value=1,
        max_value=YEAR_OF_MINUTES,
        initial=240,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", teams())
        offer(self, "duty_lead", colleagues())
        offer(self, "deputy", colleagues())


class AccountForm(forms.Form):
    """An address of ours; below the common fields stand those that its adapter asks for."""

    address = forms.CharField(max_length=254, widget=forms.TextInput({"autocomplete": "off"}))
    name = forms.CharField(
        label=_("Name as customers see it"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    queue = NamedChoice(Queue.objects.none(), label=_("Comes into the queue"), empty_label=None)
    language = forms.ChoiceField(
        label=_("Language when we do not know the customer's"), choices=Language.choices
    )
    lines = forms.MultipleChoiceField(
        label=_("Product lines that bear its name"),
        required=False,
        help_text=_(
            "Pages about a device of such a line speak in this name, all others in the form's."
        ),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, face: Face, kept: Settings, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.face, self.kept = face, kept
        self.fields["address"].label = str(face.address_label)
        self.fields["address"].disabled = not is_new
        offer(self, "queue", queues())
        self._offer_lines()
        for blank in face.blanks:
            self.fields[_html(blank)] = _control(blank, kept)

    def _offer_lines(self) -> None:
        """Every line of our products, with the address that has it now; nothing to choose where there is none."""
        taken = lines_of_accounts()
        lines = sorted(lines_sold() | taken.keys())
        if not lines:
            del self.fields["lines"]
            return
        here = self.initial.get("address")
        field: Any = self.fields["lines"]
        field.choices = [
            (
                line,
                f"{line} · {has.address}"
                if (has := taken.get(line)) and has.address != here
                else line,
            )
            for line in lines
        ]

    def rows(self) -> list[list[Any]]:
        """The adapter's fields as rows of the page."""
        rows: list[list[Any]] = []
        for blank in self.face.blanks:
            if blank.pair and rows:
                rows[-1].append(self[_html(blank)])
            else:
                rows.append([self[_html(blank)]])
        return rows

    def settings(self) -> Settings:
        """The account's settings with what was typed; an empty secret leaves the one that is kept."""
        settings = _copied(self.kept)
        for blank in self.face.blanks:
            value = self.cleaned_data.get(_html(blank))
            if blank.secret:
                if value:
                    put(settings, blank.name, self.face.seal(str(value)))
            else:
                put(settings, blank.name, value if value is not None else "")
        return settings


def offer(form: forms.Form, name: str, queryset: Any) -> None:
    """Which rows a choice offers: read now, not when the module was loaded."""
    field: Any = form.fields[name]
    field.queryset = queryset


def _control(blank: Blank, kept: Settings) -> forms.Field:
    value = place(kept, blank.name)
    common: dict[str, Any] = {"label": blank.label, "required": False, "help_text": blank.help}
    if blank.secret and blank.made is not None and not value:
        return forms.CharField(
            **common,
            initial=blank.made,
            max_length=1024,
            widget=forms.TextInput({"autocomplete": "off", "class": "mono"}),
        )
    if blank.secret:
        if blank.made is not None:
            common["help_text"] = ""  # that is about the one we made, before it is kept
        widget = forms.PasswordInput(
            {"autocomplete": "new-password", "placeholder": "••••••••" if value else ""}
        )
        return forms.CharField(**common, max_length=1024, strip=False, widget=widget)
    common["initial"] = blank.default if value in (None, "") else value
    if blank.lines:
        return forms.CharField(**common, max_length=8000, widget=forms.Textarea({"rows": 3}))
    if blank.switch:
        return forms.BooleanField(**common)
    if blank.choices:
        return forms.ChoiceField(**common, choices=list(blank.choices))
    if blank.number:
        return forms.IntegerField(**common, min_value=1, max_value=65535)
    return forms.CharField(
        **common, max_length=254, widget=forms.TextInput({"autocomplete": "off"})
    )


def _html(blank: Blank) -> str:
    return blank.name.replace(".", "_")


def _copied(settings: Settings) -> Settings:
    return {
        name: _copied(value) if isinstance(value, dict) else value
        for name, value in settings.items()
    }
