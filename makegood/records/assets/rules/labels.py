"""What the texts of a label or a display may mean: a serial number, a model, a fault code."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from makegood.kernel.text import fold
from makegood.records.assets.rules.serials import fits, serial_key

MOST = 8
LOOKALIKE = {"O": "0", "0": "O", "I": "1", "1": "I", "L": "1", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z", "Q": "0", "G": "6"}  # fmt: skip
CHANGED = 3  # signs that may have been read as others
SERIAL = re.compile(
    r"(?:serial\s*(?:no|number|nr|#)?|s\s*/?\s*n\b|序列号|序列號|机号|機號|机身号|出厂编号|出廠編號|编号)"
    r"[\s.:：#]*([A-Z0-9][A-Z0-9\-_/. ]{2,40})",
    re.IGNORECASE,
)
MODEL = re.compile(
    r"(?:model|type|型号|型號|机型|機型)[\s.:：#]*([A-Z0-9][A-Z0-9\-_/.]{1,30})", re.IGNORECASE
)
FAULT = re.compile(
    r"(?<![A-Z0-9\-])([EFHPUALC][A-Z]?[-: ]?\d{1,5}|[A-Z]{2,4}-[A-Z]?\d{1,5})(?![A-Z0-9\-])"
)
TOKEN = re.compile(r"[A-Z0-9][A-Z0-9\-_]{3,40}")


@dataclass(frozen=True)
class Said:
    """A text of a picture: how sure its reader is, and how it was read (code, words)."""

    text: str
    sure: float
    how: str


@dataclass(frozen=True)
class Guess:
    """What a text may mean: serial, model or fault."""

    kind: str
    value: str
    sure: float
    how: str


def guesses(
    texts: Iterable[Said], *, patterns: Sequence[str], models: Sequence[str]
) -> list[Guess]:
    """What a label or display says, the surest first, each once. A number of a product's pattern goes before one
    that only stands after “S/N”; signs that look alike are put right where that makes it one."""
    found: dict[tuple[str, str], Guess] = {}
    for said in itertools.islice(texts, 60):
        for guess in _of(said, patterns, models):
            key = guess.kind, guess.value
            if key not in found or found[key].sure < guess.sure:
                found[key] = guess
    serials = {guess.value for guess in found.values() if guess.kind == "serial"}
    kept = [
        g for g in found.values() if g.kind != "fault" or not any(g.value in s for s in serials)
    ]
    return sorted(kept, key=lambda g: -g.sure)[:MOST]


def _of(said: Said, patterns: Sequence[str], models: Sequence[str]) -> Iterable[Guess]:
    text = said.text.strip()[:200]
    if text.lower().startswith(("http:", "https:")):
        return
    upper = text.upper()
    for key in _tokens(text):
        shaped = shape(key, patterns)
        if shaped:
            sure = said.sure if shaped == key else said.sure * 0.8
            yield Guess("serial", shaped, round(sure, 3), said.how)
    labelled = SERIAL.search(text)
    if labelled and serial_key(labelled[1]):
        yield Guess("serial", serial_key(labelled[1]), round(said.sure * 0.75, 3), said.how)
    elif said.how == "code" and 5 <= len(serial_key(text)) <= 40 and " " not in text:
        yield Guess("serial", serial_key(text), 0.5, said.how)
    yield from _models(text, said, models)
    for fault in FAULT.finditer(upper):
        if said.how == "words":
            yield Guess(
                "fault",
                fault[1].replace(" ", "-").replace(":", "-"),
                round(said.sure * 0.7, 3),
                said.how,
            )


def _tokens(text: str) -> list[str]:
    """What of a text may be a number: its words, and after a label what follows it."""
    upper = serial_key(text)
    found = [upper, *TOKEN.findall(text.upper())]
    labelled = SERIAL.search(text)
    if labelled:
        found.append(serial_key(labelled[1]))
    return [key for key in dict.fromkeys(found) if key]


def _models(text: str, said: Said, models: Sequence[str]) -> Iterable[Guess]:
    words = set(re.split(r"[^a-z0-9\-]+", fold(text)))
    for model in models:
        if fold(model) in words and len(model) > 1:
            yield Guess("model", model, said.sure, said.how)
    labelled = MODEL.search(text)
    if labelled and labelled[1] not in models:
        yield Guess("model", labelled[1].upper(), round(said.sure * 0.6, 3), said.how)


def shape(key: str, patterns: Sequence[str]) -> str:
    """The number as one of these patterns wants it: as it is, or with at most three signs read as those that look
    like them; empty when it is none, or could be several."""
    if any(fits(key, pattern) for pattern in patterns):
        return key
    places = [n for n, sign in enumerate(key) if sign in LOOKALIKE][:12]
    for count in range(1, CHANGED + 1):
        near = {
            changed
            for chosen in itertools.combinations(places, count)
            if any(fits(changed := _changed(key, chosen), pattern) for pattern in patterns)
        }
        if near:
            return near.pop() if len(near) == 1 else ""
    return ""


def _changed(key: str, places: Sequence[int]) -> str:
    signs = list(key)
    for place in places:
        signs[place] = LOOKALIKE[signs[place]]
    return "".join(signs)
