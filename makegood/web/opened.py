"""What a route is about, found with the rights of the one who asks."""

from dataclasses import dataclass, replace

from makegood.base.access.policy import Principal
from makegood.care.cases.models import Case
from makegood.care.cases.queries import Place, cases_of_conversations, seen_case
from makegood.care.promises.models import Promise, Proposal
from makegood.contact.conversations.models import Message
from makegood.kernel.errors import NotFound


@dataclass(frozen=True)
class Opened(Place):
    """A case as the policy sees it, with the row itself; `kind` is the box that is written in."""

    row: Case
    kind: str = ""
    message: Message | None = None
    key: str = ""
    promise: Promise | None = None
    proposal: Proposal | None = None


def case_of(who: Principal, *, pk: int) -> Opened:
    """The case of a route. Raises NotFound."""
    return _opened(seen_case(who, pk=pk))


def box_of(who: Principal, *, pk: int, kind: str, key: str = "") -> Opened:
    """One of the two boxes of a case. Raises NotFound for a third."""
    if kind not in ("reply", "note"):
        raise NotFound(kind)
    return _opened(seen_case(who, pk=pk), kind=kind, key=key)


def message_of(who: Principal, *, pk: int) -> Opened:
    """A message, with the case it belongs to. Raises NotFound."""
    message = Message.objects.select_related("conversation__account").filter(pk=pk).first()
    if message is None:
        raise NotFound(pk)
    known = cases_of_conversations([message.conversation_id])
    if message.conversation_id not in known:
        raise NotFound(pk)
    return _opened(seen_case(who, pk=known[message.conversation_id].pk), message=message)


def promise_of(who: Principal, *, pk: int) -> Opened:
    """A promise, with the case it was given in. Raises NotFound."""
    promise = Promise.objects.filter(pk=pk).first()
    if promise is None:
        raise NotFound(pk)
    return replace(_opened(seen_case(who, pk=promise.case_id)), promise=promise)


def proposal_of(who: Principal, *, pk: int) -> Opened:
    """Words that were said and not recorded, with their case. Raises NotFound."""
    proposal = Proposal.objects.filter(pk=pk).first()
    if proposal is None:
        raise NotFound(pk)
    return replace(_opened(seen_case(who, pk=proposal.case_id)), proposal=proposal)


def opened(case: Case) -> Opened:
    """A case that is at hand with its queue, as the policy sees it."""
    return _opened(case)


def _opened(case: Case, *, kind: str = "", message: Message | None = None, key: str = "") -> Opened:
    return Opened(case.pk, case.owner_id, case.queue.team_id, case, kind, message, key)
