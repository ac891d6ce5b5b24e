"""Replies as mail programs of many countries write them: what is new, and what was added below it.

`replies.txt` holds the cases: program and sender, the text, the new words (once for each right reading, where closing
words may stay or go) and the signature, if it is looked at. White space is not compared.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from makegood.adapters.email.reading.read import words_of
from makegood.adapters.email.reading.trimming import trim


class Case(NamedTuple):
    name: str
    sender: str
    text: str
    new: list[str]
    signature: list[str]


def cases() -> list[Case]:
    found: list[Case] = []
    for block in re.split(
        r"(?m)^##### ", Path(__file__).with_name("replies.txt").read_text("utf-8")
    )[1:]:
        title, _, body = block.partition("\n")
        body = body.removesuffix("\n")
        if title in ("new", "signature"):
            getattr(found[-1], title).append(body)
        else:
            name, _, sender = title.partition(" | ")
            found.append(Case(name, sender, body, [], []))
    return found


CASES = cases()


def squash(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_new_words_are_found(case: Case) -> None:
    found = words_of(case.text.split("\n"), sender=case.sender)
    assert squash(found.text) in map(squash, case.new)
    for signature in case.signature:
        assert squash(found.signature) == squash(signature)


def test_nothing_is_lost_whatever_is_cut() -> None:
    for case in CASES:
        found = words_of(case.text.split("\n"), sender=case.sender)
        together = squash(found.text + found.quoted + found.signature)
        assert all(word in together for word in re.findall(r"[^\W_]{5,}", case.text))


def test_a_mail_that_answers_nothing_keeps_lines_that_look_like_quotes() -> None:
    lines = ["My log:", "", "> error 17", "> error 18", "", "Sent from my iPhone"]
    found = words_of(lines, answers=False)
    assert found.text == "My log:\n\n> error 17\n> error 18"
    assert found.signature == "Sent from my iPhone"
    assert found.quoted == ""


def test_a_sign_off_stays_in_the_text_and_is_named() -> None:
    found = words_of(["Please call.", "", "Best regards", "Anna"], sender="Anna Weber")
    assert found.text.endswith("Best regards\nAnna")
    assert found.sign_off == "Best regards\nAnna"
    assert found.signature == ""


def test_a_trimmed_reply_keeps_the_quote_that_it_answers() -> None:
    text = "> Is it loud?\n\nYes, it is.\n\nOn 5 May 2026, Ann <a@b.test> wrote:\n> old"
    assert trim(text) == "> Is it loud?\n\nYes, it is."


def test_long_nonsense_is_cut_in_time() -> None:
    hostile = [
        "On 5 May 2026 at 5:00 x",
        "From: a",
        "*" * 110,
        "Sent from my " + "x" * 100,
        "1 " * 140,
        "> " * 50,
    ]
    found = words_of(hostile * 3_000)
    assert found.text or found.quoted
