"""What whoever leads must see now: where help is needed, where people wait, who carries too much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.base.database import rows
from makegood.care.promises.models import Promise
from makegood.care.promises.queries.rates import DECIDED, PUBLIC, Scope
from makegood.kernel.clock import now
from makegood.records.people.queries import GONE_AFTER

SOON = timedelta(hours=1)
LATE, WILL_BE_MISSED, AT_RISK, NEAR = 3, 2, 1, 0
RANK = "CASE WHEN p.due <= %(now)s THEN 3 ELSE p.risk END"
# Of each case the promise that presses most. A case whose next deadline is near is read by the index of
# the work lists, one that is at risk by the index of those: the cost is that of what presses.
PRESSING = f"""
WITH near AS (
  SELECT c.id FROM cases_case c WHERE c.status = 'open' AND {{mine}} AND c.next_deadline <= %(soon)s
  UNION SELECT c.id FROM cases_case c
    WHERE c.status IN ('waiting', 'resolved') AND {{mine}} AND c.next_deadline <= %(soon)s
  UNION SELECT c.id FROM promises_promise p JOIN cases_case c ON c.id = p.case_id
    WHERE p.state = 'open' AND p.risk > 0 AND {{mine}}
), worst AS (
  SELECT DISTINCT ON (p.case_id) p.id, p.due, {RANK} AS rank
  FROM near n JOIN promises_promise p ON p.case_id = n.id
  WHERE p.state = 'open' AND p.paused_at IS NULL AND p.kind <> 'confirmation'
    AND (p.due <= %(soon)s OR p.risk > 0)
  ORDER BY p.case_id, rank DESC, p.due, p.id
)
"""


@dataclass(frozen=True)
class Pressing:
    """A case that needs help, by the promise that presses most. `rank`: LATE, WILL_BE_MISSED, AT_RISK or
    NEAR (due within the hour)."""

    promise: Promise
    rank: int


def pressing(
    scope: Scope, *, after: tuple[int, datetime, int] | None = None, limit: int = 6
) -> list[Pressing]:
    """Where help is needed now, the worst first and then by when it is due, keyset-paged by rank, moment
    and number (two statements)."""
    mine, values = _mine(scope)
    beyond = ""
    if after is not None:
        beyond = "WHERE (-rank, due, id) > (%(rank)s, %(due)s, %(pk)s)"
        values |= {"rank": -after[0], "due": after[1], "pk": after[2]}
    found = rows(
        f"{PRESSING.format(mine=mine)} SELECT id, rank FROM worst {beyond}"
        " ORDER BY rank DESC, due, id LIMIT %(n)s",
        values | {"n": limit},
    )
    known = (
        Promise.objects.select_related("case__owner", "case__contact", "keeper")
        .defer("case__terms")
        .in_bulk([pk for pk, _rank in found])
    )
    return [Pressing(known[pk], rank) for pk, rank in found]


def pressing_counts(scope: Scope) -> dict[int, int]:
    """How many cases need help, by rank (one statement)."""
    mine, values = _mine(scope)
    found = rows(
        f"{PRESSING.format(mine=mine)} SELECT rank, count(*) FROM worst GROUP BY rank", values
    )
    return dict.fromkeys((LATE, WILL_BE_MISSED, AT_RISK, NEAR), 0) | dict(found)


@dataclass(frozen=True)
class Wait:
    """How long customers waited for a first answer, in seconds of all time, by channel or queue.
    `waiting` are those who wait for any answer now; the times are None where nobody was answered."""

    by: str
    key: Any
    median: float | None = None
    ninetieth: float | None = None
    answered: int = 0
    waiting: int = 0
    oldest: datetime | None = None


ANSWERED = f"""
SELECT CASE WHEN grouping(c.channel) = 0 THEN 'channel' ELSE 'queue' END, c.channel, c.queue_id,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY w.seconds),
  percentile_cont(0.9) WITHIN GROUP (ORDER BY w.seconds), count(*)
