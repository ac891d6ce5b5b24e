"""While a message is filed: who writes, what he names, and which known trouble it may be about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from makegood.care.cases import operations as cases
from makegood.care.cases.events import CaseRepeated
from makegood.care.cases.models import Case
from makegood.care.repeats.operations import New, note_many, write_down_many
from makegood.care.repeats.queries import ATTACH, NEW, Found, Newcomer, recognise_many
from makegood.care.repeats.reading.naming import Named, named
from makegood.contact.channels.models import Account
from makegood.contact.conversations.models import Conversation
from makegood.kernel.actor import SYSTEM
from makegood.loops.devices_named import name_devices
from makegood.loops.filing import Filing, contact_of
from makegood.records.customers.operations import Sender
from makegood.records.customers.rules import TYPED, country_of

RAISED = 1
UNION = "unionid"  # joins the ids of one person in several apps of one provider
TYPED_BY = "typed"  # the mark of a message whose sender only typed who he is


def sender_of(filing: Filing, *, language: str) -> Sender:
    """Who writes, as far as his channel shows it."""
    inbound, account = filing.inbound, filing.account
    return Sender(
        inbound.sender_kind,
        inbound.sender,
        inbound.sender_name,
        language,
        account.queue.team.zone,
        region=region_of(account),
        verified=inbound.verified,
        typed=TYPED_BY in inbound.marks,
        also=((account.kind, inbound.peer),) if inbound.sender_kind == UNION else inbound.also,
    )


def region_of(account: Account) -> str:
    """Whose local numbers customers of this account write."""
    return country_of(account.language, str(account.settings.get("country") or "").upper())


def look(new: dict[int, Filing]) -> tuple[dict[int, Found], dict[int, Case]]:
    """What new conversations are about, and the known cases that some of them join by themselves, both by
    conversation; all that is found is raised (two queries for any number)."""
    found = recognise(list(new.values()))
    raise_all(new[talk] for talk in found)
    return found, attach(found)


def recognise(filings: Sequence[Filing]) -> dict[int, Found]:
    """What new conversations are about, by the row of the conversation (one query for any number). What machines
    send is about nothing."""
    said = [f for f in filings if not f.inbound.automatic and not f.inbound.needs_look]
    found = recognise_many([_newcomer(f) for f in said])
    return {
        f.conversation.pk: one
        for f, one in zip(said, found, strict=True)
        if f.conversation is not None and one.verdict != NEW
    }


def _newcomer(filing: Filing) -> Newcomer:
    sender = sender_of(filing, language=filing.account.language)
    return Newcomer(
        contact_id=contact_of(filing),
        text=f"{filing.inbound.subject}\n{filing.inbound.text}",
        team_ids=(filing.account.queue.team_id, filing.queue.team_id),
        verified=filing.inbound.verified,
        handles=(sender.key,),
        named=tuple(_named(filing)),
    )


def _named(filing: Filing) -> list[Named]:
    """What the words name, and what a form was filled in with; our own addresses are nobody's. Read once: it is
    asked for when the message is recognised and when it is kept."""
    if filing.named is None:
        filing.named = _read(filing)
    return filing.named


def _read(filing: Filing) -> list[Named]:
    inbound = filing.inbound
    found = named(f"{inbound.subject}\n{inbound.text}", region=region_of(filing.account))
    kind, value = sender_of(filing, language="").key
    for real, typed in TYPED.items():
        if kind == typed and value:
            found.append(Named(real, value, inbound.sender))
    return [
        one
        for one in found
        if one.value != filing.account.address and (one.kind, one.value) != (kind, value)
    ]


def attach(found: dict[int, Found]) -> dict[int, Case]:
    """The known cases that conversations join by themselves, by conversation (one query where there are any)."""
    sure = {talk: one.case_id for talk, one in found.items() if one.verdict == ATTACH}
    if not sure:
        return {}
    known = Case.objects.select_related("queue").defer("terms").in_bulk(sorted(set(sure.values())))
    return {talk: known[pk] for talk, pk in sure.items() if pk in known}


def raise_all(filings: Iterable[Filing]) -> None:
    """Whoever had to come again waits less."""
    for filing in filings:
        filing.inbound = replace(filing.inbound, urgency=max(RAISED, filing.inbound.urgency))


def keep(filings: Sequence[Filing], found: dict[int, Found], attached: dict[int, Case]) -> None:
    """What was named and what was recognised, for later and for whoever looks (one statement where anything was
    named, three more where anything was recognised)."""
    note_many([(f.conversation.pk, one) for f in filings if f.conversation for one in _named(f)])
    name_devices(filings, {f.conversation.pk: _named(f) for f in filings if f.conversation})
    talks = {f.conversation.pk: f for f in filings if f.conversation and f.conversation.pk in found}
    if not talks:
        return
    cases.join_many([(case, _talk(talks[talk])) for talk, case in attached.items()])
    new = []
    for talk, filing in talks.items():
        case = filing.case
        if case is not None and (talk in attached or case.pk != found[talk].case_id):
            verified = filing.inbound.verified
            new.append(
                New(case_id=case.pk, conversation_id=talk, found=found[talk], verified=verified)
            )
    write_down_many(new)
    cases.resemble_many(
        [(n.case_id, n.found.case_id) for n in new if n.conversation_id not in attached]
    )
    cases.tell_many(
        [
            (case, CaseRepeated(case_id=case.pk, by_itself=True))
            for case in {case.pk: case for case in attached.values()}.values()
        ],
        SYSTEM,
    )


def _talk(filing: Filing) -> Conversation:
    assert filing.conversation is not None  # noqa: S101 - set by which_conversation
    return filing.conversation
