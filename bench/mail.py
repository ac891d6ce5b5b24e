"""Mails read as a careful reader would: how many of each reference set are right, and how fast they are read.

Reference data in DIR/mails, DIR/mail-reply-trimmer and DIR/mail-talon; what lies in their folders `unseen/` is
scored apart. Honest mails are right when every expected field is, by the comparison that comes with them; of
hostile mails that what a reader can show by itself holds (the rest is played through the doors in tests/attack).
"""

import hashlib
import importlib.util
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from makegood.adapters.email.reading import html_text
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.read import attempt, words_of
from makegood.adapters.email.reading.trimming import trim

OURS = frozenset({"kefu@example.cn", "support@example.com", "service@example.com"})
PARTS = ("public", "unseen")
SECONDS_A_MAIL = 10.0
TALON_HTML = "Hi. I am fine.\n\nThanks,\nAlex"
_SPACE = re.compile(r"\s")


@dataclass
class Score:
    """One set: how many mails, and what is wrong with which."""

    total: int = 0
    wrong: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, faults: str) -> None:
        self.total += 1
        if faults:
            self.wrong[name] = faults

    def figures(self) -> dict[str, Any]:
        """As they are printed."""
        right = self.total - len(self.wrong)
        return {"right": f"{right} of {self.total}", "share": right / self.total, **self.wrong}


def run(*, seconds: int | None, size: int | None, data: Path | None) -> dict[str, Any]:
    """The score of each set, its unseen part apart, and mails read in a second by one reader."""
    if data is None or not any((data / name).is_dir() for name in ("mails", "mail-talon")):
        return {"left out": "no reference data: give --data DIR with mails/ in it"}
    found: dict[str, Any] = {}
    for name, judge in SETS.items():
        for part in PARTS:
            score = judge(data, part)
            if score.total:
                found[f"{name}, {part}"] = score.figures()
    return found | {"mails read in a second": _speed(data, seconds or 3)}


def honest(data: Path, part: str) -> Score:
    """Ordinary mails of many programs, every expected field."""
    score = Score()
    compare = load(data / "mails" / "compare.py")
    for path in sorted((data / "mails" / part).glob("honest-*.json")) if compare else ():
        got = attempt(path.with_suffix(".eml").read_bytes(), ours=OURS)
        wanted = json.loads(path.read_text("utf-8"))
        if isinstance(got, Unreadable):
            score.add(path.stem, got.reason)
        else:
            score.add(path.stem, ", ".join(_differences(compare, wanted, got)))
    return score


def _differences(compare: Any, wanted: dict[str, Any], got: ParsedMail) -> Iterator[str]:
    files = [
        {
            "name": one.name,
            "type": one.type,
            "size": len(one.content),
            "sha256": hashlib.sha256(one.content).hexdigest(),
        }
        for one in got.attachments
        if not one.inline
    ]
    same: dict[str, bool] = {
        "kind": compare.same_kind(wanted, got.kind),
        "subject": compare.same_subject(wanted["subject"], got.subject),
        "from_address": compare.same_address(wanted["from_address"], got.from_address),
        "to": [a.lower() for a in wanted["to"]] == [box.address.lower() for box in got.to],
        "references": tuple(wanted["references"]) == got.references,
        "new_text": compare.same_new_text(wanted, got.new_text),
        "signature": compare.same_signature(wanted, got.signature),
        "attachments": compare.same_attachments(wanted, files),
        "inline_images": wanted["inline_images"]
        in (None, sum(one.inline for one in got.attachments)),
    }
    for name in ("from_name", "date_utc", "message_id", "in_reply_to"):
        same[name] = wanted[name] == getattr(got, name)
    for name, value in wanted.get("report", {}).items():
        same[f"report.{name}"] = value == getattr(got.report, name, None)
    yield from (name for name, right in same.items() if not right)


def hostile(data: Path, part: str) -> Score:
    """Attacks and traps: kind, sender and text as staff see them, in time, and not believed."""
    score = Score()
    folder = data / "mails" / part
    for path in sorted(folder.glob("hostile-*.json")):
        told = json.loads(path.read_text("utf-8"))
        raw = _octets(path, data)
        began = time.monotonic()
        got = attempt(raw, ours=OURS)
        late = time.monotonic() - began > SECONDS_A_MAIL
        faults = [*(["took too long"] if late else []), *_harm(told, got)]
        score.add(path.stem, "; ".join(faults))
    return score


def _octets(path: Path, data: Path) -> bytes:
    mail = path.with_suffix(".eml")
    if mail.exists():
        return mail.read_bytes()
    recipes = load(data / "mails" / "make_large.py")
    name = path.stem.removeprefix("hostile-")
    return bytes(recipes.RECIPES[name]().encode("ascii")) if recipes else b""