FROM promises_promise p JOIN cases_case c ON c.id = p.case_id
CROSS JOIN LATERAL (SELECT extract(epoch FROM p.ended_at - p.made_at) AS seconds) w
WHERE {PUBLIC} AND p.kind = 'first_answer' AND p.state = 'kept'
  AND {DECIDED} >= %(since)s AND {DECIDED} < %(now)s AND {{mine}}
GROUP BY GROUPING SETS ((c.channel), (c.queue_id))
"""
UNANSWERED = """
SELECT CASE WHEN grouping(c.channel) = 0 THEN 'channel' ELSE 'queue' END, c.channel, c.queue_id,
  count(*), min(c.unanswered_since)
FROM cases_case c WHERE c.status = 'open' AND c.unanswered_since IS NOT NULL AND {mine}
GROUP BY GROUPING SETS ((c.channel), (c.queue_id))
"""


def waits(scope: Scope, since: datetime) -> list[Wait]:
    """Waiting by channel and by queue: first answers given since then, and who waits now; those who waited
    longest first (two statements)."""
    mine, values = _mine(scope)
    values["since"] = since
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    for by, channel, queue, median, ninetieth, number in rows(ANSWERED.format(mine=mine), values):
        key = (by, channel if by == "channel" else queue)
        found[key] = {"median": median, "ninetieth": ninetieth, "answered": number}
    for by, channel, queue, number, oldest in rows(UNANSWERED.format(mine=mine), values):
        key = (by, channel if by == "channel" else queue)
        found.setdefault(key, {}).update(waiting=number, oldest=oldest)
    made = [Wait(by, key, **told) for (by, key), told in found.items()]
    return sorted(made, key=lambda w: (w.by, -(w.ninetieth or 0), -w.waiting))


@dataclass(frozen=True)
class Load:
    """What a person carries: open cases, those of them that wait for his answer, what he can carry."""

    person: int
    name: str
    open: int
    unanswered: int
    capacity: int
    is_here: bool

    @property
    def share(self) -> float:
        """Open cases by capacity: 1 is full."""
        return self.open / self.capacity if self.capacity else float(self.open)


CARRIED = """
SELECT u.id, u.name, n.open, n.unanswered, coalesce(p.capacity, 20),
  coalesce(p.state = 'available' AND p.seen_at > %(here)s, false)
FROM access_user u LEFT JOIN people_presence p ON p.user_id = u.id
CROSS JOIN LATERAL (
  SELECT count(*) AS open, count(c.unanswered_since) AS unanswered
  FROM cases_case c WHERE c.owner_id = u.id AND c.status = 'open') n
WHERE u.is_active AND ({mine})
ORDER BY n.open::float / greatest(coalesce(p.capacity, 20), 1) DESC, n.unanswered DESC, u.name, u.id
LIMIT %(n)s
"""
OF_TEAMS = """u.id IN (SELECT m.user_id FROM people_membership m JOIN people_queue q ON q.team_id = m.team_id
  WHERE q.id = ANY(%(queues)s)) OR u.id IN (SELECT q.duty_lead_id FROM people_queue q WHERE q.id = ANY(%(queues)s))"""
WHO_CARRIES = "n.open > 0 OR p.seen_at > %(here)s"


def carried(scope: Scope, *, limit: int = 8) -> list[Load]:
    """What people of these queues carry, whoever carries most first (one statement). Of the whole company
    those who carry anything or are here."""
    mine = WHO_CARRIES if scope.everything else OF_TEAMS
    values = {"queues": list(scope.queues), "here": now() - GONE_AFTER, "n": limit}
    return [Load(*row) for row in rows(CARRIED.format(mine=mine), values)]


def _mine(scope: Scope) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"now": now(), "soon": now() + SOON}
    if scope.everything:
        return "true", values
    queues: Sequence[int] = scope.queues
    return "c.queue_id = ANY(%(queues)s)", values | {"queues": list(queues)}
