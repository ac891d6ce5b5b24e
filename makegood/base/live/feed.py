"""The journal as open pages read it: what is new, and what a returning page has missed."""

import json
import time
from collections.abc import Sequence
from datetime import timedelta

from makegood.base.database import Asked, rows, together
from makegood.base.live.ports import Stir
from makegood.kernel.clock import now

OVERLAP = 2000  # entries that committed late may bear a lower number than those already told
OPEN_SECONDS = 150.0  # longer than any transaction of ours stays open: the database ends it before
MOST_GAPS = 20_000
KEEP = timedelta(days=35)  # an entry bears the moment of what it tells: late ones an old moment
MISSED_AT_MOST = 500
COLUMNS = 'SELECT id, kind, subject, "case", customer, facts FROM journal_entry'


NEWEST = Asked("SELECT coalesce(max(id), 0) FROM journal_entry", {})


def newest() -> int:
    """The highest entry, to start from."""
    return int(together(NEWEST)[0])


class Tail:
    """Entries as they appear, each once. Numbers are drawn before commit, so a lower one may come
    later: the tail remembers which numbers are missing, and asks for them until no transaction that
    drew one can still be open."""

    def __init__(self) -> None:
        self.high = newest()
        there = {
            pk for (pk,) in rows("SELECT id FROM journal_entry WHERE id > %s", [self._floor()])
        }
        self.gaps: dict[int, float] = {}
        self._miss(set(range(max(1, self._floor() + 1), self.high + 1)) - there)

    def _floor(self) -> int:
        return self.high - OVERLAP

    def _miss(self, numbers: set[int]) -> None:
        """Look out for these too; forget those that can come no more."""
        moment = time.monotonic()
        self.gaps |= dict.fromkeys(numbers, moment)
        late = sorted(pk for pk, since in self.gaps.items() if moment - since < OPEN_SECONDS)
        self.gaps = {pk: self.gaps[pk] for pk in late[-MOST_GAPS:]}

    def read(self) -> list[Stir]:
        """What came since the last call, by number (one statement)."""
        since = now() - KEEP
        sql, values = (
            f"{COLUMNS} WHERE id > %s AND at > %s ORDER BY id LIMIT 1000",
            [self.high, since],
        )
        if self.gaps:
            sql = f"({sql}) UNION ALL {COLUMNS} WHERE id = ANY(%s) AND at > %s ORDER BY id"
            values += [list(self.gaps), since]
        new = [_stir(r) for r in rows(sql, values)]
        told = {s.id for s in new}
        high = max([self.high, *told])
        for pk in told & self.gaps.keys():
            del self.gaps[pk]
        self._miss(set(range(max(self.high + 1, high - MOST_GAPS), high)) - told)
        self.high = high
        return new


LATE = f"""
WITH heard AS (SELECT coalesce((SELECT recorded_at FROM journal_entry WHERE id = %s AND at > %s), %s) AS at)
{COLUMNS} WHERE id <= %s AND id > %s AND at > %s
  AND recorded_at > (SELECT at FROM heard) - make_interval(secs => %s) ORDER BY id
"""


def missed(since: int) -> list[Stir] | None:
    """What a page that last heard `since` has missed; None when it is too much or too long ago, and
    the page must be read anew. Tells also what bears a lower number and may have been committed later,
    for as long as a transaction can stay open: a page told twice only reads twice."""
    moment = now() - KEEP
    found = rows(
        f"{COLUMNS} WHERE id > %s AND at > %s ORDER BY id LIMIT %s",
        [since, moment, MISSED_AT_MOST + 1],
    )
    known = rows("SELECT 1 FROM journal_entry WHERE id <= %s AND at > %s LIMIT 1", [since, moment])
    if len(found) > MISSED_AT_MOST or (since and not known and found):
        return None
    late = rows(LATE, [since, moment, now(), since, since - OVERLAP, moment, OPEN_SECONDS])
    return [_stir(r) for r in (*late, *found)]


def passing(payload: str) -> Stir:
    """A signal as it came over the bus."""
    told = json.loads(payload)
    return Stir(0, told["kind"], told["subject"], told.get("case"), None, told.get("facts", {}))


def _stir(row: Sequence[object]) -> Stir:
    pk, kind, subject, case, customer, facts = row
    loaded = json.loads(facts) if isinstance(facts, str) else facts
    return Stir(pk, kind, subject, case, customer, loaded)  # type: ignore[arg-type]
