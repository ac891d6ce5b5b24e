from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.ui.choosing import Choose
from makegood.care.cover.models import Absence
from makegood.care.handoffs.panels import people_for
from makegood.records.people.queries import colleagues


def moment_field(label: Any, **more: Any) -> forms.DateTimeField:
    """A day and a time in the zone of who types."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, **more)


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who is asked to cover."""

    user = forms.ModelChoiceField(label=_("Who is away"), queryset=User.objects.none())
    starts = moment_field(_("Away from"))
    ends = moment_field(_("Back on"))
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Absence.Reason.choices,
        help_text=_("Only you and your lead see the reason."),
    )
    cover = forms.ModelChoiceField(
        label=_("Who covers"),
        queryset=User.objects.none(),
        required=False,
        widget=Choose(),
        help_text=_("Asked at once. Without a yes the duty lead covers."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = colleagues().filter(pk__in=[person.pk for person in people])
        self._offer("user", mine)
        self._offer("cover", colleagues())
        cover: Any = self.fields["cover"].widget
        cover.offer(people_for(colleagues()), empty=_("Nobody yet"))
        if len(people) == 1:
            self.fields["user"].widget = forms.HiddenInput()

    def _offer(self, name: str, queryset: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = queryset


class RuleForm(forms.Form):
    """How soon somebody else answers in a queue."""

    cover_after = forms.IntegerField(
        label=_("Minutes until the cover has a word of the customer"),
        help_text=_("Working time of the team, while the owner is away."),
    )
    chat_returns = forms.IntegerField(
        label=_("Minutes until a new chat goes on to somebody else"),
        required=False,
        help_text=_("When its owner is not here. Leave it empty and it stays where it is."),
    )
    mail_returns = forms.IntegerField(
        label=_("Minutes until a new mail goes on to somebody else"),
        required=False,
        help_text=_("When its owner is not here. Leave it empty and it stays where it is."),
    )
