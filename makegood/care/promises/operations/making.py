"""Promises are made: by policy, by contract, and by people, who are asked whether they can keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.access.policy import may, principal_of_user
from makegood.base.database import rows, table
from makegood.base.journal.log import record_many
from makegood.care.cases.models import Case
from makegood.care.promises.events import PromiseAtRisk, PromiseMade
from makegood.care.promises.models import ONCE, Feasibility, Policy, Promise
from makegood.care.promises.operations.state import clock_of, fact, settle
from makegood.care.promises.ports import Ask, ask
from makegood.care.promises.queries import Terms
from makegood.care.promises.rules import LONGEST, last_moment, started
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import Actor
from makegood.kernel.because import in_words, together
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
from makegood.records.worktime.queries import compiled_many
from makegood.records.worktime.rules import ALWAYS, Hours

LEVEL = 0.6  # below this chance a promise needs a reason and a right
SAID = (
    Promise.Kind.PERSON,
    Promise.Kind.CONTRACT,
    Promise.Kind.REMEDY,
    Promise.Kind.HANDOFF,
    Promise.Kind.TASK,
)
WARNED_OF = (
    Promise.Kind.FIRST_ANSWER,
    Promise.Kind.NEXT_ANSWER,
    Promise.Kind.SOLUTION,
    Promise.Kind.PERSON,
    Promise.Kind.CONTRACT,
    Promise.Kind.REMEDY,
    Promise.Kind.TASK,
)


class Unlikely(Refused):
    """Those who know say that this will hardly be kept. `feasibility` has their reasons and a sentence to
    say instead, and is not stored: ask with `feasible` beforehand to have a row that can be overruled."""

    def __init__(self, message: object, feasibility: Feasibility) -> None:
        super().__init__(message)
        self.feasibility = feasibility


class NotAllowed(Refused):
    """To promise what is unlikely takes a right that he has not."""


@dataclass(frozen=True, kw_only=True)
class NewPromise:
    """A deadline to owe. With `span` a clock of so many seconds of open time runs from `at` by the
    calendar (None: all time); `hours` are those of the calendar, where they are at hand."""

    case: Case
    kind: str
    due: datetime
    what: str = ""
    at: datetime | None = None
    keeper: User | None = None  # None: the owner of the case
    said: str = ""
    message: Message | None = None
    channel: str = ""
    firm: bool = True
    policy: Policy | None = None
    calendar_id: int | None = None
    span: int | None = None
    hours: Hours | None = None
    feasibility: Feasibility | None = None  # None: those who know are asked now
    already_said: bool = False  # he has heard it: it counts, though nobody would have advised it


def owed(case: Case, kind: str, terms: Terms, *, at: datetime | None = None) -> NewPromise:
    """What the terms of a case owe him of that kind, from `at` (now). Raises KeyError when nothing is."""
    since = at or now()
    return NewPromise(
        case=case,
        kind=kind,
        due=terms.due(kind, since),
        at=at,
        policy=terms.policy,
        calendar_id=terms.calendar_id,
        span=terms.span(kind),
        hours=terms.hours,
    )


@transaction.atomic
def make_many(new: Sequence[NewPromise], *, by: Actor, opening: bool = False) -> list[Promise]:
    """Owe deadlines; a policy promise that is open already stays as it is. Sets the cases' next deadline.

    `opening`: the cases were opened in this transaction, with the earliest of these as their deadline.
    Raises Invalid for a moment that is past or more than ten years away, and Unlikely where a person
    would give his word and it will hardly be kept. The callers hold the locks of the cases (or have just
    made them).
    """
    for n in new:
        if n.kind in SAID:
            _check(n)
    wanted = list(new) if opening else _not_open_yet(new)
    hours = compiled_many({n.calendar_id for n in wanted if n.hours is None and n.calendar_id})
    made = [_promise(n, n.hours or hours.get(n.calendar_id, ALWAYS), by) for n in wanted]
    for n, promise in zip(wanted, made, strict=True):
        if n.kind == Promise.Kind.PERSON:
            _weigh(promise, already_said=n.already_said, by=by)
    given = table({name: getattr(p, name) for name in PROMISE} for p in made)
    for promise, (pk,) in zip(made, rows(MAKE, [given]) if made else [], strict=True):
        promise.pk, promise._state.adding = pk, False
    facts = [fact(p, PromiseMade(promise_id=p.pk, promise_kind=p.kind), by) for p in made]
    facts += [
        fact(p, PromiseAtRisk(promise_id=p.pk, promise_kind=p.kind, risk=p.risk), by)
        for p in made
        if p.risk
    ]
    record_many(facts)
    if not opening:
        settle({n.case.pk for n in new})
    return made


def _check(n: NewPromise) -> None:
    moment = n.at or now()
    if n.due <= moment:
        raise Invalid(_("This moment has passed. Promise one that is still to come."), field="due")
    if n.due >= last_moment(moment):
        raise Invalid(_("Nobody can promise more than ten years ahead."), field="due")


def _promise(n: NewPromise, hours: Hours, by: Actor) -> Promise:
    at = n.at or now()
    promise = Promise(
        case=n.case,
        kind=n.kind,
        what=clean(n.what)[:300],
        due=min(n.due, at + LONGEST),
        made_by=str(by),
        made_at=at,
        keeper=n.keeper,
        said=clean(n.said)[:500],
        message=n.message,
        channel=n.channel,
        firm=n.firm,
        policy=n.policy if n.policy and n.policy.pk else None,
        calendar_id=n.calendar_id,
        feasibility=n.feasibility,
    )
    span = n.span
    if (
        span is None and n.kind in WARNED_OF
    ):  # by the clock on the wall, until the moment that was said
        span = int((promise.due - at).total_seconds())
    if span is not None:
        promise.since, promise.span = at, span
        if n.kind in WARNED_OF and span > 0:
            promise.warn_at = started(at, span, hours, due=promise.due).warn_at(hours)
    if n.kind == Promise.Kind.SOLUTION and n.case.status == Case.Status.WAITING:
        clock = clock_of(promise)
        promise.paused_at, promise.paused_because = at, n.case.waiting_for
        promise.left = clock.left if clock else None
    return promise


def _weigh(promise: Promise, *, already_said: bool, by: Actor) -> None:
    """Nobody's word is taken down before those who know were asked. Raises Unlikely."""
    question = Ask(
        case=promise.case,
        what=promise.what,
        kind=promise.kind,
        due=promise.due,
        by_user=promise.keeper,
    )
    found = promise.feasibility
    if found is None or not _answers(found, question):
        found = feasible(question, by=by)
    promise.feasibility, promise.chance = found, found.chance
    if found.verdict != Feasibility.Verdict.UNLIKELY:
        return
    if found.overruled_by_id is None and not already_said:
        sentence = _(
            "This will hardly be kept. %(why)s Promise a later time, or say why it can be."
        )
        raise Unlikely(sentence % {"why": why_unlikely(found)}, found)
    promise.risk, promise.risk_at = Promise.Risk.AT_RISK, promise.made_at
    told = clean(found.overruled_why)[:200]
    promise.risk_why = told or together(map(str, found.reasons), longest=200)


