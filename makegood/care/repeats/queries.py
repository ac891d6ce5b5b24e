"""Which known cases a new contact may be about, by what is known of who writes and by what he names."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from makegood.base.database import rows, table
from makegood.care.repeats.models import Recognition
from makegood.care.repeats.reading.meaning import meaning
from makegood.care.repeats.reading.naming import CASE, NUMBER, Named
from makegood.care.repeats.reading.scoring import (
    ATTACH,
    NEW,
    OFFER,
    Evidence,
    decide,
    features,
    score,
)
from makegood.kernel.clock import now

LATELY = timedelta(days=90)  # a closed case is known for that long after its last word
OF_PERSON, OF_NUMBER, MOST = 6, 6, 12
BINDS = ("person", "claimed", "number", "case")


@dataclass(frozen=True)
class Newcomer:
    """A first message of a conversation. `handles` are what he is known by, `named` what he names; `team_ids` whose
    cases may be meant: of who has the mailbox he wrote to, and of who would get a new case."""

    contact_id: int
    text: str
    team_ids: tuple[int, ...]
    verified: bool = False
    handles: tuple[tuple[str, str], ...] = ()
    named: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Known:
    """A known case with what is compared."""

    case_id: int
    contact_id: int
    status: str
    last_word_at: datetime
    owner_id: int | None
    text: str
    numbers: frozenset[str]
    how: frozenset[str]


@dataclass(frozen=True)
class Found:
    """The known case that a newcomer is most likely about. `verdict`: attach, offer or new."""

    verdict: str
    case_id: int = 0
    score: float = 0.0
    evidence: tuple[str, ...] = ()


NOTHING = Found(NEW)

# Everything by index: the person's own cases, whoever has a handle that was named here, whatever talk named the
# same, and talks that named a handle of his. Each part has its limit, so that it costs the same at any size; what
# many name (a hot line of ours, somebody's switchboard) says nothing about anybody.
CANDIDATES = """
WITH given AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(given)s) AS g(n int, contact bigint, teams bigint[])),
names AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(names)s) AS g(n int, kind text, value text, own bool)),
people AS (
  SELECT n, contact, 'person' AS how FROM given
  UNION SELECT k.n, h.contact_id, 'claimed' FROM names k
    JOIN customers_handle h ON h.kind = k.kind AND h.value = k.value WHERE NOT k.own),
hits AS (
  SELECT p.n, c.id, p.how FROM people p CROSS JOIN LATERAL (
    SELECT id FROM cases_case WHERE contact_id = p.contact ORDER BY id DESC LIMIT %(person)s) c
  UNION SELECT k.n, s.case_id, CASE WHEN k.kind = 'number' THEN 'number' ELSE 'claimed' END FROM names k
    CROSS JOIN LATERAL (
      SELECT conversation_id, count(*) OVER () AS many FROM (
        SELECT conversation_id FROM repeats_mention WHERE kind = k.kind AND value = k.value
        ORDER BY id DESC LIMIT %(number)s + 1) l) m
    JOIN cases_caseconversation s ON s.conversation_id = m.conversation_id AND m.many <= %(number)s
  UNION SELECT k.n, c.id, 'case' FROM names k JOIN cases_case c ON k.kind = 'case' AND c.id = k.value::bigint),
stays AS (
  SELECT h.n, coalesce(c.duplicate_of_id, c.id) AS id, array_agg(DISTINCT h.how) AS how
  FROM hits h JOIN cases_case c ON c.id = h.id GROUP BY 1, 2),
chosen AS (
  SELECT s.n, s.how, c.id, c.contact_id, c.status, c.last_word_at, c.owner_id, c.subject,
    row_number() OVER (PARTITION BY s.n ORDER BY c.last_word_at DESC) AS place
  FROM stays s JOIN cases_case c ON c.id = s.id JOIN given g ON g.n = s.n
  JOIN people_queue q ON q.id = c.queue_id AND q.team_id = ANY(g.teams)
  WHERE c.duplicate_of_id IS NULL AND (c.status <> 'closed' OR c.last_word_at > %(since)s))
SELECT t.n, t.how, t.id, t.contact_id, t.status, t.last_word_at, t.owner_id,
  t.subject || E'\\n' || coalesce(said.words, ''), coalesce(said.numbers, '{}')
FROM chosen t CROSS JOIN LATERAL (
  SELECT string_agg(w.words, E'\\n') AS words, max(w.numbers) AS numbers FROM (
    SELECT (SELECT string_agg(left(m.text, 400), E'\\n' ORDER BY m.seq) FROM (
              SELECT text, seq FROM conversations_message WHERE conversation_id = s.conversation_id
                AND author = 'contact' ORDER BY seq LIMIT 2) m) AS words,
           (SELECT array_agg(value) FROM repeats_mention
              WHERE conversation_id = s.conversation_id AND kind = 'number') AS numbers
    FROM cases_caseconversation s WHERE s.case_id = t.id ORDER BY s.id LIMIT 2) w) said
