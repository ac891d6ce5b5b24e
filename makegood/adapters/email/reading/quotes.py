"""The sender's own new words, apart from what the mail program quoted below, above or between them."""

import re

import msgspec

from makegood.adapters.email.reading import phrases
from makegood.adapters.email.reading.html_text import QUOTED, REST_IS_QUOTED

_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200f\u202a-\u202f\u205f\u2060\u3000\ufeff\t]")
_PIPE = re.compile(r"\s*(?:[>＞]|\|(?:\s|\Z)|[A-Z][A-Za-z]{0,9}>(?:\s|\Z))")
_DIGIT_OR_AT = re.compile(r"\d|@")
# A date alone is not enough: people write "on 3 May you wrote:" themselves. Programs add a year, a time or an address.
_WROTE = re.compile(
    rf"(?=.{{0,300}}?(?:\d{{4}}|\d[:.]\d\d|\d/\d|@)).{{0,400}}?(?<![a-z])(?<!\bI )(?:(?:wrote|writes)(?:\s+(?:on|at|the following)\b.{{0,60}})?"
    rf"|(?:{phrases.WROTE})(?<!wrote)(?<!writes)(?![a-z]).{{0,90}}?)\s*[:：]\Z"
    rf"|-{{2,20}}[^-].{{0,200}}?[\d@].{{0,200}}?(?:{phrases.WROTE}).{{0,20}}?-{{2,20}}\Z",
    re.IGNORECASE,
)
_ON = re.compile(
    rf"[\W_]{{0,6}}(?:(?:{phrases.ON})\b|[在於于])(?!\w{{0,30}}[.。!！?？]\s).{{0,30}}\d",
    re.IGNORECASE,
)
_WEAK_START = re.compile(
    r"\d{4}[-/.年]|\d{1,2}[./]|\d{1,2} \w+\.? \d{4}|\w{2,9}\.?,? \d{1,2}\.? (?:[^\W\d]\w*\.?|\d{1,2}\.) \d{4}|[\"'“]?[^.。!！?？:：]{1,60}[\"'”]?\s*<\s*(?:\S+@\S+)?|\w+, \d{1,2} ",
    re.IGNORECASE,
)
_BARE_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2},?\s+(?:\d{1,2}:\d\d(?::\d\d)?\s+(?:GMT|UTC|[+-]\d\d:?\d\d)\S{0,8}\s+.{1,80}|.{1,80}<\s*\S+@\S+>:?)\Z"
    r"|.{0,50}\d{1,2}:\d\d.{0,80}<\s*\S+@\S+>\s*[:：]\Z"
    r"|\d{1,2}\.? \w{3,9}\.? \d{4},? \d{1,2}:\d\d.{0,12} (?:by|von|par|por|da|de|door) \S+@\S+[:：]\Z"
    r"|\* .{0,80}<\S+@\S+> \[\d{4}-\d\d-\d\d[^\]]{0,20}\][:：]\Z",
    re.IGNORECASE,
)
# Whatever the language: a line that ends so, right above quote marks, names who wrote what they mark.
_ADDRESS_COLON = re.compile(r"<\s{0,3}[^<>\s@]+@[^<>\s@]+\s{0,3}>\s*[:：]\Z")
_TIME = re.compile(r"\d[:.]\d\d")
_ABOVE_QUOTE = re.compile(r"te{0,3}q")
_ADDRESS_END = re.compile(r"\S+@\S+>:?\Z")
_ADDRESS_FIRST = re.compile(rf"<?\S+@\S+>|(?:{phrases.WROTE})", re.IGNORECASE)
_SENTENCE_BEFORE = re.compile(r"[。！？!?]\s*\S.{12}")
_LABEL = {
    word.casefold().replace(" ", ""): kind
    for kind, words in phrases.LABELS.items()
    for word in words.split("|")
}
_HEADER = re.compile(r"[*_\s>]*([^\W\d_][^:：*\n]{0,18}?)\s?[*_]*\s?[:：]\s*[*_]*(?:\s|\Z|\S)")
_DASHED = phrases.line(
    rf"[-_=—–]{{2,40}}\s*(?:{phrases.ORIGINAL}|original|原件)(?:.{{0,12}}?[-_=—–]{{2,40}}|[\s:：]*)"
)
_BARE_ORIGINAL = phrases.line(rf"(?:{phrases.ORIGINAL})[\s:：]*")
_BEGIN = phrases.line(
    rf"(?:{phrases.BEGIN_FORWARD})\s*[:：]?|[\W_]{{0,12}}(?:{phrases.REPLY_ABOVE})[\W_]{{0,12}}"
)
_RULE = re.compile(r"[-_=—–]{4,}\Z")
_IMAGE = re.compile(
    r"\[(?:cid:[^\]\s]{1,200}|image:[^\]\n]{0,200}|(?:inline )?(?:image|图片|圖片|图像)[^\]\n]{0,60})\]|\[https?://[^\]\s]{1,300}\.(?:png|jpe?g|gif)[^\]\s]{0,200}\]",
    re.IGNORECASE,
)

