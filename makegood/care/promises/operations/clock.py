"""The clock of a promise stops while we wait for somebody, runs again, and follows what the case has become."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import record_many
from makegood.care.cases.models import Case
from makegood.care.promises.events import PromiseMoved, PromisePaused, PromiseResumed
from makegood.care.promises.models import Promise
from makegood.care.promises.operations.making import WARNED_OF, make_many, owed
from makegood.care.promises.operations.state import (
    Row,
    Ticking,
    clock_of,
    fact,
    set_clock,
    settle,
    write_clocks,
    write_moves,
)
from makegood.care.promises.queries import BY_POLICY, Terms, policies_for
from makegood.care.promises.rules import Clock, rehoured, remaining, respanned, resumed
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.worktime.queries import compiled_many
from makegood.records.worktime.rules import Hours

P = TypeVar("P", Promise, Row)
STOPS = (Promise.Kind.SOLUTION,)  # answers are ours alone; what a person said, he said


@transaction.atomic
def pause(case: Case, *, because: str, by: Actor) -> list[Promise]:
    """The clock of the solution stops: we wait for the customer or a third party. Twice changes nothing.

    The caller holds the lock of the case and sees that something else is due (a follow-up always runs).
    Raises Invalid for another reason than these two.
    """
    if because not in (Promise.Because.CUSTOMER, Promise.Because.THIRD):
        raise Invalid(_("Say whom we wait for."), field="because")
    running = list(_open([case]).filter(kind__in=STOPS, paused_at=None))
    if not running:
        return []
    moment = now()
    hours = compiled_many({promise.calendar_id for promise in running})
    for promise in running:
        promise.case = case
        promise.paused_at, promise.paused_because = moment, because
        promise.left = remaining(promise.due, moment, hours[promise.calendar_id])
        promise.since = promise.since or promise.made_at
        promise.span = promise.left if promise.span is None else promise.span
    write_clocks(running)
    record_many(
        [
            fact(p, PromisePaused(promise_id=p.pk, promise_kind=p.kind, because=because), by)
            for p in running
        ]
    )
    settle([case.pk])
    return running


def resume(case: Case, *, by: Actor) -> list[Promise]:
    """`resume_many` for one case."""
    return resume_many([case], by=by)


@transaction.atomic
def resume_many(cases: Sequence[Case], *, by: Actor) -> list[Promise]:
    """What was paused runs again with the time that was left; twice changes nothing. The caller holds the
    locks of the cases."""
    known = {case.pk: case for case in cases}
    paused = list(_open(cases).filter(paused_at__isnull=False))
    if not paused:
        return []
    moment = now()
    before = [(promise, promise.due) for promise in paused]
    for promise in paused:
        promise.case = known[promise.case_id]
    was = unpause(paused, moment)
    write_clocks(paused)
    write_moves(before, at=moment, by=by, why="resumed")
    record_many(
        [
            fact(p, PromiseResumed(promise_id=p.pk, promise_kind=p.kind, paused_for=stood), by)
            for p, stood in zip(paused, was, strict=True)
        ]
    )
    settle(known)
    return paused


def unpause(paused: Sequence[Promise], moment: datetime) -> list[int]:
    """Let the clocks of locked promises run again, not yet written; how many seconds each stood still."""
    hours = compiled_many({promise.calendar_id for promise in paused})
    stood = []
    for promise in paused:
        assert promise.paused_at is not None  # noqa: S101 - the callers ask for paused ones
        still = max(0, int((moment - promise.paused_at).total_seconds()))
        stood.append(still)
        promise.paused_at, promise.paused_because = None, ""
        promise.paused_for += still
        clock = clock_of(promise)
        if clock is not None:
            _put(
                promise,
                resumed(clock, moment, hours[promise.calendar_id]),
                hours[promise.calendar_id],
            )
    return stood


def _put(promise: Ticking, clock: Clock, hours: Hours) -> None:
    set_clock(promise, clock)
    promise.warn_at = clock.warn_at(hours) if promise.kind in WARNED_OF and clock.span else None


def _open(cases: Sequence[Case]) -> "QuerySet[Promise]":
    return (
        Promise.objects.select_for_update()
        .filter(case_id__in={case.pk for case in cases}, state=Promise.State.OPEN)
        .order_by("pk")
    )


@transaction.atomic
def reconsider(cases: Sequence[Case], *, by: Actor, why: str) -> list[Promise]:
    """What a case is has changed (its priority, queue or contract): what we owe by policy follows at once.

    Time that was used up stays used up; what was promised stays promised, and what is late stays late.
    Returns what moved. The caller holds the locks of the cases, their queues at hand.
    """
    terms = dict(zip((case.pk for case in cases), policies_for(cases), strict=True))
    known = {case.pk: case for case in cases}
    found = list(_open(cases).filter(kind__in=BY_POLICY))
    for promise in found:
        promise.case = known[promise.case_id]
    moved = follow(found, terms, by=by, why=why)
    record_many([fact(p, moved_fact(p, before), by) for p, before in moved])
    _solutions_now_owed(cases, terms, by=by)
    settle(known)
    return [promise for promise, _before in moved]


def moved_fact(promise: Promise, before: datetime) -> PromiseMoved:
    """The fact that something is due at another time."""
    return PromiseMoved(
        promise_id=promise.pk,
        promise_kind=promise.kind,
        before=before.isoformat(),
        after=promise.due.isoformat(),
    )


def _solutions_now_owed(cases: Sequence[Case], terms: dict[int, Terms], *, by: Actor) -> None:
    """A solution that the new terms promise and the old did not, from now."""
    promised = set(
        Promise.objects.filter(case__in=cases, kind=Promise.Kind.SOLUTION).values_list(
            "case_id", flat=True
        )
    )
    owing = [
        case
        for case in cases
        if case.pk not in promised
        and case.status in (Case.Status.OPEN, Case.Status.WAITING)
        and terms[case.pk].span(Promise.Kind.SOLUTION) is not None
    ]
    make_many([owed(case, Promise.Kind.SOLUTION, terms[case.pk]) for case in owing], by=by)


def follow(
    found: Sequence[P], terms: Mapping[int, Terms], *, by: Actor, why: str
) -> list[tuple[P, datetime]]:
    """Locked policy promises follow the terms of their cases; gives what moved, with the moment before. A
    fixed number of statements for any number."""
    moment = now()
    changed, moved = _put_to(found, terms, moment)
    write_clocks(changed)
    write_moves(moved, at=moment, by=by, why=why)
    return moved


def foresee(case: Case) -> list[tuple[Promise, datetime | None]]:
    """What `reconsider` would move if the case were as it is given here, not saved: each promise as it
    would be, with its moment of now, None for one that would be new. Writes nothing."""
    moment = now()
    [terms] = policies_for([case])
    given = Promise.objects.filter(case_id=case.pk)
    found = list(given.filter(state=Promise.State.OPEN, kind__in=BY_POLICY).order_by("due", "pk"))
    _changed, moved = _put_to(found, {case.pk: terms}, moment)
    would: list[tuple[Promise, datetime | None]] = [*moved]
    solution = Promise.Kind.SOLUTION
    going_on = case.status in (Case.Status.OPEN, Case.Status.WAITING)
    if going_on and terms.span(solution) is not None and not given.filter(kind=solution).exists():
        due = terms.due(solution, moment)
        would.append((Promise(case_id=case.pk, kind=solution, due=due), None))
    return would


def _put_to(
    found: Sequence[P], terms: Mapping[int, Terms], moment: datetime
) -> tuple[list[P], list[tuple[P, datetime]]]:
    """Put promises to the terms of their cases, not yet written: all that changed, and what moved from
    which moment."""
    hours = compiled_many({promise.calendar_id for promise in found})
    changed: list[P] = []
    moved: list[tuple[P, datetime]] = []
    for promise in found:
        before, was = promise.due, _owed_by(promise)
        clock = clock_of(promise)
        if clock is None or (before <= moment and promise.paused_at is None):
            continue
        after = _followed(promise, clock, terms[promise.case_id], hours, moment)
        if (after, _owed_by(promise)) == (clock, was):
            continue
        _put(promise, after, terms[promise.case_id].hours)
        changed.append(promise)
        if promise.due != before:
            moved.append((promise, before))
    return changed, moved


def _owed_by(promise: Ticking) -> tuple[int | None, int | None]:
    return promise.policy_id, promise.calendar_id


def _followed(
    promise: Ticking,
    clock: Clock,
    terms: Terms,
    hours: dict[int | None, Hours],
    moment: datetime,
) -> Clock:
    """The clock by these terms. What is paused keeps its moment until it runs again, and what they
    promise no more stays promised."""
    span, before, runs = terms.span(promise.kind), promise.calendar_id, promise.paused_at is None
    if span is None or not (runs or clock.left):  # what stood late stays late
        return clock
    promise.policy_id, promise.calendar_id = terms.policy.pk, terms.calendar_id
    if (span, terms.calendar_id) == (clock.span, before):
        return rehoured(clock, moment, terms.hours) if runs else clock
    after = respanned(clock, moment, span=span, before=hours[before], hours=terms.hours, runs=runs)
    return after if runs else replace(after, since=clock.since, due=clock.due)


def keep_by(case: Case, promise_id: int, *, keeper: User | None) -> None:
    """Another person keeps a promise (None: the owner of the case); when it is due stays. The caller
    holds the lock of the case and records why."""
    Promise.objects.filter(pk=promise_id, case=case, state=Promise.State.OPEN).update(keeper=keeper)
