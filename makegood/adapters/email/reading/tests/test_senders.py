"""Who wrote it: whatever can be read in two ways is said to be unclear, and the real address is the one found."""

import pytest

from makegood.adapters.email.reading.addresses import REASONS
from makegood.adapters.email.reading.read import read


@pytest.mark.parametrize(
    ("headers", "address", "reason"),
    [
        ("From: Ann Lee <ann@home.test>", "ann@home.test", ""),
        ('From: "Lee, Ann (x) \\"A\\"" <Ann@HOME.test>', "Ann@home.test", ""),
        ("From: ann@home.test (Ann Lee)", "ann@home.test", ""),
        ('From: "ann@home.test" <ann@home.test>', "ann@home.test", ""),
        ("From: 李娜 <李娜@例子.test>", "李娜@例子.test", ""),
        ("From: ann@home.test\r\nFrom: eve@evil.test", "ann@home.test", "several_from_headers"),
        ("From: Ann <ann@home.test>, Eve <eve@evil.test>", "ann@home.test", "several_senders"),
        ("From: support@example.com <eve@evil.test>", "eve@evil.test", "address_in_name"),
        (
            'From: "Li Min <support@example.com>" <eve@evil.test>',
            "eve@evil.test",
            "address_in_name",
        ),
        (
            'From: "=?utf-8?B?TGkgTWluIDxzdXBwb3J0QGV4YW1wbGUuY29tPg==?=" <eve@evil.test>',
            "eve@evil.test",
            "address_in_name",
        ),
        ("From: support＠example.com <eve@evil.test>", "eve@evil.test", "address_in_name"),
        ("From: Team: ann@home.test;", "ann@home.test", "group"),
        ("From: =?utf-8?B?QW5uIDxhbm5AaG9tZS50ZXN0Pg==?=", "ann@home.test", "encoded_address"),
        ("From: <>", "", "no_sender"),
        ("Subject: nobody", "", "no_sender"),
        ('From: "Ann <ann@home.test>', "ann@home.test", "unclear_address"),
        ("From: ann@home.test@evil.test", "ann@home.test@evil.test", "unclear_address"),
        (
            'From: <"support@example.com"@evil.test>',
            '"support@example.com"@evil.test',
            "unclear_address",
        ),
        ("From: <@example.com:eve@evil.test>", "eve@evil.test", "unclear_address"),
        ("From: Ann <ann@home.test> <eve@evil.test>", "ann@home.test", "address_in_name"),
        ("From: Ann \u202etset.live <eve@evil.test>", "eve@evil.test", "invisible_characters"),
        ("From: Ann <ann@exаmple.com>", "ann@exаmple.com", "mixed_scripts"),
        ("From: Ann <ann@xn--exmple-4nf.com>", "ann@xn--exmple-4nf.com", "mixed_scripts"),
        ("From: " + "(" * 1000 + " <ann@home.test>", "", "no_sender"),
    ],
)
def test_the_sender_is_told_with_his_doubts(headers: str, address: str, reason: str) -> None:
    found = read(f"{headers}\r\n\r\nhello".encode())
    assert (found.from_address, found.sender_reason) == (address, reason)
    assert found.sender_ambiguous == bool(reason)
    assert not reason or reason in REASONS


def test_reply_to_is_never_the_sender() -> None:
    found = read(b"From: no-reply@chat.test\r\nReply-To: mallory@evil.test\r\n\r\nx")
    assert found.from_address == "no-reply@chat.test"
    assert [box.address for box in found.reply_to] == ["mallory@evil.test"]


def test_hard_recipients_are_found_in_order() -> None:
    found = read(
        b'To: "Baker, Tom" <tom@b.test>, =?utf-8?Q?Nguy=E1=BB=85n=2C_Minh?= <minh@b.test>,\r\n'
        b' Crew: hans@b.test, "o\'hara" <ohara@b.test>;, SUPPORT@EXAMPLE.COM\r\nCc: undisclosed-recipients:;\r\n\r\nx'
    )
    assert [(box.name, box.address) for box in found.to] == [
        ("Baker, Tom", "tom@b.test"),
        ("Nguyễn, Minh", "minh@b.test"),
        ("", "hans@b.test"),
        ("o'hara", "ohara@b.test"),
        ("", "SUPPORT@example.com"),
    ]
    assert found.cc == ()


def test_authentication_results_are_passed_on_as_written() -> None:
    found = read(
        b"Authentication-Results: mx.test; spf=fail;\r\n dmarc=fail\r\nFrom: a@b.test\r\n\r\nx"
    )
    assert found.authentication_results == ("mx.test; spf=fail; dmarc=fail",)
