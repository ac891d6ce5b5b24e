"""An absence is planned, accepted by its cover, changed, cancelled."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.care.cover.models import Absence, CoverAlarm
from makegood.care.cover.operations.deciding import take_offers_back
from makegood.care.cover.operations.state import (
    AbsenceIsOver,
    State,
    alarm,
    changed,
    leads_of,
    lock_absence,
    lock_live,
)
from makegood.care.cover.queries import LIVE
from makegood.care.cover.rules import LONGEST_ABSENCE
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.people.models import Presence
from makegood.records.people.operations import set_presence
from makegood.records.people.queries import hold_active


class NotAsked(AbsenceIsOver):
    """Somebody else was asked to cover."""


@retried
def plan(
    user: User,
    *,
    starts: datetime,
    ends: datetime,
    cover: User | None,
    by: Actor,
    reason: str = Absence.Reason.LEAVE,
) -> Absence:
    """Somebody will be away. The named cover is asked; until he accepts, the duty lead stands in.

    Raises Invalid (`starts`, `ends`, `cover`) for times that cannot be, another absence at that time, and
    a cover who left or is away himself.
    """
    # His own row is held: of two absences at once the second sees the first.
    held = User.objects.select_for_update(no_key=True).filter(is_active=True)
    user = _active(held.filter(pk=user.pk).first())
    _times(user, starts, ends)
    _able(user, cover, starts, ends)
    if reason not in Absence.Reason.values:
        raise Invalid(_("There is no such reason."), field="reason")
    absence = Absence.objects.create(
        user=user,
        starts=starts,
        ends=ends,
        cover=cover,
        reason=reason,
        planned_at=now(),
        planned_by=str(by),
    )
    changed(absence, "planned", by)
    return absence


def _active(user: User | None) -> User:
    if user is None:
        raise Invalid(_("This person no longer works here. Choose somebody else."), field="user")
    return user


def _times(user: User, starts: datetime, ends: datetime) -> None:
    if ends <= starts:
        raise Invalid(_("The end lies before the beginning."), field="ends")
    if ends <= now():
        raise Invalid(_("This time is over. Give an end that is still to come."), field="ends")
    if ends - starts > LONGEST_ABSENCE:
        raise Invalid(_("Two years are the longest absence."), field="ends")
    same = Absence.objects.filter(user=user, state__in=LIVE, starts__lt=ends, ends__gt=starts)
    if same.exists():
        raise Invalid(_("There is another absence at that time."), field="starts")


def _able(user: User, cover: User | None, starts: datetime, ends: datetime) -> None:
    if cover is None:
        return
    if cover.pk == user.pk:
        raise Invalid(_("Somebody else covers."), field="cover")
    if cover.pk not in hold_active([cover.pk]):
        raise Invalid(_("This person no longer works here. Choose somebody else."), field="cover")
    theirs = Absence.objects.filter(user=cover, state__in=LIVE, starts__lt=ends, ends__gt=starts)
    if theirs.exists():
        raise Invalid(
            _("%(name)s is away at that time too. Choose somebody else.") % {"name": cover},
            field="cover",
        )


@retried
def name_cover(absence: Absence, *, cover: User, by: Actor) -> Absence:
    """Ask somebody else to cover; who had accepted is free. Raises AbsenceIsOver, Invalid."""
    hold_active([cover.pk])  # people before absences
    absence = lock_live(absence.pk)
    _able(absence.user, cover, max(absence.starts, now()), absence.ends)
    if absence.cover_id == cover.pk:
        return absence
    before, absence.cover, absence.accepted_at = absence.cover_id, cover, None
    absence.refused_by, absence.refused_why = None, ""
    absence.save(update_fields=["cover", "accepted_at", "refused_by", "refused_why"])
    changed(absence, "named", by, before)
    return absence


@retried
def accept(absence: Absence, *, user: User, by: Actor) -> Absence:
    """Say that one covers. Twice is once. Raises AbsenceIsOver, and NotAsked when it is somebody else."""
    absence = _asked(absence, user)
    if absence.accepted_at is not None:
        return absence
    absence.accepted_at = now()
    absence.save(update_fields=["accepted_at"])
    alarms = CoverAlarm.objects.filter(absence=absence, kind="unaccepted", seen_at=None)
    alarms.update(seen_at=now())
    changed(absence, "accepted", by)
    return absence


@retried
def refuse(absence: Absence, *, user: User, reason: str, by: Actor) -> Absence:
    """Say no, with the reason; somebody else is to be named, and the lead hears of it.

    Raises Invalid without a reason, AbsenceIsOver, NotAsked.
    """
    reason = clean(reason).strip()[:200]
    if not reason:
        raise Invalid(_("Say why: somebody else must be found."), field="reason")
    absence = lock_live(absence.pk)
    if absence.cover_id is None and absence.refused_by_id == user.pk:
        return absence
    _mine(absence, user)
    absence.cover, absence.accepted_at = None, None
    absence.refused_by, absence.refused_why = user, reason
    absence.save(update_fields=["cover", "accepted_at", "refused_by", "refused_why"])
    told = [absence.user_id, *leads_of(absence.user)]
    alarm(told, CoverAlarm.Kind.REFUSED, absence=absence, who=user, words=reason)
    changed(absence, "refused", by, user.pk)
    return absence


def _asked(absence: Absence, user: User) -> Absence:
    absence = lock_live(absence.pk)
    _mine(absence, user)
    return absence


def _mine(absence: Absence, user: User) -> None:
    if absence.cover_id != user.pk:
        raise NotAsked(_("Somebody else is asked to cover now."))


@retried
def cancel(absence: Absence, *, by: Actor) -> Absence:
    """It does not take place; what was offered for it and lies unanswered is taken back. Twice is once.

    Raises AbsenceIsOver for one that has begun: end it instead.
    """
    absence = lock_absence(absence.pk)
    if absence.state == State.CANCELLED:
        return absence
    if absence.state != State.PLANNED:
        raise AbsenceIsOver(_("This absence has begun. End it instead."))
    absence.state, absence.ended_at = State.CANCELLED, now()
    absence.save(update_fields=["state", "ended_at"])
    take_offers_back(absence, by=by)
    changed(absence, "cancelled", by)
    return absence


@retried
def come_back(absence: Absence, *, by: Actor) -> Absence:
    """He is here again, sooner than planned or in time. Twice is once. Raises AbsenceIsOver for one that
    has not begun: cancel it instead."""
    absence = lock_absence(absence.pk)
    if absence.state == State.OVER:
        return absence
    if absence.state != State.RUNNING:
        raise AbsenceIsOver(_("This absence does not run."))
    end_now(absence, by=by)
    return absence


def end_now(absence: Absence, *, by: Actor) -> None:
    """It is over; the caller holds its lock. What it said of his presence is said no more: his open page
    alone shows whether he is here."""
    began, absence.ended_at = absence.began_at, now()
    absence.state = State.OVER
    absence.save(update_fields=["state", "ended_at"])
    said = Presence.objects.filter(user=absence.user_id, state=Presence.State.AWAY).first()
    if began is not None and said is not None and said.since <= began:
        here = by.user_id == absence.user_id
        set_presence(absence.user, state=Presence.State.AVAILABLE, by=by, here=here)
    changed(absence, "over", by)
