"""Words for the index: one form for 维修 and 維修, for Ｅ０４ and e04; Chinese by pairs of characters.

A pair index needs no dictionary: a word of any length is found inside any text, names and
slang too, and what was written yesterday is found with tomorrow's program.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_PIECES = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}](?:[^\W{_HAN}]|[.@+\-])*", re.UNICODE)
_HAN_RUN = re.compile(rf"^[{_HAN}]")
_INNER = re.compile(r"[._@+\-]+")
HAN_RUN, LATIN_RUN = re.compile("[一-鿿]+"), re.compile("[A-Za-z]+")
MAX_TERM = 64
_CHINESE = ("zh-Hans", "zh-Hant")


# How Hong Kong and Taiwan write what is one character in simplified writing; OpenCC decides these by the word.
_ALSO = dict(
    zip("著衞覆瞭枱藉彷揹敍伕痺覈睪簷粧糭衹", "着卫复了台借仿背叙夫痹核睾檐妆粽只", strict=True)
)


@cache
def _simplifier() -> dict[int, str]:
    """Traditional to simplified, character by character, from OpenCC's table."""
    import opencc  # noqa: PLC0415 - loaded at first use: commands that index nothing stay small

    convert = opencc.OpenCC("t2s").convert
    table: dict[int, str] = {}
    for low, high in ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00)):
        for code in range(low, high):
            simple = convert(chr(code))
            if simple != chr(code) and len(simple) == 1:
                table[code] = simple
    return table | {ord(sign): simple for sign, simple in _ALSO.items()}


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, without case, simplified characters."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_simplifier())


def terms(text: str) -> list[str]:
    """The words to store, in order: each Latin word (and its parts), each Chinese pair and character.

    The position in the list is the position in the index.
    """
    found: list[str] = []
    for match in _PIECES.finditer(fold(text.replace("\x00", " "))):
        piece = match.group()
        if _HAN_RUN.match(piece):
            found.extend(_pairs(piece))
        else:
            found.extend(_latin(piece))
    return found


def _pairs(run: str) -> list[str]:
    pairs = [run[i : i + 2] for i in range(len(run) - 1)]
    return [*pairs, run[-1]]


def _latin(word: str) -> list[str]:
    word = word.strip(".-_+@")
    if not word:
        return []
    parts = [p for p in _INNER.split(word) if p]
    whole = [word[:MAX_TERM]]
    return whole if parts == [word] else whole + [p[:MAX_TERM] for p in parts]


def tsvector(text: str, *, limit: int = 4000) -> str:
    """The index entry as PostgreSQL's text form of a tsvector: `'e04':1 '漏水':2`.

    Positions end at 16,383 and one word keeps at most 255 of them, as the database wants.
    """
    places: dict[str, list[str]] = {}
    for place, term in enumerate(terms(text)[:limit], 1):
        spots = places.get(term)
        if spots is None:
            places[term] = [str(place)]
        elif len(spots) < 255 and place < 16384:
            spots.append(str(place))
    # No term holds a quote or a backslash: `_PIECES` takes neither.
    return " ".join([f"'{term}':{','.join(spots)}" for term, spots in places.items()])


def tsquery(words: str) -> str:
    """What the reader typed, as a tsquery: every word must be there, Chinese runs as phrases,
    the last Latin word as a beginning. Empty when there is nothing to look for."""
    pieces = [m.group() for m in _PIECES.finditer(fold(words.replace("\x00", " ")))][:12]
    parts = []
    for n, piece in enumerate(pieces):
        last = n == len(pieces) - 1
        if not _HAN_RUN.match(piece):
            word = piece.strip(".-_+@")
            if word:
                parts.append(_quote(word[:MAX_TERM]) + (":*" if last else ""))
        elif len(piece) == 1:
            parts.append(_quote(piece) + ":*")
        else:
            parts.append("(" + " <-> ".join(_quote(p) for p in _pairs(piece)[:-1]) + ")")
    return " & ".join(parts)


def _quote(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def clean(text: str) -> str:
    """Text that PostgreSQL can store: without NUL and lone surrogates."""
    if text.isprintable():  # neither of them is
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def shorten(text: str, limit: int) -> str:
    """The first line's worth of a text, cut at `limit` characters with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def in_language(texts: Mapping[str, str], language: str) -> str:
    """One of the texts {language: text}: in that language, else in the nearest that it has (who reads one Chinese
    script reads the other rather than English), else in English, else in any; "" where all are empty."""
    near = [language, *(one for one in _CHINESE if language in _CHINESE), "en", *texts]
    return str(next((texts[one] for one in near if texts.get(one)), ""))


def count_of(runs: re.Pattern[str], text: str) -> int:
    """How many signs of a kind a text has: `runs` matches some in a row."""
    return sum(map(len, runs.findall(text)))


def language_of(text: str, *, default: str = "en") -> str:
    """`zh-Hans`, `zh-Hant` or `en`, from the characters; `default` when there are none to judge by."""
    han = "".join(HAN_RUN.findall(text))
    latin = count_of(LATIN_RUN, text)
    if len(han) * 4 < latin or not (han or latin):
        return "en" if latin else default
    simplified, traditional = (sum(c in ours for c in han) for ours in _only())
    if traditional == simplified:
        return default if default.startswith("zh") else "zh-Hans"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@cache
def _only() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that only simplified, and that only traditional texts write: of a pair those that the other script's
    own character set does not hold (吃, 台 and 著 are in both; Hong Kong writes 着 and 户)."""
    pairs = [(chr(code), simple) for code, simple in _simplifier().items()]
    simplified = {s for _t, s in pairs if not _holds("big5", s)} - {"着", "户"}
    traditional = {t for t, _s in pairs if not _holds("gb2312", t)} | {"後", "於", "乾"}
    return frozenset(simplified), frozenset(traditional)


def _holds(charset: str, sign: str) -> bool:
    return len(sign.encode(charset, "ignore")) > 0
