"""What a reader must know of a mail beside its words, as short names that are kept with the message."""

import json
from collections.abc import Mapping

from makegood.adapters.email.aliases import forms, key_of
from makegood.adapters.email.authentication import METHODS
from makegood.adapters.email.house import House
from makegood.adapters.email.reading.parsed import Mailbox, ParsedMail
from makegood.adapters.email.reading.sealed import SIGNATURES
from makegood.contact.channels.ports import RawView

MACHINE_KINDS = ("bounce", "auto_reply", "receipt", "list")
MOST_ASKING = 10
LONGEST_MEETING = 1500


def marks_of(
    raw: RawView,
    mail: ParsedMail,
    ours: House,
    *,
    checked: Mapping[str, str],
    automatic: bool,
    returned: bool,
) -> tuple[str, ...]:
    """The marks of one mail. `checked` is what our server found; `returned`: our own mail came back."""
    own = key_of(mail.from_address) in ours.addresses
    signed = "signed" in mail.defects or any(a.type in SIGNATURES for a in mail.attachments)
    marks = [
        ("ambiguous-sender", mail.sender_ambiguous),
        (f"sender:{mail.sender_reason}", mail.sender_ambiguous),
        ("forged", checked.get("dmarc") == "fail"),
        (_checked(checked), bool(checked)),
        ("automatic", automatic),
        (mail.kind, mail.kind in (*MACHINE_KINDS, "invite", "forward")),
        ("delayed", mail.report is not None and mail.report.action == "delayed"),
        ("code", mail.signals.carries_code),
        ("loop", returned),
        ("own-address", own),
        ("encrypted", "encrypted" in mail.defects),
        ("signed", signed),
        ("needs-look", mail.needs_look),
    ]
    return (
        *(name for name, holds in marks if holds),
        *(f"asks-to-join:{address}" for address in _asking(raw, mail, ours)),
        *_answers_elsewhere(mail),
        *(f"also-to:{address}" for address in _also_to(raw, ours)),
        *_came_to(raw, mail, ours),
        *_meeting(mail),
    )


def _checked(checked: Mapping[str, str]) -> str:
    return "checked:" + " ".join(f"{name}={checked[name]}" for name in METHODS if name in checked)


def _also_to(raw: RawView, ours: House) -> list[str]:
    """Further mailboxes of ours that the same delivery names: one mail, one case, and staff see them."""
    came_to = (forms(str(address))[1] for address in raw.envelope.get("rcpt_tos", ()))
    others = (
        a for a in dict.fromkeys(came_to) if ours.by_key.get(a, raw.account_id) != raw.account_id
    )
    return list(others)[:MOST_ASKING]


def _came_to(raw: RawView, mail: ParsedMail, ours: House) -> tuple[str, ...]:
    """The further address of the mailbox that the mail was sent to, if it was: answers leave from it."""
    box = ours.boxes.get(raw.account_id)
    if box is None or not box.aliases:
        return ()
    told = [str(address) for address in raw.envelope.get("rcpt_tos", ())]
    named = [b.address for b in (*mail.to, *mail.cc)]
    address, _ = box.alias_in([*told, *mail.delivered_to, *named])
    return (f"came-to:{address}",) if address else ()


def _asking(raw: RawView, mail: ParsedMail, ours: House) -> list[str]:
    """Others named in an answer: they get nothing by that, but staff see that they are there."""
    if mail.kind != "reply":
        return []
    came_to = {forms(str(address))[1] for address in raw.envelope.get("rcpt_tos", ())}
    known = ours.addresses | came_to | {key_of(mail.from_address)}
    named: list[Mailbox] = [*mail.cc, *mail.to]
    found = (b.address for b in named if b.address and known.isdisjoint(forms(b.address)))
    return list(dict.fromkeys(found))[:MOST_ASKING]


def _answers_elsewhere(mail: ParsedMail) -> tuple[str, ...]:
    wish = [b.address for b in mail.reply_to if b.address]
    if wish and wish[0].lower() != mail.from_address.lower():
        return (f"replies-elsewhere:{wish[0][:200]}",)
    return ()


def _meeting(mail: ParsedMail) -> tuple[str, ...]:
    """What the mail invites to, as the page draws it."""
    if mail.meeting is None:
        return ()
    told = {
        name: value
        for name in mail.meeting.__struct_fields__
        if (value := getattr(mail.meeting, name))
    }
    text = json.dumps(told, ensure_ascii=False)
    return (f"meeting:{text}",) if len(text) <= LONGEST_MEETING else ()
