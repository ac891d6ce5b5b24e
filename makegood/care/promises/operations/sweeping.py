"""What is due is noticed, at a cost of what is due: warnings at steps, what is late, what will be."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from makegood.base.access.models import User
from makegood.base.database import rows, run, table
from makegood.base.jobs.sweeps import held_back, together
from makegood.base.journal.log import record_many
from makegood.care.promises.events import PromiseAtRisk, PromiseOverdue, PromiseWarned
from makegood.care.promises.models import Promise
from makegood.care.promises.operations.state import clock_of, fact, write_clocks
from makegood.care.promises.rules import STEPS, Clock, passed
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean
from makegood.records.people.queries import available
from makegood.records.worktime.queries import compiled_many
from makegood.records.worktime.rules import Hours

LATE = 100  # the last step: the time is over, the lead hears of it


def sweep_warnings(*, limit: int = 1000) -> int:
    """A share of the time of these promises has passed: once for each step somebody is told, who keeps it
    or, when he is not there, the deputy or lead of the queue. A worker that was away tells the last step.
    One that fails holds up no other."""
    due = _due(_to_warn(now()), "warn_at", limit, but=held_back(_warn_of_one))
    return together(due, _warn_of, one=_warn_of_one)


def _to_warn(moment: datetime) -> Q:
    return Q(warn_at__isnull=False, warn_at__lte=moment)


def _warn_of_one(promise: int) -> int:
    return _warn_of([promise])


@transaction.atomic
def _warn_of(promises: Sequence[int]) -> int:
    moment = now()
    due = _claim(promises, _to_warn(moment))
    if not due:
        return 0
    hours = compiled_many({promise.calendar_id for promise in due})
    warned = []
    for promise in due:
        clock = clock_of(promise)
        if clock is None:
            promise.warn_at = None
            continue
        step = max(_reached(clock, moment, hours[promise.calendar_id]), clock.warned)
        if step > clock.warned:
            promise.warned = step
            warned.append((promise, step))
        promise.warn_at = _later(clock, step, hours[promise.calendar_id])
    _warn(warned, moment)
    write_clocks(due)
    return len(due)


def _reached(clock: Clock, moment: datetime, hours: Hours) -> int:
    return passed(clock, moment, hours) if moment < clock.due else STEPS[-1]


def _later(clock: Clock, step: int, hours: Hours) -> datetime | None:
    """The moment of the step after this one; none once the time is over, when the lead hears of it."""
    following = replace(clock, warned=step).warn_at(hours)
    return following if following is not None and following < clock.due else None


def notice_overdue(*, limit: int = 1000) -> int:
    """Promises whose moment has passed: noticed once each, and the lead of the queue is told. One that
    fails holds up no other."""
    due = _due(_past(now()), "due", limit, but=held_back(_notice_one))
    return together(due, _notice, one=_notice_one)


def _past(moment: datetime) -> Q:
    return Q(overdue_at=None, due__lte=moment) & ~Q(kind=Promise.Kind.CONFIRMATION)


def _notice_one(promise: int) -> int:
    return _notice([promise])


@transaction.atomic
def _notice(promises: Sequence[int]) -> int:
    moment = now()
    late = _claim(promises, _past(moment))
    if not late:
        return 0
    run(
        "UPDATE promises_promise SET overdue_at = %s, warn_at = NULL WHERE id = ANY(%s)",
        [moment, [p.pk for p in late]],
    )
    record_many(
        [fact(p, PromiseOverdue(promise_id=p.pk, promise_kind=p.kind), SYSTEM) for p in late]
    )
    _warn([(promise, LATE) for promise in late if promise.kind != Promise.Kind.FOLLOW_UP], moment)
    return len(late)


def _due(due: Q, by: str, limit: int, *, but: Collection[int]) -> list[int]:
    """What is due by one of the two partial indexes, the first first."""
    running = Promise.objects.filter(due, state=Promise.State.OPEN, paused_at=None).order_by(by)
    found = running.exclude(pk__in=but) if but else running
    return list(found.values_list("pk", flat=True)[:limit])


def _claim(promises: Sequence[int], due: Q) -> list[Promise]:
    """Those of them that are still due, locked; what another session has in hand is left to it."""
    found = Promise.objects.select_for_update(skip_locked=True, of=("self",))
    running = found.filter(due, pk__in=promises, state=Promise.State.OPEN, paused_at=None)
    return list(running.select_related("case__queue").defer("case__terms").order_by("pk"))


def _warn(warned: Sequence[tuple[Promise, int]], moment: datetime) -> None:
    """Write down who is told, and announce it (three statements for any number)."""
    if not warned:
        return
    here = _here([promise for promise, _step in warned])
    told = []
    for promise, step in warned:
        queue = promise.case.queue
        person = promise.keeper_id or promise.case.owner_id or queue.duty_lead_id
        lead = _lead(queue.duty_lead_id, queue.deputy_id, here)
        other = lead if (step == LATE or person not in here) and lead != person else None
        told.append((promise, step, person, other))
    run(
        "INSERT INTO promises_warning (promise_id, step, person_id, fallback_id, at)"
        " SELECT promise, step, person, fallback, at FROM json_to_recordset(%s) AS g("
        " promise bigint, step int, person bigint, fallback bigint, at timestamptz)"
        " ON CONFLICT (promise_id, step) DO UPDATE SET person_id = excluded.person_id,"
        " fallback_id = excluded.fallback_id, at = excluded.at, seen_at = NULL",
        [
            table(
                {"promise": p.pk, "step": step, "person": person, "fallback": other, "at": moment}
                for p, step, person, other in told
            )
        ],
    )
    record_many(
        [
            fact(
                p,
                PromiseWarned(
                    promise_id=p.pk,
                    promise_kind=p.kind,
                    step=step,
                    person=person,
                    told=other or person,
                ),
                SYSTEM,
            )
            for p, step, person, other in told
        ]
    )


def _here(promises: Iterable[Promise]) -> set[int]:
    """Who of those that might be told can take work this minute (one query)."""
    people: set[int | None] = set()
    for promise in promises:
        queue = promise.case.queue
        people |= {promise.keeper_id, promise.case.owner_id, queue.duty_lead_id, queue.deputy_id}
    wanted = [pk for pk in people if pk is not None]
    return set(available(wanted).values_list("user_id", flat=True))


def _lead(duty_lead_id: int, deputy_id: int | None, here: set[int]) -> int:
    """The lead of the queue; the deputy while the lead is away and he is not."""
    away = duty_lead_id not in here
    return deputy_id if away and deputy_id is not None and deputy_id in here else duty_lead_id


def see_warnings(user: User, *, promises: Sequence[int]) -> int:
    """This person has seen what he was told of these promises; how many there were."""
    return run(
        "UPDATE promises_warning SET seen_at = %(now)s WHERE promise_id = ANY(%(promises)s)"
        " AND seen_at IS NULL AND coalesce(fallback_id, person_id) = %(me)s",
        {"now": now(), "promises": list(promises), "me": user.pk},
    )


RISK = """
UPDATE promises_promise p SET risk = g.risk, chance = g.chance, risk_why = g.why, risk_at = %(now)s
FROM json_to_recordset(%(given)s) AS g(id bigint, risk int, chance float, why text),
  (SELECT id, risk FROM promises_promise WHERE id = ANY(%(ids)s) AND state = 'open' ORDER BY id
   FOR NO KEY UPDATE SKIP LOCKED) AS was
WHERE p.id = g.id AND was.id = p.id
  AND (p.risk, p.chance, p.risk_why) IS DISTINCT FROM (g.risk, g.chance, g.why)
RETURNING p.id, was.risk <> g.risk
"""


@transaction.atomic
def set_risk(found: Sequence[tuple[int, int, float | None, str]], *, by: Actor = SYSTEM) -> int:
    """Say of open promises (id, risk 0 to 2, chance, why) how likely they are kept; how many changed.
    Whose risk is another than before, of him a fact tells (four statements for any number). What another
    session has in hand is left as it is."""
    given: dict[int, dict[str, object]] = defaultdict(dict)
    for pk, risk, chance, why in found:
        given[pk] = {"id": pk, "risk": risk, "chance": chance, "why": clean(why)[:200]}
    if not given:
        return 0
    values = {"now": now(), "given": table(given.values()), "ids": sorted(given)}
    changed = rows(RISK, values)
    other = Promise.objects.filter(pk__in=[pk for pk, differs in changed if differs])
    record_many(
        [
            fact(p, PromiseAtRisk(promise_id=p.pk, promise_kind=p.kind, risk=p.risk), by)
            for p in other.select_related("case").defer("case__terms")
        ]
    )
    return len(changed)
