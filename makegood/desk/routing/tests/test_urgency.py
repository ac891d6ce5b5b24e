import re
from collections import Counter
from pathlib import Path

import pytest

from makegood.desk.routing.reading import signs
from makegood.desk.routing.reading.urgency import urgency_of
from makegood.kernel.text import fold

HERE = Path(__file__).parent
ENOUGH = {"known": (0.95, 0.95), "apart": (0.95, 0.9)}  # precision and recall of "urgent"


@pytest.mark.parametrize("part", ENOUGH)
def test_what_is_urgent_is_known_and_hardly_anything_else(part):
    counted = Counter()
    for line in (HERE / f"first_words_{part}.txt").read_text().splitlines():
        level, words = line.split(maxsplit=1)
        counted[level != "0", urgency_of(words).level > 0] += 1
    right, wrong, missed = counted[True, True], counted[False, True], counted[True, False]
    precision, recall = ENOUGH[part]
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall
    assert counted[False, False] > 30


@pytest.mark.parametrize(
    ("text", "level", "words"),
    [
        ("Hello. On coach 5 there is no paper! Thanks", 1, "no paper"),
        ("你好。車廂廁所沒有衛生紙，我還在裡面", 1, "沒有衛生紙"),
        ("你好，洗衣机冒烟了", 2, "冒烟"),
    ],
)
def test_it_says_by_which_words_as_he_wrote_them(text, level, words):
    found = urgency_of(text)
    assert (found.level, found.physical) == (level, True)
    assert words in [sign.words for sign in found.signs]


def test_no_sign_is_lost_by_looking_for_its_letters_first():
    texts = [
        line.split(maxsplit=1)[1]
        for part in ENOUGH
        for line in (HERE / f"first_words_{part}.txt").read_text().splitlines()
    ]
    every = re.compile("|".join((*signs.DANGER, *signs.HELD, *signs.HANDS)))
    seen = [text for text in map(fold, texts) if every.search(text)]
    assert len(seen) > 60
    assert all(any(trigger in text for trigger in signs.TRIGGERS) for text in seen)


def test_the_word_urgent_makes_nothing_urgent():
    assert urgency_of("URGENT!!! ASAP!!! my invoice").level == 0


def test_a_question_about_danger_is_no_danger():
    assert urgency_of("If it catches fire, who pays?").level == 0


def test_both_chinese_scripts_are_read_alike():
    assert urgency_of("我被困在电梯里").level == urgency_of("我被困在電梯裡").level == 1


def test_a_long_letter_costs_no_more_than_its_beginning():
    assert urgency_of("a" * 1_000_000 + " fire").level == 0
