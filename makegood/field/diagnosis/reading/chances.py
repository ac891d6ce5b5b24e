"""Chances in plain words, as people give them, and the numbers that stand behind."""

from collections.abc import Mapping
from types import MappingProxyType

# word → number; the words are said in the reader's language by the pages
LIKELY: Mapping[str, float] = MappingProxyType(
    {"always": 0.95, "often": 0.7, "sometimes": 0.35, "rarely": 0.1, "never": 0.02}
)
COMMON: Mapping[str, float] = MappingProxyType(
    {"most": 0.5, "many": 0.25, "some": 0.12, "few": 0.05, "hardly": 0.02}
)


def word_of(chance: float | None, words: Mapping[str, float] = LIKELY) -> str:
    """The word nearest to a number, or "" for none."""
    if chance is None:
        return ""
    return min(words, key=lambda word: abs(words[word] - chance))


def number_of(text: str) -> float | None:
    """What somebody typed as a chance: "0.35", "35 %", "35%", "0,35", "often". None when it is none."""
    text = text.strip().lower().replace("％", "%").replace(",", ".").replace("。", ".")
    if text in LIKELY:
        return LIKELY[text]
    percent = text.endswith("%")
    try:
        number = float(text.rstrip("% "))
    except ValueError:
        return None
    return number / 100 if percent else number
