"""A5: whose mail is it? (CVE-2023-27043 and eleven more forms)."""

import pytest

from makegood.adapters.email.tests.make import mail

FORMS = {
    "address as name": ("support@example.com <evil@evil.test>", "evil@evil.test"),
    "quoted address as name": ('"support@example.com" <evil@evil.test>', "evil@evil.test"),
    "encoded address as name": (
        "=?utf-8?b?c3VwcG9ydEBleGFtcGxlLmNvbQ==?= <evil@evil.test>",
        "evil@evil.test",
    ),
    "name ends in our address": ('"Lead (support@example.com)" <evil@evil.test>', "evil@evil.test"),
    "two From lines": ("wang@mail.test\r\nFrom: evil@evil.test", None),
    "two people": ("wang@mail.test, evil@evil.test", None),
    "group": ("Team: wang@mail.test, evil@evil.test;", None),
    "unbalanced": ("<wang@mail.test <evil@evil.test>", None),
    "two at signs": ("<wang@mail.test@evil.test>", None),
    "comment in between": ("wang(<evil@evil.test>)@mail.test", None),
    "look-alike letters": ("W\u0430ng <wang@m\u0430il.test>", None),
    "hidden direction": ("\u202etset.liam@gnaw <evil@evil.test>", "evil@evil.test"),
    "nobody": ("<>", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_doubtful_sender_is_shown_as_such_with_the_real_address(take, form):
    value, real = FORMS[form]
    message = take(mail(From=value))
    assert {"ambiguous-sender", "unverified"} <= set(message.marks), message.marks
    assert message.sender != "support@example.com"
    if real is not None:
        assert message.sender == real


def test_an_honest_sender_is_not_called_ambiguous(take):
    for value in (
        "Wang Fang <wang@mail.test>",
        '"Wang, Fang" <wang@mail.test>',
        "王芳 <wang@mail.test>",
        "wang@mail.test (Wang)",
    ):
        assert "ambiguous-sender" not in take(mail(From=value)).marks


RESULT = "mx.example.com; dkim=pass header.d=mail.test; dmarc=pass (p=reject) header.from=mail.test"


@pytest.mark.parametrize(
    ("results", "verified"),
    [
        ([RESULT], True),
        ([RESULT.replace("dmarc=pass", "dmarc=fail")], False),
        ([RESULT.replace("header.from=mail.test", "header.from=evil.test")], False),
        ([RESULT.replace("mx.example.com", "mx.evil.test")], False),
        (["mx.evil.test; none", RESULT], False),
        (["mx.example.com; dmarc=fail header.from=mail.test", RESULT], False),
        (["mx.example.com; none (; dmarc=pass header.from=mail.test)"], False),
        ([], False),
    ],
)
def test_only_our_own_servers_word_on_top_proves_a_sender(home, take, results, verified):
    home.account.settings = {**home.account.settings, "authserv_id": "mx.example.com"}
    home.account.save()
    lines = "".join(f"Authentication-Results: {line}\r\n" for line in results)
    message = take(lines.encode() + mail())
    assert ("unverified" not in message.marks) is verified


def test_without_a_named_server_nobody_is_proven(take):
    assert "unverified" in take(f"Authentication-Results: {RESULT}\r\n".encode() + mail()).marks


@pytest.mark.parametrize("elsewhere", ["mallory@evil.test", "mallory@mail.test"])
def test_an_answer_goes_elsewhere_only_where_it_is_proven_who_wishes_it(home, take, elsewhere):
    """Somebody with a mailbox at the same provider is no nearer to the customer than anybody else."""
    forged = take(mail(Reply_To=elsewhere))
    assert forged.conversation.peer == "wang@mail.test"
    assert f"replies-elsewhere:{elsewhere}" in forged.marks
    home.account.settings = {**home.account.settings, "authserv_id": "mx.example.com"}
    home.account.save()
    proven = take(f"Authentication-Results: {RESULT}\r\n".encode() + mail(Reply_To=elsewhere))
    assert proven.conversation.peer == elsewhere
