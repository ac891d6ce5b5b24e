"""Our SMTP server: 250 when the mail is committed, 451 when it cannot be, and nothing in between."""

import asyncio
import hashlib
import re
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from makegood.adapters.email.doors.shelf import NotStored, Shelf
from makegood.adapters.email.names import name_in
from makegood.kernel.text import clean

SIZE_LIMIT = 35 * 1024 * 1024
CHUNK = 1024 * 1024  # how much of a mail is taken from the wire at once
MOST_SESSIONS = 500
MOST_IN_FLIGHT = 256 * 1024 * 1024
MOST_RECIPIENTS = 500
LAST_WORDS_SECONDS = 0.1  # for the answers to what was just stored
TRY_LATER = "451 4.3.0 Not stored, please try again later"
NO_ROOM = "451 4.3.1 No room to store mail, please try again later"
TOO_BUSY = "451 4.3.2 Too busy, please try again later"
_PLAIN = re.compile(
    r"<([A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,190})>(.*)", re.DOTALL
)
_END = b"\r\n.\r\n"
logger = structlog.get_logger()


class Load:
    """What all sessions of this process hold at the moment."""

    def __init__(self) -> None:
        self.sessions = 0
        self.bytes = 0


class Door(SMTP):
    """aiosmtpd's server, taking a mail from the wire in large pieces instead of line by line."""

    line_length_limit = CHUNK

    def __dir__(self) -> list[str]:
        """The library looks through all names for commands at every connection; these are they."""
        return _COMMANDS

    def __init__(self, handler: "Handler", load: Load) -> None:
        super().__init__(
            handler,
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            hostname="makegood",
            ident="Makegood",
            loop=asyncio.get_running_loop(),
            auth_exclude_mechanism=["LOGIN", "PLAIN"],
        )
        self.load = load

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.load.sessions += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.load.sessions -= 1
        super().connection_lost(error)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        found = _PLAIN.match(arg.lstrip())  # nearly all; the library's parser takes the rest
        return (found[1], found[2]) if found else super()._getaddr(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the library's name
        """DATA [no argument]"""
        if await self.check_helo_needed():
            return
        if arg or self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        mail = Taken(self._reader, self.load)
        try:
            answer = await self._take(mail, self.envelope)
        finally:
            mail.forget()
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(answer)

    async def _take(self, mail: "Taken", envelope: Envelope) -> str:
        await mail.read()
        if mail.too_large:
            return "552 5.3.4 Error: Too much mail data"
        if mail.too_busy:
            return TOO_BUSY
        envelope.content = mail.content()
        return str(await self._call_handler_hook("DATA"))


_COMMANDS = sorted(name for name in dir(Door) if name.startswith(("smtp_", "auth_")))


class Taken:
    """One mail on its way in: read to its end whatever happens, kept only as far as it may be."""

    def __init__(self, reader: asyncio.StreamReader, load: Load) -> None:
        self._reader = reader
        self._load = load
        self._pieces: list[bytes] = []
        self._size = self._held = 0
        self.too_large = self.too_busy = False

    async def read(self) -> None:
        """Take everything up to the line that holds only a dot; only CR LF ends a line."""
        if await self._begins_with_end():
            return
        while True:
            try:
                self._add(await self._reader.readuntil(_END))
            except asyncio.LimitOverrunError as more:
                self._add(await self._reader.read(max(more.consumed, 1)))
            else:
                return

    async def _begins_with_end(self) -> bool:
        """Read on while the next octets could be an end that began before them; True if it is one."""
        at = b"\r\n"  # the mail begins at the start of a line
        while True:
            octet = await self._reader.readexactly(1)
            self._add(octet)
            at = (at + octet)[-len(_END) :]
            if at == _END:
                return True
            if not any(at.endswith(_END[:n]) for n in range(1, len(_END))):
                return False

    def _add(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > SIZE_LIMIT + len(_END):
            self.too_large = True
        elif self._load.bytes + len(piece) > MOST_IN_FLIGHT:
            self.too_busy = True
        if self.too_large or self.too_busy:
            self.forget()
            return
        self._pieces.append(piece)
        self._held += len(piece)
        self._load.bytes += len(piece)

    def forget(self) -> None:
        """Let go of what was read."""
        self._load.bytes -= self._held
        self._held = 0
        self._pieces.clear()

    def content(self) -> bytes:
        """The mail as its sender wrote it: without the end, with doubled dots made single again."""
        whole = b"".join(self._pieces)[: -len(b".\r\n")]
        plain = whole.replace(b"\r\n.", b"\r\n")
        return plain[1:] if plain.startswith(b".") else plain


class Handler:
    """Decides about each command. `shelf` stores."""

    def __init__(self, shelf: Shelf, load: Load) -> None:
        self.shelf = shelf
        self.load = load

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: Door, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse early what could not be stored."""
        if self.load.sessions > MOST_SESSIONS:
            return TOO_BUSY
        if not self.shelf.has_room():
            return NO_ROOM
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Door, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Everything for somebody is taken, if there is any mailbox of ours at all."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        try:
            known = await self.shelf.known()
        except NotStored:
            return TRY_LATER
        if known.is_off(address):
            return "550 5.2.1 This mailbox is switched off and takes no mail"
        if known.account_for([address]) is None:
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Door, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        """250 after the commit."""
        body = envelope.content
        assert isinstance(body, bytes)  # noqa: S101 - we put it there
        if not self.shelf.has_room():
            return NO_ROOM
        name = name_in(body) or f"sha256:{hashlib.sha256(body).hexdigest()}"
        try:
            await self.shelf.keep(
                recipients=list(envelope.rcpt_tos),
                external_id=name,
                body=body,
                envelope=_as_seen(session, envelope),
            )
        except NotStored:
            return TRY_LATER
        return "250 2.0.0 OK, stored"

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours is no reason for the sender to give up."""
        logger.error("an SMTP session failed", exc_info=error)
        return TRY_LATER


def _as_seen(session: Session, envelope: Envelope) -> dict[str, Any]:
    sender = str(envelope.mail_from or "")
    return {
        "mail_from": "" if sender == "<>" else clean(sender)[:320],
        "rcpt_tos": [clean(str(address))[:320] for address in envelope.rcpt_tos],
        "client": str((session.peer or ("",))[0]),
        "helo": clean(str(session.host_name or ""))[:200],
    }


class SmtpDoor:
    """The listening server. `port` 0 takes any free one; `address` says which it became."""

    def __init__(self, *, host: str = "127.0.0.1", port: int, shelf: Shelf | None = None) -> None:
        self.host, self.port = host, port
        self.shelf = shelf or Shelf()
        self.load = Load()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        handler = Handler(self.shelf, self.load)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: Door(handler, self.load), self.host, self.port, backlog=512
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self.shelf.start()

    async def close(self) -> None:
        """Take nobody new in, store what waits."""
        if self._server is not None:
            self._server.close()
        await self.shelf.stop()
        await asyncio.sleep(LAST_WORDS_SECONDS)
