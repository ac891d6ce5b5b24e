"""Every window of a case has closed: by which other address its customer can be written to, and how that begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.care.repeats.models import Mention
from makegood.contact.channels.models import Account
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import NewConversation, begin_many
from makegood.kernel.errors import Invalid
from makegood.loops.case_to_answer import answer_with_promises
from makegood.loops.public_places import answered_beside
from makegood.loops.reply_window import window_left
from makegood.records.customers.models import Handle

BY = {"mail": "email", "typedmail": "email", "phone": "sms", "typedphone": "sms"}
MOST = 6


@dataclass(frozen=True)
class FurtherWay:
    """An account of ours and an address of his there. `proven`: his own channel showed that it is his; otherwise
    he, or whoever wrote as him, only named it."""

    account: Account
    peer: str
    proven: bool

    @property
    def key(self) -> str:
        """By which a form says it."""
        return f"{self.account.pk}:{self.peer}"


def further_ways(case: Case, talks: Sequence[Conversation]) -> list[FurtherWay]:
    """How the customer can be written to beside the conversations of his case, proven ways first; none while one of
    these still takes an answer. Addresses of ours are not his."""
    if any(_is_open(talk) for talk in talks):
        return []
    ours = _ours(case)
    known = {(talk.account.kind, talk.peer.lower()) for talk in talks}
    found: dict[tuple[str, str], FurtherWay] = {}
    for kind, value, shown, proven in _named(case, talks):
        place = (BY[kind], value.lower())
        account = ours.get(BY[kind])
        mine = account is not None and value.lower() == account.address.lower()
        if account is not None and place not in known and place not in found and not mine:
            found[place] = FurtherWay(account, value if BY[kind] == "sms" else shown, proven)
    return list(found.values())[:MOST]


def _is_open(talk: Conversation) -> bool:
    left = window_left(talk)
    return not answered_beside(talk) and (left is None or left.is_open)


def _ours(case: Case) -> dict[str, Account]:
    """By which account of each kind we write: one of the case's queue, of its team, else the first."""
    found: dict[str, Account] = {}
    all_ours = Account.objects.filter(kind__in=set(BY.values()), is_active=True)
    accounts = all_ours.select_related("queue").order_by("pk")
    team = case.queue.team_id
    for account in sorted(
        accounts, key=lambda a: (a.queue_id != case.queue_id, a.queue.team_id != team, a.pk)
    ):
        found.setdefault(account.kind, account)
    return found


def _named(case: Case, talks: Sequence[Conversation]) -> Iterator[tuple[str, str, str, bool]]:
    """Kind, address, how he writes it, and whether it is proven: what is, then what was typed or named here."""
    mine = list(Handle.objects.filter(contact=case.contact_id, kind__in=BY).order_by("pk"))
    for one in sorted(
        mine, key=lambda one: one.verified_at is None or one.kind.startswith("typed")
    ):
        proven = one.verified_at is not None and not one.kind.startswith("typed")
        yield one.kind, one.value, one.shown, proven
    here = Mention.objects.filter(
        conversation__in=[t.pk for t in talks], kind__in=("mail", "phone")
    )
    for told in here.order_by("-pk"):
        yield told.kind, told.value, told.shown, False


@transaction.atomic
def answer_elsewhere(case: Case, *, way: str, **letter: Any) -> Message:
    """`answer_with_promises` by another way, in a conversation of its own that belongs to the case; what leaves by
    itself stays with the old one until he has answered there. Raises as that does, and Invalid where the way is
    none of his."""
    locked = cases.lock_at(case.pk, version=letter.get("version"))
    talks = conversations_of(locked)
    found = next((one for one in further_ways(locked, talks) if one.key == way), None)
    if found is None:
        raise Invalid(_("Choose one of his addresses."), field="further")
    new = NewConversation(
        account=found.account, contact=locked.contact, peer=found.peer, subject=locked.subject
    )
    [talk] = begin_many([new])
    cases.add_talk(locked, talk)
    return answer_with_promises(locked, conversation=talk, **letter)
