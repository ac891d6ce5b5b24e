"""Facts of one's own: what was typed as what it is."""

from collections.abc import Callable, Sequence
from datetime import date

from makegood.kernel.text import clean

YES = {"yes", "true", "1", "on", "y", "是", "有", "对", "對"}
NO = {"no", "false", "0", "off", "n", "否", "无", "無", "没有", "沒有"}


class NotOfItsKind(ValueError):
    """What was typed is none of what the field holds; its text is the kind."""


def typed(kind: str, text: str, choices: Sequence[str] = ()) -> str | float | bool | None:
    """The value of a field of that kind (dates as `2026-11-22`); None for nothing. Raises NotOfItsKind."""
    text = clean(text).strip()
    if not text:
        return None
    try:
        return _READERS[kind](text) if kind != "choice" else _one_of(text, choices)
    except (KeyError, ValueError) as error:
        raise NotOfItsKind(kind) from error


def _text(text: str) -> str:
    return text[:200]


def _number(text: str) -> float:
    number = float(text.replace(",", "").replace("，", ""))
    if not abs(number) < 1e15:
        raise ValueError(text)
    return number


def _date(text: str) -> str:
    return date.fromisoformat(text.replace("/", "-").replace(".", "-")).isoformat()


def _yes(text: str) -> bool:
    folded = text.casefold()
    if folded not in YES | NO:
        raise ValueError(text)
    return folded in YES


def _one_of(text: str, choices: Sequence[str]) -> str:
    for one in choices:
        if one.casefold() == text.casefold():
            return one
    raise ValueError(text)


_READERS: dict[str, Callable[[str], str | float | bool]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "yes": _yes,
}
