"""Writes down what was promised in the story, and how cases ended: deadlines, questions, closures."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from makegood.care.cases.models import Case, Closure, Question
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations import settle
from makegood.care.promises.queries import Terms, policies_for, targets_of
from makegood.kernel import actor as actors
from makegood.kernel.because import because
from makegood.world.demo import story
from makegood.world.demo.filing import Filed
from makegood.world.demo.house import House

_STATES = {"kept": "kept", "missed": "missed", "withdrawn": "released", "open": "open"}


def promise_all(filed: Sequence[Filed], *, house: House) -> dict[int, list[Promise]]:
    """Every promise of every case, by case; the next deadline of a case is its earliest open one."""
    terms = policies_for([one.row for one in filed])
    targets = targets_of([one.row.queue_id for one in filed])
    found: dict[int, list[Promise]] = {}
    for one, his in zip(filed, terms, strict=True):
        promises = [_given(one, promise, house) for promise in one.told.promises]
        promises += _answers(one, his)
        silence = timedelta(minutes=targets[one.row.queue_id].silence)
        found[one.row.pk] = promises + _our_own(one, promises, silence)
    every = [promise for promises in found.values() for promise in promises]
    _feasible([promise for promise in every if promise.kind == Promise.Kind.PERSON])
    Promise.objects.bulk_create(every)
    settle(found)
    return found


def _feasible(given: Sequence[Promise]) -> None:
    """Everybody's word was asked for before it was given."""
    asked = [
        Feasibility(
            case=promise.case,
            at=promise.made_at,
            by=promise.made_by,
            what=promise.what,
            kind=promise.kind,
            due=promise.due,
            chance=0.75 if promise.state == Promise.State.MISSED else 0.95,
            verdict=Feasibility.Verdict.FEASIBLE,
        )
        for promise in given
    ]
    for promise, row in zip(given, Feasibility.objects.bulk_create(asked), strict=True):
        promise.feasibility = row


def _given(one: Filed, told: story.Promise, house: House) -> Promise:
    """A promise that a person gave; one without words is the next answer, which is called so in every language."""
    by = str(actors.user(house.users[told.by].pk))
    state = _STATES[told.state]
    ended = None if state == "open" else told.ended or told.due
    return Promise(
        case=one.row,
        kind=Promise.Kind.PERSON if told.what else Promise.Kind.NEXT_ANSWER,
        what=told.what[:300],
        made_at=told.made,
        made_by=by,
        due=told.due,
        state=state,
        ended_at=ended,
        ended_by=by if ended else "",
        **(_missed(told) if state == "missed" else {}),
    )


def _missed(told: story.Promise) -> dict[str, Any]:
    """He heard it when the time was over, and nothing was offered: the company learnt it since."""
    return {
        "overdue_at": told.due,
        "told_at": told.ended or told.due,
        "untold_why": because("noticed_late"),
        "amends": Promise.Amends.NONE,
        "amends_why": because("apology_enough"),
    }


def _answers(one: Filed, terms: Terms) -> list[Promise]:
    """The first answer that we owe by policy, and the next one where a customer waits."""
    reading, owner = one.reading, str(actors.user(one.owner.pk))
    found = []
    if reading.first_word is not None:
        answered = reading.first_answer.at if reading.first_answer else None
        found.append(
            _owed(one, Promise.Kind.FIRST_ANSWER, terms, reading.first_word.at, answered, owner)
        )
    if reading.unanswered is not None and (reading.first_answer or not reading.first_word):
        at = reading.unanswered.at
        found.append(_owed(one, Promise.Kind.NEXT_ANSWER, terms, at, None, ""))
    return found


def _owed(
    one: Filed, kind: str, terms: Terms, made: datetime, ended: datetime | None, by: str
) -> Promise:
    """A promise of the policy that fits, with its clock: it follows when the hours change."""
    promise = _policy(one, kind, made, terms.due(kind, made), ended, by)
    promise.policy = terms.policy if terms.policy.pk else None
    promise.calendar_id, promise.since, promise.span = terms.calendar_id, made, terms.span(kind)
    return promise


def _policy(
    one: Filed, kind: str, made: datetime, due: datetime, ended: datetime | None, by: str
) -> Promise:
    late = ended is not None and ended > due
    return Promise(
        case=one.row,
        kind=kind,
        made_at=made,
        made_by="system",
        due=due,
        state=Promise.State.KEPT if ended else Promise.State.OPEN,
        ended_at=ended,
        ended_by=by if ended else "",
        overdue_at=due if late else None,
    )


def _our_own(one: Filed, promises: Sequence[Promise], silence: timedelta) -> list[Promise]:
    """What nobody outside hears of: the end of silence, and a reminder where nothing else is due."""
    case, told = one.row, one.told
    if told.deadline is None:
        return []
    if case.status == Case.Status.RESOLVED:
        asked = one.reading.asked_at
        return [_policy(one, Promise.Kind.CONFIRMATION, asked, asked + silence, None, "")]
    dues = [promise.due for promise in promises if promise.state == Promise.State.OPEN]
    if dues and min(dues) <= told.deadline:
        return []
    return [_policy(one, Promise.Kind.FOLLOW_UP, told.touched, told.deadline, None, "")]


def ask_all(filed: Sequence[Filed]) -> tuple[dict[int, Question], dict[int, Closure]]:
    """Questions and closures, by case: a yes confirms, silence is assumed, a no brings it back."""
    questions = {one.row.pk: _question(one) for one in filed if _was_asked(one)}
    Question.objects.bulk_create(questions.values())
    closures = {
        one.row.pk: Closure(
            case=one.row,
            question=questions[one.row.pk],
            how=one.told.closure,
            owner=one.owner,
            at=one.told.touched,
        )
        for one in filed
        if one.row.status == Case.Status.CLOSED
    }
    Closure.objects.bulk_create(closures.values())
    return questions, closures


def _was_asked(one: Filed) -> bool:
    return one.row.status in (Case.Status.RESOLVED, Case.Status.CLOSED) or (
        one.told.reopened and one.reading.said_no_at is not None
    )


def _question(one: Filed) -> Question:
    asked = min(one.reading.asked_at, one.told.touched)
    if one.told.reopened and one.reading.said_no_at:
        before = [
            e.at for e in one.told.entries if e.at < one.reading.said_no_at and e.author == "staff"
        ]
        return Question(
            case=one.row, asked_at=max(before), answer="no", answered_at=one.reading.said_no_at
        )
    if one.told.closure == "confirmed":
        return Question(case=one.row, asked_at=asked, answer="yes", answered_at=one.told.touched)
    return Question(case=one.row, asked_at=asked)