WHERE t.place <= %(most)s
"""


def recognise_many(newcomers: Sequence[Newcomer]) -> list[Found]:
    """For each the known case that it is most likely about, or nothing (one query for any number)."""
    known = _candidates(newcomers)
    return [_best(one, known.get(n, [])) for n, one in enumerate(newcomers)]


def _candidates(newcomers: Sequence[Newcomer]) -> dict[int, list[Known]]:
    if not newcomers:
        return {}
    names = [
        {"n": n, "kind": kind, "value": value, "own": own}
        for n, one in enumerate(newcomers)
        for kind, value, own in _names(one)
    ]
    given = [
        {"n": n, "contact": one.contact_id, "teams": one.team_ids}
        for n, one in enumerate(newcomers)
    ]
    found = rows(
        CANDIDATES,
        {
            "given": table(given),
            "names": table(names),
            "person": OF_PERSON,
            "number": OF_NUMBER,
            "most": MOST,
            "since": now() - LATELY,
        },
    )
    known: dict[int, list[Known]] = defaultdict(list)
    for n, how, pk, contact, status, at, owner, text, numbers in found:
        known[n].append(
            Known(pk, contact, status, at, owner, text, frozenset(numbers), frozenset(how))
        )
    return known


def _names(one: Newcomer) -> list[tuple[str, str, bool]]:
    """What is looked for: what he names, and under what others may have named him."""
    named = [(x.kind, x.value, False) for x in one.named if x.kind != CASE or len(x.value) < 12]
    return [
        *named,
        *((kind, value, True) for kind, value in one.handles if kind in ("phone", "mail")),
    ]


def _best(one: Newcomer, known: Sequence[Known]) -> Found:
    if not known:
        return NOTHING
    new, moment = meaning(one.text), now()
    named = {x.value for x in one.named if x.kind == NUMBER}
    own = sum("person" in k.how for k in known)
    rated = []
    for k in known:
        evidence = Evidence(
            person="person" in k.how,
            claimed="claimed" in k.how and "person" not in k.how,
            number=bool(named & k.numbers) or "number" in k.how,
            clash=bool(named and k.numbers and not named & k.numbers),
            case="case" in k.how,
            is_open=k.status != "closed",
            days=(moment - k.last_word_at).total_seconds() / 86400,
            lone=own <= 1,
        )
        rated.append((score(features(new, meaning(k.text), evidence)), k, evidence))
    rated.sort(key=lambda each: (-each[0], -each[1].case_id))
    best, k, evidence = rated[0]
    margin = best - rated[1][0] if len(rated) > 1 else 1.0
    verdict = decide(best, evidence=evidence, verified=one.verified, margin=margin)
    if verdict == NEW:
        return NOTHING
    return Found(verdict, k.case_id, best, _said(evidence, verified=one.verified))


def _said(evidence: Evidence, *, verified: bool) -> tuple[str, ...]:
    found = [name for name in BINDS if getattr(evidence, name)]
    return (*found, *(["verified"] if verified else []), "words")


@dataclass(frozen=True)
class Likeness:
    """Another contact who may be the same person, and why."""

    contact_id: int
    name: str
    shown: str
    why: frozenset[str] = field(default_factory=frozenset)
    proven: bool = False


SAME = """
WITH his AS MATERIALIZED (SELECT kind, value FROM customers_handle WHERE contact_id = %(c)s),
said AS MATERIALIZED (
  SELECT DISTINCT m.kind, m.value FROM repeats_mention m JOIN conversations_conversation t ON t.id = m.conversation_id
  WHERE t.contact_id = %(c)s LIMIT 60),
hits AS (
  SELECT h.contact_id AS id, 'he_named' AS why, h.shown FROM said s
    JOIN customers_handle h ON h.kind = s.kind AND h.value = s.value
  UNION SELECT h.contact_id, 'typed', h.shown FROM his s
    JOIN customers_handle h ON (h.kind, s.kind) IN (('mail', 'typedmail'), ('typedmail', 'mail'),
      ('phone', 'typedphone'), ('typedphone', 'phone')) AND h.value = s.value
  UNION SELECT t.contact_id, 'named_him', m.shown FROM his s CROSS JOIN LATERAL (
      SELECT conversation_id, shown FROM repeats_mention WHERE kind = replace(s.kind, 'typed', '') AND value = s.value
      ORDER BY id DESC LIMIT 20) m JOIN conversations_conversation t ON t.id = m.conversation_id
  UNION SELECT t.contact_id, 'number', m.shown FROM said s CROSS JOIN LATERAL (
      SELECT conversation_id, shown FROM repeats_mention WHERE kind = s.kind AND value = s.value AND s.kind = 'number'
      ORDER BY id DESC LIMIT 20) m JOIN conversations_conversation t ON t.id = m.conversation_id)
SELECT c.id, c.name, min(h.shown), array_agg(DISTINCT h.why) FROM hits h JOIN customers_contact c ON c.id = h.id
WHERE c.id <> %(c)s AND c.merged_into_id IS NULL AND NOT EXISTS (
  SELECT 1 FROM customers_apart a WHERE a.one_id = least(c.id, %(c)s) AND a.other_id = greatest(c.id, %(c)s))
GROUP BY c.id, c.name ORDER BY count(DISTINCT h.why) DESC, c.id DESC LIMIT 8
"""


def may_be_the_same(contact_id: int) -> list[Likeness]:
    """Contacts who may be the same person as this one, with the evidence, the likeliest first (one query)."""
    found = rows(SAME, {"c": contact_id})
    return [Likeness(pk, name, shown, frozenset(why)) for pk, name, shown, why in found]


def recognitions_of(case_ids: Collection[int]) -> list[Recognition]:
    """What was recognised in these cases, the latest first (one query)."""
    found = Recognition.objects.filter(case__in=case_ids).select_related(
        "known", "conversation__account"
    )
    return list(found.defer("known__terms").order_by("-pk")[:10])


__all__ = [
    "ATTACH",
    "NEW",
    "OFFER",
    "Found",
    "Likeness",
    "Newcomer",
    "may_be_the_same",
    "recognise_many",
    "recognitions_of",
]
