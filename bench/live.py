"""From a commit, and from a POST, to the other screens: 100 and 2,000 open pages of one real web process.

Pages are streams of staff who sit in teams of fifty: each hears of his team's work, as the work list
does, and the case at hand is open on two screens. Notes are posted by HTTP at a steady rate, and messages are
committed by another process. In a second round everybody sees everything, the worst there is. Beside it the
time that PostgreSQL's own NOTIFY takes from commit to one listener. `--size N` streams only, `--seconds N`.
"""

import multiprocessing
import socket
import tempfile
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from bench import machine
from bench.readers import Page, allow_many_files, listen
from makegood.base.access.models import User
from makegood.base.bus import parameters
from makegood.base.database import rows
from makegood.care.cases.models import Case
from makegood.care.cases.operations import NewCase, open_many
from makegood.contact.channels.operations import make_account
from makegood.contact.conversations.operations import (
    NewConversation,
    NewMessage,
    begin_many,
    file_many,
)
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.customers.operations import Sender, identify_many
from makegood.records.people import operations as people
from makegood.records.people.models import Membership

TEAM = 50
RATE = 10  # a second: half by HTTP, half committed by another process


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Milliseconds from the commit, and from the start of the POST, until a page has heard of it."""
    allow_many_files()
    found: dict[str, Any] = {"machine": machine.machine()}
    for streams in (size,) if size else (100, 2000):
        for name, everybody in (
            ("each hears of his team", False),
            ("everybody hears of everything", True),
        ):
            with (
                machine.scratch_database("live") as address,
                tempfile.TemporaryDirectory() as folder,
            ):
                found[f"{streams} streams, {name}"] = _measured(
                    address, Path(folder), streams, float(seconds or 20), everybody=everybody
                )
    found["limit: NOTIFY to one listener"] = _notify_alone(float(seconds or 20))
    return found


def _measured(
    address: str, home: Path, streams: int, seconds: float, *, everybody: bool
) -> dict[str, Any]:
    pages = _pages(streams, everybody=everybody)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = machine.part(address, home, "web", MAKEGOOD_WEB_PORT=str(port))
    here, there = multiprocessing.Pipe()
    listener = multiprocessing.get_context("spawn").Process(
        target=listen, args=(there, port, pages)
    )
    listener.start()
    try:
        if not here.poll(180):
            raise RuntimeError("not all streams opened")
        opened = here.recv()
        before = machine.cpu_seconds([web.pid])
        told = _write(port, pages, seconds)
        time.sleep(2)
        worked = machine.cpu_seconds([web.pid]) - before
        used = machine.pss_megabytes(machine.family(web.pid))
        here.send("stop")
        heard = here.recv()
    finally:
        listener.join(20)
        machine.stop(web)
    return _figures(told, heard) | {
        "seconds_to_open_all": round(opened, 1),
        "web_cpu_share": round(worked / seconds, 2),
        "memory_mb": {"web": used, "database": machine.pss_megabytes(machine.server_processes())},
    }


def _figures(
    told: dict[int, tuple[str, float, float]], heard: dict[int, list[float]]
) -> dict[str, Any]:
    """`told`: by case version, how it was written, when it began and when it was committed."""
    found: dict[str, Any] = {"written": len(told), "heard": sum(len(v) for v in heard.values())}
    for way in ("POST", "commit"):
        mine = [(entry, begun, done) for entry, (how, begun, done) in told.items() if how == way]
        since_begun = [at - begun for entry, begun, _ in mine for at in heard.get(entry, ())]
        since_done = [at - done for entry, _, done in mine for at in heard.get(entry, ())]
        found[f"from {way} to the other screens"] = machine.milliseconds(
            since_begun if way == "POST" else since_done
        )
    found["never heard"] = sum(entry not in heard for entry in told)
    return found


def _pages(streams: int, *, everybody: bool) -> list[Page]:
    """Staff with sessions, teams and a case for each two."""
    count = 1 if everybody else max(1, streams // TEAM)
    teams = [people.make_team(key=f"t{n}", names={"en": f"Team {n}"}) for n in range(count)]
    lead = people.hire(email="lead@bench.test", name="Lead", role="lead", teams=teams, by=SYSTEM)
    queues = [
        people.make_queue(
            key=f"q{n}",
            names={"en": f"Queue {n}"},
            team=team,
            duty_lead=lead,
            by=SYSTEM,
            is_default=n == 0,
        )
        for n, team in enumerate(teams)
    ]
    agents = User.objects.bulk_create(
        [User(email=f"a{n}@bench.test", name=f"Agent {n}", password="!") for n in range(streams)]
    )
    Membership.objects.bulk_create(
        [Membership(team=teams[n % count], user=a) for n, a in enumerate(agents)]
    )
    account = make_account(
        kind="email",
        address="live@bench.test",
        name="Live",
        queue=queues[0],
        settings={"sink": True},
    )
    contacts = identify_many(
        [Sender("mail", f"c{n}@example.org") for n in range(streams)], by=SYSTEM
    )
    talks = begin_many(
        [
            NewConversation(account=account, contact=c, peer="c@example.org", subject="Live")
            for c in contacts
        ]
    )
    cases = open_many(
        [
            NewCase(
                contact=contact,
                conversation=talk,
                queue=queues[n % count],
                subject="Live",
                owner_id=agents[n].pk,
                deadline=now(),
            )
            for n, (contact, talk) in enumerate(zip(contacts, talks, strict=True))
        ],
        by=SYSTEM,
    )
    return [
        Page(_session(agent), cases[n - n % 2 * count if n >= count else n].pk)
        for n, agent in enumerate(agents)
    ]


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _write(port: int, pages: Sequence[Page], seconds: float) -> dict[int, tuple[str, float, float]]:
    """Notes by HTTP and messages by commit, in turn; the number of the journal entry of each."""
    told: dict[int, tuple[str, float, float]] = {}
    link = HTTPConnection("127.0.0.1", port)
    csrf = "b" * 32
    end, number = time.time() + seconds, 0
    while time.time() < end:
        page = pages[(number * 37) % len(pages)]
        begun = time.time()
        if number % 2:
            _post_note(link, page, csrf)
            kind = "cases.note_written"
        else:
            _commit(page)
            kind = "conversations.message_received"
        done = time.time()
        [(entry,)] = rows("SELECT max(id) FROM journal_entry WHERE kind = %s", [kind])
        told[entry] = ("POST" if number % 2 else "commit", begun, done)
        number += 1
        time.sleep(max(0.0, 1 / RATE - (time.time() - begun)))
    return told


def _post_note(link: HTTPConnection, page: Page, csrf: str) -> None:
    body = urlencode(
        {
            "text": "The seal is worn, a new one is on its way.",
            "csrfmiddlewaretoken": csrf,
            "once": f"{time.time_ns()}",
        }
    )
    link.request(
        "POST",
        f"/cases/{page.case}/notes/",
        body,
        {
            "Cookie": f"session={page.session}; csrf={csrf}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{link.port}",
            "HX-Request": "true",
        },
    )
    answer = link.getresponse()
    answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"a note was answered with {answer.status}")


def _commit(page: Page) -> None:
    case = Case.objects.get(pk=page.case)
    talk = case.strands.select_related("conversation__contact").get().conversation
    file_many(
        [NewMessage(conversation=talk, author="contact", text="Is there any news?", case=case.pk)]
    )


def _notify_alone(seconds: float) -> dict[str, float]:
    """PostgreSQL alone: from before the commit of a NOTIFY until a waiting listener has it."""
    took = []
    with (
        psycopg.connect(**parameters(), autocommit=True) as ear,
        psycopg.connect(**parameters(), autocommit=True) as mouth,
    ):
        ear.execute("LISTEN bench")
        end = time.time() + min(seconds, 5)
        while time.time() < end:
            began = time.perf_counter()
            mouth.execute("NOTIFY bench")
            list(ear.notifies(timeout=2, stop_after=1))
            took.append(time.perf_counter() - began)
    return machine.milliseconds(took)