def _answers(found: Feasibility, question: Ask) -> bool:
    """Whether what was found is about this very promise, or about one that was due sooner."""
    same = (found.case_id, found.kind) == (question.case.pk, question.kind)
    return same and found.due <= question.due


def why_unlikely(found: Feasibility) -> str:
    """What those who know said, in the reader's language."""
    return " ".join(in_words(str(reason)) for reason in found.reasons)


def feasible(question: Ask, *, by: Actor) -> Feasibility:
    """Ask those who know whether this can be promised, and write down what they say."""
    said = ask(question)
    likely = said.chance >= LEVEL
    return Feasibility.objects.create(
        case=question.case,
        by=str(by),
        what=clean(question.what)[:300],
        kind=question.kind,
        due=question.due,
        chance=said.chance,
        earliest=said.earliest,
        reasons=[clean(str(reason)) for reason in said.reasons],
        sentence=str(said.sentence),
        verdict=Feasibility.Verdict.FEASIBLE if likely else Feasibility.Verdict.UNLIKELY,
    )


@transaction.atomic
def overrule(feasibility: Feasibility, *, user: User, why: str) -> Feasibility:
    """Promise it all the same, with a reason; the promise begins at risk. Raises NotAllowed, Invalid."""
    if not may(principal_of_user(user), "promises.overrule", feasibility):
        raise NotAllowed(
            _("A lead or a specialist can promise this. Ask one of them, or say a later time.")
        )
    if not why.strip():
        raise Invalid(_("Say why it can be kept all the same."), field="why")
    found = Feasibility.objects.get(pk=feasibility.pk)
    found.overruled_by, found.overruled_why = user, clean(why).strip()[:200]
    found.save(update_fields=["overruled_by", "overruled_why"])
    return found


PROMISE = {
    "case_id": "bigint",
    "kind": "text",
    "what": "text",
    "due": "timestamptz",
    "made_by": "text",
    "made_at": "timestamptz",
    "state": "text",
    "keeper_id": "bigint",
    "said": "text",
    "message_id": "bigint",
    "channel": "text",
    "firm": "bool",
    "policy_id": "bigint",
    "calendar_id": "bigint",
    "since": "timestamptz",
    "span": "int",
    "left": "int",
    "paused_at": "timestamptz",
    "paused_because": "text",
    "warn_at": "timestamptz",
    "risk": "int",
    "risk_why": "text",
    "risk_at": "timestamptz",
    "chance": "float",
    "feasibility_id": "bigint",
}
COLUMNS = ", ".join(f'"{name}"' for name in PROMISE)
MAKE = f"""
INSERT INTO promises_promise ({COLUMNS}, ended_by) SELECT {COLUMNS}, ''
FROM json_to_recordset(%s) AS g({", ".join(f'"{name}" {kind}' for name, kind in PROMISE.items())})
RETURNING id
"""


def _not_open_yet(new: Sequence[NewPromise]) -> list[NewPromise]:
    kinds = [n for n in new if n.kind in ONCE]
    known = set(
        Promise.objects.filter(
            case_id__in={n.case.pk for n in kinds}, state=Promise.State.OPEN
        ).values_list("case_id", "kind")
    )
    return [n for n in new if n.kind not in ONCE or (n.case.pk, n.kind) not in known]
