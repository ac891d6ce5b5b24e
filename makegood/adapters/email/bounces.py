"""Mail that came back: which addresses nothing reaches, and the list for who oversees the service."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from makegood.adapters.email.aliases import KIND
from makegood.adapters.email.events import AddressGone, AddressReached
from makegood.adapters.email.models import Unreachable
from makegood.base.access.policy import Principal
from makegood.base.journal.log import reacts_to, record
from makegood.base.journal.models import Entry
from makegood.care.cases.queries import visible
from makegood.contact.channels.events import MessageFailed
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.queries import in_trouble
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.text import clean
from makegood.web.undelivered import is_gone, reason_of

SHOWN = 200
_NUMBER = re.compile(r"[0-9]{1,18}")


@reacts_to(MessageFailed)
def an_address_that_is_gone_is_remembered(event: MessageFailed, entry: Entry) -> None:
    """A mail came back for good: machines write there no more, and staff see why."""
    failed = Outgoing.objects.filter(
        reference=event.reference, state=Outgoing.State.FAILED, account__kind=KIND
    )
    for outgoing in failed.filter(error__startswith=clean(event.error)).order_by("-done_at"):
        if is_gone(outgoing.error):
            _remember(outgoing, entry)
            return


@transaction.atomic
def _remember(outgoing: Outgoing, entry: Entry) -> None:
    told = {"error": outgoing.error, "case": outgoing.case}
    address = outgoing.recipient.lower()
    _row, is_new = Unreachable.objects.update_or_create(address=address, defaults=told)
    if is_new:
        fact = AddressGone(channel=KIND)
        record(fact, subject="mail", case=entry.case, customer=entry.customer, by=SYSTEM)


def is_unreachable(address: str) -> bool:
    """Whether mail to this address came back and nothing has come from there since."""
    return Unreachable.objects.filter(address=address.lower()).exists()


def reached_again(senders: Iterable[str]) -> None:
    """Mail came from these addresses: they live (one statement)."""
    wanted = sorted({address.lower() for address in senders if address})
    if wanted:
        Unreachable.objects.filter(address__in=wanted).delete()


@transaction.atomic
def clear(address: str, *, by: Actor) -> None:
    """Somebody knows that it works again; twice changes nothing."""
    if Unreachable.objects.filter(address=address.lower()).delete()[0]:
        record(AddressReached(channel=KIND), subject="mail", by=by)


@dataclass(frozen=True)
class Came:
    """One mail that came back, or one address that is gone."""

    pk: str
    address: str
    reason: str
    at: datetime
    case: int | None
    sure: bool = True


@dataclass(frozen=True)
class CameBack:
    """The page: mails that did not arrive, the newest first, and addresses that are gone."""

    mails: list[Came]
    addresses: list[Came]


def came_back(who: Principal) -> CameBack:
    """What did not arrive in the cases that he may see."""
    mine = visible(who)
    mails = in_trouble().filter(account__kind=KIND, case__in=mine.values("pk"))
    gone = Unreachable.objects.filter(case__in=mine.values("pk")).order_by("-since")
    return CameBack(
        [
            Came(
                str(one.pk),
                one.recipient,
                reason_of(one.error),
                one.done_at or one.made_at,
                one.case,
                one.state == Outgoing.State.FAILED,
            )
            for one in mails[:SHOWN]
        ],
        [_came(one) for one in gone[:SHOWN]],
    )


def _seen(who: Principal, cases: set[int]) -> set[int]:
    return set(visible(who).filter(pk__in=cases).values_list("pk", flat=True))


def _came(one: Unreachable) -> Came:
    return Came(str(one.pk), one.address, reason_of(one.error), one.since, one.case)


def gone_address(who: Principal, pk: str) -> Came | None:
    """An address that is gone, if it is of a case that he may see."""
    row = Unreachable.objects.filter(pk=int(pk)).first() if _NUMBER.fullmatch(pk) else None
    seen = row is not None and bool(_seen(who, {row.case or 0}))
    return _came(row) if row is not None and seen else None
