from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from makegood.adapters.webchat.models import Visitor
from makegood.adapters.webchat.words import told_later
from makegood.base.access.models import Grant
from makegood.base.live import feed
from makegood.base.ui.content import content_path
from makegood.base.ui.csp import content_origin
from makegood.care.cases.models import Case, Question
from makegood.care.cases.queries import cases_of_conversations, conversations_of, open_question
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import promises_to_customer
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.queries import latest_of_peers, messages_of
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.portal.status import brand_of
from makegood.portal.vows import Vow, vows_of
from makegood.records.people.queries import available, members_of

KIND = "webchat"
PURPOSE = "visitor"
PAGE = 200
STILL_HERE = timedelta(minutes=5)  # who wrote so lately is at the desk, whatever his pages say
ON_ITS_WAY = (Outgoing.State.QUEUED, Outgoing.State.SENDING)


def grants_of(digests: Sequence[str]) -> dict[str, int]:
    """The visitor behind each token's digest, for tokens that have not ended (one query)."""
    found = Grant.objects.filter(
        token__in=digests, purpose=PURPOSE, expires_at__gt=now(), withdrawn_at=None
    )
    return dict(found.values_list("token", "subject"))


def visitor_of(token: str) -> Visitor | None:
    """The visitor who holds this token (two queries)."""
    digest = ids.digest(token)
    found = grants_of([digest]).get(digest) if token else None
    if found is None:
        return None
    return Visitor.objects.select_related("account__queue").filter(pk=found).first()


def conversation_of(visitor: Visitor) -> Conversation | None:
    """The conversation that goes on, if he has written (one query)."""
    key = (visitor.account_id, visitor.peer)
    return latest_of_peers([key]).get(key)


def case_of(conversation: Conversation) -> Case | None:
    """The case of a conversation (one query)."""
    return cases_of_conversations([conversation.pk]).get(conversation.pk)


def claimed_addresses(case: Case) -> list[str]:
    """Mail addresses that visitors on this case typed in the chat; none is proven (two queries)."""
    talks = [t for t in conversations_of(case) if t.account.kind == KIND]
    uids = [t.peer.removeprefix("visitor:") for t in talks if t.peer.startswith("visitor:")]
    found = (
        Visitor.objects.filter(uid__in=uids).exclude(mail="") if uids else Visitor.objects.none()
    )
    return sorted(set(found.values_list("mail", flat=True)))


def is_reachable(account: Account) -> bool:
    """Whether somebody of the queue's team is here now (two queries)."""
    team = account.queue.team_id
    return available(members_of([team])[team]).exists()


def has_just_written(case: Case | None, conversation: Conversation | None) -> bool:
    """Whether the one who is responsible wrote to this visitor within the last minutes (one query)."""
    if case is None or conversation is None or case.owner_id is None:
        return False
    lately = Message.objects.filter(
        conversation=conversation, user=case.owner_id, at__gt=now() - STILL_HERE
    )
    unseen = (*ON_ITS_WAY, Outgoing.State.WITHDRAWN)
    return lately.exclude(outgoing__state__in=unseen).exists()


def question_of(case: Case | None, conversation: Conversation | None) -> Question | None:
    """The open question whether it is solved, if this visitor is the customer who was asked."""
    if case is None or conversation is None or case.status != Case.Status.RESOLVED:
        return None
    return open_question(case) if case.contact_id == conversation.contact_id else None


@dataclass(frozen=True)
class Talk:
    """What a visitor may see: messages from a number on, and how things stand. `after` is the
    number to ask from next time: it stays before an answer that may still be taken back."""

    pk: int
    messages: list[Message]
    after: int
    seen: int
    more: bool


EMPTY = Talk(0, [], 0, 0, more=False)


