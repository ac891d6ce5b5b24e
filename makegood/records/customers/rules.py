"""The one form in which a handle is compared."""

import re
import unicodedata

import phonenumbers

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
