"""A provider tells what became of our words: they are marked as delivered or read, or somebody hears of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from makegood.base.jobs.sweeps import held_back, sweep, together
from makegood.care.cases.queries import cases_of_conversations
from makegood.contact.channels import operations as channels
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.channels.operations import Told
from makegood.contact.channels.ports import Inbound, adapter_for
from makegood.contact.channels.queries import views_of
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import Read, read_many

AT_ONCE = 200
EARLY = "a receipt for a message that we do not know yet"
FORGOTTEN = "a receipt for a message that we never knew"


def understand(raws: Sequence[RawItem], accounts: Mapping[int, Account]) -> dict[int, Inbound]:
    """What items mean, by their rows; an adapter that runs out of time leaves out those at the end."""
    read: dict[int, Inbound] = {}
    for kind, items in _by_kind(raws, accounts).items():
        understood = adapter_for(kind).read(views_of(items, accounts))
        read.update({raw.pk: one for raw, one in zip(items, understood, strict=False)})
    return read


def read_ahead(raws: Sequence[RawItem], accounts: Mapping[int, Account]) -> None:
    """Let adapters that read slowly begin with what they will be given next."""
    known = [raw for raw in raws if raw.account_id in accounts]
    for kind, items in _by_kind(known, accounts).items():
        begin = getattr(adapter_for(kind), "read_ahead", None)
        if begin is not None:
            begin(views_of(items, accounts))


def _by_kind(raws: Sequence[RawItem], accounts: Mapping[int, Account]) -> dict[str, list[RawItem]]:
    found: dict[str, list[RawItem]] = {}
    for raw in raws:
        found.setdefault(accounts[raw.account_id].kind, []).append(raw)
    return found


def words_only(raws: Sequence[RawItem], read: Mapping[int, Inbound]) -> list[RawItem]:
    """Those that are words and become messages. What nobody needs to see is set aside with its reason;
    receipts are left to `take_down`."""
    found = []
    aside: dict[str, list[int]] = {}
    for raw in raws:
        inbound = read[raw.pk]
        if inbound.ignored and not inbound.receipts:
            aside.setdefault(inbound.ignored, []).append(raw.pk)
        elif not inbound.receipts:
            found.append(raw)
    _set_aside(aside)
    return found


def _set_aside(by_reason: Mapping[str, Sequence[int]]) -> None:
    for reason, ids in by_reason.items():
        channels.set_aside(ids, reason=reason)


def take_down(raws: Sequence[RawItem], read: Mapping[int, Inbound]) -> None:
    """Take the receipts among them down, after everything that locks a case: some fifteen statements for
    any number. One that speaks of what is not known yet is kept, and asked again."""
    told = [(raw, one) for raw in raws for one in read[raw.pk].receipts]
    if not told:
        return
    known = channels.take_receipts([Told(raw.account_id, one) for raw, one in told])
    early = {raw.pk for (raw, _one), what in zip(told, known, strict=True) if what.again}
    aside: dict[str, list[int]] = {}
    for raw in {raw.pk: raw for raw, _one in told}.values():
        if raw.pk not in early:
            states = sorted({one.state for one in read[raw.pk].receipts})
            aside.setdefault(f"a receipt: {', '.join(states)}", []).append(raw.pk)
    channels.keep_early(sorted(early), reason=EARLY, given_up=FORGOTTEN)
    _set_aside(aside)
    _were_read({one.outgoing.pk for one in known if one.outgoing is not None and one.read})


def _were_read(outgoings: set[UUID]) -> None:
    """Everything up to these messages has been read."""
    if not outgoings:
        return
    messages = Message.objects.select_related("conversation").filter(outgoing__in=outgoings)
    talks: dict[int, tuple[Conversation, int]] = {}
    for message in messages.order_by("seq"):
        talks[message.conversation_id] = (message.conversation, message.seq)
    cases = cases_of_conversations(list(talks))
    reads = []
    for pk, (talk, up_to) in sorted(talks.items()):
        case = cases.get(pk)
        reads.append(Read(talk, up_to, case.pk if case else None))
    read_many(reads)


@sweep(every=2)
def ask_early_again() -> int:
    """Receipts that came before we knew their message: taken down once it is known, given up
    after 30 days."""
    due = channels.early_due(AT_ONCE, without=held_back(_ask_one))
    return together(due, _ask, one=_ask_one)


def _ask_one(raw_id: int) -> int:
    return _ask([raw_id])


@transaction.atomic
def _ask(ids: Sequence[int]) -> int:
    raws = channels.claim_early(ids)
    accounts = Account.objects.in_bulk({raw.account_id for raw in raws})
    read = understand([raw for raw in raws if raw.body], accounts)
    known = [raw for raw in raws if raw.pk in read and read[raw.pk].receipts]
    take_down(known, read)
    over = [raw.pk for raw in raws if not raw.body or (raw.pk in read and raw not in known)]
    _set_aside({FORGOTTEN: over})
    return len(known) + len(over)  # what an adapter had no time for is asked again