_LOOKED_AT = 800
_WRAPPED = 55  # letters that programs do not put into one line
TEXT, EMPTY, QUOTE, ATTRIBUTION, BREAK = "t", "e", "q", "a", "b"


class Cut(msgspec.Struct, frozen=True):
    """Lines of a mail, sorted: what is new, and what was quoted, both in order."""

    new: list[str]
    quoted: list[str]


class Sorted(msgspec.Struct):
    """Each line and one letter for it: text, empty, quote, attribution, or break (everything below is the old mail)."""

    lines: list[str]
    letters: list[str]


def plain(line: str) -> str:
    """The line for matching: one kind of space and colon, no invisible characters around it."""
    if "&nbsp;" in line:  # a program that made plain text of HTML, and forgot these
        line = line.replace("&nbsp;", " ")
    if line.isascii():
        return line.strip()
    return _ODD_SPACES.sub(" ", line).replace("\ufe55", "：").strip()


def sort_lines(lines: list[str]) -> Sorted:
    """Every line with its letter. Below the old mail's beginning, and beyond `_LOOKED_AT` lines, only quote marks count."""
    bare = [plain(line) for line in lines]
    letters = [EMPTY if not b else QUOTE if b[0] in ">＞" + QUOTED else TEXT for b in bare]
    at, looked = 0, 0
    while at < len(lines) and looked < _LOOKED_AT:
        length = 1
        if letters[at] == TEXT:
            looked += 1
            if _is_break(bare, at):
                letters[at] = BREAK
                if next((x for x in letters[at + 1 :] if x != EMPTY), TEXT) != QUOTE:
                    break
            elif length := _attribution(bare, at):
                letters[at : at + length] = [ATTRIBUTION] * length
        at += length or 1
    _attributions_above_quotes(bare, letters)
    _continue_quotes(bare, letters)
    return Sorted(lines, letters)


def _is_break(bare: list[str], at: int) -> bool:
    """Whether a header block or the line that announces the old mail begins here."""
    line = bare[at].strip("* ")
    if line == REST_IS_QUOTED:
        return True
    if len(line) > 120 or not line:
        return False
    marked = line[0] in "-_=*—–#[" and not line[-1].isalnum()
    if marked and (_DASHED.match(line) or _BEGIN.match(line)):
        return True
    if _RULE.match(line):
        return _header_block(bare, at + 1, needed=2)
    if _BEGIN.match(line) or (len(line) < 40 and _BARE_ORIGINAL.match(line)):
        return _header_block(bare, at + 1, needed=2) or bool(_BEGIN.match(line))
    return _label(line) is not None and _header_block(bare, at, needed=3)


def _label(line: str) -> str | None:
    """What a line like "发件人: x" or "*Sent:* y" names, or None."""
    found = _HEADER.match(line)
    return _LABEL.get(found[1].casefold().replace(" ", "")) if found else None


def _header_block(bare: list[str], at: int, *, needed: int) -> bool:
    """Whether the next lines name sender, date, subject of an old mail; long values may be wrapped."""
    kinds: set[str] = set()
    other = blank = 0
    for line in bare[at : at + 16]:
        kind = _label(line) if line else None
        if kind:
            kinds.add(kind)
            other = 0
        elif not line or _RULE.match(line):
            # Some clients leave an empty line before the block, few leave one inside.
            blank += 1
            if kinds and (blank > 3 or (needed > 2 and (other or not kinds & {"from", "date"}))):
                break
        else:
            other += 1
            if other > (2 if kinds else 0):
                break
    return len(kinds) >= needed and ("from" in kinds or {"date", "subject"} <= kinds)


def _attribution(bare: list[str], at: int) -> int:
    """How many lines "On … somebody wrote:" takes from here; 0 if it is none."""
    length = _attribution_length(bare, at)
    if length > 1:
        # The sentence before may hold a date too: the line nearest to "wrote" begins it.
        strong = bool(_ON.match(bare[at]))
        for later in range(at + 1, at + length):
            if _may_begin(bare[later], strong=strong) and _attribution_length(bare, later):
                return 0
    return length


def _may_begin(line: str, *, strong: bool) -> bool:
    if strong or not line:
        return bool(_ON.match(line))
    return not _ADDRESS_FIRST.match(line) and bool(_ON.match(line) or _WEAK_START.match(line))


