from datetime import UTC, datetime, time
from time import monotonic

import pytest

from makegood.records.privacy.rules import heard, is_clear, out_of_quiet, settled, weigh

HANS = "我家的净水器一直漏水，昨天师傅来过还是没修好，请问什么时候能再派人来？"
HANT = "我家的淨水器一直漏水，昨天師傅來過還是沒修好，請問什麼時候能再派人來？"
EN = "The water filter has been leaking since yesterday although your technician came, when will he come back?"


@pytest.mark.parametrize(("text", "language"), [(HANS, "zh-Hans"), (HANT, "zh-Hant"), (EN, "en")])
def test_a_sentence_says_in_what_language_it_is(text, language):
    assert weigh(text)[0] == language
    assert is_clear(text)


@pytest.mark.parametrize(
    "text",
    [
        "OK",
        "ok thanks",
        "谢谢",
        "E41",
        "👍",
        "",
        "http://example.org/a/long/path",
        "XJ-900 ERROR RESET",
    ],
)
def test_a_word_or_a_code_says_nothing(text):
    assert weigh(text) == ("", 0)


@pytest.mark.parametrize(
    "text", ["Прибор не работает со вчерашнего дня", "기계가 어제부터 작동하지 않습니다"]
)
def test_a_language_that_we_do_not_have_is_not_taken_for_one_of_ours(text):
    assert weigh(text) == ("", 0)


def test_a_short_word_never_flips_what_he_writes():
    weights = heard(heard({}, HANS), HANS)
    for word in ("OK", "thanks", "Thank you very much", "yes, please do"):
        weights = heard(weights, word)
        assert settled(weights, "zh-Hans") == "zh-Hans"


def test_who_writes_another_language_for_good_is_followed():
    weights = heard({}, HANS)
    for _ in range(3):
        weights = heard(weights, EN)
    assert settled(weights, "zh-Hans") == "en"


def test_one_sentence_is_enough_where_nothing_speaks_for_the_language_of_now():
    assert settled(heard({}, HANT), "en") == "zh-Hant"


@pytest.mark.parametrize(
    ("hour", "begins", "ends", "expected"),
    [
        (3, time(22), time(7), 7),
        (23, time(22), time(7), 31),
        (12, time(22), time(7), 12),
        (13, time(12), time(14), 14),
        (7, time(22), time(7), 7),
        (5, None, None, 5),
    ],
)
def test_quiet_hours_end_when_he_says(hour, begins, ends, expected):
    moment = datetime(2026, 3, 2, hour % 24, tzinfo=UTC)
    found = out_of_quiet(moment, begins=begins, ends=ends, zone="UTC")
    assert (found - datetime(2026, 3, 2, tzinfo=UTC)).total_seconds() == expected * 3600


def test_quiet_hours_are_those_of_his_place():
    moment = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 23:00 in Shanghai
    found = out_of_quiet(moment, begins=time(22), ends=time(7), zone="Asia/Shanghai")
    assert found == datetime(2026, 3, 2, 23, tzinfo=UTC)


def test_a_word_without_end_is_weighed_in_no_time():
    began = monotonic()
    weigh("a" * 200_000 + "!\n" + "> " * 100_000)
    assert monotonic() - began < 20  # where it grew with the square it took minutes


def test_one_long_text_in_another_language_changes_nothing_and_a_few_do():
    weights = heard({}, HANS)
    for n in range(1, 6):
        weights = heard(weights, EN * 20)
        if n == 1:
            assert settled(weights, "zh-Hans") == "zh-Hans"
    assert settled(weights, "zh-Hans") == "en"
