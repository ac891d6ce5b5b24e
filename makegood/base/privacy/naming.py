"""How somebody is named in the words of others: his addresses in the ways people write them, his full name. Pure.

Only what tells him from everybody else: a whole address or number, a name of several words, a Chinese name of three
signs or more; one of two signs only where it is said to be a name.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from makegood.kernel.text import fold, tsquery

ERASED = "[…]"
LEAST_DIGITS = 7  # of a number that is looked for in the words of others: fewer are anybody's
LEAST_ID = 12  # signs of an id that no word is like
HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
TITLES = "先生|女士|小姐|太太|老师|经理|师傅|阿姨|同学|医生"
CALLED = ("我是", "我叫", "名叫", "姓名", "客户", "顾客", "联系人", "收件人", "姓名:", "姓名：")


@lru_cache(maxsize=20_000)
def _same(sign: str) -> str:
    folded = fold(sign)
    return folded if len(folded) == 1 else sign


def level(text: str) -> str:
    """The text sign by sign in the form in which it is compared: as long as it was, so that places are the same."""
    return "".join(map(_same, text))


def telling(addresses: Iterable[str]) -> list[str]:
    """Those addresses that nobody writes by chance, the longest first; an id that is a word ("customer", as a
    partner's system may call him) stays: it stands in what everybody writes."""
    found = set()
    for one in addresses:
        bare = one.rpartition(":")[2]
        if "@" in one or _digits(one) >= LEAST_DIGITS:
            found.add(one)
        if len(bare) >= LEAST_ID and re.search(r"\d", bare) and re.search(r"[A-Za-z]", bare):
            found.add(bare)
    return sorted(found, key=lambda one: (-len(one), one))


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def _written(address: str) -> str:
    """The pattern of an address: a number of a telephone with whatever stands between its signs, and without
    the country's where the rest is long enough."""
    if not re.fullmatch(r"\+\d{7,15}", address):
        return re.escape(level(address))
    plain = address[1:]
    local = plain.removeprefix("86") if len(plain) == 13 and plain.startswith("86") else plain
    spread = r"[ ().-]{0,2}".join(local)
    if local != plain:
        return rf"(?:\+?86[ -]?)?{spread}"
    return rf"\+?{spread}"


def pattern_of(addresses: Sequence[str], names: Sequence[str] = ()) -> re.Pattern[str] | None:
    """What finds him in a text that was made `level`; None when nothing tells him from others."""
    ways = [rf"(?<![0-9A-Za-z])(?:{_written(one)})(?![0-9A-Za-z])" for one in telling(addresses)]
    ways += [way for name in names for way in _named(name)]
    return re.compile("|".join(ways), re.IGNORECASE) if ways else None


def is_name(name: str) -> bool:
    """Whether a name tells somebody from others."""
    return bool(_named(name))


def _named(name: str) -> list[str]:
    flat = level(" ".join(name.split()))
    if re.fullmatch(rf"[{HAN}]{{2,6}}", flat):
        return _han(flat)
    words = [word for word in re.split(r"[ ,]+", flat) if word]
    if len(words) < 2 or len(flat) < 7 or min(map(len, words)) < 2 or _digits(flat):
        return []
    forward = r"[ ]{1,3}".join(map(re.escape, words))
    backward = rf"{re.escape(words[-1])},[ ]?{r'[ ]{1,3}'.join(map(re.escape, words[:-1]))}"
    return [rf"(?<!\w)(?:{forward}|{backward})(?!\w)"]


def _han(name: str) -> list[str]:
    if len(name) > 2:
        return [re.escape(name)]
    return [f"{name}(?={TITLES})", *(f"(?<={re.escape(level(word))}){name}" for word in CALLED)]


def queries_of(addresses: Sequence[str], names: Sequence[str] = ()) -> str:
    """The same for the index of words: a tsquery that finds every text that may hold him, "" for nothing."""
    found = []
    for one in telling(addresses):
        found += [tsquery(way) for way in _ways(one)]
    for name in names:
        if is_name(name):
            words = name.replace(",", " ").split()
            found += [tsquery(" ".join(words)), tsquery(" ".join(reversed(words)))]
    return " | ".join(f"({one})" for one in dict.fromkeys(found) if one)


def _ways(address: str) -> list[str]:
    """How an address may be split into words."""
    if not re.fullmatch(r"\+\d{7,15}", address):
        return [address]
    plain = address[1:]
    local = plain.removeprefix("86") if len(plain) == 13 and plain.startswith("86") else plain
    thirds = f"{local[:3]} {local[3:7]} {local[7:]}"
    return [plain, local, thirds, f"{local[-4:]} {local[-8:-4]}"]


def without(text: str, pattern: re.Pattern[str]) -> str:
    """The text with the marker in his place."""
    parts, at = [], 0
    for match in pattern.finditer(level(text)):
        parts += [text[at : match.start()], ERASED]
        at = match.end()
    return "".join([*parts, text[at:]]) if parts else text


@dataclass(frozen=True)
class Person:
    """Whose rows: his contacts (he may have been merged) and his addresses in every form we keep; his names, and
    for looking in the words of others: contacts in whose talks he is named, and those who bear his very name."""

    contacts: tuple[int, ...]
    addresses: tuple[str, ...]
    names: tuple[str, ...] = ()
    around: tuple[int, ...] = ()
    namesakes: tuple[int, ...] = ()
