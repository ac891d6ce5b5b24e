"""Octets as senders really send them: labels that lie, names in five notations, parts without an end."""

import base64

import pytest

from makegood.adapters.email.reading.headers import date_utc, decode_words
from makegood.adapters.email.reading.parsed import ParsedMail
from makegood.adapters.email.reading.read import read

HEAD = "From: Ann <ann@home.test>\nTo: support@example.com\nSubject: s\nMessage-ID: <1@home.test>\n"
HANS = "你好，空调不制冷，请尽快安排维修，谢谢。"
HANT = "你好，空調不製冷，請盡快安排維修，謝謝。"
WEST = "Schöne Grüße aus Köln, das Gerät läuft nicht."
NAME = "发票 (1).pdf"
PERCENT = "".join(f"%{octet:02X}" for octet in NAME.encode())


def mail(text: str, charset: str = "utf-8", body: bytes = b"") -> ParsedMail:
    return read(text.replace("\n", "\r\n").encode(charset) + body)


@pytest.mark.parametrize(
    "label", ["utf-8", "us-ascii", "iso-8859-1", "", "unknown-8bit", "default", "GB2312", "x-foo"]
)
@pytest.mark.parametrize(
    ("text", "true"),
    [(HANS, "gbk"), (HANS, "utf-8"), (HANT, "big5"), (WEST, "latin-1"), (WEST, "utf-8")],
)
def test_a_text_is_read_whatever_its_label_says(label: str, text: str, true: str) -> None:
    named = f"; charset={label}" if label else ""
    head = f"{HEAD}Content-Type: text/plain{named}\nContent-Transfer-Encoding: 8bit\n\n"
    assert mail(head, body=text.encode(true)).new_text == text


@pytest.mark.parametrize(
    "charset", ["gb18030", "gbk", "hz", "utf-7", "utf-16", "iso-2022-jp", "shift_jis", "euc-jp"]
)
def test_a_true_label_is_believed(charset: str) -> None:
    text = "お世話になっております。" if charset.startswith(("iso", "shift", "euc")) else HANS
    head = (
        f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n\n"
    )
    assert mail(head, body=base64.encodebytes(text.encode(charset))).new_text == text


def test_a_codec_that_is_no_charset_is_not_used() -> None:
    assert mail(f"{HEAD}Content-Type: text/plain; charset=rot13\n\nhello").new_text == "hello"


def test_raw_headers_in_gbk_are_read() -> None:
    found = mail("From: 王建国 <w@x.test>\nSubject: 空调报修，请安排\n\n" + HANS, "gbk")
    assert (found.from_name, found.subject, found.new_text) == ("王建国", "空调报修，请安排", HANS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=?UTF-8?B?5YWz?= =?UTF-8?B?5LqO?=", "关于"),
        ("=?UTF-8?B?5YWz5A==?= =?UTF-8?B?uo4=?=", "关于"),
        ("=?UTF-8?Q?=E5=85?=\n =?UTF-8?Q?=B3=E4=BA=8E?= ok", "关于 ok"),
        ("=?UTF-8?B?5YWz5LqO", "=?UTF-8?B?5YWz5LqO"),
        ("=?utf-8?Q?caf=C3=A9 au lait?=", "café au lait"),
        ("=?x-unknown?B?5YWz5LqO?=", "关于"),
        ("=?gbk?Q?=BF=D5=B5=F7?=", "空调"),
        ("=?utf-8?q?hi=0ABcc=3A_evil=40x.test?=", "hi Bcc: evil@x.test"),
        ("plain", "plain"),
    ],
)
def test_encoded_words_are_decoded(written: str, meant: str) -> None:
    assert decode_words(written) == meant


@pytest.mark.parametrize(
    ("on_type", "on_disposition", "charset"),
    [
        ("", f"; filename*=UTF-8''{PERCENT}", "utf-8"),
        ("", f"; filename*0*=UTF-8''{PERCENT[:9]};\n filename*1*={PERCENT[9:]}", "utf-8"),
        (
            "",
            "; filename*=GBK''" + "".join(f"%{octet:02X}" for octet in NAME.encode("gbk")),
            "utf-8",
        ),
        (f'; name="=?UTF-8?B?{base64.b64encode(NAME.encode()).decode()}?="', "", "utf-8"),
        ("", f'; filename="{NAME}"', "utf-8"),
        ("", f'; filename="{NAME}"', "gbk"),
        ("", f'; filename="{PERCENT}"', "utf-8"),
        ('; name="????.pdf"', f"; filename*=UTF-8''{PERCENT}; filename=\"????.pdf\"", "utf-8"),
    ],
)
def test_a_file_name_is_read_in_every_notation(
    on_type: str, on_disposition: str, charset: str
) -> None:
    text = (
        f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/pdf{on_type}\n"
        f"Content-Transfer-Encoding: base64\nContent-Disposition: attachment{on_disposition}\n\nQUJD\n--b--\n"
    )
    found = mail(text, charset)
    assert [(a.name, a.content) for a in found.attachments] == [(NAME, b"ABC")]
    assert found.new_text == "hi"


