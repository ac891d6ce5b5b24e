"""The one form in which a handle is compared."""

import re
import unicodedata

import phonenumbers

from makegood.base.privacy.rules import hidden
from makegood.kernel.text import fold

LEAST = 4  # signs of a number that are looked for in the middle of it
LONGEST = 64
ALSO_CALLED = {"googlemail.com": "gmail.com"}
DOTLESS = frozenset({"gmail.com"})
CANON = {"whatsapp": "phone", "sms": "phone"}  # channels whose id is a telephone number
TYPED = {"mail": "typedmail", "phone": "typedphone"}  # claimed by somebody, shown by nothing
HOME = "CN"  # whose numbers are meant where no country is said
COUNTRY = {"zh-Hans": "CN", "zh-Hant": "TW"}
NUMBERED = (
    "phone",
    "typedphone",
    "order",
    "device",
    "other",
)  # handles of which a part is said: a number, an order, a serial
_LETTERS = re.compile(r"[A-Za-z]{2}")  # an id of some other system
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


def one_mailbox(address: str) -> str:
    """One form for every way to write the address of one mailbox: what stands behind a plus, and where the provider
    takes no notice of them the dots, make no other person. For counting only: nobody is identified by it."""
    local, _, domain = normal_mail(address).rpartition("@")
    if not domain:
        return address.strip().casefold()
    domain = ALSO_CALLED.get(domain, domain)
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '') if domain in DOTLESS else local}@{domain}"


def normal_phone(number: str, *, region: str = HOME) -> str:
    """A telephone number in E.164 (`+8610…`), whatever way it is written; empty when it is none."""
    text = unicodedata.normalize("NFKC", number).strip()
    if _LETTERS.search(text):
        return ""
    if text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_phone(number: str, *, region: str = HOME) -> bool:
    """Whether somebody could be called by it."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def canon(kind: str, *, typed: bool = False) -> str:
    """The kind under which an id is kept: a WhatsApp or SMS id is a telephone number; what was only typed
    is apart."""
    kind = CANON.get(kind, kind)
    return TYPED.get(kind, kind) if typed else kind


def normal(kind: str, value: str, *, region: str = HOME) -> str:
    """The comparable form of a handle of any kind; empty when the value is none of that kind."""
    if kind in ("mail", "typedmail"):
        return normal_mail(value)
    if canon(kind) in ("phone", "typedphone"):
        return normal_phone(value, region=region)
    return unicodedata.normalize("NFKC", value).strip()[:254]


def normal_number(value: str) -> str:
    """The number of an order or a device, whatever stands between its signs; empty when it is too short."""
    closed = _closed_up(value).upper()
    return closed[:LONGEST] if len(closed) >= LEAST else ""


def country_of(language: str, said: str = "") -> str:
    """Whose local numbers customers of an account write: as its settings say, else by its language."""
    return said if len(said) == 2 else COUNTRY.get(language, HOME)


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


def called(kind: str, shown: str) -> str:
    """What somebody is called by an address of his while his name is not known; nothing by what was only typed."""
    return hidden(shown)[:120] if kind in ("mail", "phone") else ""
