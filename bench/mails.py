"""RFC 822 mails as they come in the field, with what must become of each; the same seed gives the same mails."""

import base64
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr, formatdate

from bench.texts import Texts

ADDRESS = "service@bench.test"
FILE_BYTES = 50_000
BEHIND = 400  # a reply answers a mail that came so many before it, as it would be long filed


@dataclass(frozen=True)
class Mail:
    """One mail. `joins` is the Message-ID of the first mail of its talk; `file` the hash of what is attached."""

    message_id: str
    sender: str
    raw: bytes
    joins: str
    file: str = ""


@dataclass(frozen=True)
class Known:
    """A talk that is there already: our own Message-ID in it, the customer, the name of its first mail."""

    ours: str
    sender: str
    first: str


def mails(count: int, *, known: Sequence[Known], seed: int) -> Iterator[Mail]:
    """`count` mails: 70 % new, 15 % answers to mails of ours, 15 % answers to the customer's own; every tenth
    with a file of 50 kB; a third HTML with its text, a third HTML alone; half Chinese, some of it GB18030."""
    maker = _Maker(seed)
    first: list[Mail] = []
    for number in range(count):
        kind = number % 20
        if kind in (6, 13, 19) and known:
            one = known[number % len(known)]
            yield maker.mail(number, one.sender, answers=one.ours, joins=one.first)
        elif kind in (3, 9, 16) and len(first) > BEHIND:
            before = first[len(first) - BEHIND]
            yield maker.mail(
                number, before.sender, answers=before.message_id, joins=before.message_id
            )
        else:
            first.append(maker.mail(number, f"customer{number}.{seed}@example.org"))
            yield first[-1]


class _Maker:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.texts = Texts(seed)

    def mail(self, number: int, sender: str, *, answers: str = "", joins: str = "") -> Mail:
        language = "zh" if number % 2 else "en"
        charset = ("gb18030" if number % 6 == 1 else "utf-8") if language == "zh" else "utf-8"
        name = f"<{number}.{self.seed}.{self.random.getrandbits(48):x}@mail.example.org>"
        text = self.texts.text(language, self.random.randint(2, 8))
        if answers:
            text += "\n\n" + self._quoted(language)
        subject = ("Re: " if answers else "") + self.texts.sentence(language)
        shape = self._body(number, text, charset)
        file = b""
        if number % 10 == 4:
            file = self.random.randbytes(FILE_BYTES)
            shape = self._with_file(number, shape, file)
        head = [
            f"From: {formataddr((f'Customer {number}', sender))}",
            f"To: {ADDRESS}",
            f"Subject: {Header(subject, charset if language == 'zh' else 'us-ascii', maxlinelen=70).encode()}",
            f"Date: {formatdate(1_760_000_000 + number * 60)}",
            f"Message-ID: {name}",
            "MIME-Version: 1.0",
        ]
        if answers:
            head += [f"In-Reply-To: {answers}", f"References: {answers}"]
        raw = ("\r\n".join(head) + "\r\n").encode() + shape
        digest = hashlib.sha256(file).hexdigest() if file else ""
        return Mail(name, sender, raw, joins or name, digest)

    def _quoted(self, language: str) -> str:
        before = "\n".join(f"> {self.texts.sentence(language)}" for _ in range(4))
        head = (
            "在 2026年11月20日, 服务中心 写道："
            if language == "zh"
            else "On Fri, 20 Nov 2026, Service wrote:"
        )
        return f"{head}\n{before}"

    def _body(self, number: int, text: str, charset: str) -> bytes:
        html = (
            "<html><body>"
            + "".join(f"<p>{line}</p>" for line in text.split("\n"))
            + "</body></html>"
        )
        if number % 3 == 0:
            return _part("text/plain", text, charset)
        if number % 3 == 1:
            return _part("text/html", html, charset)
        bound = f"=_alt{number}"
        return _multi(
            "alternative",
            bound,
            [_part("text/plain", text, charset), _part("text/html", html, charset)],
        )

    def _with_file(self, number: int, body: bytes, content: bytes) -> bytes:
        name = "照片.jpg" if number % 20 == 4 else f"photo-{number}.jpg"
        shown = Header(name, "utf-8").encode()
        coded = base64.encodebytes(content).replace(b"\n", b"\r\n")
        head = (
            f'Content-Type: image/jpeg; name="{shown}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{shown}"\r\n\r\n'
        )
        return _multi("mixed", f"=_mix{number}", [body, head.encode() + coded])


def _part(kind: str, text: str, charset: str) -> bytes:
    coded = base64.encodebytes(text.replace("\n", "\r\n").encode(charset)).replace(b"\n", b"\r\n")
    head = f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + coded


def _multi(kind: str, bound: str, parts: Sequence[bytes]) -> bytes:
    inner = b"".join(b"--" + bound.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{bound}"\r\n\r\n'
    return head.encode() + inner + b"--" + bound.encode() + b"--\r\n"
