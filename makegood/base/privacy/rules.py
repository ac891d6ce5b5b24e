"""What stands in a text that need not be seen: numbers of people and cards, keys, codes. Pure.

`hidden` puts a few signs in their place and keeps the end by which people know a thing again. What only looks
like one stays: a number of an order is no card unless its check digit says so, and never where it is called one.
Every pattern reads a text once: what it may read from one start is bounded, or ends where the next can begin.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass

KEEPS = 4  # characters at the end of what is hidden
WHOLE = frozenset({"key", "code"})  # of these nothing is shown
GRAVE = frozenset({"card", "key", "iban"})  # these open accounts: few may look


@dataclass(frozen=True)
class Found:
    """A place in a text: from where to where, and what it is."""

    start: int
    end: int
    kind: str


def luhn(digits: str) -> bool:
    """Whether the check digit of a card number is right."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_resident_id(text: str) -> bool:
    """Whether it is a Chinese identity number: a day that was, and the right check sign."""
    month, day = int(text[10:12]), int(text[12:14])
    if not (1 <= month <= 12 and 1 <= day <= 31 and text[6:8] in ("18", "19", "20")):
        return False
    total = sum(int(sign) * weight for sign, weight in zip(text, WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == text[17].upper()


def is_hong_kong_id(text: str) -> bool:
    """Whether the check sign in the brackets of a Hong Kong identity number is right."""
    flat = re.sub(r"[^0-9A-Z]", "", text.upper())
    letters = flat[:-7].rjust(2)
    values = [36 if sign == " " else int(sign, 36) for sign in letters]
    values += [int(sign) for sign in flat[-7:-1]]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    return "0123456789A"[-total % 11] == flat[-1]


ISLAND = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))


