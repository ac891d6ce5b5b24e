"""Words that hurt are marked with a better sentence; words that own a fault are not."""

from datetime import UTC, datetime

from makegood.care.promises.reading import phrases_en, phrases_zh
from makegood.care.promises.reading.finding import find
from makegood.care.promises.reading.languages import unfold
from makegood.care.promises.reading.tests.sentences import marks
from makegood.care.promises.reading.wording import KINDS, HousePhrase, wording

PROMISED = ("call_back", "reply", "visit", "deliver", "refund", "send_info")


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


def test_phrases_of_the_house_are_marked_too() -> None:
    house = [HousePhrase("ticket", "jargon", "your case")]
    [mark] = wording("Your ticket is open.", house=house)
    assert (mark.quote, mark.better) == ("ticket", "your case")


def test_most_of_our_own_sentences_are_judged_rightly() -> None:
    both = found = labels = 0
    for row in marks():
        left = wording(row["text"], language=row["lang"])
        found, labels = found + len(left), labels + len(row["marks"])
        for label in row["marks"]:
            a, b = label["span"]
            hit = next((m for m in left if min(m.end, b) > max(m.start, a)), None)
            if hit:
                left.remove(hit)
                both += 1
    assert both / found >= 0.9
    assert both / labels >= 0.9


def test_no_better_sentence_promises_to_come_call_or_pay_without_a_time() -> None:
    moment = datetime(2026, 3, 11, 10, tzinfo=UTC)
    untimed = []
    for language, book in (
        ("en", phrases_en),
        ("zh-Hans", phrases_zh),
        ("zh-Hant", phrases_zh),
    ):
        for _kind, _pattern, plain in book.PHRASES:
            better = unfold(plain) if language == "zh-Hant" else plain
            for found in find(better, now=moment, zone="UTC", language=language):
                if not found.by and found.kind in PROMISED:
                    untimed.append((better, found.quote))
    assert untimed == []
