from collections.abc import Collection, Iterable, Sequence

from django.db.models import Prefetch, Q, QuerySet

from makegood.contact.conversations.models import Awaited, Conversation, Message, MessageFile
from makegood.records.customers.models import Handle
from makegood.records.customers.rules import normal_mail, normal_phone


def messages() -> "QuerySet[Message]":
    """Messages in the order of time, with what a page shows of each (two queries)."""
    return (
        Message.objects.select_related("user", "outgoing", "conversation__account")
        .prefetch_related(
            Prefetch("files", MessageFile.objects.select_related("file").order_by("position"))
        )
        .defer("terms", "html", "outgoing__envelope")
        .order_by("at", "pk")
    )


def messages_of(conversation_ids: Sequence[int], *, after: int = 0) -> "QuerySet[Message]":
    """The messages of conversations after one of them (two queries)."""
    return messages().filter(conversation_id__in=conversation_ids, pk__gt=after)


def by_external_ids(names: Iterable[str]) -> dict[str, Message]:
    """The messages that bear these names (one query)."""
    wanted = [n for n in set(names) if n]
    if not wanted:
        return {}
    found = (
        Message.objects.filter(external_id__in=wanted)
        .select_related("conversation__contact")
        .defer("terms", "html", "text", "rest")
        .order_by("-pk")  # of two that bear one name the first keeps it
    )
    return {m.external_id: m for m in found}


def latest_of_peers(pairs: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Conversation]:
    """The latest conversation of each (account, peer) (one query)."""
    wanted = set(pairs)
    found = (
        Conversation.objects.filter(
            account_id__in={a for a, _ in wanted}, peer__in={p for _, p in wanted}
        )
        .order_by("account_id", "peer", "-id")
        .distinct("account_id", "peer")
        .select_related("contact")
    )
    return {(c.account_id, c.peer): c for c in found if (c.account_id, c.peer) in wanted}


def awaiting(names: Collection[str]) -> dict[tuple[str, int], Conversation]:
    """The first talk of each contact that a mail of this name is missing from, by name and contact (one query)."""
    if not names:
        return {}
    found = (
        Awaited.objects.filter(name__in=names)
        .select_related("conversation__contact")
        .defer("conversation__contact__terms")
        .order_by("-conversation")
    )
    return {(one.name, one.conversation.contact_id): one.conversation for one in found}


def with_content(names: Collection[str]) -> list[Message]:
    """Received messages that bear these names, the first one first, with what they say, their files
    and the mailbox that each came to (one query, two where there are any)."""
    if not names:
        return []
    return list(
        Message.objects.filter(
            external_id__in=names, raw__isnull=False, author=Message.Author.CONTACT
        )
        .select_related("raw")
        .defer("terms", "raw__body")
        .prefetch_related(Prefetch("files", MessageFile.objects.select_related("file")))
        .order_by("pk")
    )


def is_proven(conversation: Conversation) -> bool:
    """Whether it is shown that this talk is with the person whose address it bears: a word of his came as his channel
    proves it, or we began it at an address that he had proven. That somebody else proved the address says nothing of
    who wrote here (at most three queries)."""
    his = Message.objects.filter(conversation=conversation, author=Message.Author.CONTACT)
    doubtful = Q(marks__contains=["unverified"]) | Q(marks__contains=["other-sender"])
    if his.exclude(doubtful).exists():
        return True
    peer = {conversation.peer, normal_mail(conversation.peer), normal_phone(conversation.peer)}
    proven = Handle.objects.filter(
        contact=conversation.contact_id, value__in=peer - {""}, verified_at__isnull=False
    )
    return not his.exists() and proven.exists()
