"""Mail bombs: too many mails of one sender, or with the same words, in a short time. Beyond a number they are
gathered in one talk and owed no answer; none is lost, and whoever answers a letter of ours is always heard."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from makegood.adapters.email.house import House
from makegood.base.database import columns, rows
from makegood.contact.channels.ports import Inbound, RawView
from makegood.kernel.clock import now

WITHIN = timedelta(minutes=10)
MOST = 30  # of one sender; a mailbox may have a number of its own
ALIKE = 2000  # how many of the latest talks are looked through for the same words
OLD = timedelta(hours=2)
SHORTEST = 12  # letters: fewer words than that are said by many
_DIGITS = re.compile("[0-9]+")
Key = tuple[int, str]  # account, and the sender or what the words come to

SENDERS = """
SELECT g.account, g.peer, sum(s.n)::int, max(s.id) FILTER (WHERE s.n > 0)
FROM unnest(%s::bigint[], %s::text[]) AS g(account, peer) JOIN LATERAL (
  SELECT c.id, (SELECT count(*) FROM (SELECT m.at FROM conversations_message m WHERE m.conversation_id = c.id
    AND m.author = 'contact' ORDER BY m.seq DESC LIMIT %s) l WHERE l.at > %s) AS n
  FROM conversations_conversation c WHERE c.account_id = g.account AND c.peer = g.peer ORDER BY c.id DESC LIMIT %s
) s ON true GROUP BY g.account, g.peer
UNION ALL
SELECT r.account_id, 'words:' || r.words, sum(r.messages_count)::int, max(r.id)
FROM (
  SELECT c.id, c.account_id, c.messages_count,
    md5(regexp_replace(c.subject || chr(10) || left(m.text, 500), '[0-9]+', '#', 'g')) AS words
  FROM (SELECT id, account_id, subject, messages_count FROM conversations_conversation
    WHERE made_at > %s AND subject <> '' ORDER BY id DESC LIMIT %s) c
  JOIN conversations_message m ON m.conversation_id = c.id AND m.seq = 1
  WHERE regexp_replace(c.subject, '[0-9]+', '#', 'g') = ANY(%s)
) r WHERE r.words = ANY(%s) GROUP BY r.account_id, r.words
"""


class Floods:
    """What came lately of the same senders and with the same words (one query for a batch, or none)."""

    def __init__(self, asked: Sequence[tuple[RawView, Inbound]]) -> None:
        self._seen: Counter[Key] = Counter()
        self._talks: dict[Key, int] = {}
        self._first: dict[Key, str] = {}
        strangers = [(raw, one) for raw, one in asked if _may_flood(raw, one)]
        if strangers:
            self._look(strangers)

    def _look(self, strangers: Sequence[tuple[RawView, Inbound]]) -> None:
        senders = sorted({(raw.account_id, one.peer) for raw, one in strangers if one.peer})
        subjects = sorted({_plain(one.subject) for _, one in strangers if one.subject})
        said = sorted({_words(one) for _, one in strangers if _words(one)})
        moment = now() - WITHIN
        told = [*columns(senders, 2), MOST, moment, MOST, moment, ALIKE, subjects, said]
        for account, key, count, talk in rows(SENDERS, told):
            self._seen[account, key] = count
            if talk is not None:
                self._talks[account, key] = talk

    def met(self, raw: RawView, inbound: Inbound, *, most: int) -> Inbound:
        """Count one more; beyond `most` it joins the others and asks for nothing."""
        if not most or not _may_flood(raw, inbound):
            return inbound
        found = inbound
        for name, other in ((inbound.peer, False), (f"words:{_words(inbound)}", True)):
            key = (raw.account_id, name)
            self._seen[key] += 1
            first = self._first.setdefault(key, inbound.external_id)
            if self._seen[key] > most and found is inbound and (not other or _words(inbound)):
                found = self._gathered(inbound, key, first, other=other)
        return found

    def _gathered(self, inbound: Inbound, key: Key, first: str, *, other: bool) -> Inbound:
        marks = (*inbound.marks, f"flood:{self._seen[key]}", *(("other-sender",) if other else ()))
        quiet = replace(inbound, automatic=True, marks=marks)
        talk = self._talks.get(key)
        if talk is not None:
            return replace(quiet, conversation=talk)
        return replace(quiet, thread_ids=(*inbound.thread_ids, first))


def most_of(ours: House, account_id: int) -> int:
    """How many mails of one sender a mailbox takes within ten minutes before they count as a flood."""
    box = ours.boxes.get(account_id)
    told = box.settings.get("flood") if box else None
    return min(told, MOST * 10) if isinstance(told, int) else MOST


def _may_flood(raw: RawView, inbound: Inbound) -> bool:
    """Machines are gathered by another rule, an answer to us is no flood, and neither is what had lain in
    a mailbox that we fetch for the first time."""
    if inbound.automatic or inbound.proven_ids or inbound.conversation:
        return False
    old = inbound.sent_at is not None and inbound.sent_at < raw.received_at - OLD
    return not (old and "imap" in raw.envelope)


def _plain(subject: str) -> str:
    return _DIGITS.sub("#", subject[:300])


def _words(inbound: Inbound) -> str:
    """What subject and text come to, whatever numbers stand in them; "" for words that many say."""
    if len(inbound.text) < SHORTEST or not inbound.subject:
        return ""
    said = _DIGITS.sub("#", f"{inbound.subject[:300]}\n{inbound.text[:500]}")
    return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()
