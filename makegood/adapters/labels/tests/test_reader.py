import io
import struct
import zlib

import pytest
import segno
from PIL import Image

from makegood.adapters.labels import adapter
from makegood.adapters.labels.child import read


def picture() -> bytes:
    out = io.BytesIO()
    segno.make("958F-24-00017", micro=False).save(out, kind="png", scale=8, border=6)
    return out.getvalue()


def test_a_code_is_read_in_a_process_of_its_own():
    texts, why = adapter.read(picture())
    assert ("958F-24-00017", 0.99, "code") in texts
    assert why == ""


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 by 60,000."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "picture"),
        (b"%PDF-1.7", "picture"),
        (b"\xff\xd8\xff" + b"x" * 500, "picture"),
        (bomb(), "large"),
    ],
)
def test_what_is_no_picture_or_a_trap_is_refused_before_it_is_unpacked(content, why):
    assert read(content) == {"texts": [], "why": why}


def test_a_cut_picture_is_none():
    whole = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(whole, "JPEG")
    assert read(whole.getvalue()[:2000])["why"] == "picture"


def test_a_third_at_once_is_told_to_come_again(monkeypatch):
    monkeypatch.setattr(adapter.AT_ONCE, "acquire", lambda *, blocking: False)
    assert adapter.read(b"x") == ([], "busy")


def test_a_reader_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(adapter, "SECONDS", 0.05)
    monkeypatch.setattr(
        adapter, "COMMAND", [adapter.COMMAND[0], "-c", "import time; time.sleep(30)"]
    )
    assert adapter.read(b"x") == ([], "time")
