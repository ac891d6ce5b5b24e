"""Why a message did not arrive, in plain words: by the code that the far side gave."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_BASIC = re.compile(r"(?:^|[\s#<(])([45]\d\d)(?=[\s\->]|$)")
# The subject and detail of RFC 3463, the most exact first found by its longest beginning.
WORDS: dict[str, str | Promise] = {
    "1.0": _("The address is wrong"),
    "1.1": _("There is no such mailbox"),
    "1.2": _("There is no such mail domain"),
    "1.3": _("The address is written wrongly"),
    "1.6": _("The mailbox has moved and left no new address"),
    "1.8": _("The far side does not accept our address as sender"),
    "1.10": _("The domain takes no mail"),
    "2.1": _("The mailbox is closed or takes no mail now"),
    "2.2": _("The mailbox is full"),
    "2.3": _("The message is too large for this mailbox"),
    "3.2": _("The mail server of the customer takes no mail now"),
    "3.4": _("The message is too large for the mail server of the customer"),
    "4.1": _("The mail server of the customer does not answer"),
    "4.4": _("The mail server of the customer cannot be found"),
    "4.6": _("The mail went round in a circle"),
    "4.7": _("It was tried too long without success"),
    "5.3": _("It had too many recipients"),
    "6": _("The far side cannot take this kind of message"),
    "7.1": _("The far side refuses mail from us"),
    "7.23": _(
        "The far side says that SPF does not allow us to send; the check of our domain helps"
    ),
    "7.20": _("The far side misses a valid DKIM signature; the check of our domain helps"),
    "7.26": _("The far side misses SPF or DKIM; the check of our domain helps"),
    "7": _("The far side refuses it by its rules"),
    "1": _("The address is wrong"),
    "2": _("The mailbox takes no mail now"),
    "3": _("The mail server of the customer takes no mail now"),
    "4": _("The way to the mail server of the customer is broken"),
    "5": _("The mail servers did not understand each other"),
}
BASIC: dict[str, str | Promise] = {
    "421": _("The mail server of the customer takes no mail now"),
    "450": _("The mailbox takes no mail now"),
    "451": _("The mail server of the customer takes no mail now"),
    "452": _("The mailbox is full"),
    "535": _("Our own mail server refuses our password"),
    "550": _("There is no such mailbox, or it refuses mail from us"),
    "551": _("The mailbox is elsewhere"),
    "552": _("The mailbox is full"),
    "553": _("The address is written wrongly"),
    "554": _("The far side refuses it by its rules"),
}
CLOSED = _("The reply window has closed")
NO_NUMBER = _("There is no such number, or it takes no messages")
NO_MORE = _("He wants no more messages here")
# What providers of chats and text messages call it: the number at the beginning of what they say.
PROVIDERS: dict[str, str | Promise] = {
    "131047": CLOSED,
    "95018": CLOSED,
    "95001": _("No more may leave until he writes again"),
    "131026": NO_NUMBER,
    "21211": NO_NUMBER,
    "21614": NO_NUMBER,
    "30005": NO_NUMBER,
    "30006": NO_NUMBER,
    "30003": _("His telephone cannot be reached now"),
    "21610": NO_MORE,
    "30004": NO_MORE,
}
_PROVIDER = re.compile(r"^(\d{5,6}) ·")
BLOCKED = "bot was blocked by the user"
UNREACHABLE = "unreachable"  # our own reason: a notice was not sent to an address that is gone
# Codes that mean that nobody will ever read what is sent there.
GONE = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4"})


def code_of(error: str) -> str:
    """The first code in an answer or report: "5.1.1", "550", or "" """
    found = _ENHANCED.search(error)
    if found:
        return ".".join(found.groups())
    basic = _BASIC.search(error)
    return basic[1] if basic else ""


def reason_of(error: str) -> str:
    """The reason in the reader's language; the far side's own words where the code is unknown."""
    if error == UNREACHABLE:
        return str(_("Nothing that a machine writes is sent to this address: mail to it came back"))
    told = _PROVIDER.match(error)
    if told and told[1] in PROVIDERS:
        return f"{PROVIDERS[told[1]]} ({told[1]})"
    if BLOCKED in error:
        return str(NO_MORE)
    code = code_of(error)
    kind, _dot, rest = code.partition(".")
    known = WORDS.get(rest) or WORDS.get(rest.partition(".")[0]) if rest else BASIC.get(kind)
    if known:
        return f"{known} ({code})"
    return error[:200]


def is_gone(error: str) -> bool:
    """Whether the address itself is dead: permanent, and about the address and not about the mail."""
    code = code_of(error)
    if code.startswith("5."):
        return code[2:] in GONE
    told = error.lower()
    return code in {"550", "551", "553"} and any(word in told for word in _NOBODY)


_NOBODY = (
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "no such recipient",
    "does not exist",
    "mailbox not found",
    "mailbox unavailable",
    "invalid recipient",
    "recipient rejected",
    "no mailbox",
)
