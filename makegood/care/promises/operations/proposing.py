"""What was said and not recorded: kept once, then recorded as a promise, or dismissed with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.models import Case, Note
from makegood.care.cases.operations import lock
from makegood.care.promises.events import PromiseProposed, ProposalDismissed, ProposalRecorded
from makegood.care.promises.models import Promise, Proposal
from makegood.care.promises.operations.making import NewPromise, make_many
from makegood.care.promises.rules import same_words
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.events import Event
from makegood.kernel.text import clean

MOST = 20  # of one message or note


class AlreadyDecided(Refused):
    """Somebody has said already what these words are."""


@dataclass(frozen=True, kw_only=True)
class NewProposal:
    """Words that promise something, and where they stand: in a message or in a note."""

    said: str
    due: datetime
    what: str = ""
    firm: bool = True
    message: Message | None = None
    note: Note | None = None
    channel: str = ""
    why: str = Proposal.Why.OUTSIDE


@transaction.atomic
def propose(case: Case, new: Sequence[NewProposal], *, said_by: Actor) -> list[Proposal]:
    """Keep what was said and is not recorded, and tell the owner; returns what was new.

    Set aside is what a promise of a person for the same moment covers, and what was said in the same words
    in this case before, while that is open, counts or was dismissed. Twice changes nothing.
    """
    case = lock(case.pk)
    promises = list(case.promises.filter(kind=Promise.Kind.PERSON))
    known = list(case.proposals.select_related("promise"))
    made = []
    for one in new[:MOST]:
        if one.due > now() and not _covered(one, promises) and not _known(one, known):
            made.append(_made(case, one, said_by))
            known.append(made[-1])
    _tell(case, [PromiseProposed(proposal_id=p.pk, told=case.owner_id) for p in made], SYSTEM)
    return made


def _covered(one: NewProposal, promises: Iterable[Promise]) -> bool:
    """A word of a person for the same moment says the same, in the words of whoever took it down."""
    message = one.message.pk if one.message else 0
    return any(
        p.due == one.due or (p.message_id == message and same_words(p.said, one.said))
        for p in promises
    )


def _known(one: NewProposal, known: Iterable[Proposal]) -> bool:
    return any(_here(one, p) or (_stands(p) and same_words(p.said, one.said)) for p in known)


def _here(one: NewProposal, known: Proposal) -> bool:
    """The very words of the same place, whatever became of them."""
    place = (one.message and one.message.pk, one.note and one.note.pk)
    return (known.message_id, known.note_id) == place and known.said == _short(one.said)


def _stands(proposal: Proposal) -> bool:
    """Whether what was said about these words still holds when they are said again."""
    if proposal.state == Proposal.State.RECORDED:
        return proposal.promise is not None and proposal.promise.state == Promise.State.OPEN
    if proposal.state == Proposal.State.OPEN or proposal.reason == Proposal.Reason.RECORDED:
        return proposal.due > now()
    return proposal.reason == Proposal.Reason.NO_PROMISE


def _short(said: str) -> str:
    return clean(said)[: Proposal._meta.get_field("said").max_length]


def _made(case: Case, one: NewProposal, said_by: Actor) -> Proposal:
    return Proposal.objects.create(
        case=case,
        message=one.message,
        note=one.note,
        said=_short(one.said),
        said_by=str(said_by),
        what=clean(one.what)[:300],
        due=one.due,
        firm=one.firm,
        channel=one.channel,
        why=one.why,
    )


@transaction.atomic
def record_proposal(proposal: Proposal, *, by: Actor) -> Promise:
    """These words count as a promise, whether or not they were wise; twice is once.

    A promise that somebody recorded for the same moment is this one. Raises AlreadyDecided where they were
    dismissed, and Invalid where their moment has passed.
    """
    case, proposal = _locked(proposal)
    if proposal.state == Proposal.State.RECORDED and proposal.promise is not None:
        return proposal.promise
    if proposal.state == Proposal.State.DISMISSED:
        raise AlreadyDecided(_("A colleague has said that these words are no promise to record."))
    promise = _recorded_otherwise(case, proposal) or _promised(case, proposal, by)
    proposal.promise = promise
    _end(proposal, Proposal.State.RECORDED, by)
    fact = ProposalRecorded(proposal_id=proposal.pk, promise_id=promise.pk)
    _tell(case, [fact], by)
    return promise


def _recorded_otherwise(case: Case, proposal: Proposal) -> Promise | None:
    same = case.promises.filter(kind=Promise.Kind.PERSON, due=proposal.due)
    return same.filter(state=Promise.State.OPEN).order_by("pk").first()


def _promised(case: Case, proposal: Proposal, by: Actor) -> Promise:
    new = NewPromise(
        case=case,
        kind=Promise.Kind.PERSON,
        due=proposal.due,
        what=proposal.what or proposal.said,
        said=proposal.said,
        message=proposal.message,
        channel=proposal.channel if proposal.message_id else "",
        firm=proposal.firm,
        already_said=True,
    )
    return make_many([new], by=by)[0]


@transaction.atomic
def dismiss(proposal: Proposal, *, reason: str, by: Actor) -> Proposal:
    """These words are no promise to record; twice changes nothing.

    Raises Invalid for no reason, and AlreadyDecided where they were recorded.
    """
    if reason not in Proposal.Reason.values or not reason:
        raise Invalid(_("Say why it is not recorded."), field="reason")
    case, proposal = _locked(proposal)
    if proposal.state == Proposal.State.RECORDED:
        raise AlreadyDecided(_("A colleague has recorded it as a promise."))
    if proposal.state == Proposal.State.OPEN:
        _dismiss(case, [proposal], reason, by)
    return proposal


@transaction.atomic
def never_left(message: Message, *, by: Actor) -> None:
    """The message did not reach the customer: nothing of it was promised. The caller holds the case's lock."""
    found = list(Proposal.objects.filter(message=message, state=Proposal.State.OPEN).order_by("pk"))
    if found:
        _dismiss(found[0].case, found, Proposal.Reason.NEVER_LEFT, by)


@transaction.atomic
def hear_of(proposal: Proposal, *, user: User) -> None:
    """The owner has heard of it; it stays on the page of the case until it is recorded or dismissed."""
    mine = Proposal.objects.filter(pk=proposal.pk, seen_at=None, case__owner=user)
    mine.update(seen_at=now())


def _locked(proposal: Proposal) -> tuple[Case, Proposal]:
    """The case under its lock, which alone decides, and the proposal as it is now."""
    case = lock(proposal.case_id)
    return case, Proposal.objects.select_related("promise", "message").get(pk=proposal.pk)


def _dismiss(case: Case, proposals: Sequence[Proposal], reason: str, by: Actor) -> None:
    for proposal in proposals:
        proposal.reason = reason
        _end(proposal, Proposal.State.DISMISSED, by)
    _tell(case, [ProposalDismissed(proposal_id=p.pk, reason=reason) for p in proposals], by)


def _end(proposal: Proposal, state: str, by: Actor) -> None:
    proposal.state, proposal.ended_at, proposal.ended_by = state, now(), str(by)
    proposal.save(update_fields=["state", "ended_at", "ended_by", "reason", "promise"])


def _tell(case: Case, events: Sequence[Event], by: Actor) -> None:
    record_many(
        [
            Fact(event=e, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)
            for e in events
        ]
    )
