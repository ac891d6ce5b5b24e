"""A case is offered, and what is offered is not resolved meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import WrongState
from makegood.care.cases.ports import before_resolving
from makegood.care.handoffs.events import HandoffOffered
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations.state import DEAD, asked, tell
from makegood.care.handoffs.queries import PEOPLE, owed_back
from makegood.care.handoffs.rules import USUAL, may_lie
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.people.models import Team
from makegood.records.people.queries import hold_active, members_of
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import owed_by


class AlreadyOffered(Refused):
    """A case is offered to one at a time."""


class StillOffered(Refused):
    """What is offered to somebody cannot be resolved."""


class AnswerIsOwed(Refused):
    """Who asked waits for the answer, and tells the customer himself."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What the other must know to say yes or no. `minutes` of the working time of who is asked.

    `comes_back`: the sender gets it back with the answer, and asks the customer whether it is solved.
    """

    summary: str
    question: str
    told: str = ""
    to_user: User | None = None
    to_team: Team | None = None
    minutes: int = USUAL
    comes_back: bool = False


@retried
def offer(case: Case, new: Offer, *, by: Actor, version: int | None = None) -> Handoff:
    """Offer a case to one person or one team. Its owner stays responsible until it is accepted.

    Raises Invalid (`to`, `summary`, `question`, `minutes`), CaseChanged when the page showed an older
    case, WrongState for a case that is resolved or closed, AlreadyOffered.
    """
    _said(new)
    here = hold_active([new.to_user.pk] if new.to_user else [])  # people before cases
    case = cases.lock_at(case.pk, version=version)
    if case.status in DEAD:
        raise WrongState(_("This case is solved or closed. Reopen it before you hand it off."))
    _target(new, case, here)
    pending = Handoff.objects.pending().select_related(*PEOPLE).filter(case=case).first()
    if pending is not None:
        raise AlreadyOffered(
            _("It is offered to %(name)s already. Take that back first.") % {"name": asked(pending)}
        )
    handoff = Handoff.objects.create(
        case=case,
        sender_id=case.owner_id or 0,
        to_user=new.to_user,
        to_team=new.to_team,
        summary=clean(new.summary).strip()[:2000],
        question=clean(new.question).strip()[:2000],
        told=clean(new.told).strip()[:2000],
        offered_at=now(),
        expires_at=_expiry(new, case),
        epoch=case.owner_epoch,
        back_to_id=case.owner_id if new.comes_back else None,
    )
    told = HandoffOffered(
        handoff_id=handoff.pk,
        sender=handoff.sender_id,
        to_user=handoff.to_user_id,
        to_team=handoff.to_team_id,
    )
    tell(handoff, told, by)
    return handoff


def _said(new: Offer) -> None:
    if not clean(new.summary).strip():
        raise Invalid(_("Say in a sentence what happened."), field="summary")
    if not clean(new.question).strip():
        raise Invalid(_("Say what you need from the other."), field="question")
    if not may_lie(new.minutes):
        raise Invalid(_("Give between five minutes and five working days."), field="minutes")


def _target(new: Offer, case: Case, here: set[int]) -> None:
    """One person who works here, or one team with somebody in it; never the owner himself."""
    if (new.to_user is None) == (new.to_team is None):
        raise Invalid(_("Choose one person or one team."), field="to")
    if new.to_user is not None and new.to_user.pk == case.owner_id:
        raise Invalid(_("%(name)s is responsible already.") % {"name": new.to_user}, field="to")
    if new.to_user is not None and new.to_user.pk not in here:
        raise Invalid(_("This person no longer works here. Choose somebody else."), field="to")
    if new.to_team is not None and not _others(new.to_team, case):
        raise Invalid(_("There is nobody else in this team. Choose another."), field="to")


def _others(team: Team, case: Case) -> list[int]:
    return [pk for pk in members_of([team.pk])[team.pk] if pk != case.owner_id]


def _expiry(new: Offer, case: Case) -> datetime:
    """The end of the offer, in the working time of who is asked."""
    if new.to_team is not None:
        team_id = new.to_team.pk
    else:
        first = Team.objects.filter(members=new.to_user).order_by("pk").first()
        team_id = first.pk if first else case.queue.team_id
    return owed_by(now(), new.minutes, hours_of([team_id])[team_id])


@before_resolving
def nothing_is_offered(case_id: int) -> None:
    """What is offered, or owed back to the one who asked, is not resolved. Raises Refused."""
    case = Case.objects.get(pk=case_id)
    pending = Handoff.objects.pending().select_related(*PEOPLE).filter(case=case_id).first()
    if pending is not None:
        sentence = _("%(name)s has not answered your offer yet. Take it back first, then resolve.")
        raise StillOffered(sentence % {"name": asked(pending)})
    waiting = owed_back(case)
    if waiting is not None:
        sentence = _(
            "%(name)s asked you and tells the customer. Give the answer back instead of resolving."
        )
        raise AnswerIsOwed(sentence % {"name": waiting.back_to})
