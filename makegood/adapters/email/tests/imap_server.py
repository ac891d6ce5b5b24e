"""A small IMAP server whose mailbox lies in memory, with faults on order."""

import re
import socket
import threading
from dataclasses import dataclass, field


@dataclass
class Kept:
    """One mail on the server."""

    body: bytes
    came: str = "22-Nov-2026 10:00:00 +0000"
    flags: set[bytes] = field(default_factory=set)


class ImapServer:
    """`mails` by number. `cut_in` bytes into the next FETCH of bodies the line breaks; `vanish` are numbers
    that are listed and then gone; `refused` are numbers whose bodies it cannot give, `deadly` those that
    break the line; `claimed` are sizes other than the real ones; `commands` is what clients said."""

    def __init__(self, *, idle: bool = True) -> None:
        self.mails: dict[int, Kept] = {}
        self.uidvalidity = 7
        self.password = "secret"
        self.cut_in: int | None = None
        self.vanish: set[int] = set()
        self.refused: set[int] = set()
        self.deadly: set[int] = set()
        self.claimed: dict[int, int] = {}
        self.commands: list[bytes] = []
        self.logins = 0
        self._idle = idle
        self._news = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._links: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def put(self, body: bytes, **more: str) -> int:
        """A new mail arrives; its number."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = Kept(body, **more)
        self._news.set()
        return uid

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut_all()

    def cut_all(self) -> None:
        """Every connection breaks."""
        for link in self._links:
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._links.clear()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            self._links.append(link)
            threading.Thread(target=self._guarded, args=(link,), daemon=True).start()

    def _guarded(self, link: socket.socket) -> None:
        try:
            self._talk(link)
        except OSError:
            return
        finally:
            link.close()

    def _talk(self, link: socket.socket) -> None:
        link.sendall(b"* OK ready\r\n")
        stream = link.makefile("rb")
        while line := stream.readline():
            self.commands.append(line.strip())
            tag, _, rest = line.strip().partition(b" ")
            name = rest.split(b" ")[0].upper()
            if name == b"IDLE":
                self._wait(link, stream, tag)
                continue
            for piece in self._answers(name, rest):
                link.sendall(piece)
            bad = name == b"LOGIN" and self.password.encode() not in rest
            if b"BODY.PEEK[]" in rest.upper():
                bad = bool(self.refused & set(self._numbers(rest.split(b" ")[2])))
            self.logins += name == b"LOGIN" and not bad
            link.sendall(tag + (b" NO wrong\r\n" if bad else b" OK done\r\n"))
            if name == b"LOGOUT":
                return

    def _answers(self, name: bytes, rest: bytes):
        if name == b"CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1" + (b" IDLE" if self._idle else b"") + b"\r\n"
        elif name in (b"SELECT", b"EXAMINE"):
            yield b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] here\r\n" % (
                len(self.mails),
                self.uidvalidity,
            )
        elif name == b"UID":
            yield from self._uid(rest)

    def _uid(self, rest: bytes):
        what = rest.split(b" ")[1].upper()
        if what == b"SEARCH":
            yield b"* SEARCH" + b"".join(b" %d" % uid for uid in self._searched(rest)) + b"\r\n"
        elif what == b"FETCH":
            places = {uid: n for n, uid in enumerate(sorted(self.mails), 1)}
            for uid in self._numbers(rest.split(b" ")[2]):
                yield from self._fetched(uid, places[uid], rest)
        elif what == b"STORE":
            for uid in self._numbers(rest.split(b" ")[2]):
                self.mails[uid].flags.add(b"\\Seen")

    def _searched(self, rest: bytes) -> list[int]:
        after = re.search(rb"UID (\d+):\*", rest)
        if after is None:
            return sorted(self.mails)
        last = max(self.mails, default=0)
        return sorted(uid for uid in self.mails if uid >= min(int(after[1]), last))

    def _numbers(self, text: bytes) -> list[int]:
        found: set[int] = set()
        for part in text.split(b","):
            low, _, high = part.partition(b":")
            found.update(range(int(low), int(high or low) + 1))
        return sorted(found & set(self.mails))

    def _fetched(self, uid: int, seq: int, rest: bytes):
        kept = self.mails[uid]
        if b"BODY" not in rest.upper():
            yield b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "%s")\r\n' % (
                seq,
                uid,
                self.claimed.get(uid, len(kept.body)),
                kept.came.encode(),
            )
            return
        if uid in self.vanish or uid in self.refused:
            return
        if uid in self.deadly:
            raise OSError("cut")
        if b"[HEADER]" in rest.upper():
            head = kept.body.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            yield (
                b"* %d FETCH (UID %d BODY[HEADER] {%d}\r\n" % (seq, uid, len(head))
                + head
                + b")\r\n"
            )
            return
        answer = (
            b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (seq, uid, len(kept.body))
            + kept.body
            + b")\r\n"
        )
        if self.cut_in is not None:
            yield answer[: self.cut_in]
            self.cut_in = None
            raise OSError("cut")
        yield answer

    def _wait(self, link: socket.socket, stream, tag: bytes) -> None:
        link.sendall(b"+ idling\r\n")
        link.settimeout(0.05)
        while True:
            if self._news.is_set():
                self._news.clear()
                link.sendall(b"* %d EXISTS\r\n" % len(self.mails))
            try:
                line = link.recv(100)
            except TimeoutError:
                continue
            self.commands.append(line.strip())
            link.settimeout(None)
            if line:
                link.sendall(tag + b" OK idle over\r\n")
            return
