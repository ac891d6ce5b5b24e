"""A33: mails that cost minutes to parse (OTRS CVE-2021-21439, CVE-2026-48187): a case with the raw mail, in seconds."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message

COSTLY = {
    "a million header lines": lambda: b"X: y\r\n" * 1_000_000 + mail(),
    "one header of megabytes": lambda: b"Subject: " + b"x" * 5_000_000 + b"\r\n" + mail(),
    "32,000 recipients": lambda: mail(
        Cc=",\r\n ".join(f"P{n} <p{n}@many.test>" for n in range(32_000))
    ),
    "16,000 parameters": lambda: mail(
        Content_Type="text/plain" + "".join(f";\r\n a{n}=b" for n in range(16_000))
    ),
    "1,500 nested parts": lambda: mail(
        "".join(
            f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n"
            for n in range(1500)
        ),
        Content_Type="multipart/mixed; boundary=b0",
    ),
    "50,000 parts": lambda: mail(
        "--b\r\n\r\nx\r\n" * 50_000 + "--b--", Content_Type="multipart/mixed; boundary=b"
    ),
}
HARMLESS = {
    "a thousand open parentheses": lambda: mail(From="(" * 1000 + "wang@mail.test"),
    "ten thousand encoded words": lambda: mail(Subject=" ".join(["=?utf-8?q?=41?="] * 3000)),
    "tags within tags": lambda: mail(html="<div>" * 30_000 + "deep" + "</div>" * 30_000),
    "a regular expression's nightmare": lambda: mail("a" * 200_000 + "!\n" + "> " * 100_000),
    "quotes of quotes": lambda: mail(
        "\n".join(">" * n + " x" for n in range(1500)), In_Reply_To="<x@y>"
    ),
    "spaces without end": lambda: mail("x" + " \t" * 300_000 + "\n-- \n" + "\n" * 15_000),
}


@pytest.mark.django_db
@pytest.mark.parametrize("form", COSTLY)
def test_a_mail_over_the_limits_is_a_case_with_the_raw_mail_within_seconds(
    home, settle, lead_page: Client, form
):
    raw = COSTLY[form]()
    began = time.monotonic()
    pk = home.receive(raw)
    after = home.receive(mail("an ordinary mail right after", Subject="ordinary"))
    settle()
    assert time.monotonic() - began < 45  # one of them alone took a minute
    message = Message.objects.get(raw_id=pk)
    case = message.conversation.strand.case
    assert case.needs_look
    assert case.owner == home.lead
    assert case.next_deadline is not None
    assert "unreadable" in message.marks
    assert lead_page.get(reverse("mail:raw", args=[message.pk])).content == raw
    assert Message.objects.get(raw_id=after).text == "an ordinary mail right after"
    assert Case.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("form", HARMLESS)
def test_a_mail_that_is_only_odd_is_read_within_seconds(take, form):
    began = time.monotonic()
    take(HARMLESS[form]())
    assert time.monotonic() - began < 45
