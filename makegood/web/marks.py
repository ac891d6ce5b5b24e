"""What a reader must know of a message beside its words: the marks that its channel put on it."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

# Name to what it says, its icon and tone, the gravest first.
KNOWN: dict[str, tuple[str | Promise, str, str]] = {
    "unreadable": (_("Could not be read; the original is kept"), "eye", "late"),
    "bounce": (_("Report: a mail of ours did not arrive"), "alert", "late"),
    "forged": (_("Probably forged: fails the rules of its own domain (DMARC)"), "alert", "late"),
    "ambiguous-sender": (_("The real sender is unclear"), "alert", "late"),
    "other-sender": (_("Another sender in this thread"), "alert", "soon"),
    "code": (_("Holds a sign-in code; never for the customer"), "key", "soon"),
    "encrypted": (_("Encrypted; we have no key for it. Ask for it unencrypted"), "lock", "soon"),
    "needs-look": (_("Could not be read in full"), "eye", "soon"),
    "file-lies": (_("A file is not what it was said to be"), "alert", "soon"),
    "file-refused": (_("A file was not taken: a program, or too large"), "alert", "soon"),
    "file-lost": (_("A file could not be fetched"), "alert", "soon"),
    "said-otherwise": (_("Came again under the same name with other words"), "alert", "soon"),
    "not-passed-on": (_("The provider does not pass this kind of message on"), "info", "soon"),
    "opted-out": (_("Wants no more text messages"), "info", "soon"),
    "edited": (_("Changed by the customer"), "pen", ""),
    "delayed": (_("Report: a mail of ours is still on its way"), "clock", "soon"),
    "loop": (_("Goes round in a circle; no machine answers it"), "sync", "soon"),
    "list": (_("From a mailing list"), "users", ""),
    "auto_reply": (_("Automatic reply"), "system", ""),
    "automatic": (_("Sent by a machine"), "system", ""),
    "signed": (_("Signed; we do not check the signature"), "key", ""),
    "unverified": (_("Sender not proven"), "help", ""),
}
# Why a mail was not read, or why its sender is unclear: the reader's codes in words.
BECAUSE: dict[str, str | Promise] = {
    "too_large": _("It is larger than we take"),
    "headers_too_long": _("Its header is longer than any honest one"),
    "too_many_header_lines": _("Its header has more lines than any honest one"),
    "too_many_addresses": _("It names more people than we take"),
    "too_many_parameters": _("Its header has more parameters than any honest one"),
    "too_many_parts": _("It has more parts than we take"),
    "nested_too_deep": _("Its parts are nested deeper than in any honest mail"),
    "took_too_long": _("Reading it took too long"),
    "reader_died": _("The reader gave up on it twice"),
    "reader_failed": _("It holds something that the reader does not know"),
    "sender:no_sender": _("It names no sender"),
    "sender:several_from_headers": _("It says twice whom it is from"),
    "sender:several_senders": _("It names several senders"),
    "sender:address_in_name": _("The sender's name looks like another address"),
    "sender:unclear_address": _("The sender's address can be read in several ways"),
    "sender:group": _("The sender is a group"),
    "sender:encoded_address": _("The sender's address is hidden in an encoded word"),
    "sender:invisible_characters": _("The sender's name holds invisible characters"),
    "sender:mixed_scripts": _("The sender's address mixes letters that look alike"),
}


def marks_of(names: Iterable[str]) -> list[dict[str, str]]:
    """The marks that staff see, the gravest first: label, icon, tone. The rest are for the machine."""
    told = list(names)
    if not told:
        return []
    found = [_mark(*KNOWN[name]) for name in KNOWN if name in told]
    reasons = [_mark(BECAUSE[name], "info") for name in told if name in BECAUSE]
    return [*found, *reasons, *(mark for mark in map(_named, told) if mark)]


def _named(name: str) -> dict[str, str]:
    """A mark that carries an address behind its first colon."""
    kind, _colon, address = name.partition(":")
    if kind == "asks-to-join" and address:
        said = gettext("%(address)s asks to join; not proven, gets nothing") % {"address": address}
        return _mark(said, "user", "soon")
    if kind == "replies-elsewhere" and address:
        said = gettext("Asks for answers at another address: %(address)s") % {"address": address}
        return _mark(said, "reply", "soon")
    if kind == "checked" and address:
        return _mark(_checks(address), "shield")
    if kind == "flood" and address:
        said = gettext(
            "One of a flood: mail %(n)s of its kind within minutes; nobody is owed an answer"
        )
        return _mark(said % {"n": address}, "alert", "soon")
    if kind == "came-to" and address:
        return _mark(
            gettext("Written to %(address)s; answers leave from there") % {"address": address},
            "mail",
        )
    if kind == "also-to" and address:
        return _mark(gettext("Came to %(address)s too") % {"address": address}, "mail")
    return {}


FOUND: dict[str, str | Promise] = {
    "pass": _("passed"),
    "fail": _("failed"),
    "softfail": _("doubtful"),
    "none": _("not set up"),
    "neutral": _("says nothing"),
}


def _checks(told: str) -> str:
    """What our mail server found: "SPF passed · DKIM passed · DMARC failed"."""
    pairs = (one.partition("=") for one in told.split())
    unknown = gettext("could not be checked")
    return " · ".join(f"{name.upper()} {FOUND.get(value, unknown)}" for name, _is, value in pairs)


def _mark(label: str | Promise, icon: str, tone: str = "") -> dict[str, str]:
    return {"label": str(label), "icon": icon, "tone": tone}
