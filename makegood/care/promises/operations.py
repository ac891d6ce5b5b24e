import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import rows, table
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.models import Case
from makegood.care.cases.operations import lock, set_deadlines
from makegood.care.promises.events import (
    PromiseKept,
    PromiseMade,
    PromiseOverdue,
    PromiseOwedAgain,
    PromiseReleased,
)
from makegood.care.promises.models import ONCE, Feasibility, Policy, Promise
from makegood.care.promises.ports import Ask, ask
from makegood.care.promises.queries import ANSWERS, INTERNAL, OWN
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.events import Event
from makegood.kernel.text import clean
from makegood.records.people.models import Queue


class EndsByItself(Refused):
    """Nobody ends this promise by hand."""


@dataclass(frozen=True, kw_only=True)
class NewPromise:
    """A deadline to owe."""

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
    span: int | None = None  # seconds of open time that are owed from `at`
    feasibility: Feasibility | None = None  # None: those who know are asked now


@transaction.atomic
def make_many(new: Sequence[NewPromise], *, by: Actor) -> list[Promise]:
    """Owe deadlines; a policy promise that is open already stays as it is. Sets the cases' next deadline.

    The callers hold the locks of the cases (or have just made them).
    """
    made = [_promise(n, by) for n in _not_open_yet(new)]
    _ask_for([p for p in made if p.kind == Promise.Kind.PERSON], by=by)
    given = table({name: getattr(p, name) for name in PROMISE} for p in made)
    for promise, (pk,) in zip(made, rows(MAKE, [given]) if made else [], strict=True):
        promise.pk, promise._state.adding = pk, False
    record_many([_fact(p, PromiseMade(promise_id=p.pk, promise_kind=p.kind), by) for p in made])
    settle({n.case.pk for n in new})
    return made


def _promise(n: NewPromise, by: Actor) -> Promise:
    at = n.at or now()
    return Promise(
        case=n.case,
        kind=n.kind,
        what=clean(n.what)[:300],
        due=n.due,
        made_by=str(by),
        made_at=at,
        keeper=n.keeper,
        said=clean(n.said)[:500],
        message=n.message,
        channel=n.channel,
        firm=n.firm,
        policy=n.policy if n.policy and n.policy.pk else None,
        calendar_id=n.calendar_id,
        since=at if n.span is not None else None,
        span=n.span,
        feasibility=n.feasibility,
    )


def _ask_for(given: Sequence[Promise], *, by: Actor) -> None:
    """Nobody's word is taken down before those who know were asked."""
    for promise in given:
        if promise.feasibility_id is None:
            promise.feasibility = feasible(
                Ask(
                    case=promise.case,
                    what=promise.what,
                    kind=promise.kind,
                    due=promise.due,
                    by_user=promise.keeper,
                ),
                by=by,
            )


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
        reasons=list(said.reasons),
        sentence=said.sentence,
        verdict=Feasibility.Verdict.FEASIBLE if likely else Feasibility.Verdict.UNLIKELY,
    )


