"""A reason that the machine gives, as it is stored: a key with its facts. Whoever shows it says it in words,
in the language of whoever reads; what a person wrote is stored and shown as it was written."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

_KEPT = re.compile(r"([a-z]+(?:_[a-z]+)*)(?: (\{.*\}))?", re.DOTALL)
_WORDS: dict[str, Any] = {}


def because(key: str, **facts: str | int) -> str:
    """The text to store: "away {"name": "Lin Xiao"}", only the key where there are no facts."""
    told = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return f"{key} {told}" if facts else key


def read(text: str) -> tuple[str, dict[str, Any]]:
    """Key and facts of a stored reason; an empty key for what a person wrote."""
    found = _KEPT.fullmatch(text)
    if found is None:
        return "", {}
    try:
        facts = json.loads(found[2] or "{}")
    except ValueError:
        return "", {}
    return found[1], facts


def together(reasons: Iterable[str], longest: int) -> str:
    """Several reasons as one text to store, each on its line; those that do not fit whole are left out."""
    found = ""
    for reason in reasons:
        longer = f"{found}\n{reason}" if found else reason
        found = longer if len(longer) <= longest else found
    return found


def teach(words: Mapping[str, Any]) -> None:
    """Say how reasons are put in words: a sentence with %(places)s for the facts, translated when it is read,
    or what makes the sentence from the facts (a function of a dict)."""
    _WORDS.update(words)


def in_words(text: str) -> str:
    """A stored reason as its reader reads it, in his language; a person's words as they were written."""
    said = [_said(line) for line in text.split("\n")]
    return " ".join(map(str, said)) if None not in said else text


def _said(text: str) -> str | None:
    key, facts = read(text)
    if key not in _WORDS:
        return None
    words = _WORDS[key]
    try:
        return str(words(facts) if callable(words) else words % facts if facts else words)
    except (KeyError, TypeError, ValueError):
        return None
