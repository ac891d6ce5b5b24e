"""What staff see beside a mail: what our server found out, signatures, invitations."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from makegood.adapters.email.authentication import checks
from makegood.adapters.email.tests.make import mail
from makegood.contact.conversations.models import Message
from makegood.web.marks import marks_of
from makegood.web.meetings import meeting_of

TOP = "mx.example.com; spf=softfail smtp.mailfrom=a.test; dkim=fail; dkim=pass header.d=mail.test; dmarc=pass header.from=mail.test"


def test_what_our_server_found_is_read_from_its_field_on_top():
    found = checks((TOP, "mx.example.com; dmarc=fail"), authserv_id="MX.example.com")
    assert found == {"spf": "softfail", "dkim": "pass", "dmarc": "pass"}


@pytest.mark.parametrize(
    "results",
    [
        (),
        ("mx.evil.test; dmarc=pass",),
        ("mx.evil.test; none", TOP),
        ("mx.example.com (; dmarc=pass)",),
        ("mx.example.com.evil.test; dmarc=pass",),
        ("; dmarc=pass",),
    ],
)
def test_what_anybody_else_found_is_not_read(results):
    assert checks(results, authserv_id="mx.example.com") == {}


@pytest.fixture
def taken(home, settle):
    home.account.settings = {**home.account.settings, "authserv_id": "mx.example.com"}
    home.account.save()

    def take(raw: bytes) -> Message:
        pk = home.receive(raw)
        settle()
        return Message.objects.get(raw_id=pk)

    return take


def labels(message: Message) -> list[str]:
    return [mark["label"] for mark in marks_of(message.marks)]


def test_staff_see_what_was_found(taken):
    message = taken(f"Authentication-Results: {TOP}\r\n".encode() + mail())
    assert "SPF doubtful · DKIM passed · DMARC passed" in labels(message)
    assert "unverified" not in message.marks


def test_a_mail_that_fails_the_rules_of_its_domain_is_called_forged_and_unproven(taken):
    results = b"Authentication-Results: mx.example.com; dmarc=fail header.from=mail.test\r\n"
    message = taken(results + mail(Reply_To="mallory@evil.test"))
    assert {"forged", "unverified"} <= set(message.marks)
    assert "DMARC failed" in labels(message)


def test_a_signature_is_said_and_not_hung_on_as_a_file(taken):
    signature = "--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx\r\n--b--"
    body = f"--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n{signature}"
    message = taken(mail(body, Content_Type="multipart/signed; boundary=b"))
    assert (message.text, message.files.count()) == ("Hello", 0)
    assert "signed" in message.marks


CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nDTSTART:{start}\r\n"
    "SUMMARY:<b>上门安装</b>\r\nLOCATION:Pudong\r\nORGANIZER;CN=Li Na:mailto:li@mail.test\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def invitation(start: str, method: str = "REQUEST") -> bytes:
    text = CALENDAR.format(start=start, method=method)
    return mail(text, Content_Type=f"text/calendar; method={method}; charset=utf-8")


def test_an_invitation_is_a_card_in_the_readers_zone(home, taken):
    message = taken(invitation("20990302T020000Z\r\nDTEND:20990302T033000Z"))
    assert "invite" in message.marks
    with timezone.override("Asia/Shanghai"):
        card = meeting_of(message.marks)
    assert card is not None
    assert card.when == "2 Mar 2099 10:00 to 11:30 (Beijing time)"
    assert (card.where, card.organiser) == ("Pudong", "Li Na <li@mail.test>")
    client = Client()
    client.force_login(home.lead)
    case = message.conversation.strand.case_id
    page = client.get(reverse("web:case", args=[case])).content.decode()
    assert "&lt;b&gt;上门安装&lt;/b&gt;" in page
    assert "<b>上门安装</b>" not in page


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("20990302T020000", "2 Mar 2099 02:00 (by whose clock is not said)"),
        ("20990302", "2 Mar 2099, all day"),
    ],
)
def test_a_time_without_a_zone_is_not_moved(taken, start, said):
    with timezone.override("Asia/Shanghai"):
        line = f"VALUE=DATE:{start}" if len(start) == 8 else start
        told = invitation(start)
        if len(start) == 8:
            told = told.replace(f"DTSTART:{start}".encode(), f"DTSTART;{line}".encode())
        card = meeting_of(taken(told).marks)
    assert card is not None
    assert card.when == said


def test_a_cancelled_one_says_so(taken):
    card = meeting_of(taken(invitation("20990302T020000Z", "CANCEL")).marks)
    assert card is not None
    assert (card.says, card.gone) == ("Cancelled", True)
