"""How a sentence sounds, for the ways to hurt that no phrase names: a logistic model over pieces of words."""

import json
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).with_name("tone.json")
WORD = re.compile(r"[\w']+|\?")
LONGEST = 400
Book = Mapping[str, Mapping[str, float]]


def pieces(text: str, tongue: str) -> dict[str, float]:
    """The pieces of a folded sentence, each with its share; together they have length one."""
    text = text[:LONGEST].lower().strip()
    found = set(_runs(text, 1, 3)) if tongue == "zh" else _english(text)
    share = 1 / math.sqrt(len(found) or 1)
    return dict.fromkeys(sorted(found), share)


def _english(text: str) -> set[str]:
    words = WORD.findall(text)
    found = {" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}
    for word in words:
        found |= {f"~{run}" for run in _runs(f" {word} ", 3, 5)}
    return found


def _runs(text: str, shortest: int, longest: int) -> list[str]:
    return [text[i : i + n] for n in range(shortest, longest + 1) for i in range(len(text) - n + 1)]


def score(book: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Log odds by these weights."""
    return book.get("(base)", 0.0) + sum(book.get(p, 0.0) * v for p, v in found.items())


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """The weights that ship, by language: `mark`, and one set for each kind."""
    found: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


def kind_of(text: str, tongue: str, book: Book | None = None) -> str:
    """The kind of hurt a sentence sounds like; "" where it sounds like none."""
    book = book or shipped()[tongue]
    found = pieces(text, tongue)
    if score(book["mark"], found) < book["level"]["level"]:
        return ""
    return max((k for k in book if k not in ("mark", "level")), key=lambda k: score(book[k], found))