def is_taiwan_id(text: str) -> bool:
    """Whether the check digit of a Taiwanese identity number is right."""
    first = ISLAND[text[0].upper()]
    values = [first // 10, first % 10, *(int(sign) for sign in text[1:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(v * w for v, w in zip(values, weights, strict=True)) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right."""
    flat = text.replace(" ", "").upper()
    if not 15 <= len(flat) <= 34:
        return False
    turned = flat[4:] + flat[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


ISSUERS = re.compile(
    r"(?:4\d{12}(?:\d{3}(?:\d{3})?)?|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}|62\d{14,17}|(?:6011|65\d\d|64[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3[068]\d{12})"
)


def _is_card(text: str) -> bool:
    """Begins and is as long as a card of somebody who issues them, and its check digit is right."""
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    return bool(ISSUERS.fullmatch(digits)) and len(set(digits)) > 1 and luhn(digits)


def _always(_text: str) -> bool:
    return True


def _is_key(text: str) -> bool:
    """Long and mixed: no word, no number alone."""
    return bool(re.search(r"\d", text) and re.search(r"[A-Za-z]", text))


def _is_dialled(text: str) -> bool:
    """As it is dialled: in groups, or as long as most are."""
    digits = re.sub(r"[^0-9]", "", text)
    return 11 <= len(digits) <= 16 and len(set(digits)) > 3


def _is_long_enough(text: str) -> bool:
    """As many digits as numbers within a country have."""
    groups = text.split(" ")
    counted = len(groups[0]) == 3 and all(len(one) == 3 and one[0] == "0" for one in groups)
    return 9 <= sum(map(len, groups)) <= 12 and not counted


def _has_digit(text: str) -> bool:
    return bool(re.search(r"\d", text))


APART = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
CODE = r"验证码|驗證碼|校验码|校驗碼|动态码|動態碼|verification code|security code|one-time code|passcode|OTP"
ENTRY = r"(?:(?i:password|passphrase|pass ?code)|\bPIN\b|密码|密碼|口令|密钥|密鑰)"
IS = r"[\"'”’」]?\s{0,9}(?:is|was|[:=：是为為])\s{0,9}"
NUMBERS = ("",)  # not gated by a word: looked for around long numbers only


@dataclass(frozen=True)
class Rule:
    """What one kind of thing looks like: `needs` are words (in small letters) of which one stands in the text."""

    kind: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    proves: Callable[[str], bool] = _always


KEYS = tuple(
    "sk- sk_ pk- pk_ rk- rk_ ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox akia asia ltai aiza whsec_ eyj".split()  # noqa: SIM905 - read at a glance
)
SECRETS = (
    "password",
    "passphrase",
    "passcode",
    "pass code",
    "pin",
    "密码",
    "密碼",
    "口令",
    "密钥",
    "密鑰",
)
RULES: tuple[Rule, ...] = (
    Rule(
        "key",
        KEYS,
        re.compile(
            r"(?<![0-9A-Za-z_-])(?:(?:sk|pk|rk)[-_](?:live[-_]|test[-_])?[0-9A-Za-z_-]{16,}|gh[pousr]_[0-9A-Za-z]{20,}"
            r"|github_pat_[0-9A-Za-z_]{22,}|glpat-[0-9A-Za-z_-]{20,}"
            r"|xox[abpr]-[0-9A-Za-z-]{10,}|A[KS]IA[0-9A-Z]{16}|LTAI[0-9A-Za-z]{12,26}|AIza[0-9A-Za-z_-]{35}"
            r"|whsec_[0-9A-Za-z+/=]{16,}|eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,})"
        ),
    ),
    Rule(
        "key",
        ("key", "token", "secret"),
        re.compile(
            rf"(?i:api[-_ ]?key|access[-_ ]?token|token|secret){IS}[\"']?(?P<it>[^\s\"'，。；,;]{{6,200}})"
        ),
        _is_key,
    ),
    Rule(
        "key",
        SECRETS,
        re.compile(rf"{ENTRY}{IS}[\"'“‘「](?P<it>[^\s\"'”’」]{{4,64}})[\"'”’」]"),
    ),
    Rule(
        "key",
        SECRETS,
        re.compile(rf"{ENTRY}{IS}(?P<it>[^\s\"'“‘「，。；、,;!！?？\u3400-\u9fff]{{4,64}})"),
        _has_digit,
    ),
    Rule(
        "key",  # said without a word between: only what looks like one, in letters and digits
        SECRETS,
        re.compile(
            rf"{ENTRY}[ \u3000]{{0,2}}(?P<it>(?<=[^A-Za-z])[0-9A-Za-z@#$%&*_+!?-]{{6,64}})(?![0-9A-Za-z])"
        ),
        _is_key,
    ),
    Rule(
        "key", ("pin",), re.compile(r"\bPIN ?(?:code|Code|CODE)? (?P<it>[0-9]{4,8})(?![0-9A-Za-z])")
    ),
    Rule(
        "code",
        tuple(CODE.lower().split("|")),
        re.compile(
            rf"(?i:{CODE})[^\d\n]{{0,16}}(?P<it>\d{{4,8}})(?!\d)"
            rf"|(?<!\d)(?P<too>\d{{4,8}})(?=[^\d\n]{{0,12}}(?i:{CODE}))"
        ),
    ),
    Rule(
        "passport",
        ("passport", "护照", "護照"),
        re.compile(
            r"(?i:passport(?: (?:no|number))?|护照(?:号码?)?|護照(?:號碼?)?)[^0-9A-Za-z\n]{0,6}"
            r"(?P<it>[A-Z]{1,2}\d{7,8})(?!\d)"
        ),
    ),
    Rule("id", NUMBERS, re.compile(rf"{APART[0]}[0-9]{{17}}[0-9Xx]{APART[1]}"), is_resident_id),
    Rule(
        "id",
        NUMBERS,
        re.compile(rf"{APART[0]}[A-Z]{{1,2}}[0-9]{{6}} ?[(（][0-9A][)）]"),
        is_hong_kong_id,
    ),
    Rule("id", NUMBERS, re.compile(rf"{APART[0]}[A-Z][1289][0-9]{{8}}{APART[1]}"), is_taiwan_id),
    Rule(
        "iban",
        NUMBERS,
        re.compile(
            rf"{APART[0]}[A-Z]{{2}}[0-9]{{2}}(?: ?[0-9A-Z]{{4}}){{2,7}}(?: ?[0-9A-Z]{{1,3}})?{APART[1]}"
        ),
        is_iban,
    ),
    Rule(
        "card", NUMBERS, re.compile(rf"{APART[0]}[0-9](?:[ .-]?[0-9]){{12,18}}{APART[1]}"), _is_card
    ),
    Rule(
        "phone",
        NUMBERS,
        re.compile(
            r"(?<![0-9A-Za-z./-])(?:\+?86[ -]?)?1[3-9][0-9][ .-]?[0-9]{4}[ .-]?[0-9]{4}(?![0-9A-Za-z])"
        ),
    ),
    Rule(
        "phone",
        NUMBERS,
        re.compile(r"(?<![0-9A-Za-z+])\+[1-9][0-9]{0,2}(?:[ ().-]{0,2}[0-9]){7,12}(?![0-9])"),
    ),
    Rule(  # from abroad, as it is dialled
        "phone",
        NUMBERS,
        re.compile(r"(?<![0-9A-Za-z.,/-])00[1-9][0-9]{0,2}(?:[ ().-]{0,2}[0-9]){7,12}(?![0-9])"),
        _is_dialled,
    ),
    Rule(  # within North America
        "phone",
        NUMBERS,
        re.compile(
            r"(?<![0-9A-Za-z+.,/-])(?:1[ .-])?(?![48]00)(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[.-])[2-9][0-9]{2}[ .-][0-9]{4}"
            r"(?![0-9A-Za-z-])"
        ),
    ),
    Rule(  # within other countries: it begins with 0 and stands in groups
        "phone",
        NUMBERS,
        re.compile(
            r"(?<![0-9A-Za-z+.,:/-])0[1-9][0-9]{0,4}(?: [0-9]{2,8}){1,4}(?![0-9A-Za-z-])(?![:.,/][0-9])"
        ),
        _is_long_enough,
    ),
    Rule("phone", NUMBERS, re.compile(r"(?<![0-9])09[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}(?![0-9])")),
    Rule("phone", NUMBERS, re.compile(r"(?<![0-9A-Za-z-])0[0-9]{2,3}-[0-9]{7,8}(?![0-9A-Za-z-])")),
)
BY_WORD = tuple(rule for rule in RULES if rule.needs != NUMBERS)
BY_NUMBER = tuple(rule for rule in RULES if rule.needs == NUMBERS)
LONG = re.compile(r"[0-9][0-9 ().-]{5,}")  # where a number of somebody may stand
BEFORE, BEHIND = 24, 12  # what may belong to it on either side
# What is called a number of a thing is one, whatever it looks like.
THING = re.compile(
    r"(?:order|serial|tracking|invoice|waybill|parcel|shipment|case|ticket|part|model|article|item|s/n|sku|imei"
    r"|订单|訂單|单号|單號|序列|流水|运单|運單|快递|快遞|物流|发票|發票|工单|工單|编号|編號|型号|型號|机身|機身|合同)"
    r"[ :：#.号號码碼为為是()（）]{0,6}(?:no|number|nr|is)?[ :：#.号號码碼为為是()（）]{0,6}$",
    re.IGNORECASE,
)
# Before what is dialled like a phone these words alone say nothing: a courier has one too, and whoever has a case.
VAGUE = re.compile(
    r"(?<![a-z])(?:parcel|shipment|case|ticket|part|model|快递|快遞|物流|工单|工單)[ :：为為是()（）]{0,6}(?:is)?[ :：]{0,6}$",
    re.IGNORECASE,
)
LOOKS_BACK = 40
OF_THINGS = frozenset({"card", "phone", "id", "iban"})


# Digits and letters as Chinese keyboards write them too, and spaces and dashes as programs put them between digits.
_WIDE = [code for a, z in ("０９", "ＡＺ", "ａｚ") for code in range(ord(a), ord(z) + 1)]
_PLAIN = {code: chr(code - 0xFEE0) for code in (*_WIDE, ord("＋"))}
_PLAIN |= dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " ")
_ODD = re.compile("[\u00a0\u2007-\u2015\u202f\u2212\u3000０-９Ａ-Ｚａ-ｚ＋－]")
_DASH = re.compile("(?<=[0-9])[\u2010-\u2015\u2212\uff0d](?=[0-9])")


def _plain(text: str) -> str:
    """The text sign by sign as the patterns know it: as long as it was, so that places are the same."""
    return _DASH.sub("-", text.translate(_PLAIN)) if _ODD.search(text) else text


def find(text: str) -> list[Found]:
    """What is to be hidden, in order; places do not overlap."""
    starts: list[int] = []
    taken: list[Found] = []
    for one in _all(_plain(text)):
        at = bisect(starts, one.start)
        free = (at == 0 or taken[at - 1].end <= one.start) and (
            at == len(taken) or one.end <= taken[at].start
        )
        if free:
            starts.insert(at, one.start)
            taken.insert(at, one)
    return taken


def _all(text: str) -> Iterator[Found]:
    low = text.lower()
    for rule in BY_WORD:
        if any(word in low for word in rule.needs):
            yield from _of(rule, text, 0, len(text))
    for start, end in _stretches(text):
        for rule in BY_NUMBER:
            yield from _of(rule, text, start, end)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where long numbers stand, with what is around them; stretches that touch are one."""
    start = end = -1
    for match in LONG.finditer(text):
        begins = max(0, match.start() - BEFORE)
        if begins > end:
            if end >= 0:
                yield start, end
            start = begins
        end = min(len(text), match.end() + BEHIND)
    if end >= 0:
        yield start, end


def _of(rule: Rule, text: str, start: int, end: int) -> Iterator[Found]:
    for match in rule.pattern.finditer(text, start, end):
        name = match.lastgroup or 0
        begins, ends = match.span(name)
        if rule.proves(match.group(name)) and not (
            rule.kind in OF_THINGS and _is_thing(text, begins, rule.kind)
        ):
            yield Found(begins, ends, rule.kind)


def _is_thing(text: str, start: int, kind: str) -> bool:
    before = text[max(0, start - LOOKS_BACK) : start]
    return bool(THING.search(before)) and not (kind == "phone" and VAGUE.search(before))


def parts(text: str) -> list[tuple[str, Found | None]]:
    """The text in pieces, in order: what is shown as it is, and what is hidden, with its place."""
    found: list[tuple[str, Found | None]] = []
    at = 0
    for one in find(text):
        found += [(text[at : one.start], None), (text[one.start : one.end], one)]
        at = one.end
    return [piece for piece in [*found, (text[at:], None)] if piece[0]]


def hidden(text: str) -> str:
    """The text with what need not be seen put out of sight; codes and keys whole, of numbers the end stays."""
    return "".join(veil(piece, one.kind) if one else piece for piece, one in parts(text))


def veil(text: str, kind: str) -> str:
    """The signs that stand for what is hidden."""
    return "••••" if kind in WHOLE else "••••" + text[-KEEPS:]
