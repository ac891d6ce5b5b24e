"""A34: small files that unpack to something enormous: kept, offered for saving, never opened by us."""

import gzip
import io
import resource
import struct
import zipfile
import zlib
from base64 import encodebytes

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import mail
from makegood.base.files.operations import keep
from makegood.base.ui.content import content_path


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"\0" * 100_000_000)
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def jpeg(width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0"
        + struct.pack(">H", len(frame) + 2)
        + frame
        + b"\xff\xd9"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "type", "inline"),
    [
        (png(50_000, 50_000), "image/png", False),
        (png(5_000, 5_000), "image/png", True),
        (jpeg(65_000, 65_000), "image/jpeg", False),
        (jpeg(4_000, 3_000), "image/jpeg", True),
        (b"GIF89a" + struct.pack("<HH", 65_535, 65_535), "image/gif", False),
        (b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0" + b"\xff\xff\xff" * 2, "image/webp", False),
        (b"RIFF\0\0\0\0WEBPVP8L\n\0\0\0\x2f" + b"\xff\xff\xff\xff", "image/webp", False),
    ],
    ids=["png", "honest png", "jpeg", "honest jpeg", "gif", "webp", "lossless webp"],
)
def test_a_picture_of_billions_of_points_is_only_saved(content, type, inline):
    file = keep(name="x", type=type, content=content)
    response = Client().get(content_path("file", file.key), HTTP_HOST="content.localhost")
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")


@pytest.mark.django_db
def test_packed_bombs_are_kept_as_they_are(take):
    bombs = {"a.zip": zip_bomb(), "b.docx": zip_bomb(), "c.gz": gzip.compress(b"\0" * 50_000_000)}
    parts = "".join(
        f"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename={name}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{encodebytes(content).decode()}\r\n"
        for name, content in bombs.items()
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    message = take(mail(parts + "--b--", Content_Type="multipart/mixed; boundary=b"))
    assert {held.file.name: held.file.size for held in message.files.all()} == {
        n: len(c) for n, c in bombs.items()
    }
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000


@pytest.mark.django_db
def test_mails_within_mails_end_somewhere(take):
    raw = mail("the innermost")
    for _ in range(60):
        raw = mail(raw.decode(), Content_Type="message/rfc822")
    assert take(raw).conversation.strand.case.owner is not None
