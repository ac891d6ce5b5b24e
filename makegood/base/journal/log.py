"""`record()` says what happened; `@reacts_to()` says what follows; `react()` makes it follow."""

import math
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import connection, transaction

from makegood.base.bus import wake
from makegood.base.database import columns, rows, run, table
from makegood.base.journal.models import Entry, Reaction
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.events import Event

E = TypeVar("E", bound=Event)
Many = Sequence[tuple[E, Entry]]
REACTIONS: dict[str, dict[str, Callable[[Any, Entry], None]]] = {}
TOGETHER: dict[
    str, Callable[[Many[Any]], None]
] = {}  # by name: those that follow many facts at once
CHANNEL = "makegood_journal"
MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=2)
logger = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Fact:
    """An event with its place: what it is about and who did it."""

    event: Event
    subject: str
    by: Actor
    case: int | None = None
    customer: int | None = None
    at: datetime | None = None


def record(
    event: Event, *, subject: str, by: Actor, case: int | None = None, customer: int | None = None
) -> None:
    """Write one fact and what must follow from it, in the caller's transaction."""
    record_many([Fact(event=event, subject=subject, by=by, case=case, customer=customer)])


def record_many(facts: Sequence[Fact]) -> None:
    """Write facts and the reactions due to them: at most three statements for any number.

    Raises RuntimeError outside a transaction: a fact without its change would be a rumour.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a fact was recorded outside a transaction")
    if not facts:
        return
    moment = now()
    ids = _insert_entries(facts, moment)
    due = [
        (entry_id, fact.at or moment, name, fact.subject, moment)
        for entry_id, fact in zip(ids, facts, strict=True)
        for name in REACTIONS.get(fact.event.kind, ())
    ]
    if due:
        run(
            "INSERT INTO journal_reaction (entry, entry_at, name, subject, next_try, attempts, error)"
            " SELECT *, 0, '' FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[],"
            " %s::timestamptz[])",
            columns(due, 5),
        )
    wake(CHANNEL)


def _insert_entries(facts: Sequence[Fact], moment: datetime) -> list[int]:
    given = table(
        {
            "at": f.at or moment,
            "kind": f.event.kind,
            "actor": str(f.by),
            "case": f.case,
            "customer": f.customer,
            "subject": f.subject,
            "facts": f.event.facts(),
        }
        for f in facts
    )
    return [pk for (pk,) in rows(INSERT, [given])]


INSERT = """
INSERT INTO journal_entry (at, kind, actor, "case", customer, subject, facts)
SELECT at, kind, actor, "case", customer, subject, facts FROM json_to_recordset(%s) AS g(
  at timestamptz, kind text, actor text, "case" bigint, customer bigint, subject text, facts jsonb)
RETURNING id
"""


def reacts_to(kind: type[E]) -> Callable[[Callable[[E, Entry], None]], Callable[[E, Entry], None]]:
    """Run the function after each such fact: at least once, in order for one subject, in a
    transaction of its own. It must be idempotent in everything outside the database."""

    def register(function: Callable[[E, Entry], None]) -> Callable[[E, Entry], None]:
        REACTIONS.setdefault(kind.kind, {})[_name(function)] = function
        return function

    return register


def reacts_to_many(
    kind: type[E],
) -> Callable[[Callable[[Many[E]], None]], Callable[[Many[E]], None]]:
    """As `reacts_to`, for what a thousand may tell at once: the function gets what is due together, one fact of
    a subject at most. Where it raises, it is asked again for each alone."""

    def register(function: Callable[[Many[E]], None]) -> Callable[[Many[E]], None]:
        name = _name(function)
        TOGETHER[name] = function
        REACTIONS.setdefault(kind.kind, {})[name] = lambda event, entry: function([(event, entry)])
        return function

    return register


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__.removeprefix('makegood.')}.{function.__qualname__}"


CLAIM = "SELECT id, entry, entry_at, name, attempts FROM journal_claim(%s, %s)"
Claim = tuple[int, int, datetime, str, int]


def react(limit: int = 200, *, seconds: float = math.inf) -> int:
    """Do what is due, in one transaction with a savepoint for each; returns how many were tried. After so many
    seconds no other is begun: what is left is due next time.

    The row lock is the lease: when the process dies the database releases it, and a frozen one
    is cut off by `idle_in_transaction_session_timeout`.
    """
    end = time.monotonic() + seconds
    with transaction.atomic():
        claimed: list[Claim] = rows(CLAIM, [now(), limit])
        if not claimed:
            return 0
        entries = {
            e.pk: e
            for e in Entry.objects.filter(
                pk__in=[c[1] for c in claimed], at__in={c[2] for c in claimed}
            )
        }
        tried, done = _follow_together(claimed, entries)
        for claim in claimed:
            if claim[0] in tried:
                continue
            if tried and time.monotonic() > end:
                break
            tried.add(claim[0])
            if _follow(claim, entries[claim[1]]):
                done.add(claim[0])
        Reaction.objects.filter(pk__in=done).delete()
    return len(tried)


def _follow_together(
    claimed: Sequence[Claim], entries: Mapping[int, Entry]
) -> tuple[set[int], set[int]]:
    """Those that follow many facts at once: which were tried, and which are done. What fails together is followed one
    by one at once, however long that takes, and what failed alone is not tried together again: one that always fails
    would make all the others begin anew in each turn."""
    batches: dict[str, list[Claim]] = defaultdict(list)
    for claim in claimed:
        if claim[3] in TOGETHER and not claim[4]:
            batches[claim[3]].append(claim)
    tried: set[int] = set()
    done: set[int] = set()
    for name, batch in batches.items():
        if len(batch) < 2:
            continue
        told = [entries[claim[1]] for claim in batch]
        tried.update(claim[0] for claim in batch)
        try:
            with transaction.atomic():
                TOGETHER[name]([(Event.read(one.kind, one.facts), one) for one in told])
        except Exception:
            logger.warning("reactions failed together: one by one", reaction=name, exc_info=True)
            done.update(claim[0] for claim in batch if _follow(claim, entries[claim[1]]))
        else:
            done.update(claim[0] for claim in batch)
    return tried, done


def _follow(claim: Claim, entry: Entry) -> bool:
    pk, _, _, name, attempts = claim
    try:
        with transaction.atomic():
            REACTIONS[entry.kind][name](Event.read(entry.kind, entry.facts), entry)
    except Exception as error:
        _put_off(pk, attempts + 1, error)
        logger.warning("reaction failed", reaction=name, entry=entry.pk, exc_info=True)
        return False
    return True


def _put_off(pk: int, attempts: int, error: Exception) -> None:
    wait = FIRST_WAIT * 4 ** (attempts - 1)
    Reaction.objects.filter(pk=pk).update(
        attempts=attempts,
        next_try=now() + wait,
        failed_at=now() if attempts >= MAX_ATTEMPTS else None,
        error="".join(traceback.format_exception_only(error))[-2000:],
    )


def replay(reaction: Reaction) -> None:
    """Try a given-up reaction again from the start."""
    Reaction.objects.filter(pk=reaction.pk).update(attempts=0, failed_at=None, next_try=now())
