"""At the end of a shift each open case is handed over, kept or parked, and the next one signs."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cover.models import ShiftHandover, ShiftLine
from makegood.care.cover.operations.ending import leads_for, to_lead
from makegood.care.cover.operations.state import (
    ShiftIsOver,
    lock_shift,
    park,
    parkable,
    shift_changed,
)
from makegood.care.cover.ports import passing
from makegood.care.cover.queries import OPEN, is_here
from makegood.care.cover.rules import SIGNED_WITHIN, suggested
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.rules import LONGEST
from makegood.kernel.actor import Actor
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.people.models import Queue, Team
from makegood.records.people.queries import hold_active
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import next_open

State, Choice = ShiftHandover.State, ShiftLine.Choice
REST = timedelta(hours=6)  # a shift that begins sooner after another is the same


class Undecided(Refused):
    """A list is sent when every line is decided."""


@retried
def begin_handover(user: User, *, at: datetime, by: Actor) -> ShiftHandover:
    """A list of all his open cases, with a suggestion for each; while one is open it is that one.

    Raises Invalid for a moment that is more than a day away.
    """
    User.objects.select_for_update(no_key=True).get(
        pk=user.pk
    )  # of two lists at once the second waits
    standing = ShiftHandover.objects.filter(user=user, state=State.OPEN).first()
    if standing is not None:
        _fill(standing)
        return standing
    moment = now()
    if not moment - timedelta(hours=1) <= at <= moment + timedelta(hours=24):
        raise Invalid(_("A shift ends within a day."), field="at")
    handover = ShiftHandover.objects.create(
        user=user, at=max(at, moment), resumes=next_shift(user, max(at, moment)), made_at=moment
    )
    _fill(handover)
    shift_changed(handover, "begun", by)
    return handover


def next_shift(user: User, at: datetime) -> datetime:
    """When he works again, by the hours of his team; after a night where it never closes."""
    team_id = Team.objects.filter(members=user).order_by("pk").values_list("pk", flat=True).first()
    later = at + REST
    return next_open(later, hours_of([team_id])[team_id]) if team_id else at + timedelta(hours=16)


def _fill(handover: ShiftHandover) -> None:
    """A line for each open case that has none; lines of what he no longer has are gone while the list is
    not sent."""
    if handover.sent_at is not None:
        return
    mine = Case.objects.filter(owner=handover.user_id, status__in=OPEN).defer("terms")
    handover.lines.exclude(case__in=mine.values("pk")).delete()
    known = set(handover.lines.values_list("case_id", flat=True))
    new = [_line(handover, case) for case in mine.order_by("pk") if case.pk not in known]
    ShiftLine.objects.bulk_create(new, ignore_conflicts=True)


def _line(handover: ShiftHandover, case: Case) -> ShiftLine:
    unanswered = case.unanswered_since is not None
    choice = suggested(due=case.next_deadline, unanswered=unanswered, resumes=handover.resumes)
    why = because("nothing_due") if choice == Choice.KEEP else ""  # before the next shift
    return ShiftLine(handover=handover, case=case, choice=choice, suggested=True, why=why)


@retried
def set_line(
    line: ShiftLine, *, choice: str, by: Actor, why: str = "", until: datetime | None = None
) -> ShiftLine:
    """Decide about a case: hand it over, keep it with a reason, or park it until a moment.

    Raises Invalid (`choice`, `why`, `until`), ShiftIsOver when the list was sent.
    """
    handover = lock_shift(line.handover_id)
    if handover.state != State.OPEN or handover.sent_at is not None:
        raise ShiftIsOver(_("This list was sent already."))
    if choice not in (Choice.HAND, Choice.KEEP, Choice.PARK):
        raise Invalid(_("Choose one of the three."), field="choice")
    case = cases.lock(line.case_id)
    why = clean(why).strip()[:200]
    if choice == Choice.KEEP and not why:
        raise Invalid(_("Say why you keep it."), field="why")
    if choice == Choice.PARK:
        if until is None or until <= now():
            raise Invalid(_("Give a moment that is still to come."), field="until")
        parkable(case, until)
    line.choice, line.why, line.suggested = choice, why, False
    line.until = until if choice == Choice.PARK else None
    line.save(update_fields=["choice", "why", "suggested", "until"])
    shift_changed(handover, "decided", by)
    return line


@retried
def send(handover: ShiftHandover, *, receiver: User, by: Actor, note: str = "") -> ShiftHandover:
    """Send the list: what is handed over is offered to the receiver, what is parked is parked. Twice is once.

    Raises Invalid (`receiver`), Undecided, ShiftIsOver, and what an offer raises.
    """
    here = hold_active([receiver.pk])  # people before cases
    handover = lock_shift(handover.pk)
    if handover.sent_at is not None and handover.receiver_id == receiver.pk:
        return handover
    if handover.state != State.OPEN or handover.sent_at is not None:
        raise ShiftIsOver(_("This list was sent already."))
    if receiver.pk not in here or receiver.pk == handover.user_id:
        raise Invalid(_("Choose a colleague who works here."), field="receiver")
    _fill(handover)
    lines = list(handover.lines.order_by("case_id"))
    if any(line.choice == Choice.UNDECIDED for line in lines):
        raise Undecided(_("Decide about every case first."))
    for line in lines:
        case = cases.lock(line.case_id)
        if line.choice == Choice.HAND:
            line.handoff_id = _offer(handover, case, receiver, by)
            line.save(update_fields=["handoff"])
        elif line.choice == Choice.PARK and line.until is not None:
            parkable(case, line.until)
            with override(handover.user.language.lower()):
                what = _("Parked at the end of a shift")
            park(case, line.until, what=what, by=by)
    handover.receiver, handover.note = receiver, clean(note).strip()[:2000]
    handover.sent_at = now()
    handover.save(update_fields=["receiver", "note", "sent_at"])
    shift_changed(handover, "sent", by)
    return handover


def _offer(handover: ShiftHandover, case: Case, receiver: User, by: Actor) -> int | None:
    """Offer one case; what is offered to somebody already stays so."""
    pending = Handoff.objects.pending().filter(case=case).first()
    if pending is not None:
        return pending.pk if pending.to_user_id == receiver.pk else None
    left = max(handover.at - now(), timedelta(0))
    minutes = min(SIGNED_WITHIN + int(left.total_seconds() // 60), LONGEST)
    with override(receiver.language.lower()):
        question = _("My shift ends. Will you take it over?")
    return passing().offer(
        case, to=receiver, summary=case.subject, question=question, minutes=minutes, by=by
    )


@retried
def sign(
    handover: ShiftHandover, *, user: User, by: Actor, refused: Mapping[int, str] | None = None
) -> ShiftHandover:
    """Sign the list after reading: all it hands over is accepted in this one transaction. `refused`: the
    reasons of lines that he does not take, by case; they stay with who wrote the list or, if he has gone,
    go to the duty lead. Twice is once.

    Raises ShiftIsOver, and Invalid for a refusal without a reason.
    """
    refused = {pk: clean(why).strip()[:200] for pk, why in (refused or {}).items()}
    if "" in refused.values():
        raise Invalid(_("Say why: it goes back."), field="reason")
    leads = Queue.objects.values_list("duty_lead_id", "deputy_id")
    ways = {pk for pair in leads for pk in pair if pk} | leads_for(handover.user_id)
    held = hold_active([user.pk, *ways])  # people before cases
    handover = lock_shift(handover.pk)
    if handover.state == State.SIGNED and handover.receiver_id == user.pk:
        return handover
    if handover.state != State.OPEN or handover.sent_at is None or handover.receiver_id != user.pk:
        raise ShiftIsOver(_("This list is not open any more. Its cases are with their owners."))
    sender_is_here = is_here(handover.user_id)
    for line in handover.lines.exclude(handoff=None).order_by("case_id"):
        if _sign_line(line, user, refused.get(line.case_id, ""), by) and not sender_is_here:
            to_lead(line, held=held, words=line.refused_why, who=user)
    handover.state, handover.ended_at = State.SIGNED, now()
    handover.save(update_fields=["state", "ended_at"])
    shift_changed(handover, "signed", by)
    return handover


def _sign_line(line: ShiftLine, user: User, refused: str, by: Actor) -> bool:
    """Accept or refuse one line; whether it was refused."""
    cases.lock(line.case_id)
    handoff = Handoff.objects.get(pk=line.handoff_id or 0)
    if handoff.state != Handoff.State.OFFERED or handoff.expires_at <= now():
        return False  # it was answered on its own, or its time is over: its owner has it
    if not refused:
        passing().accept(handoff.pk, user=user, by=by)
        return False
    passing().decline(handoff.pk, user=user, reason=refused, by=by)
    line.refused_why = refused
    line.save(update_fields=["refused_why"])
    return True
