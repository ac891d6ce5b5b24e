"""What a form says of a value that does not fit."""

from typing import Any

import pytest
from django import forms


class Everything(forms.Form):
    """A field of each kind that may not fit."""

    words = forms.CharField(max_length=4, min_length=2)
    number = forms.IntegerField(min_value=3, max_value=5)
    price = forms.DecimalField(max_digits=4, decimal_places=2)
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])


FITS: dict[str, Any] = {"words": "abc", "number": 4, "price": "1.25", "one": "a", "some": ["a"]}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("words", "abcdef", "At most 4 characters fit here. These are 6."),
        ("words", "a", "At least 2 characters are needed here. These are 1."),
        ("number", 9, "Not more than 5."),
        ("number", 1, "Not less than 3."),
        ("price", "1.255", "At most 2 digits after the point."),
        ("price", "123.4", "At most 2 digits before the point."),
        ("price", "123.45", "At most 4 digits."),
        ("one", "b", "Choose one of these."),
        ("some", ["b"], "Choose one of these."),
    ],
)
def test_a_form_says_what_fits_in_our_words(field, value, said):
    assert Everything(FITS).is_valid()
    form = Everything({**FITS, field: value})
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert form.errors[field] == [said]
