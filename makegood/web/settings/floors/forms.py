from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from makegood.care.recovery.forms import KINDS, Currency
from makegood.care.recovery.models import Floor, Remedy


class FloorForm(forms.Form):
    """What a missed promise of a kind is worth to the customer, at least."""

    kind = forms.ChoiceField(
        label=_("For which missed promise"),
        choices=[("", _("Any of them")), *KINDS],
        required=False,
        help_text=_("Where two fit, the higher sum counts."),
    )
    value = forms.DecimalField(label=_("At least"), max_digits=10, decimal_places=2)
    currency = Currency()


def usual_currency() -> str:
    """The one in which the catalogue was written last."""
    last = Remedy.objects.order_by("-pk").values_list("currency", flat=True).first()
    return last or str(Currency().initial)


def kind_in_words(floor: Floor) -> Any:
    """Which missed promises it is about."""
    return dict(KINDS).get(floor.kind, _("Any missed promise"))
