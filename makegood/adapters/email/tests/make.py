"""Makers for tests of mail: a mailbox, a running door, mails, and servers that misbehave on purpose."""

import asyncio
import smtplib
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from makegood.adapters.email.doors.shelf import Shelf
from makegood.adapters.email.doors.smtp import SmtpDoor
from makegood.adapters.email.sink import install_sink
from makegood.base.access.models import User
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import Arrival, accept_many, make_account
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people
from makegood.records.people.models import Queue

SUPPORT = "support@example.com"


@dataclass
class Sent:
    """One mail that reached the simulated mailbox."""

    account_address: str
    recipient: str
    message_id: str
    raw: bytes

    @property
    def head(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[0]


@dataclass
class House:
    """A small company with one mailbox; what it sends lies in `outbox`."""

    lead: User
    queue: Queue
    account: Account
    outbox: list[Sent] = field(default_factory=list)

    def receive(
        self, raw: bytes, *, mail_from: str = "somebody@mail.test", account: Account | None = None
    ) -> int:
        """Take one mail in without a door; returns its raw row."""
        envelope = {"mail_from": mail_from, "rcpt_tos": [SUPPORT], "client": "127.0.0.1"}
        name = uuid.uuid4().hex
        [pk] = accept_many(
            [
                Arrival(
                    account_id=(account or self.account).pk,
                    external_id=name,
                    body=raw,
                    envelope=envelope,
                )
            ]
        )
        return pk


def house(*, address: str = SUPPORT, **settings: Any) -> House:
    """One team, one queue with its lead, one mailbox that sends into a list."""
    team = people.make_team(key="front", names={"en": "Front line", "zh-Hans": "前台"})
    lead = people.hire(email="lead@lanhe.test", name="Lead", role="lead", teams=[team], by=SYSTEM)
    queue = people.make_queue(
        key="home", names={"en": "Home"}, team=team, duty_lead=lead, by=SYSTEM, is_default=True
    )
    found = House(lead, queue, another_mailbox(queue, address, **{"sink": True, **settings}))
    install_sink(lambda **told: found.outbox.append(Sent(**told)))
    return found


def another_mailbox(queue: Queue, address: str, **settings: Any) -> Account:
    """One more address of ours."""
    return make_account(
        kind="email", address=address, name="Lanhe Service", queue=queue, settings=settings
    )


def mail(text: str = "It leaks.", *, html: str = "", **headers: str) -> bytes:
    """A mail as its sender wrote it; `headers` with underscores for dashes, empty ones are left out."""
    told = {
        "From": "Wang Fang <wang@mail.test>",
        "To": SUPPORT,
        "Subject": "Water purifier",
        "Message-ID": f"<{uuid.uuid4().hex}@mail.test>",
        "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
        "MIME-Version": "1.0",
        "Content-Type": f"text/{'html' if html else 'plain'}; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    body = (html or text).replace("\r\n", "\n").replace("\n", "\r\n")
    return f"{head}\r\n{body}\r\n".encode("utf-8", "surrogateescape")


@contextmanager
def open_door(shelf: Shelf | None = None) -> Iterator[SmtpDoor]:
    """A listening SMTP server of ours on a free port, in a thread with an event loop of its own."""
    loop = asyncio.new_event_loop()
    door = SmtpDoor(port=0, shelf=shelf)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(door.open(), loop).result(10)
    try:
        yield door
    finally:
        asyncio.run_coroutine_threadsafe(door.close(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def post(
    door: SmtpDoor, raw: bytes, *, to: str = SUPPORT, sender: str = "wang@mail.test"
) -> tuple[int, bytes]:
    """One mail through the door with Python's own client; the answer to its final dot."""
    with smtplib.SMTP("127.0.0.1", door.port, timeout=20) as client:
        client.ehlo()
        code, answer = client.mail(sender)
        if code == 250:
            code, answer = client.rcpt(to)
        return client.data(raw) if code == 250 else (code, answer)


class Crooked:
    """A server of one connection after another that follows a script of the test.

    `script(line, connection)` gets each line of the client and returns an answer, or None for none.
    """

    def __init__(self, greet: bytes, script: "Callable[[bytes, Crooked], bytes | None]") -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.greet, self.script = greet, script
        self.lines: list[bytes] = []
        self.link: socket.socket | None = None
        self.connections = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                self.link, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                self._talk(self.link)
            except OSError:
                continue
            finally:
                self.link.close()

    def _talk(self, link: socket.socket) -> None:
        link.sendall(self.greet)
        stream = link.makefile("rb")
        while line := stream.readline():
            self.lines.append(line)
            answer = self.script(line, self)
            if answer:
                link.sendall(answer)

    def hang_up(self) -> None:
        """Cut the line at once."""
        assert self.link is not None
        self.link.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self.link is not None:
            self.link.close()
