"""kill -9 of web, worker, doors and PostgreSQL under load: every 250 and every 2xx is there, and there once.

MAKEGOOD_CRASH_SECONDS makes it longer, MAKEGOOD_TEST_SEED makes it another one.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from makegood.cli.up import PARTS
from makegood.config import environment
from tests.crash.senders import Customer, Visitor, Writer
from tests.operating.conftest import Makegood, wait_until
from tests.operating.running import Up, start

SEED = int(os.environ.get("MAKEGOOD_TEST_SEED", "7"))
SECONDS = float(os.environ.get("MAKEGOOD_CRASH_SECONDS", "20"))
WRITERS, VISITORS = 4, 3
PREPARE = (
    "from makegood.cli import database; database.set_up_django();"
    " from tests.crash import house; house.open_doors()"
)
WAITING = "SELECT count(*) FROM channels_rawitem WHERE state = 'new'"
LATE = "SELECT count(*) FROM journal_reaction WHERE failed_at IS NULL"
STORED = "SELECT max(n) FROM (SELECT count(*) AS n FROM channels_rawitem GROUP BY external_id) t"
TOLD = (
    "SELECT substring(text from 'token [a-z]+[0-9]+-[0-9]+'), count(*) FROM conversations_message"
    " WHERE author = 'contact' GROUP BY 1"
)
FILES = (
    "SELECT substring(m.text from 'token [a-z]+[0-9]+-[0-9]+'), string_agg(f.sha256, ' ')"
    " FROM conversations_messagefile h JOIN conversations_message m ON m.id = h.message_id"
    " JOIN files_file f ON f.id = h.file_id GROUP BY 1"
)
TALKS = (
    "SELECT max(n) FROM (SELECT count(DISTINCT m.conversation_id) AS n FROM conversations_message m"
    " JOIN conversations_conversation c ON c.id = m.conversation_id JOIN channels_account a ON a.id = c.account_id"
    " WHERE a.kind = 'webchat' GROUP BY c.contact_id) t"
)


@pytest.mark.slow
def test_every_acknowledgement_is_kept_exactly_once(tmp_path: Path) -> None:
    makegood = Makegood(tmp_path / "home")
    assert makegood.run("manage", "migrate", "--verbosity=0").returncode == 0
    words = [sys.executable, "-c", PREPARE]
    subprocess.run(words, env=makegood.variables, check=True, capture_output=True, timeout=300)
    up = start(makegood)
    try:
        customers = customers_of(makegood)
        killed = under_load(up, customers)
        assert sum(killed.values()) >= 6, killed
        assert sum(c.again for c in customers) > 0, "the kills must have been felt"
        wait_until(lambda: number(makegood, WAITING) == 0, seconds=60)
        wait_until(lambda: number(makegood, LATE) == 0, seconds=60)
        check(makegood, customers)
    finally:
        assert up.stop() == 0


def customers_of(makegood: Makegood) -> list[Customer]:
    """Some write mails, some sit in the chat."""
    mail, web = (int(makegood.variables[f"MAKEGOOD_{name}_PORT"]) for name in ("SMTP", "WEB"))
    enough = threading.Event()
    writers: list[Customer] = [Writer(f"mail{n}", mail, enough) for n in range(WRITERS)]
    return writers + [Visitor(f"chat{n}", web, enough) for n in range(VISITORS)]


def under_load(up: Up, customers: list[Customer]) -> dict[str, int]:
    """Load and kills for SECONDS; then everybody is let through with what he still has to say."""
    wait_until(lambda: up.pids()["doors"])
    for customer in customers:
        customer.start()
    choice, end = random.Random(SEED), time.monotonic() + SECONDS
    killed = dict.fromkeys([*PARTS, "postgres"], 0)
    while time.monotonic() < end:
        time.sleep(choice.uniform(0.3, 1.5))
        part = choice.choice(list(killed))
        pid = up.pids()[part]
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed[part] += 1
    customers[0].enough.set()
    for customer in customers:
        customer.join(90)
        assert not customer.is_alive(), f"{customer.name} must be heard in the end"
    return killed


def check(makegood: Makegood, customers: list[Customer]) -> None:
    """Exactly once, with its file, in one talk for each visitor, and no invariant broken."""
    with psycopg.connect(environment.read(makegood.variables).database_url) as link:
        told, files = dict(link.execute(TOLD).fetchall()), dict(link.execute(FILES).fetchall())
        assert link.execute(STORED).fetchone() == (1,), "what came twice is stored once"
        assert link.execute(TALKS).fetchone() == (1,), "a visitor has one talk, whatever died"
    for customer in customers:
        assert customer.acknowledged, "each must have had something to lose"
        wrong = {
            token: told.get(token, 0) for token in customer.acknowledged if told.get(token) != 1
        }
        assert not wrong, f"with seed {SEED}"
        if isinstance(customer, Writer):
            assert {t: files.get(t) for t in customer.files} == customer.files, f"with seed {SEED}"
    assert set(told.values()) == {1}
    report = json.loads(makegood.run("doctor", "--json").stdout)
    broken = [f for f in report["findings"] if f["subject"] == "invariant" and f["count"]]
    assert broken == []


def number(makegood: Makegood, statement: str) -> int | None:
    """One number from the database; None while it is away."""
    url = environment.read(makegood.variables).database_url
    try:
        with psycopg.connect(url, connect_timeout=2) as link:
            row = link.execute(statement).fetchone()
    except psycopg.OperationalError:
        return None
    return int(row[0]) if row else None