def _attribution_length(bare: list[str], at: int) -> int:
    first = bare[at]
    strong = bool(_ON.match(first))
    if len(first) > 300 or not (strong or _DIGIT_OR_AT.search(first) or _WEAK_START.match(first)):
        return 0
    if (first[0].isdigit() or first[-1] in ":：") and _BARE_DATE.match(first):
        return (
            2
            if first.endswith("<") and bare[at + 1 : at + 2] and _ADDRESS_END.match(bare[at + 1])
            else 1
        )
    joined = ""
    for length, line in enumerate(bare[at : at + (8 if strong else 4)], 1):
        if not line and not (strong and length > 1 and joined[-1] not in ".。!！?？:："):
            return 0
        joined += " " + line if joined else line
        if len(joined) > 500 or (length > 1 and not strong and not _WEAK_START.match(first)):
            return 0
        if line and line[-1] in ":：-" and _says_wrote(joined):
            return length
    return 0


def _says_wrote(joined: str) -> bool:
    found = _WROTE.match(joined) or _BARE_DATE.match(joined)
    return bool(found) and not _SENTENCE_BEFORE.search(joined)


def _attributions_above_quotes(bare: list[str], letters: list[str]) -> None:
    """Lines that end with an address and a colon, right above quote marks; with the line they continue."""
    pattern = "".join(letters)
    if QUOTE in pattern:
        for found in _ABOVE_QUOTE.finditer(pattern):
            at = found.start()
            if bare[at][-1] in ":：" and _ADDRESS_COLON.search(bare[at][-200:]):
                letters[at] = ATTRIBUTION
        pattern = "".join(letters)
    at = pattern.find(TEXT + ATTRIBUTION)
    while at >= 0:
        if _continues(bare, at + 1):
            letters[at] = ATTRIBUTION
        at = pattern.find(TEXT + ATTRIBUTION, at + 1)


def _continues(bare: list[str], at: int) -> bool:
    """Whether an attribution that begins with the address belongs to the line above it: there is the time, or a long
    name alone."""
    above = bare[at - 1]
    if bare[at][0] != "<" or _TIME.search(above[-200:]):
        return bare[at][0] == "<"
    alone = at > 2 and not bare[at - 2] and above[-1] not in ".。!！?？,，"
    return alone and len(above) + len(bare[at]) > _WRAPPED


def _continue_quotes(bare: list[str], letters: list[str]) -> None:
    """Quotes marked with "|" or initials count only below an attribution or beside each other."""
    known = False
    for at, letter in enumerate(letters):
        if letter == ATTRIBUTION:
            known = True
        elif letter == TEXT and known and _PIPE.match(bare[at]):
            letters[at] = QUOTE


def cut(lines: list[str]) -> Cut:
    """New text and quote of a reply or forward: no quoted line is new text, answers between quotes are."""
    sorted_lines = sort_lines(lines)
    letters = sorted_lines.letters
    stop = _end_of_new(letters)
    new: list[str] = []
    quoted: list[str] = []
    for line, letter in zip(lines[:stop], letters[:stop], strict=True):
        if letter in (QUOTE, ATTRIBUTION):
            quoted.append(line)
            if new and new[-1]:
                new.append("")
        else:
            new.append(line)
    return Cut(_trimmed(new), quoted + lines[stop:])


def _end_of_new(letters: list[str]) -> int:
    """Where the old mail begins that has no quote marks; the number of lines if nowhere."""
    pattern = "".join(letters)
    for at, letter in enumerate(pattern):
        if letter == BREAK:
            marked = re.match("be*q+[eqb]*", pattern[at:])
            if not marked:
                return at
            letters[at] = QUOTE
        elif letter == ATTRIBUTION and pattern[at - 1 : at] != ATTRIBUTION:
            below = pattern[at:].lstrip(ATTRIBUTION + EMPTY)
            if not below.startswith(QUOTE) and TEXT in pattern[:at]:
                return at
    return len(letters)


def _trimmed(lines: list[str]) -> list[str]:
    """Without marks for pictures, and without empty lines at both ends."""
    lines = [_IMAGE.sub("", line) if "[" in line else line for line in lines]
    start, end = 0, len(lines)
    while start < end and not plain(lines[start]):
        start += 1
    while end > start and not plain(lines[end - 1]):
        end -= 1
    return lines[start:end]


def uncut(lines: list[str]) -> Cut:
    """A mail that answers nothing: all of it is new."""
    return Cut(_trimmed([line for line in lines if line != REST_IS_QUOTED]), [])


def below_header_block(lines: list[str], at: int) -> int:
    """The first line below the announcement and header block that begin at `at`."""
    bare = [plain(line) for line in lines]
    end = at + 1 if _label(bare[at]) is None else at
    while end < len(bare) and (not bare[end] or _RULE.match(bare[end])):
        end += 1
    while end < len(bare) and bare[end]:
        end += 1
    return end
