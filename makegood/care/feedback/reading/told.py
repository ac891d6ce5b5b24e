"""One review as its source tells it, and what it says about its stars."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

BEST = 5  # stars are kept on a scale of five
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:(%)|/\s*(\d+(?:[.,]\d+)?))?")
_WORDS = {"一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_STARRED = re.compile(r"^([一二两兩三四五])\s*[星颗顆]")


def stars_of(told: str, *, best: float = BEST) -> float | None:
    """What was told as a rating on our scale of 0 to 5, two digits; None when it is no rating. Knows
    "4,5", "4/5", "80%", "★★★★☆" and "四星"; a bare number counts out of `best`."""
    text = unicodedata.normalize("NFKC", told).strip()
    if not text:
        return None
    full = text.count("★") + text.count("⭐")
    if full or "☆" in text:
        return float(full) if full <= BEST else None
    word = _STARRED.match(text)
    if word:
        return float(_WORDS[word.group(1)])
    found = _NUMBER.match(text)
    if not found:
        return None
    value = float(found.group(1).replace(",", "."))
    out_of = 100.0 if found.group(2) else float((found.group(3) or str(best)).replace(",", "."))
    if out_of <= 0 or value > out_of:
        return None
    return round(value / out_of * BEST, 2)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One review as its source tells it. `stars` on our scale, None where there are none."""

    external_id: str
    stars: float | None
    title: str = ""
    text: str = ""
    author: str = ""
    author_id: str = ""
    language: str = ""
    product: str = ""
    order: str = ""
    device: str = ""
    url: str = ""
    written_at: datetime | None = None
    answer: str = ""  # ours, given before we heard of it
    gone: bool = False  # taken away at the source

    @property
    def digest(self) -> str:
        """What makes two versions one: stars, title and words."""
        parts = (
            "" if self.stars is None else f"{self.stars:g}",
            self.title.strip(),
            self.text.strip(),
        )
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
