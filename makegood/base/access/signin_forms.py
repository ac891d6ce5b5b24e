from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language, Role

THEMES = [("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]


def zones() -> list[tuple[str, str]]:
    """Every time zone with a place in its name, and UTC."""
    names = sorted(name for name in available_timezones() if "/" in name and "Etc/" not in name)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class SignInForm(LoginForm):  # type: ignore[misc]
    """Mail and password, in our words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Work mail")
        self.fields["login"].widget.attrs.update(autocomplete="username webauthn", placeholder="")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs["placeholder"] = ""


class ForgottenForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(
        label=_("Work mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "username"})
    )


class NewPasswordForm(forms.Form):
    """A password, typed once: it can be looked at instead."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1024,
        help_text=_(
            "Twelve characters or more. Three or four words that do not belong together are good."
        ),
        widget=forms.PasswordInput({"autocomplete": "new-password", "minlength": "12"}),
    )


class ChangePasswordForm(NewPasswordForm):
    """Who changes his password says the present one first."""

    present = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ("present", "password")


class MeForm(forms.Form):
    """What a person decides about himself. Role, mail and state are not among it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    theme = forms.ChoiceField(label=_("Appearance"), choices=THEMES, required=False)
    single_keys = forms.BooleanField(
        label=_("Single letters act as keys outside text fields"), required=False
    )


class WorkplaceForm(forms.Form):
    """What holds for the whole company."""

    name = forms.CharField(label=_("Name of the company"), max_length=80)
    second_step_roles = forms.MultipleChoiceField(
        label=_("Roles that must use a second step"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are led to set it up when they next open a page."),
    )
