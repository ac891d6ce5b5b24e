"""Octets into text: by label where it is true, by evidence where it lies."""

import codecs
import re
import unicodedata
from collections.abc import Iterable

_CLASSES = {
    "gb18030": "gb2312 gb_2312-80 gb_2312 gbk cp936 ms936 windows-936 gb18030 x-gbk chinese csgb2312 euc-cn euccn 936",
    "big5hkscs": "big5 big5-hkscs big5hkscs cn-big5 x-x-big5 cp950 windows-950 950 big5-eten",
    "cp1252": "iso-8859-1 iso8859-1 latin1 latin-1 l1 windows-1252 cp1252 ansi us-ascii ascii ansi_x3.4-1968",
    "utf-8": "utf-8 utf8 utf-8mb4 utf8mb4 cp65001 unicode unicode-1-1-utf-8",
    "cp932": "shift_jis shift-jis sjis x-sjis windows-31j cp932 ms_kanji",
    "cp949": "euc-kr ks_c_5601-1987 ks_c_5601 ksc5601 cp949 windows-949 korean",
    "hz": "hz hz-gb-2312 hzgb",
    "iso2022_jp_ext": "iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-ms csiso2022jp",
    "cp874": "tis-620 iso-8859-11 windows-874",
    "cp1254": "iso-8859-9 windows-1254",
    "iso8859_8": "iso-8859-8-i iso-8859-8 windows-1255",
    "utf-7": "utf-7 unicode-1-1-utf-7 x-unicode-2-0-utf-7",
}
_BY_LABEL = {label: codec for codec, labels in _CLASSES.items() for label in labels.split()}
_UNKNOWN = {
    "",
    "default",
    "default_charset",
    "unknown-8bit",
    "x-unknown",
    "unknown",
    "8bit",
    "binary",
    "none",
    "x-user-defined",
}
_STATEFUL = ("hz", "utf-7", "utf7", "iso2022", "iso-2022", "utf-16", "utf16", "utf-32", "utf32")
_SEVEN_BITS = ("hz", "utf-7", "utf7", "iso2022", "iso-2022")
_ESCAPED = (b"\x1b$B", b"\x1b$@")  # Japanese that needs no label
_EAST = ("gb18030", "big5hkscs", "cp932", "cp949")
_OTHER = {"gb18030": "big5hkscs", "big5hkscs": "gb18030"}

# The everyday characters of each table. Decoding by the wrong table hits them by chance only.
_HANGUL = (
    "이다는을를의에가고하한니습요은로지도사기대해있자어인그나서시안제수일과리라들아만부정게전보것상주여않우오조용세부원장동문신확문드릴면"
    "연락감사합녕십오구매송품불량교환취소결번호"
)
_PUNCTUATION = "，。：；！？、（）“”‘’《》「」【】　—…·～％＋－／0123456789"


def _table(codec: str, leads: range, trails: Iterable[int]) -> str:
    return b"".join(bytes((lead, trail)) for lead in leads for trail in trails).decode(
        codec, "ignore"
    )


_EVERYDAY = {
    "gb18030": frozenset(_table("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)) + _PUNCTUATION),
    "big5hkscs": frozenset(
        _table("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
        + _PUNCTUATION
        + "喺嘅咗冇啲唔哋係嚟佢"
    ),
    "cp932": frozenset(
        _table("shift_jis", range(0x88, 0x99), (*range(0x40, 0x7F), *range(0x80, 0xFD)))
        + _PUNCTUATION
    ),
    "cp949": frozenset(_HANGUL + _PUNCTUATION),
}
_ACCENT = re.compile("[a-z][\u00c0-\u024f][a-z]")  # between letters no East Asian character stands
_KOREAN = re.compile("[\uac00-\ud7a3] [\uac00-\ud7a3]")
_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")
_KANA = re.compile("[\u3040-\u30ff]")
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ue000-\ue00f\U000e0000-\U000e007f]"
)
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")


_MARKS = "".join(c for c in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(c))
# Sorting a long run of combining marks takes the square of its length; no script stacks more than a few.
_TOO_MANY_MARKS = re.compile(f"([{_MARKS}]{{20}})[{_MARKS}]+")


def decode(data: bytes, label: str = "", hint: str = "") -> str:
    """The text of `data`, whatever the label says; never raises. `hint` is the label of another part."""
    codec = _codec(label)
    if codec is None and any(mark in data for mark in _ESCAPED):
        codec = "iso2022_jp_ext"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and not len(data) % 2:
        codec = "utf-16"  # no other table begins so
    elif data.isascii():
        if not (codec or "").startswith(_STATEFUL):
            return clean(data.decode("ascii"))
    elif codec and codec.startswith(_SEVEN_BITS):
        codec = None  # no octet of such a text is above 127: the label lies
    for attempt in (_by_utf8, _by_label, _by_hint, _by_evidence):
        text = attempt(data, codec, hint)
        if text is not None:
            return clean(text)
    return clean(data.decode(codec or "utf-8", "replace"))


def clean(text: str) -> str:
    """`text` in NFC without control characters, lone surrogates and invisible tag characters."""
    text = _DROPPED.sub("", text).removeprefix("\ufeff")
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _TOO_MANY_MARKS.sub(r"\1", text))


