"""What every played provider has in common: it is asked, it rings, it keeps what customers got."""

import email.parser
import email.policy
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from makegood.kernel.ids import random_name


@dataclass(frozen=True)
class Ask:
    """A request at the provider's address. `path` begins after the address that was entered with us."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> dict[str, Any]:
        """The object in the body."""
        found = json.loads(self.body or b"{}")
        return found if isinstance(found, dict) else {}

    def form(self) -> dict[str, str]:
        """The fields of a simple form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def parts(self) -> tuple[dict[str, str], list["Thing"]]:
        """Fields and files of a form with files."""
        head = f"content-type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        whole = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + self.body)
        fields, files = {}, []
        for part in whole.iter_parts():
            name = str(part.get_param("name", header="content-disposition") or "")
            content = part.get_payload(decode=True)
            content = content if isinstance(content, bytes) else b""
            if part.get_filename() is None:
                fields[name] = content.decode()
            else:
                files.append(Thing(str(part.get_filename()), part.get_content_type(), content))
        return fields, files


@dataclass(frozen=True)
class Reply:
    """What the provider answers."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def said(told: Mapping[str, Any], status: int = 200, **headers: str) -> Reply:
    """An answer in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(told, ensure_ascii=False).encode()
    return Reply(status, body, {"content-type": "application/json", **named})


@dataclass(frozen=True)
class Ring:
    """A request that the provider makes at our door. `query` is added to the address he was given."""

    method: str = "POST"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Thing:
    """A file."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True)
class Got:
    """What reached a customer."""

    to: str
    name: str
    text: str = ""
    file: Thing | None = None
    mark: str = ""


class FarSide(ABC):
    """One provider. `hook` is our address as it was entered with him."""

    kind: ClassVar[str]
    usual: ClassVar[str]  # our address there
    customer: ClassVar[str]
    other: ClassVar[str] = "somebody-else"
    has_receipts: ClassVar[bool] = True  # tells what was delivered
    takes_files: ClassVar[bool] = True  # from us
    in_pieces: ClassVar[bool] = True  # a long message is several
    asks_twice: ClassVar[bool] = False  # knows a message that it had before
    blames_us: ClassVar[bool] = True  # says when our papers have ended
    slow_seconds: ClassVar[int] = 7

    def __init__(self, *, address: str, settings: dict[str, Any], hook: str, pk: int) -> None:
        self.address, self.settings, self.hook, self.pk = address, settings, hook, pk
        self.got: list[Got] = []
        self.kept: dict[str, Thing] = {}
        self.troubles: list[Reply] = []  # given instead of the next answers to what would send
        self.count = 0

    @classmethod
    @abstractmethod
    def papers(cls, api: str) -> dict[str, Any]:
        """The settings that an administrator enters, sealed as they are kept."""

    @abstractmethod
    def brings(self, body: bytes) -> Ring:
        """Whatever bytes, proven to be his."""

    @abstractmethod
    def answer(self, ask: Ask) -> Reply:
        """What the provider's API answers."""

    @abstractmethod
    def says(
        self, who: str, text: str, *, thing: Thing | None = None, id: str = "", name: str = "Wang"
    ) -> list[Ring]:
        """A customer writes: how the provider rings."""

    def tells(self, got: Got, state: str) -> list[Ring]:
        """What became of a message of ours: how the provider rings."""
        return []

    @abstractmethod
    def trouble(self, kind: str) -> Reply:
        """How the provider says: permanent, transient, slow (wait 7 seconds), account."""

    def remember(self, who: str, at: datetime) -> None:  # noqa: B027 - nothing to do where no window is
        """A customer wrote to us then, before this process played: of use where a window is open."""

    def handshake(self) -> tuple[Ring, bytes] | None:
        """How he proves that the address is ours, and what he wants to hear."""
        return None

    def number(self) -> int:
        """A further number."""
        self.count += 1
        return self.count

    def keep(self, thing: Thing) -> str:
        """Keep a file; its name here."""
        name = random_name(16)
        self.kept[name] = thing
        return name

    def receive(self, got: Got) -> None:
        """It is in the customer's hand."""
        self.got.append(got)

    def next_trouble(self) -> Reply | None:
        """What is to go wrong now."""
        return self.troubles.pop(0) if self.troubles else None


def ask_of(method: str, url: str, api: str, headers: Mapping[str, str], body: bytes) -> Ask:
    """A request by its whole address."""
    parts = urlsplit(url)
    path = parts.path.removeprefix(urlsplit(api).path.rstrip("/"))
    lower = {name.lower(): value for name, value in headers.items()}
    return Ask(method, path, dict(parse_qsl(parts.query)), lower, body)
