from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language, Role, User
from makegood.base.access.signin_forms import zones
from makegood.base.ui.preferences import html_lang
from makegood.records.people.models import Team
from makegood.records.people.queries import colleagues, name_of, teams

TEAMS = forms.CheckboxSelectMultiple


class TeamsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Teams by the name they have in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Team.objects.none(), label=_("Teams"), required=False, widget=TEAMS, **kwargs
        )

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj, html_lang())


class InviteForm(forms.Form):
    """A new colleague."""

    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("Work mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    teams = TeamsField()
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_teams(self)


class StaffForm(forms.Form):
    """What an administrator decides about a colleague."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    teams = TeamsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_teams(self)


class LeavingForm(forms.Form):
    """Who takes over."""

    takes_over = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who takes over"),
        empty_label=None,
        help_text=_("Every open case, and every promise with it, goes to this person at once."),
    )

    def __init__(self, *args: Any, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "takes_over").queryset = colleagues().exclude(pk=leaving.pk)


class TeamForm(forms.Form):
    """A team in the three languages."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    name_zh_hans = forms.CharField(
        label=_("Name in Simplified Chinese"), max_length=80, required=False
    )
    name_zh_hant = forms.CharField(
        label=_("Name in Traditional Chinese"), max_length=80, required=False
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    def names(self) -> dict[str, str]:
        """Names by language, as they are kept."""
        return names_in(self.cleaned_data)


def names_in(data: dict[str, Any]) -> dict[str, str]:
    """The three fields of a name as they are kept: by language."""
    fields = {"en": "name_en", "zh-Hans": "name_zh_hans", "zh-Hant": "name_zh_hant"}
    return {code: str(data.get(field) or "") for code, field in fields.items()}


def names_out(names: dict[str, str]) -> dict[str, str]:
    """A kept name as the three fields."""
    return {
        "name_en": names.get("en", ""),
        "name_zh_hans": names.get("zh-Hans", ""),
        "name_zh_hant": names.get("zh-Hant", ""),
    }


def _offer_teams(form: forms.Form) -> None:
    _field(form, "teams").queryset = teams()


def _field(form: forms.Form, name: str) -> Any:
    return form.fields[name]
