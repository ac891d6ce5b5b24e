"""One mail to several mailboxes of ours is one message in one case: by whichever doors its copies came,
the first is filed and names the other mailboxes, the others are kept, linked to it, with the reason."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from makegood.contact.channels.models import RawItem
from makegood.contact.channels.operations import set_aside
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import mark_many, one_at_a_time
from makegood.contact.conversations.queries import with_content
from makegood.kernel.text import clean
from makegood.loops.filing import Filing, contact_of

ALSO_TO = "also-to"  # the mark of a message that came to another mailbox too


@dataclass
class First:
    """A mail that is filed or being filed, as far as a copy of it is known by it."""

    account: int
    raw: int
    content: tuple[str, str, str, str, frozenset[str]]
    message: Message | None = None
    filing: Filing | None = None


def set_copies_aside(filings: Sequence[Filing]) -> list[Filing]:
    """Those that are to be filed. A copy has name, sender, words and files of a mail that came to another
    mailbox, and is the first such copy here; anything else is a mail of its own."""
    named = [f for f in filings if f.inbound.external_id or f.inbound.thread_ids]
    one_at_a_time({contact_of(f) for f in named if not f.inbound.conversation})
    known = _known({f.inbound.external_id for f in filings if _may_be_copy(f)})
    kept: list[Filing] = []
    marks: list[tuple[int, str]] = []
    used: set[tuple[int, int]] = set()
    for filing in filings:
        first = _first(filing, known, used) if _may_be_copy(filing) else None
        if first is None:
            kept.append(filing)
            if _may_be_copy(filing):
                new = First(filing.account.pk, filing.raw.pk, _content(filing), filing=filing)
                known.setdefault(filing.inbound.external_id, []).append(new)
            continue
        used.add((first.raw, filing.account.pk))
        _link(filing, first, marks)
    mark_many(marks)
    return kept


def _may_be_copy(filing: Filing) -> bool:
    inbound = filing.inbound
    readable = not inbound.needs_look and not inbound.conversation
    return bool(readable and inbound.external_id and inbound.sender_kind == "mail")


def _known(names: Collection[str]) -> dict[str, list[First]]:
    found: dict[str, list[First]] = {}
    for message in with_content(names):
        assert message.raw is not None  # noqa: S101 - with_content gives no others
        files = frozenset(str(one.file.sha256) for one in message.files.all())
        content = (message.sender, message.text, message.rest, message.html, files)
        first = First(message.raw.account_id, message.raw.pk, content, message=message)
        found.setdefault(message.external_id, []).append(first)
    return found


def _content(filing: Filing) -> tuple[str, str, str, str, frozenset[str]]:
    inbound = filing.inbound
    files = frozenset(hashlib.sha256(file.content).hexdigest() for file in inbound.files)
    words = (clean(inbound.text), clean(inbound.rest), clean(inbound.html))
    return (clean(inbound.sender)[:254], *words, files)


def _first(
    filing: Filing, known: dict[str, list[First]], used: set[tuple[int, int]]
) -> First | None:
    """The mail that this is a copy of: one of another mailbox that has no copy in this one yet."""
    here = filing.account.pk
    same = known.get(filing.inbound.external_id)
    if not same:
        return None
    content = _content(filing)
    found = [one for one in same if one.account != here and one.content == content]
    taken = RawItem.objects.filter(copy_of__in=[one.raw for one in found], account=here)
    gone = set(taken.values_list("copy_of", flat=True)) if found else set()
    free = (one for one in found if one.raw not in gone and (one.raw, here) not in used)
    return next(free, None)


def _link(filing: Filing, first: First, marks: list[tuple[int, str]]) -> None:
    mark = f"{ALSO_TO}:{filing.account.address}"
    if first.message is not None:
        marks.append((first.message.pk, mark))
    elif first.filing is not None:
        told = first.filing.inbound
        first.filing.inbound = replace(told, marks=tuple(dict.fromkeys((*told.marks, mark))))
    reason = f"the same mail to {filing.account.address}; it is filed from item {first.raw}"
    set_aside([filing.raw.pk], reason=reason, copy_of=first.raw)
