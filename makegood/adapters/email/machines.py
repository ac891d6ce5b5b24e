"""Machines that write to us again and again: noticed, gathered in one talk, never answered."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from makegood.base.database import columns, rows
from makegood.kernel.clock import now

A_LOOP = 3  # automatic mails of one sender to one account within an hour; the next ones are a loop
WITHIN = timedelta(hours=1)
Pair = tuple[int, str]  # account, address


class Machines:
    """What automatic mail came lately, for the machine mails of one batch (one query, or none)."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._seen: Counter[Pair] = Counter()
        self._talks: dict[Pair, int] = {}
        self._first: dict[Pair, str] = {}
        wanted = sorted({pair for pair in pairs if pair[1]})
        if wanted:
            self._look(wanted)

    def _look(self, wanted: list[Pair]) -> None:
        found = rows(
            "SELECT g.account, g.peer, count(m.id), max(c.id)"
            " FROM unnest(%s::bigint[], %s::text[]) AS g(account, peer)"
            " JOIN conversations_conversation c ON c.account_id = g.account AND c.peer = g.peer"
            " JOIN conversations_message m ON m.conversation_id = c.id AND m.at > %s"
            " AND m.author = 'contact' AND m.marks ? 'automatic'"
            " GROUP BY g.account, g.peer",
            [*columns(wanted, 2), now() - WITHIN],
        )
        for account, peer, count, talk in found:
            self._seen[account, peer] = count
            self._talks[account, peer] = talk

    def met(self, pair: Pair, name: str) -> tuple[bool, int | None, str]:
        """Count one more automatic mail of a pair: whether it is a loop by now, the talk that holds
        the others, and the name of the first of them in this batch."""
        before = self._seen[pair]
        self._seen[pair] += 1
        first = self._first.setdefault(pair, name)
        return before >= A_LOOP, self._talks.get(pair), first
