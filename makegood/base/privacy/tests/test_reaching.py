"""What is taken out of the words of others is his address, and nothing that only looks like it."""

import pytest

from makegood.base.privacy.naming import is_name, pattern_of, queries_of, without


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
    pattern = pattern_of([address])
    assert pattern is not None
    assert without(words, pattern).replace("[…]", "") == rest


@pytest.mark.parametrize("address", ["customer", "sms:Vodafone", "portal", "123456"])
def test_an_id_that_stands_in_what_everybody_writes_is_looked_for_nowhere(address: str):
    assert pattern_of([address]) is None
    assert queries_of([address]) == ""


@pytest.mark.parametrize(
    ("names", "addresses", "words", "rest"),
    [
        (["Anna Berg"], [], "Anna Berg and anna  berg; Anna Bergmann", "* and *; Anna Bergmann"),
        (["Anna Berg"], [], "Berg, Anna asked. Anna asked.", "* asked. Anna asked."),
        (["欧阳娜娜"], [], "请给歐陽娜娜回电话", "请给*回电话"),
        (["张伟"], [], "张伟先生说，扩张伟大", "*先生说，扩张伟大"),
        (["张伟"], [], "我是張偉，住在三楼", "我是*，住在三楼"),
        ([], ["+8613812345678"], "电话 138-1234-5678 或 +86 138 1234 5678", "电话 * 或 *"),
        ([], ["+442079460958"], "call +44 20 7946 0958 please", "call * please"),
        ([], ["wecom:wmA1b2C3d4E5f6G7"], "his id wmA1b2C3d4E5f6G7 is", "his id * is"),
        ([], ["WANG@example.org"], "wang@EXAMPLE.org", "*"),
    ],
)
def test_he_is_found_as_people_write_him(names, addresses, words, rest):
    pattern = pattern_of(addresses, names)
    assert pattern is not None
    assert without(words, pattern).replace("[…]", "*") == rest
    assert queries_of(addresses, names)


@pytest.mark.parametrize("name", ["Anna", "王", "Al Li", "Room 12 Berlin", "", "#12"])
def test_what_may_be_anybody_is_no_name(name):
    assert not is_name(name)