LEVEL = 0.6  # below this chance a promise needs a reason and a right
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
    "feasibility_id": "bigint",
}
MAKE = f"""
INSERT INTO promises_promise ({", ".join(PROMISE)}, ended_by) SELECT {", ".join(PROMISE)}, ''
FROM json_to_recordset(%s) AS g({", ".join(f"{name} {kind}" for name, kind in PROMISE.items())})
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


@transaction.atomic
def end_many(
    cases: Sequence[Case],
    *,
    kinds: Iterable[str],
    kept: bool,
    by: Actor,
    outgoing: uuid.UUID | None = None,
) -> list[Promise]:
    """Promises of these kinds are kept, or need not be kept any more; twice changes nothing.

    `outgoing`: the message that ends them; if it never arrives, `owe_again` finds them by it. The
    caller holds the locks of the cases and makes the next promise where none is left.
    """
    known = {case.pk: case for case in cases}
    ending = list(
        Promise.objects.select_for_update()
        .filter(case_id__in=known, kind__in=list(kinds), state=Promise.State.OPEN)
        .order_by("pk")
    )
    for promise in ending:
        promise.case = known[promise.case_id]
    _end(ending, kept=kept, by=by, outgoing=outgoing)
    return ending


def _end(
    ending: Sequence[Promise], *, kept: bool, by: Actor, outgoing: uuid.UUID | None = None
) -> None:
    moment = now()
    for promise in ending:
        promise.state = Promise.State.KEPT if kept else Promise.State.RELEASED
        promise.ended_at, promise.ended_by = moment, str(by)
        if outgoing is not None:
            promise.ended_with = outgoing
            promise.waited_since = promise.case.unanswered_since
    if ending:
        Promise.objects.bulk_update(ending, ENDED)
        record_many([_fact(p, _ending(p, kept), by) for p in ending])
        settle({p.case_id for p in ending})


ENDED = ["state", "ended_at", "ended_by", "ended_with", "waited_since"]


def end(
    case: Case,
    *,
    kinds: Iterable[str],
    kept: bool,
    by: Actor,
    outgoing: uuid.UUID | None = None,
) -> list[Promise]:
    """`end_many` for one case."""
    return end_many([case], kinds=kinds, kept=kept, by=by, outgoing=outgoing)


@transaction.atomic
def end_given(promise: Promise, *, kept: bool, by: Actor) -> Promise:
    """What a person promised is kept, or need not be kept any more; twice changes nothing.

    Raises EndsByItself for a promise that the house gave. The caller makes the next promise where
    none is left.
    """
    case = lock(promise.case_id)
    promise = Promise.objects.select_for_update().get(pk=promise.pk)
    if promise.kind != Promise.Kind.PERSON:
        raise EndsByItself(_("This promise ends by itself, with our answer to the customer."))
    if promise.state == Promise.State.OPEN:
        promise.case = case
        _end([promise], kept=kept, by=by)
    return promise


@transaction.atomic
def end_internal(case: Case, promise_id: int, *, kept: bool, by: Actor) -> None:
    """One of our own deadlines (a task, a hand-off) is kept, or need not be kept any more; twice changes
    nothing. The caller holds the lock of the case and makes the next promise where none is left."""
    found = Promise.objects.select_for_update().filter(
        pk=promise_id, case=case, kind__in=INTERNAL, state=Promise.State.OPEN
    )
    ending = list(found)
    for promise in ending:
        promise.case = case
    _end(ending, kept=kept, by=by)


def keep_by(case: Case, promise_id: int, *, keeper: User | None) -> None:
    """Another person keeps a promise (None: the owner of the case); when it is due stays. The caller
    holds the lock of the case and records why."""
    Promise.objects.filter(pk=promise_id, case=case, state=Promise.State.OPEN).update(keeper=keeper)


@transaction.atomic
def owe_again(case: Case, *, outgoing: Collection[uuid.UUID], by: Actor) -> list[Promise]:
    """What these messages ended is open again with the deadlines it had: they never arrived.

    Younger promises of an answer are released. Returns what is owed again, with `waited_since`;
    twice changes nothing. The caller holds the lock of the case.
    """
    found = Promise.objects.select_for_update().filter(case=case, ended_with__in=outgoing)
    back = list({p.kind: p for p in found.order_by("-due")}.values())  # of one kind the earliest
    if not back:
        return []
    end(case, kinds=ANSWERS, kept=False, by=by)
    for promise in back:
        promise.case = case
        promise.state, promise.ended_at, promise.ended_by = Promise.State.OPEN, None, ""
        promise.ended_with = None
    Promise.objects.bulk_update(back, ENDED)
    record_many(
        [_fact(p, PromiseOwedAgain(promise_id=p.pk, promise_kind=p.kind), by) for p in back]
    )
    settle([case.pk])
    return back


def _ending(promise: Promise, kept: bool) -> Event:  # noqa: FBT001 - says which of two facts
    if kept:
        late = promise.ended_at is not None and promise.ended_at > promise.due
        return PromiseKept(promise_id=promise.pk, promise_kind=promise.kind, late=late)
    return PromiseReleased(promise_id=promise.pk, promise_kind=promise.kind)


def settle(case_ids: Iterable[int]) -> None:
    """The next deadline of a case is its earliest open promise (two statements for any number)."""
    earliest = (
        Promise.objects.filter(case_id__in=list(case_ids), state=Promise.State.OPEN, paused_at=None)
        .values_list("case_id")
        .annotate(first=Min("due"))
    )
    deadlines = [(pk, due) for pk, due in earliest]
    if deadlines:
        set_deadlines(deadlines)


@transaction.atomic
def notice_overdue(*, limit: int = 500) -> int:
    """Promises whose moment has passed: noticed once each, at a cost of what is due."""
    late = list(
        Promise.objects.select_for_update(skip_locked=True)
        .select_related("case")
        .filter(state=Promise.State.OPEN, paused_at=None, overdue_at=None, due__lte=now())
        .exclude(kind=Promise.Kind.CONFIRMATION)
        .order_by("due")[:limit]
    )
    Promise.objects.filter(pk__in=[p.pk for p in late]).update(overdue_at=now())
    record_many(
        [_fact(p, PromiseOverdue(promise_id=p.pk, promise_kind=p.kind), SYSTEM) for p in late]
    )
    return len(late)


def _fact(promise: Promise, event: Event, by: Actor) -> Fact:
    case = promise.case
    return Fact(
        event=event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by, at=None
    )


def set_target(
    queue: Queue, *, first_answer: int, next_answer: int, follow_up: int = 960, silence: int = 7200
) -> Policy:
    """How soon a queue answers, in minutes, where nothing more specific fits. Raises Invalid for zero
    or more than a year."""
    for minutes in (first_answer, next_answer, follow_up, silence):
        if not 0 < minutes <= 525_600:
            raise Invalid(_("Give a time between one minute and one year."), field="minutes")
    return Policy.objects.update_or_create(
        queue=queue,
        active=True,
        **OWN,
        defaults={
            "first_answer": first_answer,
            "next_answer": next_answer,
            "follow_up": follow_up,
            "silence": silence,
        },
    )[0]
