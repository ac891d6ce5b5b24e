"""What one answer looks like as a mail: decided when it is written, sent as it was decided."""

import re
import uuid
from collections.abc import Sequence

from django.utils.html import escape, linebreaks, urlize
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.adapters.email.aliases import Box
from makegood.adapters.email.names import message_id
from makegood.base.files.models import File
from makegood.care.cases.models import Case
from makegood.contact.channels.queries import name_in
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.errors import Refused
from makegood.loops.case_to_answer import Words
from makegood.loops.case_to_confirmation import status_link
from makegood.records.customers.models import Handle
from makegood.records.customers.rules import normal_mail

MOST_REFERENCES = 12
_ANSWER = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|回复|回覆|答复|答覆)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE
)
_HTML = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"></head>'
    '<body style="font:15px/1.6 system-ui,sans-serif">{body}'
    '<p style="color:#666;font-size:13px;border-top:1px solid #ddd;padding-top:8px">{footer}</p></body></html>'
)


def mail_envelope(
    conversation: Conversation,
    words: Words,
    *,
    files: Sequence[File],
    case: Case,
    outgoing_id: uuid.UUID,
) -> tuple[str, dict[str, object]]:
    """The Message-ID of one answer, and everything needed to send it. A case that is not kept stands for none:
    we write to him first, in words of our own."""
    automatic = words.purpose != "answer"
    names, sender, sender_name, machine, proven = _thread(conversation, case.language)
    stranger = words.purpose == "notice" and not proven
    if stranger:
        names = []  # names are the sender's words too
    if machine and not automatic:
        raise NobodyThere(
            _(
                "A machine wrote this, with a sign-in code of another service. Nobody reads an answer."
            )
        )
    with_link = not automatic and (proven or _is_his(conversation))
    footer = _footer(sender_name, case, with_link=with_link)
    return message_id(outgoing_id, sender), {
        "sender": sender,
        "sender_name": sender_name,
        "subject": _our_own(case) if stranger and case.pk else _subject(words, conversation, case),
        "text": f"{words.text.rstrip()}\n\n-- \n{footer}\n",
        "html": _HTML.format(
            language=escape(case.language),
            body=words.html or linebreaks(urlize(words.text, nofollow=True, autoescape=True)),
            footer="<br>".join(urlize(line, autoescape=True) for line in footer.split("\n")),
        ),
        "language": case.language,
        "in_reply_to": names[0] if names else "",
        "references": names[::-1],
        "automatic": "auto-generated" if automatic else "",
        "files": [file.pk for file in files],
    }


def _is_his(conversation: Conversation) -> bool:
    """Whether somebody wrote from this address here, or showed that it is his: to an address that was only named to
    us goes no link, for whoever reads there would read the whole case (at most two queries)."""
    mine = Message.objects.filter(conversation=conversation, author=Message.Author.CONTACT)
    shown = Handle.objects.filter(
        contact=conversation.contact_id,
        kind=Handle.Kind.MAIL,
        value=normal_mail(conversation.peer),
        verified_at__isnull=False,
    )
    return mine.exists() or shown.exists()


def _our_own(case: Case) -> str:
    """What a machine of ours writes to somebody whom nobody proved holds none of the words that came:
    he may be the victim of who wrote them."""
    with override(case.language.lower()):
        return _("About your case %(number)s") % {"number": case.number}


def _subject(words: Words, conversation: Conversation, case: Case) -> str:
    """The customer's own subject, so that every mail program keeps the talk together."""
    wanted = words.subject or conversation.subject or case.subject
    if words.subject:
        return wanted
    return f"Re: {_ANSWER.sub('', wanted)}".strip()


class NobodyThere(Refused):
    """What came is a machine's mail with a code in it: it is no conversation."""


def _thread(conversation: Conversation, language: str) -> tuple[list[str], str, str, bool, bool]:
    """Names of the mails of this talk, the customer's last one first, then the newest; the address of
    ours that he wrote to last, with the name it bears; whether only machines with codes wrote here; and
    whether the sender of the last word was proven (one query)."""
    account = conversation.account
    told = list(
        Message.objects.filter(conversation=conversation)
        .order_by("-seq")
        .values_list("external_id", "author", "marks")[:MOST_REFERENCES]
    )
    theirs = [(name, marks) for name, author, marks in told if author == Message.Author.CONTACT]
    last = [name for name, _ in theirs if name][:1]
    names = last + [name for name, _, _ in told if name and name not in last]
    box = Box(account.pk, account.address, account.settings)
    came_to = (mark[8:] for _, marks in theirs[:1] for mark in marks if mark.startswith("came-to:"))
    address, name = box.alias_in(came_to)
    machine = bool(theirs) and all("code" in marks for _, marks in theirs)
    proven = bool(theirs) and "unverified" not in theirs[0][1]
    return names, address or account.address, name or name_in(account, language), machine, proven


def _footer(name: str, case: Case, *, with_link: bool) -> str:
    """Who writes, about which case, and where it stands: in the customer's language."""
    with override(case.language.lower()):
        who = f"{name} · {case.number}" if case.pk else name
        if not with_link:
            return who
        where = _("Where your case stands: %(link)s") % {"link": status_link(case)}
        return f"{who}\n{where}"