def _codec(label: str) -> str | None:
    """The codec that decodes what mails of this label really contain, or None if the label says nothing."""
    label = label.strip(" '\"\t\r\n;").lower()
    if label in _UNKNOWN:
        return None
    known = _BY_LABEL.get(label) or _BY_LABEL.get(label.replace("_", "-"))
    if known:
        return known
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Codecs such as "zip" or "rot13" do not give text: a mail must not choose them.
    return info.name if info._is_text_encoding else None


def _by_utf8(data: bytes, codec: str | None, _hint: str) -> str | None:
    """UTF-8 when the octets are: by chance they never are, beyond a few western pairs."""
    if codec and codec.startswith(_STATEFUL):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    certain = (
        codec in {None, "utf-8", "cp1252"}
        or any(c >= "\u0800" for c in text)
        or len(data) - len(text) > 3
        or _ACCENT.search(text) is not None
    )
    return text if certain else None


def _by_label(data: bytes, codec: str | None, _hint: str) -> str | None:
    if codec is None or codec == "utf-8" or (codec == "cp1252" and not _western(data)):
        return None
    for name in (codec, "cp950") if codec == "big5hkscs" else (codec,):
        text = _strictly(data, name)
        if text is not None and (codec not in _EAST or _plausible(text, codec) >= 0.4):
            return _of_the_other(data, text, codec) or text
    return _latin(data) if codec == "cp1252" else None


def _of_the_other(data: bytes, text: str, codec: str) -> str | None:
    """Simplified under the label of traditional Chinese, or the reverse: almost any octets fit either table, but
    only the right one gives everyday characters throughout."""
    other = _OTHER.get(codec)
    if other is None or _plausible(text, codec) > 0.7:
        return None
    theirs = _strictly(data, other)
    return theirs if theirs is not None and _plausible(theirs, other) >= 0.95 else None


def _by_hint(data: bytes, codec: str | None, hint: str) -> str | None:
    """What has no label, by the label of the part that it belongs to."""
    wanted = _codec(hint) if codec is None and hint else None
    if wanted is None or wanted.startswith(_STATEFUL):
        return None
    return _by_label(data, wanted, "")


def _by_evidence(data: bytes, codec: str | None, hint: str) -> str | None:
    """The text of the likeliest table: the one that gives common characters."""
    if codec and codec.startswith(_STATEFUL):
        return None
    candidates = []
    preferred = {_codec(hint), codec}
    for name in _EAST:
        text = _strictly(data, name)
        if text is not None:
            rare = 0.5 if name == codec and not _LETTER.search(text) else 0.0  # as in a name
            likely = _plausible(text, name) + (0.1 if name in preferred else 0)
            candidates.append((max(likely, rare), text))
    best = max(candidates, key=lambda c: c[0], default=(0.0, ""))
    if codec == "utf-8" and _mostly_utf8(data):
        return None
    if best[0] >= 0.5:
        return best[1]
    cyrillic = _cyrillic(data) if codec in {None, "utf-8", "cp1252"} else None
    if cyrillic is not None:
        return cyrillic
    if (
        codec in {None, "cp1252"}
        or (codec in _EAST and _western(data))
        or (codec == "utf-8" and _western(data))
    ):
        return _latin(data)
    return None


def _cyrillic(data: bytes) -> str | None:
    """Russian of one of its two tables: in the wrong one small letters become capitals."""
    best: tuple[float, str | None] = (0.6, None)
    if _western(data):
        return None
    for name in ("cp1251", "koi8_r"):
        text = _strictly(data, name)
        foreign = [c for c in (text or "")[:4000] if c > "\x7f"]
        small = sum("\u0430" <= c <= "\u045f" for c in foreign)
        if len(foreign) > 5 and small / len(foreign) > best[0]:
            best = (small / len(foreign), text)
    return best[1]


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        if name != "iso2022_jp_ext" or b"\x1b$(Q" in data:
            return None
    # Programs put "①" and "㈱" into a table that gained them only later.
    return _strictly(data.replace(b"\x1b$B", b"\x1b$(Q"), "iso2022_jp_2004")


def _plausible(text: str, codec: str) -> float:
    """The share of the foreign characters that are everyday ones in what this table is used for."""
    foreign = [c for c in text[:4000] if c > "\x7f"]
    everyday = _EVERYDAY.get(codec)
    if not foreign or everyday is None:
        return 0.0
    if codec == "cp949" and _is_korean(text, foreign):
        return 1.5
    share = sum(c in everyday for c in foreign) / len(foreign)
    if codec == "cp932":
        kana = len(_KANA.findall(text[:4000])) / len(foreign)
        return share + kana if kana > 0.15 else share / 2
    return share


def _is_korean(text: str, foreign: list[str]) -> bool:
    """Whether it is hangul in words: Chinese octets give hangul by chance, but never only hangul."""
    in_words = len(foreign) > 5 and _KOREAN.search(text) is not None
    return in_words and all("\uac00" <= c <= "\ud7a3" for c in foreign)


def _western(data: bytes) -> bool:
    """Whether high octets stand alone between letters, as accents and curly quotes do."""
    runs = _HIGH_RUNS.findall(data)
    return not runs or sum(map(len, runs)) / len(runs) < 1.9


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    good = sum(c > "\x7f" and c != "\ufffd" for c in text)
    return good >= text.count("\ufffd")


def _latin(data: bytes) -> str:
    # The five octets that windows-1252 leaves open are dropped by `clean`.
    return data.decode("cp1252", "replace") if b"\x81" not in data else data.decode("latin-1")
