"""What a form says of a value that does not fit, in the voice of the product: the framework's own words replaced in
one place, for every form."""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

CHOOSE = _("Choose one of these.")
TOO_LONG = _("At most %(limit_value)d characters fit here. These are %(show_value)d.")


def take_up() -> None:
    """Speak so from now on; twice is the same."""
    validators.MaxLengthValidator.message = TOO_LONG
    validators.MinLengthValidator.message = _(
        "At least %(limit_value)d characters are needed here. These are %(show_value)d."
    )
    validators.MaxValueValidator.message = _("Not more than %(limit_value)s.")
    validators.MinValueValidator.message = _("Not less than %(limit_value)s.")
    decimal: dict[str, Any] = validators.DecimalValidator.messages
    decimal |= {
        "max_digits": _("At most %(max)s digits."),
        "max_decimal_places": _("At most %(max)s digits after the point."),
        "max_whole_digits": _("At most %(max)s digits before the point."),
    }
    for field in (forms.ChoiceField, forms.ModelChoiceField, forms.MultipleChoiceField):
        field.default_error_messages |= {"invalid_choice": CHOOSE}
    forms.ModelMultipleChoiceField.default_error_messages |= {"invalid_choice": CHOOSE}
    forms.FileField.default_error_messages |= {"required": _("Choose a file first.")}
