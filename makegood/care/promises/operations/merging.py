"""What was promised in a case that is merged is owed in the one that goes on; of two of a kind the earlier wins."""

from typing import Any

from makegood.base.database import rows
from makegood.base.journal.log import record_many
from makegood.care.cases.models import Case
from makegood.care.cases.ports import Holder, holds_cases
from makegood.care.promises.events import PromiseOwedAgain
from makegood.care.promises.models import Promise, Proposal
from makegood.care.promises.models.promise import ONCE
from makegood.care.promises.operations.ending import end_these
from makegood.care.promises.operations.state import fact, settle
from makegood.care.promises.queries import ANSWERS
from makegood.kernel.actor import Actor

QUIET = (Promise.Kind.CONFIRMATION, Promise.Kind.FOLLOW_UP)
RESTS = {
    Case.Status.CLOSED: ONCE,
    Case.Status.RESOLVED: (*ANSWERS, Promise.Kind.FOLLOW_UP),
    Case.Status.WAITING: ANSWERS,
}
MOVE = "UPDATE promises_promise SET case_id = %s WHERE case_id = %s RETURNING id"
MOVE_PROPOSALS = "UPDATE promises_proposal SET case_id = %s WHERE case_id = %s RETURNING id"


def give(away: int, into: int, by: Actor) -> dict[str, Any]:
    """All promises move. Of two that a case has once the later is released, and our own reminders of the
    case that ends."""
    cases = Case.objects.defer("terms").in_bulk([away, into])
    living = Promise.objects.filter(case_id__in=cases, state=Promise.State.OPEN, kind__in=ONCE)
    mine, theirs = ({p.kind: p for p in living if p.case_id == pk} for pk in (into, away))
    lost: list[tuple[Promise, int | None]] = []
    for kind, promise in theirs.items():
        other = mine.get(kind)
        if kind in QUIET:
            lost.append((promise, None))
        elif other is not None:
            earlier, later = sorted((promise, other), key=lambda p: (p.due, p.pk))
            lost.append((later, earlier.pk))
    lost += [(promise, None) for kind, promise in mine.items() if not _fits(kind, cases[into])]
    for promise, _won in lost:
        promise.case, promise.ended_why = cases[promise.case_id], "merged"
    end_these([promise for promise, _won in lost], kept=False, by=by)
    moved = [pk for (pk,) in rows(MOVE, [into, away])]
    proposals = [pk for (pk,) in rows(MOVE_PROPOSALS, [into, away])]
    settle([into])
    return {
        "promises": moved,
        "proposals": proposals,
        "released": [[p.pk, won, p.case_id] for p, won in lost],
    }


def back(given: dict[str, Any] | None, away: int, into: int, by: Actor) -> None:
    """They are owed where they were made; what lost is owed again while what won is still open."""
    if not given:
        return
    cases = Case.objects.defer("terms").in_bulk([away, into])
    moved = Promise.objects.filter(pk__in=given["promises"], case=into)
    if cases[away].status == Case.Status.CLOSED:
        moved = moved.exclude(state=Promise.State.OPEN)
    moved.update(case=away)
    Proposal.objects.filter(pk__in=given["proposals"], case=into).update(case=away)
    _let_rest(cases[into], by=by)
    again = [p for p in _lost(given, cases) if not _has_one(p)]
    for promise in again:
        promise.state, promise.ended_at, promise.ended_by = Promise.State.OPEN, None, ""
        promise.ended_why = ""
        promise.save(update_fields=["state", "ended_at", "ended_by", "ended_why"])
    record_many(
        [fact(p, PromiseOwedAgain(promise_id=p.pk, promise_kind=p.kind), by) for p in again]
    )
    settle([away, into])


def _let_rest(case: Case, *, by: Actor) -> None:
    """What only the merge made due is not owed in a case that is resolved or closed again."""
    kinds = RESTS.get(Case.Status(case.status))
    if kinds:
        living = Promise.objects.filter(case=case, state=Promise.State.OPEN, kind__in=kinds)
        over = list(living.order_by("pk"))
        for promise in over:
            promise.case, promise.ended_why = case, "merged"
        end_these(over, kept=False, by=by)


def _lost(given: dict[str, Any], cases: dict[int, Case]) -> list[Promise]:
    winners = {won for _pk, won, _case in given["released"] if won}
    running = set(
        Promise.objects.filter(pk__in=winners, state=Promise.State.OPEN).values_list(
            "pk", flat=True
        )
    )
    wanted = [pk for pk, won, _case in given["released"] if won is None or won in running]
    found = Promise.objects.filter(pk__in=wanted, state=Promise.State.RELEASED)
    result = []
    for promise in found:
        case = promise.case = cases.get(promise.case_id) or promise.case
        if case.status != Case.Status.CLOSED and _fits(promise.kind, case):
            result.append(promise)
    return result


def _fits(kind: str, case: Case) -> bool:
    """Our own reminders: of his yes while we wait for it, of a case in which no answer is owed."""
    if kind == Promise.Kind.FOLLOW_UP:
        is_ours = case.status == Case.Status.OPEN and case.unanswered_since is None
        return is_ours or case.status == Case.Status.WAITING
    return kind != Promise.Kind.CONFIRMATION or case.status == Case.Status.RESOLVED


def _has_one(promise: Promise) -> bool:
    living = Promise.objects.filter(case=promise.case, kind=promise.kind, state=Promise.State.OPEN)
    return living.exists()


holds_cases(Holder("promises", give, back))
