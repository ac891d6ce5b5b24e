"""The journal as open pages read it: what is new, and what a returning page has missed."""

import json
from collections.abc import Sequence
from datetime import timedelta

from makegood.base.database import rows
from makegood.base.live.ports import Stir
from makegood.kernel.clock import now

OVERLAP = 2000  # entries that committed late may bear a lower number than those already told
KEEP = timedelta(days=1)
MISSED_AT_MOST = 500
COLUMNS = 'SELECT id, kind, subject, "case", customer, facts FROM journal_entry'


def newest() -> int:
    """The highest entry, to start from."""
    [(last,)] = rows("SELECT coalesce(max(id), 0) FROM journal_entry WHERE at > %s", [now() - KEEP])
    return int(last)


class Tail:
    """Entries as they appear, each once. Numbers are drawn before commit, so a lower one may come
    later: the tail looks back over an overlap and remembers what it told."""

    def __init__(self) -> None:
        self.high = newest()
        there = rows("SELECT id FROM journal_entry WHERE id > %s", [self.high - OVERLAP])
        self.told = {int(pk) for (pk,) in there}

    def read(self) -> list[Stir]:
        """What came since the last call, by number (one statement)."""
        floor = max(0, self.high - OVERLAP)
        found = rows(
            f"{COLUMNS} WHERE id > %s AND at > %s AND NOT (id = ANY(%s)) ORDER BY id LIMIT 1000",
            [floor, now() - KEEP, [i for i in self.told if i > floor]],
        )
        new = [_stir(r) for r in found]
        if new:
            self.told.update(s.id for s in new)
            self.high = max(self.high, new[-1].id)
            self.told = {i for i in self.told if i > self.high - OVERLAP}
        return new


def missed(since: int) -> list[Stir] | None:
    """What a page that last heard `since` has missed; None when it is too much or too long ago, and
    the page must be read anew. Looks a little further back than asked, for late commits: a page
    told twice only reads twice."""
    found = rows(
        f"{COLUMNS} WHERE at > %s AND (id > %s OR (id > %s AND at > %s)) ORDER BY id LIMIT %s",
        [now() - KEEP, since, since - OVERLAP, now() - timedelta(seconds=30), MISSED_AT_MOST + 1],
    )
    known = rows(
        "SELECT 1 FROM journal_entry WHERE id <= %s AND at > %s LIMIT 1", [since, now() - KEEP]
    )
    if len(found) > MISSED_AT_MOST or (since and not known and found):
        return None
    return [_stir(r) for r in found]


def passing(payload: str) -> Stir:
    """A signal as it came over the bus."""
    told = json.loads(payload)
    return Stir(0, told["kind"], told["subject"], told.get("case"), None, told.get("facts", {}))


def _stir(row: Sequence[object]) -> Stir:
    pk, kind, subject, case, customer, facts = row
    loaded = json.loads(facts) if isinstance(facts, str) else facts
    return Stir(pk, kind, subject, case, customer, loaded)  # type: ignore[arg-type]
