"""Do we keep our word: promises to customers, by what became of each.

A promise is counted at the moment that decided it: when it was kept, missed or released, or when its
time passed, whichever came first. One that is still open past its time counts as missed, and so does
one that was released after its time. Our own reminders are never counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, rule
from makegood.base.database import rows
from makegood.care.promises.models import Promise
from makegood.care.promises.rules import Share, wilson
from makegood.kernel.clock import now
from makegood.records.people.models import Queue

BY = {
    "all": "''",
    "kind": "p.kind",
    "team": "q.team_id",
    "queue": "c.queue_id",
    "channel": "c.channel",
    "person": "w.person",
}
OUTCOMES = (
    "kept",
    "late",
    "missed",
    "released",
    "broken",
    "told_first",
    "made_good",
    "given",
    "open",
)
# The same words as the index promise_decided, or it is not used.
DECIDED = "LEAST(p.due, p.ended_at)"
PUBLIC = "NOT (p.kind IN ('handoff', 'task', 'follow_up', 'confirmation'))"
OUTCOME = (
    "CASE WHEN p.state = 'kept' AND p.ended_at <= p.due THEN 'kept' WHEN p.state = 'kept' THEN 'late'"
    " WHEN p.state = 'released' AND p.ended_at <= p.due THEN 'released' ELSE 'missed' END"
)
# Who was responsible when it was decided: the keeper, else the owner of that moment.
PERSON = """LEFT JOIN LATERAL (SELECT coalesce(p.keeper_id, (SELECT o.owner_id FROM cases_ownerchange o
  WHERE o.case_id = p.case_id AND o.at <= {moment} ORDER BY o.epoch DESC LIMIT 1)) AS person) w ON true"""
# The same for many at once: each owner with the time in which he was.
OWNERS = f"""LEFT JOIN (SELECT case_id, owner_id, at, min(at) OVER (PARTITION BY case_id ORDER BY epoch
    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS until FROM cases_ownerchange) o
  ON o.case_id = p.case_id AND o.at <= {DECIDED} AND (o.until IS NULL OR o.until > {DECIDED})
CROSS JOIN LATERAL (SELECT coalesce(p.keeper_id, o.owner_id) AS person) w"""
LONG = timedelta(days=31)  # beyond it the owners of all cases are read once, not case by case
TABLES = "promises_promise p JOIN cases_case c ON c.id = p.case_id JOIN people_queue q ON q.id = c.queue_id"
COUNTS = """count(*) FILTER (WHERE outcome = 'kept'), count(*) FILTER (WHERE outcome = 'late'),
  count(*) FILTER (WHERE outcome = 'missed'), count(*) FILTER (WHERE outcome = 'released'),
  count(*) FILTER (WHERE broken AND told), count(*) FILTER (WHERE broken AND good)"""
COUNTED = ("kept", "late", "missed", "released", "told_first", "made_good")
JUDGED = """SELECT {group} AS g, {outcome} AS outcome,
  {outcome} IN ('late', 'missed') AS broken, p.told_at < p.due AS told, p.amends = 'offered' AS good
FROM {tables} {person} WHERE {where}"""


@dataclass(frozen=True)
class Scope:
    """Whose promises somebody oversees: these queues, or all."""

    queues: tuple[int, ...] = ()
    everything: bool = False


@rule("promises.oversee")
def may_oversee(who: Principal, _thing: Any) -> bool:
    """The board of promises: leads for the queues of their teams, administrators for all."""
    return who.is_one_of(LEAD, ADMINISTRATOR)


def scope_of(who: Principal) -> Scope:
    """The queues of the teams that a lead leads; all of them for an administrator (one query)."""
    if who.is_one_of(ADMINISTRATOR):
        return Scope(everything=True)
    if not who.is_one_of(LEAD):
        return Scope()
    teams = [int(s.partition(":")[2]) for s in who.scopes if s.startswith("team:")]
    queues = Queue.objects.filter(team__in=teams).order_by("pk")
    return Scope(tuple(queues.values_list("pk", flat=True)))


@dataclass(frozen=True)
class Rate:
    """What became of the promises of one group. `group` is a kind, a channel, or the key of a team,
    queue or person (None: nobody). `interval` is None where nothing was decided."""

    group: Any
    kept: int
    late: int
    missed: int
    released: int
    told_first: int
    made_good: int

    @property
    def broken(self) -> int:
        """Not kept in time: kept late, or not at all."""
        return self.late + self.missed

    @property
    def interval(self) -> Share | None:
        """The share kept in time of what was not released, with its 95 % interval (Wilson)."""
        return wilson(self.kept, self.kept + self.broken)


def promise_rates(
    who: Principal, since: datetime, until: datetime, *, by: str = "all", scope: Scope | None = None
) -> list[Rate]:
    """How promises decided from `since` to before `until` ended, by kind, team, queue, person, channel or
    all together (one statement, and one for the scope). Raises KeyError for another grouping."""
    scope = scope or scope_of(who)
    where, values = _where(scope, since, until)
    judged = JUDGED.format(
        group=BY[by],
        outcome=OUTCOME,
        tables=_tables(by, scope),
        person=_person(until - since) if by == "person" else "",
        where=where,
    )
    found = rows(f"SELECT g, {COUNTS} FROM ({judged}) j GROUP BY g ORDER BY g", values)
    return [Rate(*row) for row in found]


def added(rates: Sequence[Rate], more: Sequence[Rate]) -> list[Rate]:
    """The rates of two periods that follow each other as those of both, group by group."""
    found = {rate.group: rate for rate in rates}
    for rate in more:
        before = found.get(rate.group)
        both = {} if before is None else {n: getattr(before, n) + getattr(rate, n) for n in COUNTED}
        found[rate.group] = replace(rate, **both)
    return list(found.values())


def rates_of_weeks(who: Principal, *, weeks: int, scope: Scope | None = None) -> list[Rate]:
    """The last so many times seven days, the oldest first; `group` is the moment at which each ends (one
    statement, and one for the scope)."""
    moment, week = now(), timedelta(days=7)
    scope = scope or scope_of(who)
    where, values = _where(scope, moment - weeks * week, moment)
    judged = JUDGED.format(
        group=f"floor(extract(epoch FROM %(until)s - {DECIDED}) / 604800)::int",
        outcome=OUTCOME,
        tables=_tables("all", scope),
        person="",
        where=where,
    )
    found = {
        row[0]: row[1:] for row in rows(f"SELECT g, {COUNTS} FROM ({judged}) j GROUP BY g", values)
    }
    nothing = (0,) * 6
    return [Rate(moment - n * week, *found.get(n, nothing)) for n in reversed(range(weeks))]


def _person(long: timedelta) -> str:
    return OWNERS if long > LONG else PERSON.format(moment=DECIDED)


def _tables(by: str, scope: Scope) -> str:
    """No table is joined that a rate does not ask for: over millions of promises that is most of the cost."""
    tables = "promises_promise p"
    if not scope.everything or by in ("team", "queue", "channel"):
        tables += " JOIN cases_case c ON c.id = p.case_id"
    return f"{tables} JOIN people_queue q ON q.id = c.queue_id" if by == "team" else tables


def _where(scope: Scope, since: datetime, until: datetime) -> tuple[str, dict[str, Any]]:
    parts = [PUBLIC, "p.paused_at IS NULL", f"{DECIDED} >= %(since)s", f"{DECIDED} < %(until)s"]
    values: dict[str, Any] = {"since": since, "until": min(until, now())}
    if not scope.everything:
        parts.append("c.queue_id = ANY(%(queues)s)")
        values["queues"] = list(scope.queues)
    return " AND ".join(parts), values


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which promises a figure counted. `outcome` is one of OUTCOMES or "" for all that are decided; "open"
    are those that still run, whatever the period."""

    since: datetime
    until: datetime
    outcome: str = ""
    kinds: tuple[str, ...] = ()
    channel: str | None = None
    team: int | None = None
    queue: int | None = None
    person: int | None = None


@dataclass(frozen=True)
class Decided:
    """One promise behind a figure, with what decided it and who was responsible then."""

    promise: Promise
    at: datetime
    outcome: str
    person_id: int | None


FILTERS = {
    "kinds": "p.kind = ANY(%(kinds)s)",
    "channel": "c.channel = %(channel)s",
    "team": "q.team_id = %(team)s",
    "queue": "c.queue_id = %(queue)s",
    "person": "w.person = %(person)s",
}
BROKEN = f"{OUTCOME} IN ('late', 'missed')"
SORTS = {
    **{one: f"{OUTCOME} = '{one}'" for one in ("kept", "late", "missed", "released")},
    "given": "p.state = 'kept'",
    "broken": BROKEN,
    "told_first": f"{BROKEN} AND p.told_at < p.due",
    "made_good": f"{BROKEN} AND p.amends = 'offered'",
}


def promises_behind(
    who: Principal,
    wanted: Wanted,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
    scope: Scope | None = None,
) -> list[Decided]:
    """The promises that a figure counted, the latest first (those that run: the next due first), `limit` at
    a time, keyset-paged by moment and number (two statements, and one for the scope)."""
    running = wanted.outcome == "open"
    moment = "p.due" if running else DECIDED
    where, values = _where(scope or scope_of(who), wanted.since, wanted.until)
    if running:
        where = where.replace(f" AND {DECIDED} >= %(since)s AND {DECIDED} < %(until)s", "")
        where += " AND p.state = 'open'"
    asked = {name: getattr(wanted, name) for name in FILTERS}
    asked = {name: value for name, value in asked.items() if value not in (None, ())}
    if wanted.kinds:
        asked["kinds"] = list(wanted.kinds)
    parts = [where, *(FILTERS[name] for name in asked)]
    if wanted.outcome in SORTS:
        parts.append(SORTS[wanted.outcome])
    if after is not None:
        parts.append(f"({moment}, p.id) {'>' if running else '<'} (%(at)s, %(pk)s)")
        values |= {"at": after[0], "pk": after[1]}
    order = f"{moment}, p.id" if running else f"{moment} DESC, p.id DESC"
    person = PERSON.format(moment="%(now)s" if running else DECIDED)
    found = rows(
        f"SELECT p.id, {moment}, {OUTCOME}, w.person FROM {TABLES} {person}"
        f" WHERE {' AND '.join(parts)} ORDER BY {order} LIMIT %(n)s",
        values | asked | {"n": limit, "now": now()},
    )
    return list(_with_promises(found, running=running))


def _with_promises(found: Sequence[Any], *, running: bool) -> Iterator[Decided]:
    ids = [pk for pk, *_rest in found]
    known = Promise.objects.select_related("case__contact").defer("case__terms").in_bulk(ids)
    for pk, at, outcome, person in found:
        yield Decided(known[pk], at, "open" if running else outcome, person)
