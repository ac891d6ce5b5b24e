"""Any number of open cases in an empty database, written by set-based SQL, as they would lie there after a year."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from bench.texts import RARE, Texts
from makegood.base.access.models import User
from makegood.base.database import columns, rows, run
from makegood.base.journal.partitions import ensure_months
from makegood.contact.channels.models import Account
from makegood.kernel.clock import now
from makegood.kernel.text import tsvector
from makegood.records.people.models import Membership, Queue, Team

TEAMS, QUEUES_PER_TEAM, AGENTS_PER_TEAM = 20, 2, 10
POOL = 3000
FEW = 100  # cases of the smallest team, however many there are
RARE_MESSAGES = 10


@dataclass
class Loaded:
    """The people whose lists are measured: `few` sits in a team that has a hundred cases."""

    agent: User
    few: User
    lead: User
    administrator: User
    sizes: dict[str, float]


def load(cases: int, *, seed: int = 7) -> Loaded:
    """`cases` open cases with a contact each two, a conversation each, one to three messages, a promise, a fact."""
    with transaction.atomic():
        ensure_months(back=12)
        people = _people()
        _pool(seed)
        _rows(cases)
        _rare(cases)
    _indexed_and_analysed()
    counted = {
        name: rows(f"SELECT count(*) FROM {name}")[0][0]
        for name in ("cases_case", "conversations_message")
    }
    people.sizes = {
        "cases": counted["cases_case"],
        "messages": counted["conversations_message"],
        "queues": TEAMS * QUEUES_PER_TEAM,
        "staff": TEAMS * AGENTS_PER_TEAM,
        "database_mb": rows("SELECT pg_database_size(current_database()) / 1048576")[0][0],
    }
    return people


def _user(name: str, role: str = "agent") -> User:
    return User(email=f"{name}@bench.test", name=name, role=role, password="!")


def _people() -> Loaded:
    teams = Team.objects.bulk_create(
        [Team(key=f"team{n}", names={"en": f"Team {n}"}) for n in range(TEAMS)]
    )
    lead, administrator = User.objects.bulk_create(
        [_user("lead", "lead"), _user("administrator", "administrator")]
    )
    agents = User.objects.bulk_create([_user(f"agent{n}") for n in range(TEAMS * AGENTS_PER_TEAM)])
    Membership.objects.bulk_create(
        [Membership(team=teams[n % TEAMS], user=a) for n, a in enumerate(agents)]
    )
    Membership.objects.bulk_create([Membership(team=t, user=lead) for t in teams[:-1]])
    queues = Queue.objects.bulk_create(
        [
            Queue(
                key=f"queue{n}",
                names={"en": f"Queue {n}"},
                team=teams[n % TEAMS],
                duty_lead=administrator,
            )
            for n in range(TEAMS * QUEUES_PER_TEAM)
        ]
    )
    Account.objects.create(
        kind="email", address="service@bench.test", name="Bench", queue=queues[0]
    )
    return Loaded(agents[1], agents[TEAMS - 1], lead, administrator, {})


def _pool(seed: int) -> None:
    """Texts with their index entries: a message is two of them, so that millions differ."""
    texts = Texts(seed)
    made = [
        (n, texts.text("en" if n % 2 else "zh", texts.random.randint(1, 4))) for n in range(POOL)
    ]
    run("CREATE TEMP TABLE pool (i int PRIMARY KEY, text text, terms tsvector) ON COMMIT DROP")
    run(
        "INSERT INTO pool SELECT n, text, terms::tsvector FROM unnest(%s::int[], %s::text[], %s::text[]) AS g(n, text, terms)",
        columns([(n, text, tsvector(text)) for n, text in made], 3),
    )


INDEXES = ("message_terms", "case_terms", "contact_terms")
STATEMENTS = (
    # Who is where: the last team has few cases, the first queue a fifth of all.
    "CREATE TEMP TABLE plan ON COMMIT DROP AS"
    " SELECT n, CASE WHEN n %% %(few)s = 0 THEN 19 WHEN n %% 5 = 0 THEN 0 ELSE (n * 7919) %% 40 END AS q,"
    "  (hashint8(n) & 2147483647) AS h, %(now)s - ((hashint8(n + 1) & 1048575) || ' seconds')::interval AS made"
    " FROM generate_series(1::bigint, %(cases)s) n",
    "UPDATE plan SET q = q - 1 WHERE q IN (19, 39) AND n %% %(few)s <> 0",
    "INSERT INTO customers_contact (id, name, language, zone, place, facts, made_at, terms)"
    " SELECT n, 'Person ' || n, 'en', 'UTC', '', '[]', made, to_tsvector('simple', 'person ' || n)"
    " FROM plan WHERE n %% 2 = 1",
    "INSERT INTO customers_handle (contact_id, kind, value, shown, made_at)"
    " SELECT n, 'mail', 'person' || n || '@example.org', 'person' || n || '@example.org', made FROM plan WHERE n %% 2 = 1",
    "INSERT INTO conversations_conversation (id, account_id, contact_id, peer, subject, messages_count, made_at)"
    " SELECT n, %(account)s, n - (n + 1) %% 2, 'person' || n || '@example.org', left(p.text, 80), 1 + h %% 3, made"
    " FROM plan JOIN pool p ON p.i = h %% %(pool)s",
    "WITH made AS ("
    "INSERT INTO cases_case (id, queue_id, contact_id, subject, status, waiting_for, waiting_reason, owner_id,"
    "  next_deadline, urgency, language, channel, preview, opened_at, unanswered_since, last_word_at, needs_look,"
    "  version, terms)"
    " SELECT a.n, u.id, a.n - (a.n + 1) %% 2, left(p.text, 80), s.status,"
    "  CASE s.status WHEN 'waiting' THEN 'customer' ELSE '' END, '', t.ids[1 + a.h %% cardinality(t.ids)],"
    "  %(now)s + (((a.h / 7) %% 800000 - 40000) || ' seconds')::interval, 0,"
    "  CASE WHEN a.h %% 2 = 1 THEN 'en' ELSE 'zh-Hans' END, 'email', left(p.text, 150), made,"
    "  CASE s.status WHEN 'open' THEN made END, made, false, 1, p.terms"
    " FROM plan a JOIN pool p ON p.i = a.h %% %(pool)s"
    " CROSS JOIN LATERAL (SELECT (ARRAY['open', 'open', 'open', 'waiting', 'resolved'])[1 + (a.h / 3) %% 5] AS status) s"
    " JOIN (SELECT id, team_id, row_number() OVER (ORDER BY id) - 1 AS q FROM people_queue) u ON u.q = a.q"
    " JOIN (SELECT team_id, array_agg(user_id) AS ids FROM people_membership m JOIN access_user x ON x.id = m.user_id"
    "  WHERE x.role = 'agent' GROUP BY team_id) t ON t.team_id = u.team_id"
    " RETURNING id, owner_id, opened_at)"
    " INSERT INTO cases_ownerchange (case_id, epoch, owner_id, why, reason, actor, at)"
    " SELECT id, 1, owner_id, 'opened', '', 'system', opened_at FROM made",
    'INSERT INTO cases_caseconversation (case_id, conversation_id, "primary") SELECT n, n, true FROM plan',
    "INSERT INTO conversations_message (conversation_id, seq, author, sender, sender_name, at, text, rest, html,"
    "  external_id, marks, terms)"
    " SELECT a.n, k, CASE WHEN k = 2 THEN 'staff' ELSE 'contact' END, '', '', made + k * interval '1 hour',"
    "  p.text || ' ' || r.text, '', '', '<' || a.n || '.' || k || '@example.org>', '[]', p.terms || r.terms"
    " FROM plan a CROSS JOIN LATERAL generate_series(1, 1 + a.h %% 3) k"
    " JOIN pool p ON p.i = (a.h / 11 + k) %% %(pool)s JOIN pool r ON r.i = (a.h / 13 + k * 31) %% %(pool)s",
    "INSERT INTO promises_promise (case_id, kind, what, made_at, made_by, due, state, ended_by)"
    " SELECT id, 'first_answer', '', opened_at, 'system', next_deadline, 'open', '' FROM cases_case",
    'INSERT INTO journal_entry (at, kind, actor, "case", customer, subject, facts)'
    " SELECT opened_at, 'cases.opened', 'system', id, contact_id, 'case:' || id,"
    "  jsonb_build_object('case_id', id, 'owner', owner_id, 'channel', 'email') FROM cases_case ORDER BY opened_at",
)


def _rows(cases: int) -> None:
    [(account,)] = rows("SELECT id FROM channels_account")
    values = {
        "cases": cases,
        "few": max(2, cases // FEW),
        "pool": POOL,
        "account": account,
        "now": now(),
    }
    for name in INDEXES:
        _ddl(f"DROP INDEX IF EXISTS {name}", keep=name)
    for statement in STATEMENTS:
        run(statement, values)
    for table in ("customers_contact", "conversations_conversation", "cases_case"):
        rows(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        )


_KEPT: dict[str, str] = {}


def _ddl(statement: str, *, keep: str) -> None:
    found = rows("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [keep])
    if found:
        _KEPT[keep] = found[0][0]
    run(statement)


def _rare(cases: int) -> None:
    """Ten messages hold the rare word of each language, spread over all."""
    step = max(1, cases // RARE_MESSAGES)
    for shift, word in enumerate(RARE.values()):
        run(
            "UPDATE conversations_message SET text = text || ' ' || %s, terms = terms || %s::tsvector"
            " WHERE seq = 1 AND conversation_id %% %s = %s AND conversation_id <= %s",
            [word, tsvector(word), step, (1 + shift) % step, step * RARE_MESSAGES],
        )


def _indexed_and_analysed() -> None:
    run("SET maintenance_work_mem = '512MB'")  # of this session
    for statement in _KEPT.values():
        run(statement)
    _KEPT.clear()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def counts() -> dict[str, Any]:
    """How many rows lie in the largest tables."""
    return {
        name: rows(f"SELECT count(*) FROM {name}")[0][0]
        for name in ("cases_case", "conversations_message")
    }
