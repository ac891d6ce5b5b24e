"""kill -9 of every part at random while mail comes in: what was answered with 250 is there, and there once."""

import json
import os
import random
import signal
import smtplib
import subprocess
import sys
import threading
import time
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest

from makegood.cli.up import PARTS
from makegood.config import environment
from tests.operating.conftest import Makegood, wait_until
from tests.operating.running import Up, start

SEED = int(os.environ.get("MAKEGOOD_TEST_SEED", "20261122"))
SENDERS = 4
SECONDS = 8.0
MAILBOX = "service@lanhe.test"
OPEN = "from makegood.cli import database; database.set_up_django(); from tests.operating import scripts; scripts.open_mailbox()"
STORED = "SELECT external_id, count(*) FROM channels_rawitem GROUP BY 1"
TOLD = "SELECT substring(text from 'token [0-9]+-[0-9]+'), count(*) FROM conversations_message WHERE author = 'contact' GROUP BY 1"


class Sender(threading.Thread):
    """A mail server that does what RFC 5321 says: without a 250 it sends the same mail again."""

    def __init__(self, number: int, port: int, enough: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.enough = number, port, enough
        self.acknowledged: list[str] = []
        self.again = 0

    def run(self) -> None:
        while not self.enough.is_set():
            name = f"token {self.number}-{len(self.acknowledged)}"
            while not self.deliver(name):
                self.again += 1
                time.sleep(0.1)
            self.acknowledged.append(name)

    def deliver(self, name: str) -> bool:
        """Whether the far side said 250."""
        mail = EmailMessage()
        mail["From"] = f"c{random.Random(name).randrange(40)}@example.org"
        mail["To"], mail["Subject"] = MAILBOX, name
        mail["Message-ID"] = f"<{name.replace(' ', '-')}@example.org>"
        mail.set_content(f"{name}: 水泵漏水，请帮忙。\n")
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as server:
                return not server.send_message(mail)
        except (OSError, smtplib.SMTPException):
            return False


def kill_at_random(up: Up, choice: random.Random, seconds: float) -> dict[str, int]:
    """kill -9 of a part every second or so; returns how often each was hit."""
    killed = dict.fromkeys([*PARTS, "postgres"], 0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(choice.uniform(0.4, 1.2))
        part = choice.choice(list(killed))
        pid = up.pids()[part]
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed[part] += 1
    return killed


@pytest.mark.slow
def test_what_was_acknowledged_is_there_once_whatever_was_killed(tmp_path: Path) -> None:
    makegood = Makegood(tmp_path / "home")
    assert makegood.run("manage", "migrate", "--verbosity=0").returncode == 0
    subprocess.run(
        [sys.executable, "-c", OPEN],
        env=makegood.variables,
        check=True,
        capture_output=True,
        timeout=300,
    )
    up = start(makegood)
    try:
        enough = threading.Event()
        port = int(makegood.variables["MAKEGOOD_SMTP_PORT"])
        senders = [Sender(number, port, enough) for number in range(SENDERS)]
        wait_until(lambda: up.pids()["doors"] and senders[0].deliver("token 99-0"))
        for sender in senders:
            sender.start()
        killed = kill_at_random(up, random.Random(SEED), SECONDS)
        enough.set()
        for sender in senders:
            sender.join(60)
            assert not sender.is_alive(), "in the end each mail must find its way in"

        acknowledged = {"token 99-0", *(name for sender in senders for name in sender.acknowledged)}
        assert len(acknowledged) > 20, "the test must have had something to lose"
        assert sum(killed.values()) >= 4, killed
        wait_until(lambda: nothing_waits(makegood), seconds=60)

        url = environment.read(makegood.variables).database_url
        with psycopg.connect(url) as connection:
            stored = dict(connection.execute(STORED).fetchall())
            told = dict(connection.execute(TOLD).fetchall())
        assert set(stored.values()) == {1}, "a mail that was delivered twice is stored once"
        assert acknowledged <= set(told), (
            f"lost with seed {SEED}: {sorted(acknowledged - set(told))[:5]}"
        )
        assert set(told.values()) == {1}, "and shown once"
        assert broken_invariants(makegood) == {}
    finally:
        assert up.stop() == 0


def nothing_waits(makegood: Makegood) -> bool:
    """Whether all that was accepted is in a case."""
    found = environment.read(makegood.variables)
    try:
        with psycopg.connect(found.database_url, connect_timeout=2) as connection:
            row = connection.execute(
                "SELECT count(*) FROM channels_rawitem WHERE state = 'new'"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return row == (0,)


def broken_invariants(makegood: Makegood) -> dict[str, int]:
    report = json.loads(makegood.run("doctor", "--json").stdout)
    found = {
        one["sentence"]: one["count"] for one in report["findings"] if one["subject"] == "invariant"
    }
    assert found, "the doctor must have looked"
    return {sentence: count for sentence, count in found.items() if count}
