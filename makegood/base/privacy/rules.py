"""What stands in a text that need not be seen: numbers of people and cards, keys, codes. Pure.

`hidden` puts a few signs in their place and keeps the end by which people know a thing again. What only looks
like one stays: a number of an order is no card unless its check digit says so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

KEEPS = 4  # characters at the end of what is hidden


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


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right."""
    flat = text.replace(" ", "").upper()
    if not 15 <= len(flat) <= 34:
        return False
    turned = flat[4:] + flat[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _is_card(text: str) -> bool:
    digits = re.sub(r"\D", "", text)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and digits[0] in "3456" and luhn(digits)


def _always(_text: str) -> bool:
    return True


def _is_key(text: str) -> bool:
    """Long and mixed: no word, no number alone."""
    return bool(re.search(r"\d", text) and re.search(r"[A-Za-z]", text))


APART = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
CODE = r"验证码|驗證碼|校验码|校驗碼|动态码|動態碼|verification code|security code|one-time code|passcode|OTP"
RULES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    (
        "key",
        re.compile(
            r"(?<![0-9A-Za-z])(?:(?:sk|pk|rk)[-_](?:live[-_]|test[-_])?[0-9A-Za-z_-]{16,}|gh[pousr]_[0-9A-Za-z]{20,}"
            r"|xox[abpr]-[0-9A-Za-z-]{10,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35}|whsec_[0-9A-Za-z+/=]{16,}"
            r"|eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,})"
        ),
        _always,
    ),
    (
        "key",
        re.compile(
            r"(?i:api[-_ ]?key|access[-_ ]?token|token|secret|password|密码|密碼|口令|密钥|密鑰)"
            r"[\"']?\s*(?:is|[:=：是为為])\s*[\"']?(?P<it>[^\s\"'，。；,;]{6,})"
        ),
        _is_key,
    ),
    (
        "code",
        re.compile(
            rf"(?i:{CODE})[^\d\n]{{0,16}}(?P<it>\d{{4,8}})(?!\d)"
            rf"|(?<!\d)(?P<too>\d{{4,8}})(?=[^\d\n]{{0,12}}(?i:{CODE}))"
        ),
        _always,
    ),
    ("id", re.compile(rf"{APART[0]}\d{{17}}[\dXx]{APART[1]}"), is_resident_id),
    (
        "iban",
        re.compile(
            rf"{APART[0]}[A-Z]{{2}}\d{{2}}(?: ?[0-9A-Z]{{4}}){{2,7}}(?: ?[0-9A-Z]{{1,3}})?{APART[1]}"
        ),
        is_iban,
    ),
    ("card", re.compile(rf"{APART[0]}\d(?:[ -]?\d){{12,18}}{APART[1]}"), _is_card),
    (
        "passport",
        re.compile(
            r"(?i:passport(?: (?:no|number))?|护照(?:号码?)?|護照(?:號碼?)?)[^0-9A-Za-z\n]{0,6}"
            r"(?P<it>[A-Z]{1,2}\d{7,8})(?!\d)"
        ),
        _always,
    ),
    (
        "phone",
        re.compile(r"(?<![0-9A-Za-z.-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9A-Za-z])"),
        _always,
    ),
    (
        "phone",
        re.compile(r"(?<![0-9A-Za-z+])\+[1-9]\d{0,2}(?:[ ().-]{0,2}\d){7,12}(?!\d)"),
        _always,
    ),
    ("phone", re.compile(r"(?<!\d)09\d{2}[ -]?\d{3}[ -]?\d{3}(?!\d)"), _always),
)


def find(text: str) -> list[Found]:
    """What is to be hidden, in order; places do not overlap."""
    taken: list[Found] = []
    for one in _all(text):
        if all(one.end <= other.start or one.start >= other.end for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def _all(text: str) -> Iterator[Found]:
    for kind, pattern, proves in RULES:
        for match in pattern.finditer(text):
            name = next((n for n in ("it", "too") if match.groupdict().get(n)), 0)
            if proves(match.group(name)):
                yield Found(match.start(name), match.end(name), kind)


def hidden(text: str) -> str:
    """The text with what need not be seen put out of sight; codes and keys whole, of numbers the end stays."""
    if not any(sign.isdigit() for sign in text):
        return text
    parts, at = [], 0
    for one in find(text):
        parts += [text[at : one.start], _sign(text[one.start : one.end], one.kind)]
        at = one.end
    return "".join([*parts, text[at:]])


def _sign(text: str, kind: str) -> str:
    return "••••" if kind in ("key", "code") else "••••" + text[-KEEPS:]
