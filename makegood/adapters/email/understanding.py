"""One mail that was read becomes one `Inbound`: who wrote, to what it answers, how far it can be believed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from makegood.adapters.email.aliases import KIND, key_of
from makegood.adapters.email.authentication import checks, dmarc_passed
from makegood.adapters.email.floods import Floods, most_of
from makegood.adapters.email.house import House, house
from makegood.adapters.email.machines import Machines
from makegood.adapters.email.marks import MACHINE_KINDS, marks_of
from makegood.adapters.email.names import is_ours, loop_mark, name_in
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.sealed import SIGNATURES
from makegood.base.access.models import Language
from makegood.contact.channels.ports import Inbound, InboundFile, RawView
from makegood.kernel.text import language_of

__all__ = ["KIND", "House", "house", "understand", "understand_many"]

LANGUAGES = frozenset(Language.values)
_CODE = re.compile(
    r"(?<![\w-])(?:\d{3}[- ]\d{3}|\d{4,8}|(?=[A-Z0-9-]*\d)[A-Z0-9]{3}-[A-Z0-9]{3})(?![\w-])"
)
MOST_NAMES = 50  # earlier mails that are looked up for one mail


def understand_many(
    raws: Sequence[RawView], mails: Sequence[ParsedMail | Unreadable], ours: House
) -> list[Inbound]:
    """What each mail means, in order; machine mail of a loop, and a flood, go into one talk each."""
    found = [understand(raw, mail, ours) for raw, mail in zip(raws, mails, strict=True)]
    machines = Machines(
        (raw.account_id, one.peer) for raw, one in zip(raws, found, strict=True) if one.automatic
    )
    floods = Floods(list(zip(raws, found, strict=True)))
    return [
        _gathered(raw, one, machines)
        if one.automatic
        else floods.met(raw, one, most=most_of(ours, raw.account_id))
        for raw, one in zip(raws, found, strict=True)
    ]


def understand(raw: RawView, mail: ParsedMail | Unreadable, ours: House) -> Inbound:
    """What one mail means."""
    if isinstance(mail, Unreadable):
        return _unread(raw, mail)
    results, authserv_id = mail.authentication_results, ours.authserv_id(raw.account_id)
    verified = not mail.sender_ambiguous and dmarc_passed(
        results, authserv_id=authserv_id, from_address=mail.from_address
    )
    checked = checks(results, authserv_id=authserv_id)
    returned = _came_back(mail, ours)
    automatic = returned or mail.signals.machine or _is_machine(raw, mail)
    names = _earlier(mail)
    own_id = mail.message_id or ""
    return Inbound(
        sender_kind="mail" if "@" in mail.from_address else "other",
        sender=mail.from_address,
        sender_name=mail.from_name,
        peer=_answers_go_to(mail, verified=verified),
        subject=_without_code(mail),
        text=mail.new_text,
        rest="\n\n".join(filter(None, (mail.signature, mail.quoted_text))),
        html=mail.html,
        external_id="" if is_ours(own_id) else own_id,
        thread_ids=names,
        proven_ids=frozenset(name for name in names if is_ours(name)),
        automatic=automatic,
        verified=verified,
        needs_look=mail.needs_look,
        language=_language(raw, mail),
        marks=marks_of(raw, mail, ours, checked=checked, automatic=automatic, returned=returned),
        files=_files(mail),
        report_on=_reported(mail),
        report=_report(mail),
        sent_at=_moment(mail.date_utc),
    )


def _without_code(mail: ParsedMail) -> str:
    """The subject, which stands in every list and in answers, without a sign-in code."""
    return _CODE.sub("•••", mail.subject) if mail.signals.carries_code else mail.subject


def _language(raw: RawView, mail: ParsedMail) -> str:
    """The language to answer in, out of those we have; the mailbox's own for the others."""
    if mail.language.startswith("zh"):
        return language_of(mail.new_text or mail.text, default=mail.language)
    return mail.language if mail.language in LANGUAGES or not mail.language else raw.language


def _unread(raw: RawView, mail: Unreadable) -> Inbound:
    sender = str(raw.envelope.get("mail_from") or "")
    return Inbound(
        sender_kind="mail" if "@" in sender else "other",
        sender=sender,
        peer=sender,
        external_id=name_in(raw.body),
        needs_look=True,
        marks=("unreadable", mail.reason),
    )


def _came_back(mail: ParsedMail, ours: House) -> bool:
    """Whether it is our own mail, or claims to be: from our address, with our name or our loop mark."""
    return (
        key_of(mail.from_address) in ours.by_key
        or loop_mark() in mail.signals.x_loop
        or is_ours(mail.message_id or "")
    )


def _is_machine(raw: RawView, mail: ParsedMail) -> bool:
    """Mail without an envelope sender must never be answered, whatever it says of itself."""
    return mail.kind in MACHINE_KINDS or raw.envelope.get("mail_from") == ""


def _earlier(mail: ParsedMail) -> tuple[str, ...]:
    """Names of earlier mails: those we signed first, then the one it answers, then the newest."""
    names = [mail.in_reply_to or "", *reversed(mail.references)]
    if mail.message_id and is_ours(mail.message_id):
        names.insert(0, mail.message_id)
    known = [name for name in dict.fromkeys(names) if name][:MOST_NAMES]
    return tuple(sorted(known, key=lambda name: not is_ours(name)))


def _answers_go_to(mail: ParsedMail, *, verified: bool) -> str:
    """The address answers go to: Reply-To only where it is proven who wishes it. A mail that says it is from a
    customer and wants the answer elsewhere would else have us tell a stranger what is his."""
    wish = [box.address for box in mail.reply_to if "@" in box.address]
    if len(wish) != 1 or wish[0].lower() == mail.from_address.lower():
        return mail.from_address
    return wish[0] if verified else mail.from_address


def _files(mail: ParsedMail) -> tuple[InboundFile, ...]:
    return tuple(
        InboundFile(
            name=file.name,
            type=file.type,
            content=file.content,
            inline=file.cid if file.inline else "",
        )
        for file in mail.attachments
        if file.type not in SIGNATURES  # it is in the original; nobody opens it
    )


def _reported(mail: ParsedMail) -> str:
    """The name of the mail of ours that a bounce gives back: only a signed one is believed."""
    if mail.report is None or mail.kind != "bounce":
        return ""
    named = mail.report.original_message_id or ""
    return named if is_ours(named) else ""


def _report(mail: ParsedMail) -> dict[str, str]:
    if mail.report is None or mail.kind != "bounce":
        return {}
    told = {
        "action": mail.report.action,
        "status": mail.report.status,
        "final_recipient": mail.report.final_recipient,
    }
    return {name: value for name, value in told.items() if value}


def _moment(claimed: str | None) -> datetime | None:
    if claimed is None:
        return None
    try:
        return datetime.fromisoformat(claimed)
    except ValueError:
        return None


def _gathered(raw: RawView, inbound: Inbound, machines: Machines) -> Inbound:
    looping, talk, first = machines.met((raw.account_id, inbound.peer), inbound.external_id)
    if not looping:
        return inbound
    marks = tuple(dict.fromkeys((*inbound.marks, "loop")))
    if inbound.report_on or inbound.proven_ids:
        return replace(inbound, marks=marks)
    if talk is not None:
        return replace(inbound, marks=marks, conversation=talk)
    return replace(inbound, marks=marks, thread_ids=(*inbound.thread_ids, first))
