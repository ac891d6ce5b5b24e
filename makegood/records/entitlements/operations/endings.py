"""The warranty of a device ends: its owner is told once, and may ask for an appointment before."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows, run
from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.kernel.text import clean
from makegood.records.customers.models import Contact
from makegood.records.entitlements.events import EndingAnswered, EndingTold
from makegood.records.entitlements.models import Ending, Outlook

DUE = """
SELECT asset_id FROM entitlements_outlook
WHERE tell_at IS NOT NULL AND tell_at <= %(now)s AND asset_id <> ALL(%(without)s)
ORDER BY tell_at LIMIT %(limit)s
"""


class EndingAnsweredAlready(Refused):
    """He has said already whether he wants an appointment."""


def due_endings(limit: int = 100, *, without: Sequence[int] = ()) -> list[int]:
    """Devices whose owners are to be told now, by the index of what is due (one query)."""
    told = {"now": now(), "limit": limit, "without": list(without)}
    return [pk for (pk,) in rows(DUE, told)]


def claim_ending(asset_id: int) -> Outlook | None:
    """The outlook of a device that is due, locked; None when another worker has it or it is not due (any
    more). Inside the caller's transaction, which tells the owner."""
    found = (
        Outlook.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(asset=asset_id, tell_at__lte=now())
        .first()
    )
    if found is None or found.terms_id is None or found.ends_at is None:
        return None
    if Ending.objects.filter(asset=asset_id, terms=found.terms_id).exists():
        said(found)
        return None
    return found


def said(outlook: Outlook) -> None:
    """Nothing more is to be said of it."""
    run("UPDATE entitlements_outlook SET tell_at = NULL WHERE asset_id = %s", [outlook.pk])


def begin_ending(outlook: Outlook, *, contact: Contact | None) -> Ending:
    """The row under which it is told: there is one for a device and its terms, the database sees to that."""
    said(outlook)
    assert outlook.terms_id is not None  # noqa: S101 - claim_ending
    assert outlook.ends_at is not None  # noqa: S101
    assert outlook.ends_on is not None  # noqa: S101
    return Ending.objects.create(
        asset_id=outlook.pk,
        terms_id=outlook.terms_id,
        contact=contact,
        ends_at=outlook.ends_at,
        ends_on=outlook.ends_on,
        ends_by=outlook.ends_by,
        state=Ending.State.UNREACHABLE,
    )


def note_told(ending: Ending, *, state: str, outgoing: uuid.UUID | None) -> None:
    """Whether he was told, and by which message."""
    ending.state, ending.outgoing = state, outgoing
    ending.save(update_fields=["state", "outgoing"])
    record(
        EndingTold(ending_id=ending.pk, asset_id=ending.asset_id),
        subject=f"asset:{ending.asset_id}",
        customer=ending.contact_id,
        by=SYSTEM,
    )


@transaction.atomic
def answer_ending(
    ending: Ending, *, accepted: bool, words: str, case: int | None, by: Actor
) -> Ending:
    """What he said. Twice the same changes nothing; raises EndingAnsweredAlready for the opposite of an
    appointment that somebody sees to."""
    wanted = Ending.State.ACCEPTED if accepted else Ending.State.DECLINED
    if ending.state == wanted:
        return ending
    if ending.state == Ending.State.ACCEPTED:
        raise EndingAnsweredAlready(
            _("You have asked for an appointment. Write to us to change that.")
        )
    ending.state, ending.case = wanted, case
    ending.words, ending.answered_at = clean(words)[:1000], now()
    ending.save(update_fields=["state", "case", "words", "answered_at"])
    record(
        EndingAnswered(ending_id=ending.pk, asset_id=ending.asset_id, accepted=accepted),
        subject=f"asset:{ending.asset_id}",
        customer=ending.contact_id,
        case=case,
        by=by,
    )
    return ending


def lock_ending(pk: int) -> Ending:
    """The row as it is, until the transaction ends."""
    return (
        Ending.objects.select_for_update(of=("self",))
        .select_related("asset__product", "asset__site", "asset__owner", "contact")
        .get(pk=pk)
    )
