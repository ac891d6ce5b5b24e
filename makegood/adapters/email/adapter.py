"""The channel `email`: understands what the doors took in, sends what was written."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from makegood.adapters.email import letters  # noqa: F401 - shows letters on the content origin
from makegood.adapters.email.bounces import is_unreachable, reached_again
from makegood.adapters.email.composing import Enclosed, Letter, Unsendable, address, compose
from makegood.adapters.email.envelope import mail_envelope
from makegood.adapters.email.guard import check
from makegood.adapters.email.names import loop_mark
from makegood.adapters.email.reading.ahead import Ahead
from makegood.adapters.email.reading.cage import Cage
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.sending import send
from makegood.adapters.email.sink import deliver_to_sink
from makegood.adapters.email.understanding import KIND, house, understand_many
from makegood.base.files.models import File
from makegood.base.files.operations import Damaged, read
from makegood.contact.channels.ports import Inbound, OutgoingView, RawView, Undelivered, install
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import install_envelope
from makegood.web.undelivered import UNREACHABLE

if TYPE_CHECKING:
    from django.utils.functional import Promise

MANY = 16  # mails at once that are worth a second reader
BUDGET_SECONDS = 15.0  # and 10 for the mail in hand: well below what ends an idle transaction
_lock = threading.Lock()
_cages: list[Cage] = []


def cages(wanted: int) -> list[Cage]:
    """The first cages of this process, each started at its first use."""
    with _lock:
        while len(_cages) < wanted:
            _cages.append(Cage())
        return _cages[:wanted]


def read_many(bodies: Sequence[bytes], ours: frozenset[str]) -> list[ParsedMail | Unreadable]:
    """What the mails say, in order; many of them are read by two readers at a time.

    The transaction that claimed them is open meanwhile, so slow mails end the round early: what was
    not read is left off the end.
    """
    if len(bodies) < MANY or (os.cpu_count() or 1) < 2:
        return cages(1)[0].read_many(bodies, ours=ours, budget=BUDGET_SECONDS)
    first, second = cages(2)
    with ThreadPoolExecutor(max_workers=1) as beside:
        reading = beside.submit(first.read_many, bodies[::2], ours=ours, budget=BUDGET_SECONDS)
        odds = second.read_many(bodies[1::2], ours=ours, budget=BUDGET_SECONDS)
        evens = reading.result()
    whole = min(2 * len(evens), 2 * len(odds) + 1, len(bodies))
    return [(odds if place % 2 else evens)[place // 2] for place in range(whole)]


_ahead = Ahead(read_many)


def _read(raws: Sequence[RawView], ours: frozenset[str]) -> list[ParsedMail | Unreadable]:
    """What the mails say, in order, as far as time allowed; some may have been read ahead."""
    found = _ahead.take(ours)
    rest = [raw for raw in raws if raw.pk not in found]
    if rest:
        found |= dict(
            zip([raw.pk for raw in rest], read_many([r.body for r in rest], ours), strict=False)
        )
    reached = takewhile(lambda raw: raw.pk in found, raws)
    return [found[raw.pk] for raw in reached]


class EmailAdapter:
    """Mail, as everybody knows it."""

    kind = KIND
    label: "str | Promise" = _("Mail")
    icon = "mail"

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """What each mail means; one that cannot be read asks a person to look."""
        ours = house()
        mails = _read(raws, ours.addresses)
        found = understand_many(raws[: len(mails)], mails, ours)
        reached_again(one.sender for one in found if one.sender_kind == "mail")
        return found

    def read_ahead(self, raws: Sequence[RawView]) -> None:
        """Begin to read mails that are filed next, beside the filing of others."""
        _ahead.begin({raw.pk: raw.body for raw in raws}, house().addresses)

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """Send one mail, by the account's server or into its simulated mailbox."""
        if outgoing.envelope.get("automatic") and is_unreachable(outgoing.recipient):
            raise Undelivered(UNREACHABLE, permanent=True)
        try:
            raw, names = compose(_letter(outgoing))
            check(raw, names=names)
            recipient, sender = address(outgoing.recipient), address(_sender(outgoing))
        except Unsendable as error:
            raise Undelivered(str(error), permanent=True) from error
        if outgoing.settings.get("sink"):
            handing_over()
            deliver_to_sink(
                account_address=sender,
                recipient=recipient,
                message_id=outgoing.external_id,
                raw=raw,
            )
            return False
        way = outgoing.settings.get("smtp")
        if not way or not way.get("host"):
            raise Undelivered("this mailbox has no server for sending", permanent=False)
        send(raw, sender=sender, recipient=recipient, way=way, handing_over=handing_over)
        return False


def _sender(outgoing: OutgoingView) -> str:
    """The address of ours that it leaves from: the one that the customer wrote to."""
    return str(outgoing.envelope.get("sender") or outgoing.account_address)


def _letter(outgoing: OutgoingView) -> Letter:
    told = outgoing.envelope
    return Letter(
        sender_name=str(told.get("sender_name") or outgoing.account_name),
        sender=_sender(outgoing),
        recipient=outgoing.recipient,
        subject=str(told.get("subject", "")),
        message_id=outgoing.external_id,
        date=now(),
        text=str(told.get("text", "")),
        html=str(told.get("html", "")),
        language=str(told.get("language") or outgoing.language),
        in_reply_to=str(told.get("in_reply_to", "")),
        references=[str(name) for name in told.get("references", ())],
        automatic=str(told.get("automatic", "")),
        loop_mark=loop_mark(),
        files=_enclosed(told),
    )


def _enclosed(told: dict[str, Any]) -> list[Enclosed]:
    wanted = [int(pk) for pk in told.get("files", ())]
    found = {file.pk: file for file in File.objects.filter(pk__in=wanted)}
    try:
        return [
            Enclosed(name=found[pk].name, type=found[pk].type, content=read(found[pk]))
            for pk in wanted
            if pk in found
        ]
    except Damaged as error:
        raise Undelivered(str(error.message), permanent=True) from error


install(EmailAdapter())
install_envelope(KIND, mail_envelope)
