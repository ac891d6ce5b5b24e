"""What of a text must not leave, and what must survive its translation. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from makegood.base.privacy.rules import find, hidden, veil

LONGEST = 5000  # characters at once
MARKS = (("[[", "]]"), ("{{", "}}"), ("<<", ">>"), ("((", "))"))
_REACH = re.compile(
    r"https?://[^\s<>\"'，。！？；：）】」]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9-]{0,40}\d)(?=[A-Za-z0-9-]{0,40}[A-Za-z])[A-Za-z0-9]{1,40}(?:-[A-Za-z0-9]{1,40}){0,6}"
)
_MEASURE = re.compile(
    r"(\d+)(?:st|nd|rd|th|am|pm|a|p|h|hrs?|min|s|kg|g|km|cm|mm|m|l|ml|w|kw|kwh|v|gb|mb|tb|hz|c|f|x)",
    re.I,
)
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9-])\d{1,30}(?:[.,]\d{1,12}){0,6}(?![A-Za-z])|\d{1,30}(?:[.,]\d{1,12}){0,6}(?=[\u3400-\u9fff])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'.&-]{1,40}")
_NAME = re.compile(r"\b(?:[A-Z][a-z]{1,20}[A-Z][A-Za-z]{0,20}|[A-Z]{3,20})\b")
_LATER = re.compile(
    r"\bp\.?m\b|\d\s?pm\b|下午|晚上|傍晚|\bafternoon\b|\bevening\b|\btonight\b", re.I
)
_ZH = re.compile(r"[一二两三四五六七八九十兩]{1,3}")
_SPELLED = {
    name: n
    for n, names in enumerate(
        [
            "zero",
            "one,once,first",
            "two,twice,second",
            "three,third",
            "four,fourth",
            "five,fifth",
            "six,sixth",
            "seven,seventh",
            "eight,eighth",
            "nine,ninth",
            "ten,tenth",
            "eleven,eleventh",
            "twelve,twelfth",
        ]
    )
    for name in names.split(",")
}
_MONTHS = {
    name: n
    for n, names in enumerate(
        [
            "january,jan",
            "february,feb",
            "march,mar",
            "april,apr",
            "may",
            "june,jun",
            "july,jul",
            "august,aug",
            "september,sep,sept",
            "october,oct",
            "november,nov",
            "december,dec",
        ],
        1,
    )
    for name in names.split(",")
}


@dataclass(frozen=True)
class Covered:
    """A text that may leave, and what its signs stand for."""

    text: str
    kept: dict[str, str] = field(default_factory=dict)


def cover(text: str) -> Covered:
    """Numbers of people and cards, keys, codes, addresses and links give their place to signs."""
    before, after = next((m for m in MARKS if m[0] not in text), MARKS[0])
    parts: list[str] = []
    kept: dict[str, str] = {}
    at = 0
    for start, end in _hidden(text):
        sign = f"{before}{len(kept) + 1}{after}"
        kept[sign] = text[start:end]
        parts += [text[at:start], sign]
        at = end
    return Covered("".join([*parts, text[at:]]), kept)


def _hidden(text: str) -> list[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    reach = [m.span() for m in _REACH.finditer(text)]
    for start, end in [*reach, *((one.start, one.end) for one in find(text))]:
        if all(end <= first or start >= last for first, last in taken):
            taken.append((start, end))
    return sorted(taken)


def uncover(text: str, kept: dict[str, str]) -> str:
    """The signs give their place back, also where a machine put a space into them."""
    for sign, words in kept.items():
        pattern = r"\s*".join(re.escape(one) for one in (sign[:2], sign[2:-2], sign[-2:]))
        text = words.join(re.split(pattern, text))
    return text


@dataclass(frozen=True)
class Differs:
    """What stands in the original and not in the translation, and the other way."""

    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.added)


def differs(original: str, translated: str, *, names: Sequence[str] = ()) -> Differs:
    """Numbers, dates, codes, addresses and names that did not survive, and numbers that nobody wrote. A number that
    is spelled on one side only is the same number."""
    lost = [one for one in _marks(original, names) if one.casefold() not in translated.casefold()]
    here, there = _numbers(original), _numbers(translated)
    shifts = _LATER.search(original) or _LATER.search(translated)
    gone = here - _known(translated, there, shifts=bool(shifts))
    new = there - _known(original, here, shifts=bool(shifts))
    return Differs((*dict.fromkeys(lost), *sorted(gone)), tuple(sorted(new)))


def unseen(told: Sequence[str], text: str) -> list[str]:
    """What `differs` told about a text, as it is shown: nothing of what is hidden there, whole or in pieces."""
    secrets = [(text[one.start : one.end], one.kind) for one in find(text)]
    shown = (
        next(
            (veil(secret, kind) for secret, kind in secrets if one in secret or secret in one),
            hidden(one),
        )
        for one in told
    )
    return list(dict.fromkeys(shown))


def _marks(text: str, names: Sequence[str]) -> Iterator[str]:
    """What must stand in the translation letter by letter."""
    reach = [m.group() for m in _REACH.finditer(text)]
    yield from reach
    bare = _REACH.sub(" ", text)
    yield from (m.group() for m in _CODE.finditer(bare) if not _MEASURE.fullmatch(m.group()))
    yield from (name for name in names if name and name.casefold() in text.casefold())
    if len(_HAN.findall(bare)) > 2:
        plain = _CODE.sub(" ", bare)
        yield from (m.group().rstrip(".'-&") for m in _LATIN.finditer(plain))
        return
    words, found = _LATIN.findall(bare), _NAME.findall(bare)
    if len(found) * 2 <= len(words):  # who shouts names nothing
        yield from found


def _numbers(text: str) -> set[str]:
    bare = _REACH.sub(" ", text)
    codes = [m.group() for m in _CODE.finditer(bare)]
    measured = {m.group(1) for code in codes if (m := _MEASURE.fullmatch(code))}
    plain = {_plain(m.group()) for m in _NUMBER.finditer(_CODE.sub(" ", bare))}
    return plain | {_plain(one) for one in measured}


def _plain(number: str) -> str:
    """One form for 1,299.00 and 1299, for 07 and 7."""
    whole, _dot, part = re.sub(r",(?=\d{3}(?!\d))", "", number).replace(",", ".").partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def _known(text: str, numbers: set[str], *, shifts: bool) -> set[str]:
    """The numbers of a text, spelled ones and months too; with the afternoon, both ways of counting its hours."""
    low = re.findall(r"[a-z]+", text.casefold())
    spelled = {str(table[w]) for table in (_SPELLED, _MONTHS) for w in low if w in table}
    found = numbers | spelled | {str(_zh(m.group())) for m in _ZH.finditer(text)}
    if shifts:
        hours = {int(n) for n in numbers if n.isdigit() and len(n) < 3}
        found |= {str(n + 12) for n in hours if n < 12} | {str(n - 12) for n in hours if n > 12}
    return found


def _zh(run: str) -> int:
    digits = {sign: n for n, sign in enumerate("零一二三四五六七八九十")} | {"两": 2, "兩": 2}
    if "十" not in run:
        return int("".join(str(digits[sign]) for sign in run))
    tens, _ten, ones = run.partition("十")
    return (digits.get(tens[-1:], 1) if tens else 1) * 10 + (digits.get(ones[:1], 0) if ones else 0)


def tongue(language: str) -> str:
    """Who reads one script of Chinese reads the other: no machine is needed between them."""
    return language.partition("-")[0]
