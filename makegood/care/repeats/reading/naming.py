"""What somebody names in a text: telephone numbers, mail addresses, numbers of orders and devices, of cases."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from makegood.kernel.text import fold
from makegood.records.customers.rules import (
    HOME,
    is_phone,
    normal_mail,
    normal_number,
    normal_phone,
)

MOST = 12  # named things of one text; more is a list, and no way to know somebody by
PHONE, MAIL, NUMBER, CASE = "phone", "mail", "number", "case"
_PHONE = re.compile(r"(?<![A-Za-z0-9.])(?:\+|00)?\(?\d[\d \-()/.]{5,20}\d(?![A-Za-z0-9])")
_PLAIN = r"[^\s@<>()\[\],;:\"']"
# Begun where a word begins: from anywhere within it, a word without end would be read over and over.
_MAIL = re.compile(rf"(?<!{_PLAIN}){_PLAIN}+@{_PLAIN}+\.[a-zA-Z]{{2,}}")
_CASE = re.compile(r"\bM-(\d{1,12})\b", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-_/]{3,30}[A-Za-z0-9]")
_LABEL = re.compile(
    r"(order|invoice|tracking|parcel no|contract|serial|s/?n\b|imei|batch|ticket|"
    r"订单|单号|运单|快递单|合同|发票号|序列号|机身号|机号|编号|桩号|批号|设备号)[^A-Za-z0-9]{0,12}$"
)
_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
LEAST_DIGITS = 6  # of a number that nobody called one: a model has fewer
LEAST_LABELLED = 5
LEAST_PHONE, MOST_PHONE = 7, 15  # signs of a number that somebody can be called by


@dataclass(frozen=True)
class Named:
    """One thing that a text names. `labelled`: the text says what it is (an order, a serial)."""

    kind: str
    value: str
    shown: str
    labelled: bool = False


def named(text: str, *, region: str = HOME) -> list[Named]:
    """Everything a text names, each once, in the comparable form of handles."""
    text = unicodedata.normalize("NFKC", text)[:20_000]
    found: dict[tuple[str, str], Named] = {}
    taken = bytearray(len(text))  # one for each sign that something was read from
    for read in (_mails, _cases, _numbers, _phones):
        for one, (start, end) in read(text, taken, region):
            taken[start:end] = b"\1" * (end - start)
            if one.value and len(found) < MOST:
                found.setdefault((one.kind, one.value), one)
    return list(found.values())


Found = Iterator[tuple[Named, tuple[int, int]]]


def _free(pattern: "re.Pattern[str]", text: str, taken: bytearray) -> "Iterator[re.Match[str]]":
    """What of a text nothing else was read from."""
    for match in pattern.finditer(text):
        if not _is_taken(match, taken):
            yield match


def _is_taken(match: "re.Match[str]", taken: bytearray) -> bool:
    return taken.find(1, *match.span()) >= 0


def _mails(text: str, taken: bytearray, _region: str) -> Found:
    for match in _free(_MAIL, text, taken):
        yield Named(MAIL, normal_mail(match.group()), match.group()), match.span()


def _cases(text: str, taken: bytearray, _region: str) -> Found:
    for match in _free(_CASE, text, taken):
        yield Named(CASE, match.group(1), match.group()), match.span()


def _numbers(text: str, taken: bytearray, _region: str) -> Found:
    for match in _TOKEN.finditer(text):
        if len(_DIGIT.findall(match.group())) < LEAST_LABELLED or _is_taken(match, taken):
            continue
        number = _number(text, match)
        if number is not None:
            yield number, match.span()


def _phones(text: str, taken: bytearray, region: str) -> Found:
    for match in _free(_PHONE, text, taken):
        yield Named(PHONE, _phone(match.group(), region), match.group().strip()), match.span()


def _phone(text: str, region: str) -> str:
    digits = "".join(sign for sign in text if sign.isdigit())
    if not LEAST_PHONE <= len(digits) <= MOST_PHONE or _DATE.match(digits):
        return ""
    return normal_phone(text, region=region)


def _number(text: str, match: "re.Match[str]") -> Named | None:
    """An order or a device: called so, or long enough to be nothing else."""
    token = match.group()
    value = normal_number(token)
    digits = sum(sign.isdigit() for sign in value)
    before = fold(text[max(0, match.start() - 24) : match.start()])
    labelled = digits >= LEAST_LABELLED and _LABEL.search(before) is not None
    if not labelled and not _stands_alone(token, value, digits):
        return None
    return Named(NUMBER, value, token, labelled)


def _stands_alone(token: str, value: str, digits: int) -> bool:
    if digits < LEAST_DIGITS or _DATE.match(value):
        return False
    if not value.isdigit():
        return True
    # Digits alone are a telephone number or a sum, unless they are written like the number of a machine.
    return "-" in token and digits > LEAST_DIGITS and not is_phone(token)
