"""A text without end is read in time that grows with its length, not with its square."""

import time
from datetime import UTC, datetime

import pytest

from makegood.care.promises.reading.finding import find
from makegood.care.promises.reading.wording import wording

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def least(text: str, language: str) -> float:
    """Seconds of this process, the better of two."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        find(text, now=NOW, zone="Asia/Shanghai", language=language)
        wording(text, language=language)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("zh-Hans", "1"),
        ("zh-Hans", "我明天给您，"),
        ("zh-Hans", "好。"),
        ("zh-Hans", "."),
        ("en", "1 "),
        ("en", "a, "),
        ("en", " "),
        ("en", "."),
        ("en", "I will call tomorrow, "),
    ],
)
def test_twice_the_text_takes_about_twice_the_time(language, unit):
    text = (unit * 8_000)[:8_000]
    assert least(text, language) < 3 * least(text[:4_000], language) + 0.05
