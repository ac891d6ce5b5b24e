"""Signed and packed mails, made here by hand, and what broken ones cost."""

import struct
import zlib
from base64 import encodebytes

import pytest
from asn1crypto import cms

from makegood.adapters.email.reading.cage import Cage
from makegood.adapters.email.reading.parsed import ParsedMail
from makegood.adapters.email.reading.read import read

INNER = (
    b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + encodebytes("滤芯漏水了。".encode()).replace(b"\n", b"\r\n")
    + b"--i\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n--i--\r\n"
)


def signed(inner: bytes) -> bytes:
    content = {"content_type": "data", "content": inner}
    told = {"version": "v1", "digest_algorithms": [], "encap_content_info": content}
    return _info("signed_data", cms.SignedData({**told, "signer_infos": []}))


def compressed(inner: bytes) -> bytes:
    told = {
        "version": "v0",
        "compression_algorithm": {"algorithm": "zlib"},
        "encap_content_info": {"content_type": "data", "content": zlib.compress(inner)},
    }
    return _info("compressed_data", cms.CompressedData(told))


def enveloped() -> bytes:
    told = {
        "content_type": "data",
        "content_encryption_algorithm": {"algorithm": "aes256_cbc", "parameters": b"0" * 16},
        "encrypted_content": b"secret",
    }
    data = cms.EnvelopedData(
        {"version": "v0", "recipient_infos": [], "encrypted_content_info": told}
    )
    return _info("enveloped_data", data)


def _info(kind: str, content: object) -> bytes:
    return bytes(cms.ContentInfo({"content_type": kind, "content": content}).dump())


def mail(kind: str, content: bytes, *, name: str, text: str = "") -> bytes:
    head = "From: wang@mail.test\r\nSubject: hi\r\nMIME-Version: 1.0\r\n"
    part = (
        f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n'
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{encodebytes(content).decode()}\r\n'
    )
    if not text:
        return (head + part).encode()
    words = f"--o\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--o\r\n"
    return f"{head}Content-Type: multipart/mixed; boundary=o\r\n\r\n{words}{part}--o--\r\n".encode()


@pytest.mark.parametrize("wrap", [signed, compressed, lambda inner: signed(compressed_part(inner))])
def test_the_mail_inside_an_opaque_envelope_is_read(wrap) -> None:
    raw = mail("application/pkcs7-mime; smime-type=signed-data", wrap(INNER), name="smime.p7m")
    got = read(raw)
    assert got.new_text == "滤芯漏水了。"
    assert [(a.name, a.content) for a in got.attachments] == [("a.pdf", b"%PDF")]
    assert "signed" in got.defects
    assert not got.needs_look


def compressed_part(inner: bytes) -> bytes:
    """A signed mail whose inside is itself packed."""
    return mail("application/pkcs7-mime", compressed(inner), name="smime.p7m")


def test_an_encrypted_mail_is_shown_as_such_with_its_file() -> None:
    got = read(mail("application/pkcs7-mime", enveloped(), name="smime.p7m"))
    assert got.needs_look
    assert "encrypted" in got.defects
    assert [a.name for a in got.attachments] == ["smime.p7m"]


@pytest.mark.parametrize(
    "content", [b"", b"0", b"\x30\x80" * 500, signed(INNER)[:90], b"-----BEGIN PKCS7-----x"]
)
def test_a_broken_envelope_stays_a_file(content: bytes) -> None:
    got = read(mail("application/pkcs7-mime", content, name="smime.p7m", text="see file"))
    assert got.new_text == "see file"
    assert [a.name for a in got.attachments] == ["smime.p7m"]


def test_envelopes_within_envelopes_end_somewhere() -> None:
    inner = INNER
    for _ in range(40):
        inner = mail("application/pkcs7-mime", signed(inner), name="smime.p7m")
    with Cage() as cage:
        assert not isinstance(cage.read(inner), ParsedMail)
        assert isinstance(
            cage.read(mail("application/pkcs7-mime", signed(INNER), name="smime.p7m")), ParsedMail
        )


def tnef(*objects: tuple[int, int, int, bytes]) -> bytes:
    """A winmail.dat of (level, name, type, data)."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    for level, name, kind, data in objects:
        out += struct.pack("<BHHI", level, name, kind, len(data)) + data
        out += struct.pack("<H", sum(data) & 0xFFFF)
    return out


HEAD = [
    (1, 0x9006, 8, struct.pack("<I", 0x10000)),
    (1, 0x9007, 6, struct.pack("<II", 936, 0)),
]
FILE = [
    (2, 0x9002, 6, b"\x01\x00" + b"\x00" * 12),
    (2, 0x8010, 1, "报价单.pdf".encode("gbk") + b"\x00"),
    (2, 0x800F, 6, b"%PDF-1"),
]
BODY = [(1, 0x800C, 2, "请看附件。".encode("gbk") + b"\x00")]


def test_the_files_of_a_winmail_are_unpacked_beside_it() -> None:
    got = read(mail("application/ms-tnef", tnef(*HEAD, *FILE), name="winmail.dat", text="see file"))
    assert got.new_text == "see file"
    assert [(a.name, a.content) for a in got.attachments[1:]] == [("报价单.pdf", b"%PDF-1")]
    assert got.attachments[0].name == "winmail.dat"


def test_the_words_of_a_winmail_count_where_the_mail_has_no_others() -> None:
    got = read(mail("application/ms-tnef", tnef(*HEAD, *BODY, *FILE), name="winmail.dat"))
    assert got.new_text == "请看附件。"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x78\x9f\x3e\x22",
        tnef(*HEAD, *FILE)[:-20],
        tnef((2, 0x800F, 6, b"x")),  # content of no file
        tnef((1, 0x9004, 6, struct.pack("<I", 0xFFFFFFFF))),  # four thousand million people
        tnef(*[(1, 0x8004, 1, b"\x00")] * 100_000),
    ],
)
def test_a_broken_winmail_stays_a_file(content: bytes) -> None:
    with Cage() as cage:
        got = cage.read(mail("application/ms-tnef", content, name="winmail.dat", text="see file"))
    assert isinstance(got, ParsedMail)
    assert got.new_text == "see file"
    assert got.attachments[0].content == content