def _harm(told: dict[str, Any], got: ParsedMail | Unreadable) -> Iterator[str]:
    look = isinstance(got, Unreadable) or got.needs_look
    for sentence in told["must"]:
        quoted = sentence.split("`")[1] if "`" in sentence else ""
        missed = not look and sentence.startswith("the item is marked as needing a look")
        if missed or (isinstance(got, ParsedMail) and not _holds(sentence, quoted, got)):
            yield sentence
    if isinstance(got, ParsedMail):
        kinds = (told["kind"], *told.get("kind_also", ()))
        if told["kind"] != "any" and got.kind not in kinds:
            yield f"kind {got.kind}"


def _holds(sentence: str, quoted: str, got: ParsedMail) -> bool:
    """Whether a sentence holds, as far as the reader alone decides it."""
    if sentence.startswith("the text shown to staff contains"):
        return quoted in got.new_text
    if sentence.startswith("the sender address shown to staff is"):
        return got.from_address == quoted
    if sentence.startswith("the message is marked as machine mail that contains a code"):
        return got.signals.machine and got.signals.carries_code
    if sentence == "the attachment is listed":
        return bool(got.attachments)
    return not sentence.endswith("is listed as an attachment") or quoted in {
        one.name for one in got.attachments
    }


def forum(data: Path, part: str) -> Score:
    """Replies as a forum shows them."""
    score = Score()
    paths = (data / "mail-reply-trimmer").glob("**/emails/*.txt")
    for path in sorted(p for p in paths if ("unseen" in p.parts) == (part == "unseen")):
        want = (path.parents[1] / "trimmed" / path.name).read_text("utf-8").strip()
        got = trim(path.read_text("utf-8")).strip()
        score.add(path.stem, "" if got == want else repr(got[:120]))
    return score


def replies(data: Path, part: str) -> Score:
    """Replies of many mail programs, with their signatures."""
    score = Score()
    for path in _talon(data, part, "standard_replies/*.eml"):
        got = attempt(path.read_bytes())
        found = words_of(got.text.split("\n") if isinstance(got, ParsedMail) else [])
        beside = path.with_name(f"{path.stem}_reply_text")
        want = squash(beside.read_text("utf-8") if beside.exists() else "Hello").replace("--", "")
        score.add(path.stem, _unless(squash(found.text + found.signature) == want, found.text))
    return score


def pages(data: Path, part: str) -> Score:
    """The same in HTML."""
    score = Score()
    wanted = dict.fromkeys(_talon(data, part, "html_replies/*.html"), TALON_HTML)
    wanted |= dict.fromkeys(_talon(data, part, "reply-separated-by-hr.html"), "Hi there Bob")
    wanted |= dict.fromkeys(_talon(data, part, "OLK_SRC_BODY_SECTION.html"), "Reply")
    for path, want in wanted.items():
        found = words_of(html_text.html_lines(path.read_text("utf-8")))
        score.add(path.stem, _unless(squash(found.text) == squash(want), found.text))
    return score


def signatures(data: Path, part: str) -> Score:
    """Signatures; closing words count as signature in this set."""
    score = Score()
    for path in _talon(data, part, "signature/emails/stripped/*_body"):
        name = path.name.removesuffix("_body")
        beside = path.with_name(f"{name}_signature")
        want = beside.read_text("utf-8").replace("#sig#", "") if beside.exists() else ""
        sender = path.with_name(f"{name}_sender").read_text("utf-8").strip()
        lines = path.read_text("utf-8").replace("#sig#", "").split("\n")
        found = words_of(lines, sender=sender, answers=False)
        got = squash(found.sign_off + found.signature)
        score.add(name, _unless(got == squash(re.sub(r"-{3,}", "", want)), got))
    return score


def _talon(data: Path, part: str, pattern: str) -> list[Path]:
    paths = (data / "mail-talon").glob(f"**/{pattern}")
    return sorted(p for p in paths if ("unseen" in p.parts) == (part == "unseen"))


def _unless(right: bool, found: str) -> str:  # noqa: FBT001 - one word, used beside its value
    return "" if right else repr(found[:120])


def squash(text: str) -> str:
    """Text as these sets compare it."""
    return _SPACE.sub("", text)


def load(path: Path) -> ModuleType | None:
    """A module of the reference data; None where there is none."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if not path.is_file() or spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _speed(data: Path, seconds: int) -> float:
    raws = [p.read_bytes() for p in sorted((data / "mails" / "public").glob("honest-*.eml"))]
    began, done = time.process_time(), 0
    while raws and time.process_time() - began < seconds:
        for raw in raws:
            attempt(raw, ours=OURS)
        done += len(raws)
    return round(done / max(time.process_time() - began, 0.001), 1)


SETS: dict[str, Callable[[Path, str], Score]] = {
    "honest mails": honest,
    "hostile mails": hostile,
    "forum replies": forum,
    "replies of many programs": replies,
    "HTML replies of many programs": pages,
    "signatures": signatures,
}