def talk_of(conversation: Conversation | None, *, after: int) -> Talk:
    """The next page of a conversation (three queries)."""
    if conversation is None:
        return EMPTY
    found = messages_of([conversation.pk]).filter(seq__gt=after).order_by("seq")[: PAGE + 1]
    page = list(found)
    more, page = len(page) > PAGE, page[:PAGE]
    waiting = [m.seq for m in page if _is_on_its_way(m)]
    upto = page[-1].seq if page else after
    seen = Message.objects.filter(
        conversation=conversation, author=Message.Author.CONTACT, seen_at__isnull=False
    )
    last_seen = seen.order_by("-seq").values_list("seq", flat=True).first()
    return Talk(
        pk=conversation.pk,
        messages=[m for m in page if _is_public(m)],
        after=min(waiting) - 1 if waiting else upto,
        seen=last_seen or 0,
        more=more and not waiting,
    )


def _is_on_its_way(message: Message) -> bool:
    return message.outgoing is not None and message.outgoing.state in ON_ITS_WAY


def _is_public(message: Message) -> bool:
    outgoing = message.outgoing
    return outgoing is None or outgoing.state not in (*ON_ITS_WAY, Outgoing.State.WITHDRAWN)


def state_of(visitor: Visitor, request: HttpRequest, *, talk: int, after: int) -> dict[str, Any]:
    """Everything the widget shows, as JSON. Public things only: names, times and messages to the visitor."""
    since = feed.newest()  # read first: what happens while we read is told again
    conversation = conversation_of(visitor)
    same = conversation is not None and conversation.pk == talk
    shown = talk_of(conversation, after=after if same else 0)
    case = case_of(conversation) if conversation is not None else None
    promises = _promises(case)
    return {
        "visitor": visitor.pk,
        "name": brand_of(visitor.account),
        "since": since,
        "talk": shown.pk,
        "after": shown.after,
        "seen": shown.seen,
        "more": shown.more,
        "messages": [_message(m, request) for m in shown.messages],
        "agent": case.owner.name if case and case.owner and case.status != "closed" else "",
        "status": case.status if case else "",
        "promise": _next(promises),
        "promises": [_vow(vow) for vow in vows_of(promises)],
        "question": question.pk if (question := question_of(case, conversation)) else 0,
        "here": has_just_written(case, conversation) or is_reachable(visitor.account),
        "mail": visitor.mail,
        "words": told_later() if not after else {},
    }


def _message(message: Message, request: HttpRequest) -> dict[str, Any]:
    mine = message.author == Message.Author.CONTACT
    return {
        "seq": message.seq,
        "client": message.external_id.removeprefix("chat:") if mine else "",
        "mine": mine,
        "by": message.author,
        "name": "" if mine else _name(message),
        "text": message.text,
        "at": _iso(message.at),
        "files": [
            {
                "name": link.file.name or link.file.key,
                "size": link.file.size,
                "url": _file_url(request, link.file.key),
            }
            for link in message.files.all()
        ],
    }


def _name(message: Message) -> str:
    return message.user.name if message.user else brand_of(message.conversation.account)


def _file_url(request: HttpRequest, key: str) -> str:
    origin = content_origin(request) or request.build_absolute_uri("/").rstrip("/")
    return f"{origin}{content_path('file', key)}"


def _promises(case: Case | None) -> list[Promise]:
    return list(promises_to_customer(case)) if case is not None else []


def _next(promises: Sequence[Promise]) -> dict[str, str] | None:
    running = [p for p in promises if p.state == Promise.State.OPEN and p.paused_at is None]
    found = min(running, key=lambda p: p.due, default=None)
    return {"due": _iso(found.due), "what": found.what} if found else None


def _vow(vow: Vow) -> dict[str, str]:
    """`said` has %1 and %2 where the widget writes the two moments in the visitor's own zone."""
    return {
        "state": vow.state,
        "what": vow.what,
        "said": vow.words(due="%1", at="%2"),
        "due": _iso(vow.due),
        "at": _iso(vow.at or vow.due),
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
