"""A link in a word of ours offers an appointment: whoever it was sent to takes it or not with one tap, and a case with an
owner, a deadline and a promise begins. What is offered, and why, says whoever registers here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from makegood.base.access.operations import give_grant, withdraw_grants
from makegood.base.access.policy import guest
from makegood.care.cases.models import Case
from makegood.kernel.actor import Actor
from makegood.loops.case_of_ours import Begun, begin_case
from makegood.records.assets.models import Asset
from makegood.records.customers.models import Contact
from makegood.records.people.models import Queue
from makegood.records.people.queries import default_queue

LINK_LASTS = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What a link opens, in the language that is on. `state`: open, accepted, declined, over."""

    kind: str
    pk: int
    asset: Asset
    contact: Contact | None
    title: str
    says: tuple[str, ...]
    state: str
    words: str = ""
    case: int | None = None
    may_decline: bool = True


@dataclass(frozen=True)
class Kind:
    """Something that offers appointments by a link: what a row of it says, and what follows from yes and no."""

    opened: Callable[[int], Invitation | None]
    accept: Callable[[int, str], None]
    decline: Callable[[int, str], None]


_KINDS: dict[str, Kind] = {}


def offers_appointments(name: str, kind: Kind) -> None:
    """Let rows of this kind be offered by a link; called once, when the loop is loaded."""
    _KINDS[name] = kind


def link_for(kind: str, pk: int) -> str:
    """Where whoever gets it, and nobody else, answers."""
    token = give_grant(purpose=f"appointment.{kind}", subject=pk, lasts=LINK_LASTS)
    return f"{settings.BASE_URL}/e/{token}/"


def end_links(kind: str, pk: int) -> None:
    """The links to it open nothing any more: whoever got them is not meant now."""
    withdraw_grants(purpose=f"appointment.{kind}", subject=pk)


def invitation_of(token: str) -> Invitation | None:
    """What a link opens; None when it is unknown or has ended."""
    for name, kind in _KINDS.items():
        for _purpose, pk in guest(token, purpose=f"appointment.{name}").grants:
            return kind.opened(pk)
    return None


def take(invitation: Invitation, *, words: str) -> None:
    """He wants an appointment; a second tap gets the same case."""
    _KINDS[invitation.kind].accept(invitation.pk, words)


def leave(invitation: Invitation, *, words: str) -> None:
    """He wants none. Raises Refused where somebody sees to it already."""
    _KINDS[invitation.kind].decline(invitation.pk, words)


def ask_for(
    contact: Contact,
    asset: Asset,
    *,
    subject: str,
    words: str,
    due: datetime,
    by: Actor,
    queue: Queue | None = None,
) -> Case | None:
    """The case of an appointment that he asked for: his words, an owner, a deadline, our promise of a time. None
    in a house without a queue."""
    where = queue or default_queue()
    if where is None:
        return None
    told = Begun(
        contact=contact,
        queue=where,
        subject=subject,
        words=words.strip() or _("Please give me an appointment."),
        asset=asset,
        promise=_("A time for your appointment"),
        due=due,
    )
    return begin_case(told, by=by)
