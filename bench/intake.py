"""Mail from the SMTP door to a visible case: real doors and worker processes, every mail checked, the limit beside it.

The limit is pgbench writing the same rows for each mail in a transaction of its own, fsync on, four clients,
in the same run. Each mail is delivered twice: the second delivery must change nothing. `--size N` mails
(default 4,000); `--seconds N` for the limit (default 15).
"""

import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import machine
from bench.limit import rows_per_second
from bench.mails import ADDRESS, Known, Mail, mails
from bench.smtp_client import write_parcel
from bench.texts import Texts
from makegood.base.database import rows
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.contact.channels.operations import Arrival, accept_many, make_account
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_answer
from makegood.loops.contact_to_case import file_waiting
from makegood.records.people import operations as people

SESSIONS = 16
TALKS = 60
BEST_PEER = 32.0  # mails a second of the best product measured on such a machine


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Mails per second, from the first connection to the last case; the limit; what was lost or doubled."""
    count = size or 4000
    found: dict[str, Any] = {"machine": machine.machine(), "mails": count, "sessions": SESSIONS}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with machine.scratch_database("intake") as address:
            known = _company()
            letters = list(mails(count, known=known, seed=11))
            found |= _measured(address, home, letters)
            found["limit"] = rows_per_second(
                address,
                letters,
                Texts(3).text("en", 6),
                cases=TALKS,
                seconds=seconds or 15,
                folder=home,
            )
    rate = found["first delivery"]["mails_per_second"]
    found["share of the limit"] = round(rate / found["limit"]["mails_per_second"], 3)
    found["times the best peer (32 mails/s)"] = round(rate / BEST_PEER, 1)
    return found


def _company() -> list[Known]:
    """One team with its mailbox, and talks in which we have answered already."""
    team = people.make_team(key="front", names={"en": "Front line"})
    lead = people.hire(email="lead@bench.test", name="Lead", role="lead", teams=[team], by=SYSTEM)
    queue = people.make_queue(
        key="home", names={"en": "Home"}, team=team, duty_lead=lead, by=SYSTEM, is_default=True
    )
    account = make_account(
        kind="email", address=ADDRESS, name="Bench", queue=queue, settings={"sink": True}
    )
    first = list(mails(TALKS, known=[], seed=5))
    accept_many(
        [Arrival(account_id=account.pk, external_id=m.message_id, body=m.raw) for m in first]
    )
    while file_waiting():
        continue
    known = []
    for letter in first:
        case = Case.objects.get(strands__conversation__messages__external_id=letter.message_id)
        ours = case_to_answer.answer(
            case, text="We look into it.", user=lead, by=actors.user(lead.pk)
        )
        known.append(Known(ours.external_id, letter.sender, letter.message_id))
    return known


def _measured(address: str, home: Path, letters: Sequence[Mail]) -> dict[str, Any]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    doors = machine.part(address, home, "doors", MAKEGOOD_SMTP_PORT=str(port))
    worker = machine.part(address, home, "worker")
    try:
        _wait_for_port(port)
        _wait_for_worker()
        before, worked = _counts(), _work(doors.pid, worker.pid)
        first = _delivered(port, home, letters, "first")
        after = _work(doors.pid, worker.pid)
        first["cpu_ms_a_mail"] = {
            name: round((after[name] - worked[name]) / len(letters) * 1000, 2) for name in worked
        }
        wrong = _wrong(letters, before)
        again_before = _counts()
        second = _delivered(port, home, letters, "second")
        wrong["changed by the second delivery"] = _difference(again_before, _counts())
        wrong["broken invariants"] = {name: len(found) for name, found in violations().items()}
        used = {
            "doors": machine.pss_megabytes(machine.family(doors.pid)),
            "worker": machine.pss_megabytes(machine.family(worker.pid)),
            "database": machine.pss_megabytes(machine.server_processes()),
        }
        return {
            "first delivery": first,
            "second delivery": second,
            "wrong": wrong,
            "memory_mb": used,
        }
    finally:
        machine.stop(doors, worker)


def _work(doors: int, worker: int) -> dict[str, float]:
    return {
        "doors": machine.cpu_seconds(machine.family(doors)),
        "worker": machine.cpu_seconds(machine.family(worker)),
        "database": machine.cpu_seconds(machine.server_processes()),
    }


def _wait_for_port(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the door does not open")


def _wait_for_worker() -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if rows("SELECT 1 FROM jobs_beat WHERE kind = 'worker'"):
            return
        time.sleep(0.1)
    raise RuntimeError("the worker does not start")


def _delivered(port: int, home: Path, letters: Sequence[Mail], name: str) -> dict[str, Any]:
    parcel, log = home / f"{name}.parcel", home / f"{name}.log"
    write_parcel(parcel, [(m.sender, ADDRESS, m.raw) for m in letters])
    [(last,)] = rows("SELECT coalesce(max(id), 0) FROM channels_rawitem")
    words = [
        sys.executable,
        "-m",
        "bench.smtp_client",
        str(port),
        str(SESSIONS),
        str(parcel),
        str(log),
    ]
    began = time.perf_counter()
    client = subprocess.Popen(words, cwd=machine.CHECKOUT)
    if client.wait() != 0:
        raise RuntimeError("the sending client failed")
    taken = time.perf_counter() - began
    while rows("SELECT 1 FROM channels_rawitem WHERE state = 'new' LIMIT 1"):
        time.sleep(0.02)
    whole = time.perf_counter() - began
    waited = rows(
        "SELECT extract(epoch FROM done_at - received_at)::float FROM channels_rawitem WHERE id > %s",
        [last],
    )
    return {
        "mails_per_second": round(len(letters) / whole, 1),
        "seconds": round(whole, 2),
        "taken_per_second": round(len(letters) / taken, 1),
        "from_250_to_case": machine.milliseconds([w for (w,) in waited]),
    }


TABLES = (
    "channels_rawitem",
    "conversations_message",
    "conversations_conversation",
    "cases_case",
    "customers_contact",
    "files_file",
)


def _counts() -> dict[str, int]:
    return {name: rows(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}


def _difference(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in before if after[name] != before[name]}


def _wrong(letters: Sequence[Mail], before: dict[str, int]) -> dict[str, Any]:
    """Everything that is not as it must be; all zero when each mail is there once, in its talk, with its file."""
    talk_of: dict[str, int] = {}
    stored: Counter[str] = Counter()
    for name, talk in Message.objects.exclude(external_id="").values_list(
        "external_id", "conversation_id"
    ):
        stored[name] += 1
        talk_of[name] = talk
    after = _counts()
    held = dict(
        rows(
            "SELECT m.external_id, string_agg(f.sha256, ' ') FROM conversations_messagefile h"
            " JOIN files_file f ON f.id = h.file_id JOIN conversations_message m ON m.id = h.message_id GROUP BY 1"
        )
    )
    new = sum(m.joins == m.message_id for m in letters)
    return {
        "lost": sum(stored[m.message_id] == 0 for m in letters),
        "doubled": sum(stored[m.message_id] > 1 for m in letters),
        "in the wrong talk": sum(
            talk_of.get(m.message_id) != talk_of.get(m.joins) for m in letters
        ),
        "with a wrong file": sum(held.get(m.message_id, "") != m.file for m in letters),
        "cases too many": after["cases_case"] - before["cases_case"] - new,
        "could not be read": Case.objects.filter(needs_look=True).count(),
    }
