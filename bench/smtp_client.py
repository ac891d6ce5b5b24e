"""A sending mail server as a process of its own: many sessions, each mail until it is taken, and a log of when.

`python -m bench.smtp_client PORT SESSIONS PARCEL LOG` reads mails from PARCEL (`write_parcel`), sends them in
their order, and writes a line `NUMBER SECONDS` to LOG for each 250. A session that breaks is opened anew, and
a mail without a 250 is sent again, as mail servers do.
"""

import asyncio
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import msgspec

WAIT_SECONDS = 0.2
ANSWER_SECONDS = 30.0
Parcel = list[tuple[str, str, bytes]]  # from, to, mail


def write_parcel(path: Path, letters: Sequence[tuple[str, str, bytes]]) -> None:
    """Put mails where the client finds them."""
    path.write_bytes(msgspec.msgpack.encode(list(letters)))


class Refused(Exception):
    """Not taken; it is to be sent again."""


class Session:
    """One connection, opened when it is needed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def send(self, sender: str, recipient: str, raw: bytes) -> None:
        """Hand one mail over. Raises Refused or OSError when it is not taken for certain."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            await self._answer(b"220")
            await self._say(b"EHLO bench.test", b"250")
        await self._say(b"MAIL FROM:<" + sender.encode() + b">", b"250")
        await self._say(b"RCPT TO:<" + recipient.encode() + b">", b"250")
        await self._say(b"DATA", b"354")
        stuffed = raw.replace(b"\r\n.", b"\r\n..")
        await self._say(stuffed.removesuffix(b"\r\n") + b"\r\n.", b"250")

    async def _say(self, line: bytes, wanted: bytes) -> None:
        assert self.writer is not None
        self.writer.write(line + b"\r\n")
        await self._answer(wanted)

    async def _answer(self, wanted: bytes) -> None:
        assert self.reader is not None
        while True:
            line = await asyncio.wait_for(self.reader.readline(), ANSWER_SECONDS)
            if line[3:4] != b"-":
                break
        if not line.startswith(wanted):
            raise Refused(line.decode("utf-8", "replace"))

    def leave(self) -> None:
        """Drop the connection."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def deliver(port: int, sessions: int, parcel: Parcel, log: IO[str]) -> None:
    """Send everything; come back when every mail has been taken."""
    waiting = deque(enumerate(parcel))
    began = time.perf_counter()

    async def work() -> None:
        session = Session(port)
        while waiting:
            number, (sender, recipient, raw) = waiting.popleft()
            while True:
                try:
                    await session.send(sender, recipient, raw)
                    break
                except (Refused, OSError, TimeoutError):
                    session.leave()
                    await asyncio.sleep(WAIT_SECONDS)
            log.write(f"{number} {time.perf_counter() - began:.4f}\n")
            log.flush()
        session.leave()

    await asyncio.gather(*(work() for _ in range(sessions)))


def main() -> None:
    port, sessions, parcel, log = sys.argv[1:5]
    letters = msgspec.msgpack.decode(Path(parcel).read_bytes(), type=Parcel)
    with Path(log).open("a", encoding="ascii") as out:
        asyncio.run(deliver(int(port), int(sessions), letters, out))


if __name__ == "__main__":
    main()
