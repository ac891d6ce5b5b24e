"""A customer contacts us, by whatever channel: somebody is responsible from that moment.

Raw items are claimed, read and filed in batches; everything of a batch is one transaction, so
a crash anywhere leaves either nothing or all of it, and the next worker begins again. Reading has a
budget of time: what it did not reach is claimed again at once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.files.models import File
from makegood.base.files.operations import NewFile, keep_many
from makegood.base.jobs.sweeps import sweep
from makegood.base.prepared import Given, IsOneOf, Prepared
from makegood.care.cases.models import Case
from makegood.care.cases.operations import Heard, NewCase, hear_many, open_many
from makegood.care.cases.queries import cases_of_conversations
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import end_many, make_many, owed, reconsider, resume_many
from makegood.care.promises.queries import Served, Terms, policies_for
from makegood.contact.channels import operations as channels
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.channels.ports import Inbound
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import NewMessage, begin_many, file_many
from makegood.desk.routing.queries import Board, with_rules
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.text import language_of
from makegood.loops.complaint_to_lead import take_complaints
from makegood.loops.contact_to_queue import sort_in, write_down
from makegood.loops.copies import set_copies_aside
from makegood.loops.filing import Filing, new_conversation, which_conversation
from makegood.loops.media_to_message import expect_files
from makegood.loops.receipts import read_ahead, take_down, understand, words_only
from makegood.loops.recognising import keep, look, sender_of
from makegood.records.customers.operations import identify_many
from makegood.records.privacy.rules import is_clear

BATCH = 250  # what a batch costs, however small, is divided by its mails
COMES_BACK = timedelta(days=30)  # a word after that long is a new trouble
logger = structlog.get_logger()


@sweep(every=1, hot=True)
def file_waiting() -> int:
    """File what the doors accepted. What breaks a batch is filed alone, and what breaks alone is
    put into a case as it is, for a person to look at."""
    with transaction.atomic():
        claimed = channels.claim_waiting(BATCH)
        if not claimed:
            return 0
        try:
            with transaction.atomic():
                filed = _file(claimed)
        except Exception:
            logger.warning("a batch could not be filed, one by one now", exc_info=True)
            filed = sum(_file_alone(raw) for raw in claimed)
    return filed


def file_now(raw_id: int) -> Message | None:
    """File one item at once, for a door that has the customer waiting; None when a worker has it in
    hand at this moment: then it is filed without anybody waiting for a whole batch."""
    with transaction.atomic():
        mine = RawItem.objects.select_for_update(skip_locked=True)
        raw = mine.filter(pk=raw_id, state=RawItem.State.NEW).first()
        if raw is not None:
            _file([raw])
    return Message.objects.filter(raw=raw_id).first()


def _file_alone(raw: RawItem) -> bool:
    """Whether it is in a case now. What fails is counted, waits, and the third time comes as it is."""
    try:
        with transaction.atomic():
            return bool(_file([raw]))
    except Exception as error:
        logger.warning("an item could not be filed", raw=raw.pk, exc_info=True)
        attempts = channels.put_off(raw.pk, reason=f"{type(error).__name__}: {error}")
        return attempts >= 3 and _file_unread(raw, error)


def _file_unread(raw: RawItem, error: Exception) -> bool:
    """Make a case of the bare item: nothing that a door accepted is ever without an owner. If even
    that fails it waits, is counted on /trust/, and holds up nobody."""
    inbound = Inbound(
        sender_kind="other",
        sender="",
        text="",
        needs_look=True,
        external_id=raw.external_id,
        marks=("unreadable", type(error).__name__),
    )
    try:
        with transaction.atomic():
            return bool(file_inbound([raw], [inbound], _accounts([raw])))
    except Exception:
        logger.exception("an item could not even be filed unread", raw=raw.pk)
        return False


def _file(raws: Sequence[RawItem]) -> int:
    """How many of them it came to: an adapter that runs out of time hands back fewer than it was given."""
    accounts = _accounts(raws)
    read = understand(raws, accounts)
    if len(raws) == BATCH:  # more wait: they are read while these are filed
        read_ahead(channels.waiting_next(raws[-1].pk, BATCH), accounts)
    here = [raw for raw in raws if raw.pk in read]
    words = words_only(here, read)
    if words:
        file_inbound(words, [read[raw.pk] for raw in words], accounts)
    take_down(here, read)
    return len(here)


THESE = IsOneOf("pk", Given("ids"))
_ACCOUNTS = Prepared(
    lambda: with_rules(Account.objects.select_related("queue__team")).filter(THESE)
)


def _accounts(raws: Sequence[RawItem]) -> dict[int, Account]:
    return {a.pk: a for a in _ACCOUNTS(ids=sorted({raw.account_id for raw in raws}))}


def file_inbound(
    raws: Sequence[RawItem], inbounds: Sequence[Inbound], accounts: Mapping[int, Account]
) -> list[Filing]:
    """Who is it, which talk, which case, whose: a fixed number of statements for any number of messages. Returns
    all of them; a second copy of a mail is in no case of its own."""
    filings = [
        Filing(raw, accounts[raw.account_id], inbound)
        for raw, inbound in zip(raws, inbounds, strict=True)
    ]
    _who(filings)
    arrived, filings = filings, set_copies_aside(filings)
    which_conversation(filings)
    _which_case(filings)
    _keep_files(filings)
    messages = _write_down(filings)
    expect_files(filings, messages)
    take_complaints(filings, messages)
    _take_reports(filings)
    channels.settle_many(
        [f.raw.pk for f in filings], needs_look=[f.raw.pk for f in filings if f.inbound.needs_look]
    )
    return arrived


def _who(filings: Sequence[Filing]) -> None:
    senders = [
        sender_of(
            f,
            language=f.inbound.language or language_of(f.inbound.text, default=f.account.language),
        )
        for f in filings
    ]
    for filing, contact in zip(filings, identify_many(senders, by=SYSTEM), strict=True):
        filing.contact = contact


def _which_case(filings: Sequence[Filing]) -> None:
    """The case of the talk; a talk without one, or with one closed long ago, gets a new case."""
    known = cases_of_conversations([f.conversation.pk for f in filings if f.conversation])
    new: dict[int, Filing] = {}
    begun: dict[int, Conversation] = {}  # what goes on where an old talk ended, once for each
    for filing in filings:
        assert filing.conversation is not None  # noqa: S101 - set by which_conversation
        talk = filing.conversation.pk
        case = known.get(talk)
        if case is not None and _is_over(case) and not filing.inbound.automatic:
            if talk not in begun:
                [begun[talk]] = begin_many([new_conversation(filing)])
            filing.conversation, case = begun[talk], None
        if case is None:
            new.setdefault(filing.conversation.pk, filing)
        filing.case = case
    sort_in(list(new.values()))
    found, attached = look(new)
    for filing in filings:
        filing.case = filing.case or attached.get(_talk(filing))
    new = {talk: filing for talk, filing in new.items() if talk not in attached}
    opened = dict(zip(new, _open([new[pk] for pk in new]), strict=True))
    write_down((new[talk], case) for talk, case in opened.items())
    further = [f for f in filings if f.case is not None or f is not new.get(_talk(f))]
    _hear(further, opened, attached)
    for filing in filings:
        filing.case = filing.case or opened[_talk(filing)]
    keep(filings, found, attached)


def _talk(filing: Filing) -> int:
    assert filing.conversation is not None  # noqa: S101
    return filing.conversation.pk


def _is_over(case: Case) -> bool:
    return case.status == Case.Status.CLOSED and case.last_word_at < now() - COMES_BACK


def _open(filings: Sequence[Filing]) -> list[Case]:
    """Owner, deadline and what is owed by policy, all before the transaction ends."""
    if not filings:
        return []
    queues = [f.queue for f in filings]
    board, terms = Board(queues), policies_for([_served(f) for f in filings])
    moment = now()
    owing = [_owed_first(one) for one in terms]
    due = [
        min(one.due(kind, moment) for kind in kinds)
        for one, kinds in zip(terms, owing, strict=True)
    ]
    owners = board.owners(queues)
    cases = open_many(
        [_new_case(f, pk, at) for f, pk, at in zip(filings, owners, due, strict=True)], by=SYSTEM
    )
    make_many(
        [
            owed(case, kind, one, at=moment)
            for case, one, kinds in zip(cases, terms, owing, strict=True)
            for kind in kinds
        ],
        by=SYSTEM,
        opening=True,
    )
    return cases


def _served(filing: Filing) -> Served:
    """What of a case that does not exist yet decides how soon we answer."""
    queue = filing.queue
    assert filing.contact is not None  # noqa: S101 - set by _who
    return Served(
        contact_id=filing.contact.pk,
        queue_id=queue.pk,
        team_id=queue.team_id,
        urgency=filing.inbound.urgency,
        channel=filing.account.kind,
    )


def _owed_first(terms: Terms) -> list[str]:
    """A first answer always, and a solution where the policy has one: two clocks of their own."""
    kinds = [Promise.Kind.FIRST_ANSWER, Promise.Kind.SOLUTION]
    return [kind.value for kind in kinds if terms.span(kind) is not None]


def _new_case(filing: Filing, owner_id: int, deadline: datetime) -> NewCase:
    inbound = filing.inbound
    assert filing.contact is not None  # noqa: S101
    assert filing.conversation is not None  # noqa: S101
    return NewCase(
        contact=filing.contact,
        conversation=filing.conversation,
        queue=filing.queue,
        subject=_title(inbound, filing.account),
        owner_id=owner_id,
        deadline=deadline,
        language=(inbound.language if is_clear(inbound.text) else "") or filing.contact.language,
        channel=filing.account.kind,
        preview=_preview(inbound),
        urgency=inbound.urgency,
        needs_look=inbound.needs_look,
    )


def _preview(inbound: Inbound) -> str:
    """What lists show of the words; nothing of a code that some machine sends."""
    return "" if "code" in inbound.marks else inbound.text


def _title(inbound: Inbound, account: Account) -> str:
    found = inbound.subject.strip() or inbound.text.strip().split("\n", 1)[0]
    if found:
        return found
    with override(account.language.lower()):
        return (
            _("A message that could not be read") if inbound.needs_look else _("Without a subject")
        )


def _hear(filings: Sequence[Filing], opened: dict[int, Case], attached: Mapping[int, Case]) -> None:
    """Further words on cases: they are open and unanswered again, and an answer is owed."""
    if not filings:
        return
    heard = {f.raw.pk: f.case or opened[_talk(f)] for f in filings}
    first = {_talk(f): f for f in reversed(filings) if _talk(f) in attached}
    hear_many(
        [
            Heard(
                case_id=heard[f.raw.pk].pk,
                preview=_preview(f.inbound),
                channel=f.account.kind,
                at=f.raw.received_at,
                quiet=f.inbound.automatic,
                urgency=f.inbound.urgency,
                needs_look=f.inbound.needs_look or "other-sender" in f.inbound.marks,
                repeated=first.get(_talk(f)) is f,
            )
            for f in filings
        ],
        by=SYSTEM,
    )
    answer_is_owed([heard[f.raw.pk] for f in filings if not f.inbound.automatic])
    _weigh_again(
        {heard[f.raw.pk].pk for f in filings if f.inbound.urgency > heard[f.raw.pk].urgency}
    )


def _weigh_again(case_ids: Collection[int]) -> None:
    """They are more urgent than they were: what we owe by policy follows at once."""
    if case_ids:
        cases = Case.objects.filter(pk__in=case_ids).select_related("queue").defer("terms")
        reconsider(list(cases.order_by("pk")), by=SYSTEM, why="priority")


def answer_is_owed(cases: Sequence[Case]) -> None:
    """The customer waits for our next answer: promise it within our working time. The clock of the
    solution, which stood while we waited for him, runs again."""
    unique = list({c.pk: c for c in cases}.values())
    if not unique:
        return
    end_many(
        unique, kinds=[Promise.Kind.FOLLOW_UP, Promise.Kind.CONFIRMATION], kept=False, by=SYSTEM
    )
    resume_many(unique, by=SYSTEM)
    waiting = set(
        Promise.objects.filter(
            case__in=unique, state=Promise.State.OPEN, kind=Promise.Kind.FIRST_ANSWER
        ).values_list("case_id", flat=True)
    )
    owing = [
        owed(case, kind, terms)
        for case, terms in zip(unique, policies_for(unique), strict=True)
        for kind in _owed_next(terms, first=case.pk in waiting)
    ]
    make_many(owing, by=SYSTEM)


def _owed_next(terms: Terms, *, first: bool) -> list[str]:
    """A next answer unless the first is still owed; a solution again where the old one has ended."""
    kinds = [Promise.Kind.SOLUTION] if first else [Promise.Kind.NEXT_ANSWER, Promise.Kind.SOLUTION]
    return [kind.value for kind in kinds if terms.span(kind) is not None]


def _keep_files(filings: Sequence[Filing]) -> None:
    """Attachments of the whole batch, bytes first; uploads that came before are only joined."""
    new = [(f, file) for f in filings for file in f.inbound.files]
    kept = keep_many([NewFile(file.name, file.type, file.content) for _, file in new])
    for (filing, file), row in zip(new, kept, strict=True):
        filing.files += ((row, file.inline),)
    wanted = {pk for f in filings for pk in f.inbound.file_ids}
    uploads = {file.pk: file for file in File.objects.filter(pk__in=wanted)} if wanted else {}
    for filing in filings:
        filing.files += tuple((uploads[pk], "") for pk in filing.inbound.file_ids if pk in uploads)


def _write_down(filings: Sequence[Filing]) -> list[Message]:
    return file_many([_message(f) for f in filings])


def _take_reports(filings: Sequence[Filing]) -> None:
    """The far side gave a message of ours back."""
    for filing in filings:
        if filing.about is None or filing.about.outgoing_id is None:
            continue
        if filing.inbound.report.get("action") == "failed":
            reason = filing.inbound.report.get("status") or filing.inbound.text
            channels.bounced(filing.about.outgoing_id, reason=reason)


def _message(filing: Filing) -> NewMessage:
    inbound = filing.inbound
    assert filing.conversation is not None  # noqa: S101
    assert filing.case is not None  # noqa: S101
    return NewMessage(
        conversation=filing.conversation,
        author=Message.Author.CONTACT,
        text=inbound.text,
        case=filing.case.pk,
        sender=inbound.sender,
        sender_name=inbound.sender_name,
        rest=inbound.rest,
        html=inbound.html,
        external_id=inbound.external_id,
        marks=(*inbound.marks, *(() if inbound.verified else ("unverified",))),
        raw_id=filing.raw.pk,
        automatic=inbound.automatic,
        files=filing.files,
        words=" ".join([inbound.subject, *(file.name for file, _ in filing.files)]),
        at=filing.raw.received_at,
    )
