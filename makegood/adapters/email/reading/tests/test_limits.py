"""Mails made to cost much are answered at once: refused by their octets, or read in little time."""

import io
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.adapters.email.reading import limits
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.read import attempt

HEAD = b"From: Ann <ann@home.test>\r\nSubject: x\r\n"
ANSWER = HEAD + b"In-Reply-To: <a@b.test>\r\n\r\n"
PEOPLE = b",\r\n ".join(b'"Person %d, Dr." (team) <p%d@many.test>' % (n, n) for n in range(32_000))
PARAMETERS = b"".join(b";\r\n p%d=x" % n for n in range(900))
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(1_500)
)

REFUSED = {
    "a million header lines": (HEAD + b"X: y\r\n" * 1_000_000 + b"\r\nhi", "headers_too_long"),
    "short header lines": (HEAD + b"X: y\r\n" * 2_000 + b"\r\nhi", "too_many_header_lines"),
    "32,000 addresses": (b"To: " + PEOPLE + b"\r\n\r\nhi", "headers_too_long"),
    "3,000 short addresses": (
        b"To: " + b"a@b.test, " * 3_000 + b"\r\n\r\nhi",
        "too_many_addresses",
    ),
    "16,000 parameters": (
        HEAD + b"Content-Type: text/plain" + b";p=x" * 16_000 + b"\r\n\r\nhi",
        "too_many_parameters",
    ),
    "900 folded parameters": (
        HEAD + b"Content-Type: text/plain" + PARAMETERS + b"\r\n\r\nhi",
        "too_many_parameters",
    ),
    "1,500 nested parts": (HEAD + NESTED, "nested_too_deep"),
    "100,000 parts": (
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
        "too_many_parts",
    ),
    "too large": (HEAD + b"\r\n" + b"x" * (limits.SIZE + 1), "too_large"),
}
READ = {
    "open parentheses": b"From: " + b"(" * 200_000 + b"\r\n\r\nhi",
    "quotes": b"From: " + b'"' * 100_001 + b"\r\n\r\nhi",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 15_000 + b"\r\n\r\nx",
    "unclosed words": b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nx",
    "deep html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 300_000,
    "wide html": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<p>x</p>" * 300_000,
    "angle brackets": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<" * 500_000,
    "attributions": ANSWER + b"On 5 May 2020 at 5:00 x\r\n" * 50_000,
    "header blocks": ANSWER + b"From: a\r\n\r\n\r\n\r\n" * 5_000 + b"Von: x\r\n" * 10_000,
    "stars": ANSWER + (b"*" * 110 + b" original\r\n") * 20_000,
    "client lines": HEAD + b"\r\n" + (b"Sent from my " + b"x" * 100 + b"\r\n") * 20_000,
    "look-alike boundaries": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b x\r\n" * 200_000,
    "combining marks": b"Subject: a"
    + "\u0301\u0316".encode() * 50_000
    + b"\r\n\r\na"
    + "\u0301\u0316".encode() * 400_000,
    "spaces in a parameter": b"Content-Type: text/plain;a" + b" " * 250_000 + b"\r\n\r\nx",
    "words of one letter": b"Subject: " + b"=?a?q?x " * 30_000 + b"\r\n\r\nx",
    "references without ids": b"References: " + b"a" * 250_000 + b"\r\n\r\nx",
    "a style": HEAD
    + b"Content-Type: text/html\r\n\r\n<p style='background:"
    + b" " * 500_000
    + b"none'>x",
    "an endless address": b"From: " + b"system." * 30_000 + b"@x.test\r\n\r\nx",
    "an endless last line": HEAD + b"\r\nhello\r\n\r\nAnn\r\n" + b"a@" * 200_000,
    "spaces in a bounce": b"Return-Path: <>\r\nFrom: mailer-daemon@x.test\r\n\r\nto"
    + b" " * 100_000,
    "nested mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1_500,
    "bounce": b"Return-Path: <>\r\nFrom: mailer-daemon@x.test\r\nSubject: Undelivered\r\n\r\n"
    + b"to (a@" * 200_000,
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_mail_over_a_limit_is_refused_at_once(name: str) -> None:
    raw, reason = REFUSED[name]
    began = time.process_time()
    answer = attempt(raw)
    assert isinstance(answer, Unreadable)
    assert answer.reason == reason
    assert reason in limits.REASONS
    assert time.process_time() - began < 1


@pytest.mark.parametrize("name", READ)
def test_a_tangled_mail_is_read_in_little_time(name: str) -> None:
    began = time.process_time()
    assert isinstance(attempt(READ[name]), ParsedMail)
    assert time.process_time() - began < 5


def test_five_hundred_addresses_are_still_read() -> None:
    people = b", ".join(b'"Doe" <p%d@many.test>' % n for n in range(400))
    answer = attempt(b"To: " + people + b"\r\n\r\nhi")
    assert isinstance(answer, ParsedMail)
    assert len(answer.to) == 400


def test_an_archive_is_never_unpacked() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", bytes(50_000_000))
    raw = (
        HEAD
        + b"Content-Type: application/zip; name=z.zip\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        + archive.getvalue()
    )
    tracemalloc.start()
    answer = attempt(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(answer, ParsedMail)
    assert answer.attachments[0].content == archive.getvalue()
    assert peak < 2_000_000


PIECES = st.sampled_from(
    rb"""From: |Content-Type: multipart/mixed; boundary=b~|Content-Type: text/html; charset=gbk~|--b~|--b--~|~|~~|=?utf-8?B?|?=
|<a@b>|"|(|> |Re: |References: <|Content-Transfer-Encoding: base64~|; name*0*=x''%|-- ~|Date: |<div>|wrote:""".replace(
        b"\n", b""
    )
    .replace(b"~", b"\r\n")
    .split(b"|")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=40).map(b"".join))
def test_no_octets_break_the_reader(raw: bytes) -> None:
    answer = attempt(raw)
    assert isinstance(answer, ParsedMail)
    assert "\x00" not in answer.text + answer.subject + answer.from_name
    (answer.text + answer.html + answer.subject + answer.new_text).encode("utf-8")
