import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.records.assets.rules import (
    UnsafePattern,
    check_pattern,
    fits,
    plain_serial,
    product_of,
    serial_key,
)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (" lh55q8-2602-11873 ", "LH55Q8-2602-11873"),
        ("ＬＨ５５Ｑ８－２６０２－１１８７３", "LH55Q8-2602-11873"),
        ("958F 24 00017", "958F2400017"),
        ("958F–24–00017", "958F-24-00017"),
        ("958F\u200b-24-00017", "958F-24-00017"),
        ("a/b", "A-B"),
        ("", ""),
        ("+#", ""),
        ("---", ""),
        ("x" * 61, ""),
        ("a\x00b", ""),
    ],
)
def test_a_serial_number_has_one_form(typed: str, key: str) -> None:
    assert serial_key(typed) == key


@given(st.text(max_size=80))
def test_the_one_form_stays_as_it_is(text: str) -> None:
    key = serial_key(text)
    assert serial_key(key) == key
    assert len(key) <= 60
    assert not any(sign.isspace() or sign in "/+#" for sign in key)


def test_a_number_is_also_known_without_its_hyphens() -> None:
    assert plain_serial("lh55q8 2602-11873") == "LH55Q8260211873"


@pytest.mark.parametrize(
    "pattern",
    [r"^LH55Q8-\d{4}-\d{5}$", r"^958F-\d{2}-\d{5}$", r"[A-Z]{2}\d+", r"(?:AB|CD)-\d{3,6}", "K15"],
)
def test_patterns_of_products_are_taken(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+$", "(a|aa)+$", "", "^$", r"(\d+)*", r"\1", "(?=a)", "a**", "[z-a]", "a{9,2}", "a{99}",
        r"\d*\d*\d*\d*\d*", ".*", "(?i)a", "a{2", "(a",
    ],
)  # fmt: skip
def test_patterns_that_could_take_for_ever_are_refused(pattern: str) -> None:
    with pytest.raises(UnsafePattern):
        check_pattern(pattern)
    assert not fits("A" * 60, pattern)


@given(st.text(alphabet=r"aA1[]-{}()?*+|\dw,39^$", max_size=30))
def test_no_pattern_takes_long(pattern: str) -> None:
    began = time.perf_counter()
    fits("A1" * 30, pattern)
    assert time.perf_counter() - began < 20


def test_the_product_is_told_by_the_number() -> None:
    patterns = [(1, r"^LH55Q8-\d{4}-\d{5}$"), (2, r"^LH65Q8-\d{4}-\d{5}$"), (3, r"^[A-Z0-9\-]+$")]
    assert product_of("LH55Q8-2602-11873", patterns) == 1
    assert product_of("LH75Q8-2602-11873", patterns) == 3
    assert product_of("中文", patterns) is None
    assert product_of("X1", [(1, r"X\d"), (2, r"\w\d")]) == 1
    assert product_of("X1", [(1, r"X\d"), (2, r"X\d")]) is None
