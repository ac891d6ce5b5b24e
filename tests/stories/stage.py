"""What stories are played with: a provider's mail server, a company on a day of its own, people at their pages."""

import asyncio
import json
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from aiosmtpd.smtp import SMTP
from django.test import Client
from lxml import html

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock
from makegood.records.people import operations as people
from tests.make import Company, company

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHARSETS = {"en": "utf-8", "zh-Hans": "gb18030", "zh-Hant": "big5"}


class Inbox:
    """A real SMTP server: the customer's provider."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(envelope.content)
        return "250 OK"

    def newest(self) -> EmailMessage:
        """The mail that came last."""
        return message_from_bytes(self.mails[-1], policy=policy.default)

    def texts(self) -> list[str]:
        """What stands in every mail, in order."""
        return [words_of(message_from_bytes(m, policy=policy.default)) for m in self.mails]


@contextmanager
def open_inbox() -> Iterator[Inbox]:
    """A listening provider, until the block ends."""
    handler, ready = Inbox(), threading.Event()

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(handler), "127.0.0.1", 0
        )
        handler.port = server.sockets[0].getsockname()[1]
        ready.set()
        async with server:
            await server.serve_forever()

    loop = asyncio.new_event_loop()
    task = loop.create_task(serve())

    def run() -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            return
        finally:
            loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    yield handler
    loop.call_soon_threadsafe(task.cancel)
    thread.join(10)


def words_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def written(subject: str, text: str, charset: str, **headers: str) -> bytes:
    """A mail as a client of that language writes it: encoded words, its own charset."""
    head = {
        "From": "Customer <wang@mail.test>",
        "To": "billing@lanhe.test",
        "Subject": Header(subject, charset).encode(),
        "Message-ID": f"<{zlib.crc32((subject + text).encode())}@mail.test>",
        "MIME-Version": "1.0",
        "Content-Type": f"text/plain; charset={charset}",
        "Content-Transfer-Encoding": "8bit",
        **headers,
    }
    lines = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in head.items())
    return lines.encode() + b"\r\n" + (text + "\r\n").encode(charset)


def later(settle: Callable[[], None]) -> None:
    """The seconds in which an answer can be taken back are over."""
    with clock.use(clock.VirtualClock(clock.now() + timedelta(seconds=30))):
        settle()


def link_in(text: str, kind: str = "s") -> str:
    """The address in a text that leads to the customer's page, as his program would make it clickable."""
    found = re.search(rf"https?://[^/\s]+(/{kind}/[\w-]+/)", text)
    assert found, text
    return found[1]


def say(client: Client, path: str, *, solved: str, words: str) -> None:
    """Open the page, fill in the form as it stands there, and send it."""
    page = html.fromstring(client.get(path).content.decode())
    [form] = page.xpath("//form[.//input[@name='solved']]")
    assert not form.xpath(".//input[@name='solved'][@checked]")
    fields = {i.get("name"): i.get("value", "") for i in form.xpath(".//input[@type='hidden']")}
    answer = client.post(form.get("action"), {**fields, "solved": solved, "words": words})
    assert answer.status_code in (200, 302, 303), answer.content[:500]


@dataclass
class Stage:
    """A company on a day of its own: its clock goes only when it is told to, its worker runs when it is told
    to, and people who are named sit at their desks."""

    firm: Company
    time: VirtualClock
    settle: Callable[[], None]
    inbox: Inbox
    language: str
    here: list[User] = field(default_factory=list)

    def hire(self, name: str, role: str = "agent", **more: Any) -> User:
        """Somebody who works here, speaks the language of the story and is at his desk."""
        more = {"language": self.language, "zone": str(SHANGHAI), **more}
        user = self.firm.hire(name, role, **more)
        people.set_presence(user, state="available", by=SYSTEM)
        self.sit(user)
        return user

    def sit(self, *users: User) -> None:
        """They come to their desks and stay."""
        self.here += users
        self._seen()

    def leave(self, *users: User) -> None:
        """They go away from their desks without a word."""
        self.here = [one for one in self.here if one not in users]

    def _seen(self) -> None:
        for user in self.here:
            people.seen(user.pk)

    def to(self, hour: int, minute: int, *, days: int = 0) -> None:
        """The worker was down until that time of the day in Shanghai; then it catches up."""
        local = self.time.moment.astimezone(SHANGHAI) + timedelta(days=days)
        self.time.moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        self._seen()
        self.settle()

    def minutes(self, count: int, *, step: int = 1) -> None:
        """So many minutes pass with the worker running."""
        for _n in range(0, count, step):
            self.time.advance(timedelta(minutes=step))
            self._seen()
            self.settle()

    def at(self) -> str:
        """The time by the clock on the wall in Shanghai."""
        return f"{self.time.moment.astimezone(SHANGHAI):%H:%M}"


@contextmanager
def stage(
    settle: Callable[[], None], inbox: Inbox, *, language: str, start: datetime
) -> Iterator[Stage]:
    """A company with a mailbox, at that moment."""
    virtual = VirtualClock(start.astimezone(UTC))
    with clock.use(virtual):
        firm = company()
        people.change_team(firm.team, names=firm.team.names, zone=str(SHANGHAI), by=SYSTEM)
        smtp = {"host": "127.0.0.1", "port": inbox.port, "security": "none"}
        another_mailbox(firm.queue, "billing@lanhe.test", smtp=smtp)
        yield Stage(firm, virtual, settle, inbox, language)


@dataclass
class Desk:
    """Somebody of us at the pages of a case, as his browser talks to them."""

    user: User
    case_id: int
    forms: int = 0

    @property
    def case(self) -> Case:
        """The case as it stands."""
        return Case.objects.get(pk=self.case_id)

    def get(self, path: str) -> str:
        """A page that he opens."""
        answer = self._client().get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content.decode()

    def post(self, path: str, *, code: int = 204, **fields: Any) -> Any:
        """A form that he sends; it must be answered with that code."""
        answer = self._client().post(path, fields, headers={"HX-Request": "true"})
        assert answer.status_code == code, (path, answer.status_code, answer.content.decode()[:800])
        return answer

    def act(self, what: str, *, code: int = 204, **fields: Any) -> Any:
        """A dialog of the case, as the page shows it now."""
        fields.setdefault("version", self.case.version)
        return self.post(f"/cases/{self.case_id}/{what}/", code=code, **fields)

    def read(self, text: str, **fields: Any) -> dict[str, Any]:
        """What the composer shows while he types."""
        answer = self.act("reading", code=200, text=text, **fields)
        return dict(answer.json())

    def reply(self, text: str, *promised: dict[str, str], code: int = 200, then: str = "") -> Any:
        """The composer, sent."""
        self.forms += 1
        fields = {"text": text, "once": f"form-{self.user.pk}-{self.forms}", "then": then}
        told = [json.dumps(each) for each in promised]
        return self.act("replies", code=code, promised=told, **fields)

    def _client(self) -> Client:
        client = Client()
        client.force_login(self.user)
        return client