@pytest.mark.parametrize("parameter", ["; boundary=zz", "; boundary=other", ""])
def test_parts_are_found_without_a_true_boundary(parameter: str) -> None:
    found = mail(
        f"{HEAD}Content-Type: multipart/mixed{parameter}\n\n--zz\nContent-Type: text/plain\n\nhi\n"
        "--zz\nContent-Type: image/png; name=a.png\n\nx"
    )
    assert (found.new_text, [a.name for a in found.attachments]) == ("hi", ["a.png"])


def test_a_nested_mail_is_one_attachment_and_its_sender_is_not_ours() -> None:
    found = mail(
        f"{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\nContent-Type: message/rfc822\n\n"
        "From: x@y.test\nSubject: inner\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ninner\n--c--\n--b--\n"
    )
    assert (found.subject, found.from_address, found.new_text) == ("s", "ann@home.test", "see")
    assert [a.type for a in found.attachments] == ["message/rfc822"]
    assert b"inner" in found.attachments[0].content


def test_flowed_lines_are_joined() -> None:
    found = mail(
        f"{HEAD}Content-Type: text/plain; format=flowed\n\nThis is a \nlong line\n-- \nBob\n"
    )
    assert (found.new_text, found.signature) == ("This is a long line", "Bob")


@pytest.mark.parametrize(
    ("label", "body"),
    [
        ("base64", HANS),
        ("quoted-printable", HANS),
        ("7bit", base64.encodebytes((HANS * 2).encode()).decode()),
        ("", "".join(f"={octet:02X}" for octet in HANS.encode())),
    ],
)
def test_a_wrong_transfer_label_does_no_harm(label: str, body: str) -> None:
    named = f"Content-Transfer-Encoding: {label}\n" if label else ""
    assert HANS in mail(f"{HEAD}Content-Type: text/plain; charset=utf-8\n{named}\n{body}").new_text


def test_pictures_that_the_page_shows_are_no_files() -> None:
    found = mail(
        f"{HEAD}Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>see <img src='cid:1@x'></p>\n"
        "--b\nContent-Type: image/png; name=shown.png\nContent-ID: <1@x>\n\nx\n"
        "--b\nContent-Type: image/png; name=sent.png\nContent-ID: <2@x>\n\nx\n--b--\n"
    )
    assert [(a.name, a.inline) for a in found.attachments] == [
        ("shown.png", True),
        ("sent.png", False),
    ]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Fri, 20 Nov 2026 10:00:00 +0800", "2026-11-20T02:00:00Z"),
        ("Fri, 20 Nov 2026 10:00:00 +9999", "2026-11-16T05:21:00Z"),
        ("周五, 20 十一月 2026 10:00:00 +0800", "2026-11-20T02:00:00Z"),
        ("2026-11-20 10:00:00 +0800", "2026-11-20T02:00:00Z"),
        ("Sat, 01 Jan 2050 00:00:59 +0000", "2050-01-01T00:00:59Z"),
        ("Mon, 99 Foo 99999 99:99", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_or_none(written: str, utc: str | None) -> None:
    assert date_utc(written) == utc


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"\x00", b"no headers at all", b"Subject: only", b"\xff\xfe" * 50, b"=?"]
)
def test_anything_is_a_mail(raw: bytes) -> None:
    found = read(raw)
    assert found.sender_reason == "no_sender"
    assert "\x00" not in found.text + found.subject


def test_text_follows_headers_without_an_empty_line() -> None:
    found = mail("From: a@b.test\nSubject: x\nHello there\n\nrest")
    assert found.new_text == "Hello there\n\nrest"
    assert found.needs_look


def test_two_faces_need_a_look() -> None:
    found = mail(f"{HEAD}Content-Type: text/plain\nContent-Type: text/html\n\n<script>x</script>")
    assert found.needs_look
    assert found.html == ""


def test_what_nobody_can_see_is_not_in_the_text() -> None:
    page = (
        "<p>Hello</p><div style='display:none'>hidden</div><div style='color:#ffffff'>white</div><!-- note -->"
        "<p style='font-size:0'>small</p><p style='background:#000;color:#fff'>button</p><p>Bye\U000e0041\U000e0042</p>"
    )
    assert (
        mail(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{page}").new_text
        == "Hello\n\nbutton\n\nBye"
    )


def test_a_notice_in_plain_words_below_base64_is_text() -> None:
    body = (
        base64.encodebytes((HANS + "\r\n\r\n").encode()).decode().rstrip()
        + "\n\nNOTICE: this mail was scanned.\n"
    )
    found = mail(
        f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}"
    )
    assert found.new_text.startswith(HANS)
    assert "NOTICE" in found.text


def test_a_body_that_has_a_name_is_still_the_body() -> None:
    found = mail(f"{HEAD}Content-Type: text/plain; name=mail.txt\n\nhello")
    assert (found.new_text, found.attachments) == ("hello", ())
