"""What is taken out of the words of others is his address, and nothing that only looks like it."""

import re

import pytest

from makegood.base.privacy.reaching import Person, pattern_of


@pytest.mark.parametrize(
    ("address", "words", "rest"),
    [
        ("wang@example.org", "write to Wang@example.org, please", "write to , please"),
        ("wang@example.org", "dwang@example.org is another", "dwang@example.org is another"),
        ("+8613812345678", "call +8613812345678.", "call ."),
        ("12345678", "order 9912345678 came", "order 9912345678 came"),
        ("12345678", "I am 12345678", "I am "),
    ],
)
def test_his_address_goes_whole_and_nothing_longer(address: str, words: str, rest: str):
    found = re.sub(pattern_of(Person((1,), (address,))), "", words, flags=re.IGNORECASE)
    assert found == rest


@pytest.mark.parametrize("address", ["customer", "sms:Vodafone", "portal", "123456"])
def test_an_id_that_stands_in_what_everybody_writes_is_looked_for_nowhere(address: str):
    assert pattern_of(Person((1,), (address,))) == ""
