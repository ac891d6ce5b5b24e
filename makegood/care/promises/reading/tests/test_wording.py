"""Words that hurt are marked with a better sentence; words that own a fault are not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.care.promises.reading import phrases_en, phrases_zh
from makegood.care.promises.reading.finding import find
from makegood.care.promises.reading.languages import unfold
from makegood.care.promises.reading.tests.sentences import marks
from makegood.care.promises.reading.wording import KINDS, HousePhrase, wording


def test_the_repair_man_at_lunch_is_put_in_better_words() -> None:
    [mark] = wording("维修的吃饭去了，您得等他回来。")
    assert mark.kind in ("dismissive", "blame_colleague", "deny_responsibility")
    assert mark.better


def test_every_mark_has_its_words_a_kind_and_a_better_sentence() -> None:
    for row in marks():
        for mark in wording(row["text"], language=row["lang"]):
            assert row["text"][mark.start : mark.end] == mark.quote
            assert mark.kind in KINDS
            assert mark.better


def test_owning_a_fault_is_not_marked() -> None:
    for text in (
        "That was our mistake, and I've corrected it.",
        "这是我们的错，真的对不起。",
        "這是我們的疏失，我馬上幫您改。",
        "You don't need to send the photos again, I have them here.",
    ):
        assert wording(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your patience.",
        "We appreciate your patience.",
        "Thank you for waiting.",
        "The engineer comes at three, thank you for your patience.",
        "感谢您的耐心等待。",
        "謝謝您的耐心等候。",
    ],
)
def test_thanks_for_waiting_are_not_marked(text: str) -> None:
    assert wording(text) == []


def test_phrases_of_the_house_are_marked_too() -> None:
    house = [HousePhrase("ticket", "jargon", "your case")]
    [mark] = wording("Your ticket is open.", house=house)
    assert (mark.quote, mark.better) == ("ticket", "your case")


def _judged(name: str) -> tuple[int, int, int]:
    """How many marks both have, we found, and there are."""
    both = found = labels = 0
    for row in marks(name):
        left = wording(row["text"], language=row["lang"])
        found, labels = found + len(left), labels + len(row["marks"])
        for label in row["marks"]:
            a, b = label["span"]
            hit = next((m for m in left if min(m.end, b) > max(m.start, a)), None)
            if hit:
                left.remove(hit)
                both += 1
    return both, found, labels


def test_most_of_our_own_sentences_are_judged_rightly() -> None:
    both, found, labels = _judged("wording.txt")
    assert both / found >= 0.9
    assert both / labels >= 0.9


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_every_better_sentence_of_ours_reads_back_clean(language: str) -> None:
    book: Any = phrases_en if language == "en" else phrases_zh
    moment = datetime(2026, 3, 11, 10, tzinfo=UTC)
    wrong = []
    for plain in {*(better for _, _, better in book.PHRASES), book.PLAIN}:
        better = unfold(plain) if language == "zh-Hant" else plain
        wrong += [mark.quote for mark in wording(better, language=language)]
        wrong += [f.quote for f in find(better, now=moment, zone="UTC", language=language)]
    assert wrong == []


@pytest.mark.parametrize(
    "name", ["wording_held_out.txt", "wording_held_out_trades.txt", "wording_held_out_service.txt"]
)
def test_words_never_learned_from_are_mostly_judged_rightly(name: str) -> None:
    both, found, labels = _judged(name)
    assert 2 * both / (found + labels) >= 0.8
