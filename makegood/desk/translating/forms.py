from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.desk.translating.ports import translators


class ConnectionForm(forms.Form):
    """A service that translates."""

    kind = forms.ChoiceField(label=_("Service"))
    api = forms.CharField(
        label=_("Address of the service"),
        max_length=300,
        help_text=_("A server of your own is best: what customers write then stays in your house."),
    )
    key = forms.CharField(
        label=_("API key"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(render_value=False),
        help_text=_("Stored encrypted. Leave it empty to keep the one that is stored."),
    )
    is_on = forms.BooleanField(label=_("Translate for us"), required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        choices = [(kind, one.label) for kind, one in translators().items()]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_api(self) -> str:
        """An address that begins like one."""
        api = str(self.cleaned_data["api"]).strip().rstrip("/")
        parts = urlsplit(api)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise forms.ValidationError(_("Begin with https:// and the name of the server."))
        return api
