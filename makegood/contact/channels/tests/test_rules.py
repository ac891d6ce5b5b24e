"""Reply windows, what a file is, and where a text may be cut."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.contact.channels.models import Account
from makegood.contact.channels.queries import name_in
from makegood.contact.channels.rules import (
    in_pieces,
    is_program,
    judge,
    left_of,
    type_by_content,
)

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(hours=24)
PNG, PDF, PAGE = b"\x89PNG\r\n\x1a\n....", b"%PDF-1.7", b"<svg onload=alert(1)>"


@pytest.mark.parametrize(
    ("ago", "since", "most", "is_open", "more"),
    [
        (timedelta(0), 0, None, True, None),
        (DAY - timedelta(seconds=1), 9, None, True, None),
        (DAY, 0, None, False, None),
        (timedelta(hours=1), 4, 5, True, 1),
        (timedelta(hours=1), 5, 5, False, 0),
        (timedelta(hours=1), 7, 5, False, 0),
    ],
)
def test_a_window_closes_by_time_and_by_count(ago, since, most, is_open, more):
    left = left_of(DAY, most, heard=AT - ago, since=since, at=AT)
    assert (left.is_open, left.more, left.until) == (is_open, more, AT - ago + DAY)


def test_a_customer_who_never_wrote_has_opened_no_window():
    assert not left_of(DAY, None, heard=None, since=0, at=AT).is_open


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (PNG, "image/png"),
        (PDF, "application/pdf"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"RIFF....JUNK", "application/octet-stream"),
        (b"\0\0\0 ftypisom", "video/mp4"),
        (b"\0\0\0 ftypheic", "image/heic"),
        (b"#!AMR\n", "audio/amr"),
        ("权/權".encode(), "text/plain"),
        (PAGE, "application/octet-stream"),
        (b"\xef\xbb\xbf <!doctype html>", "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"a\0b", "application/octet-stream"),
    ],
)
def test_what_a_file_is_is_told_by_its_bytes(content: bytes, type: str):
    assert type_by_content(content) == type


@pytest.mark.parametrize(
    ("content", "name", "said", "kept"),
    [
        (PNG, "a.png", "image/png", ("a.png", "image/png", False)),
        (PNG, "a", "", ("a.png", "image/png", False)),
        (PNG, "a.pdf", "application/pdf", ("a.pdf.png", "image/png", True)),
        (PAGE, "a.png", "image/png", ("a.png.bin", "application/octet-stream", True)),
        (PAGE, "a.png", "", ("a.png.bin", "application/octet-stream", True)),
        (PAGE, "a.svg", "image/svg+xml", ("a.svg", "application/octet-stream", True)),
        (b"\xff\xd8\xff\xe0", "a.jpg", "image/jpg", ("a.jpg", "image/jpeg", False)),
        (
            b"PK\x03\x04",
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            (
                "a.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                False,
            ),
        ),
        (b"OggS", "v.ogg", "audio/ogg; codecs=opus", ("v.ogg", "audio/ogg", False)),
        (b"MZ\0\0", "a.png", "image/png", ("a.png.bin", "application/octet-stream", True)),
    ],
)
def test_name_and_type_fit_the_bytes(content: bytes, name: str, said: str, kept: tuple):
    judged = judge(content, name=name, type=said)
    assert (judged.name, judged.type, judged.lies) == kept


def test_programs_are_known_and_words_about_them_are_none():
    assert all(
        map(is_program, (b"MZ\x90\0", b"\x7fELF\2\1\1\0", b"#!/bin/sh\nrm", b"\xcf\xfa\xed\xfe\7"))
    )
    assert not any(map(is_program, (b"MZ is a place", b"#!AMR\n", PNG, b"", "#权".encode())))


@given(st.text(max_size=400), st.integers(4, 60))
def test_pieces_fit_and_lose_no_word(text: str, most: int):
    for size in ("characters", "bytes"):
        pieces = in_pieces(text, most=most, size=size)
        assert "".join("".join(pieces).split()) == "".join(text.split())
        assert all((len(p) if size == "characters" else len(p.encode())) <= most for p in pieces)


def test_an_account_bears_its_name_in_the_readers_language_or_the_nearest():
    account = Account(name="Lanhe", settings={"names": {"zh-Hans": "蓝禾", "zh-Hant": "藍禾"}})
    assert [name_in(account, one) for one in ("zh-Hans", "zh-Hant")] == ["蓝禾", "藍禾"]
    assert name_in(Account(name="Lanhe"), "zh-Hant") == "Lanhe"
