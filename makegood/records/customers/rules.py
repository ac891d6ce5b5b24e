"""The one form in which a handle is compared."""

import re
import unicodedata

import phonenumbers

from makegood.kernel.text import fold

LEAST = 4  # signs of a number that are looked for in the middle of it
LONGEST = 64
NUMBERED = (
    "phone",
    "order",
    "other",
)  # handles of which a part is said: a number, an order, a serial
_BETWEEN = re.compile(r"[\W_]+")
ADDRESS = re.compile(r"^[^\s@]+@[^\s@]+$")


def normal_mail(address: str) -> str:
    """A mail address in lower case, its domain in IDNA; empty when it is none."""
    text = unicodedata.normalize("NFKC", address).strip().strip("<>").casefold()
    if not ADDRESS.match(text) or len(text) > 254:
        return ""
    local, _, domain = text.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return f"{local}@{domain}"


def normal_phone(number: str, *, region: str = "CN") -> str:
    """A telephone number in E.164 (`+8610…`); digits alone when the plan does not know it, empty when it is none."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def normal(kind: str, value: str) -> str:
    """The comparable form of a handle of any kind; empty when the value is none of that kind."""
    if kind == "mail":
        return normal_mail(value)
    if kind == "phone":
        return normal_phone(value)
    return unicodedata.normalize("NFKC", value).strip()[:254]


def ends(kind: str, value: str) -> str | None:
    """The index entry of a number: each of its ends, so that any part of it is the beginning of one;
    None for a handle that is no number."""
    if kind not in NUMBERED:
        return None
    whole = _closed_up(value)[:LONGEST]
    return " ".join(f"'{whole[n:]}'" for n in range(len(whole) - LEAST + 1)) or None


def part_query(words: str) -> str:
    """What the reader typed as a tsquery for a part of a number, whatever stands between its signs; a zero
    before an area or a country is not part of the number. Empty when it is too short."""
    typed = _closed_up(words)
    forms = {typed, typed.lstrip("0")} if typed.isdigit() else {typed}
    return " | ".join(f"'{form}':*" for form in sorted(forms) if LEAST <= len(form) <= LONGEST)


def _closed_up(text: str) -> str:
    return _BETWEEN.sub("", fold(text))
