from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.ui.preferences import html_lang
from makegood.contact.channels.queries import name_in
from makegood.records.customers.rules import normal_mail
from makegood.world.mailbox.queries import mailboxes


class Letter(forms.Form):
    """A mail of the customer whom the reader plays."""

    sender = forms.CharField(
        label=_("From"), max_length=254, widget=forms.EmailInput(attrs={"class": "input"})
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    to = forms.ChoiceField(label=_("To"), widget=forms.Select(attrs={"class": "select"}))
    subject = forms.CharField(
        label=_("Subject"), max_length=200, widget=forms.TextInput(attrs={"class": "input"})
    )
    text = forms.CharField(
        label=_("Your words"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 6}),
    )
    file = forms.FileField(label=_("A file, if you like"), required=False)
    answers = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is declared above
        named = [(one.address, name_in(one, html_lang())) for one in mailboxes()]
        field.choices = [(address, f"{name} · {address}") for address, name in named]

    def clean_sender(self) -> str:
        """An address that one can answer to."""
        mail = normal_mail(self.cleaned_data["sender"])
        if not mail:
            raise forms.ValidationError(_("Give a mail address, for example new@example.com."))
        return mail


class Line(forms.Form):
    """A short answer on a channel that the mailbox plays."""

    text = forms.CharField(max_length=4000, widget=forms.TextInput(attrs={"class": "input"}))
    answers = forms.IntegerField(widget=forms.HiddenInput)
