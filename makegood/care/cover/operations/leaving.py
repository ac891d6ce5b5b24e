"""Somebody leaves, or loses a team or a role: what was his is with somebody who may have it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from makegood.base.access.models import User
from makegood.base.database import retried
from makegood.base.jobs.sweeps import each
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cover.models import Absence, CoverAlarm, ShiftHandover
from makegood.care.cover.operations.state import (
    State,
    alarm,
    changed,
    give_to,
    leads_of,
    shift_changed,
    somebody_for,
)
from makegood.care.cover.queries import LIVE, away_ids, is_out_of_place, owners_out_of_place
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.because import because
from makegood.kernel.clock import now
from makegood.records.people.operations import on_departure, on_narrowing
from makegood.records.people.queries import hold_active


@on_departure
@transaction.atomic
def end_his_absences(user: User, *, takes_over: User, by: Actor) -> None:
    """Who leaves is not away any more, and covers nobody: those whom he covered hear of it."""
    held = Absence.objects.select_for_update(of=("self",), no_key=True).filter(state__in=LIVE)
    for absence in held.filter(Q(user=user) | Q(cover=user)).order_by("pk"):
        if absence.cover_id == user.pk:
            absence.cover, absence.accepted_at = None, None
            absence.save(update_fields=["cover", "accepted_at"])
            told = [absence.user_id, takes_over.pk, *leads_of(absence.user)]
            alarm(told, CoverAlarm.Kind.LEFT, absence=absence, who=user)
            changed(absence, "refused", by, user.pk)
            continue
        planned = absence.state == State.PLANNED
        absence.state, absence.ended_at = (State.CANCELLED if planned else State.OVER), now()
        absence.save(update_fields=["state", "ended_at"])
        absence.decisions.filter(back_at=None).update(back_at=now())
        changed(absence, "over", by)
    _end_lists(user, by)
    CoverAlarm.objects.filter(person=user, seen_at=None).update(seen_at=now())


def _end_lists(user: User, by: Actor) -> None:
    """A list that he wrote or was to sign is over: its cases are with their owners."""
    held = ShiftHandover.objects.select_for_update(of=("self",), no_key=True)
    his = Q(user=user) | Q(receiver=user)
    for one in held.filter(his, state="open").order_by("pk"):
        one.state, one.ended_at = ShiftHandover.State.OVER, now()
        one.save(update_fields=["state", "ended_at"])
        shift_changed(one, "over", by)


@on_narrowing
@transaction.atomic
def pass_on_what_he_may_not_have(user: User, *, teams: Sequence[int], by: Actor) -> None:
    """He lost these teams, or became a technician: his open cases of their queues are with the duty lead.

    What a colleague handed to him himself stays his: he may see it as its owner.
    """
    held = Case.objects.exclude(status=Case.Status.CLOSED).filter(owner=user)
    if user.role != "technician":
        held = held.filter(queue__team__in=teams)
        held = held.exclude(queue__duty_lead=user).exclude(queue__deputy=user)
    away = away_ids()
    found = list(held.select_related("queue").defer("terms").order_by("pk"))
    to = {case.pk: somebody_for(case, but=user.pk, away=away) for case in found}
    here = hold_active([*to.values()])
    for case in found:
        if to[case.pk] in here:
            _give(case.pk, user.pk, to[case.pk], by)


def _give(case_id: int, owner_id: int, to_id: int, by: Actor) -> int:
    case = cases.lock(case_id)
    if case.owner_id != owner_id or case.status == Case.Status.CLOSED:
        return 0
    give_to(case, to_id=to_id, reason=because("out_of_sight"), by=by)
    return 1


def pass_on_misplaced() -> int:
    """Whatever road it took: a case whose owner may not have it goes to the duty lead."""
    found = owners_out_of_place().select_related("queue").defer("terms").order_by("pk")
    return each(list(found[:200]), _place)


@retried
def _place(case: Case) -> int:
    to_id = somebody_for(case, but=case.owner_id or 0, away=away_ids())
    if to_id not in hold_active([to_id]):
        return 0
    if not is_out_of_place(case.pk):
        return 0
    return _give(case.pk, case.owner_id or 0, to_id, SYSTEM)
