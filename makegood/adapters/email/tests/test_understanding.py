"""What a mail becomes: threads, files, reports, marks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.adapters.email.adapter import EmailAdapter
from makegood.adapters.email.names import domain_of, message_id, name_in
from makegood.adapters.email.tests.make import House, mail
from makegood.base.files.operations import read
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing, RawItem
from makegood.contact.channels.operations import intake
from makegood.contact.channels.queries import views_of
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer
from makegood.loops.contact_to_case import file_waiting


@pytest.fixture
def take(home: House, settle):
    def taken(raw: bytes, **more: str) -> Message:
        pk = home.receive(raw, **more)
        settle()
        return Message.objects.select_related("conversation", "raw").get(raw_id=pk)

    return taken


def said(home: House) -> Message:
    return answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))


def test_a_mail_is_a_case_with_its_words_apart_from_signature_and_quote(take, home):
    message = take(mail("It leaks since Monday.\n\n-- \nWang Fang\n138 0000 0000\n"))
    assert message.text == "It leaks since Monday."
    assert "138 0000 0000" in message.rest
    case = Case.objects.get()
    assert (case.subject, case.owner, case.channel) == ("Water purifier", home.lead, "email")
    assert case.contact.handles.get().value == "wang@mail.test"


def test_a_name_below_the_words_is_said_once(take, home):
    message = take(mail("It leaks since Monday.\n\nWang Fang\n"))
    assert message.text == "It leaks since Monday.\n\nWang Fang"
    assert message.rest == ""  # nothing is folded away that stands above


@pytest.mark.parametrize("charset", ["gb18030", "gbk", "big5", "utf-8", "utf-16"])
def test_chinese_in_any_charset_is_read(take, charset):
    text = "您好，淨水器漏水" if charset == "big5" else "您好，净水器漏水"
    head = (
        mail(
            "", Content_Type=f"text/plain; charset={charset}", Content_Transfer_Encoding="8bit"
        ).strip()
        + b"\r\n\r\n"
    )
    body = text.encode(charset)
    if charset == "utf-16":
        import base64  # noqa: PLC0415

        head, body = head.replace(b"8bit", b"base64"), base64.b64encode(body)
    message = take(head + body + b"\r\n")
    assert message.text == text
    assert Case.objects.get().language == ("zh-Hant" if charset == "big5" else "zh-Hans")


def test_the_customers_answer_joins_by_our_name_from_any_program(take, home):
    take(mail())
    ours = said(home).external_id
    assert take(mail("ok", In_Reply_To=ours)).conversation.strand.case_id == Case.objects.get().pk
    assert (
        take(mail("ok", References=f"<x@y>\r\n {ours}\r\n <z@y>")).conversation.strand.case_id
        == Case.objects.get().pk
    )
    case = Case.objects.get()
    assert case.status == "open"
    assert case.unanswered_since is not None


def test_a_second_mail_of_the_same_thread_joins_inside_one_batch_too(home, settle):
    home.receive(mail("the question", Message_ID="<q@mail.test>"))
    home.receive(mail("one more thing", In_Reply_To="<q@mail.test>"))
    home.receive(mail("somebody else", From="x@evil.test", In_Reply_To="<q@mail.test>"))
    settle()
    assert [m.conversation.messages_count for m in Message.objects.order_by("pk")] == [2, 2, 1]


def test_files_are_kept_with_their_names_and_places(take):
    body = (
        "--b\r\nContent-Type: text/html\r\n\r\n<p>see <img src='cid:pic@1'></p>\r\n"
        "--b\r\nContent-Type: image/png\r\nContent-ID: <pic@1>\r\nContent-Disposition: inline; filename=a.png\r\n\r\nPNG\r\n"
        "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''%E5%8F%91%E7%A5%A8.pdf\r\n\r\nPDF\r\n--b--"
    )
    message = take(mail(body, Content_Type="multipart/related; boundary=b"))
    held = {h.file.name: (h.inline, read(h.file).strip()) for h in message.files.all()}
    assert held == {"a.png": ("pic@1", b"PNG"), "发票.pdf": ("", b"PDF")}


def bounce(ours: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    return mail(
        f"--b\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; wang@mail.test\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {ours}\r\n\r\n--b--",
        From="MAILER-DAEMON@mx.test",
        Subject="Undelivered Mail Returned to Sender",
        Content_Type="multipart/report; report-type=delivery-status; boundary=b",
    )


def test_a_bounce_makes_our_message_failed_and_the_owner_owe_again(take, home, settle):
    take(mail())
    ours = said(home)
    Outgoing.objects.update(state="sent")
    message = take(bounce(ours.external_id), mail_from="")
    settle()
    outgoing = Outgoing.objects.get()
    assert (outgoing.state, outgoing.error) == ("failed", "5.1.1")
    assert {"bounce", "automatic"} <= set(message.marks)
    assert message.conversation == ours.conversation
    case = Case.objects.get()
    assert (case.status, case.unanswered_since is not None) == ("open", True)


def test_a_delay_or_an_invented_bounce_changes_nothing(take, home):
    take(mail())
    ours = said(home)
    Outgoing.objects.update(state="sent")
    delayed = take(bounce(ours.external_id, action="delayed", status="4.4.1"), mail_from="")
    assert "delayed" in delayed.marks
    take(bounce("<" + "0" * 32 + ".aaaaaaaaaaaaaaaaaaaaaaaaaa@example.com>"), mail_from="")
    assert Outgoing.objects.get().state == "sent"


def test_reading_a_batch_asks_the_database_the_same_few_questions_however_large(home):
    for n in range(40):
        home.receive(mail(f"{n}", From=f"w{n}@mail.test"))
    raws = list(RawItem.objects.order_by("pk"))
    views = views_of(raws, {home.account.pk: home.account})
    adapter = EmailAdapter()
    adapter.read(views[:1])
    with CaptureQueriesContext(
        connection,
    ) as few:
        adapter.read(views[:2])
    with CaptureQueriesContext(connection) as many:
        found = adapter.read(views)
    # what is ours, which letters a bounce names or a flood is counted by, whom mail reaches again
    assert len(few) == len(many) == 3
    assert [one.text for one in found] == [f"{n}" for n in range(40)]


def test_a_batch_is_small_in_bytes_too(home, settle, monkeypatch):
    monkeypatch.setattr(intake, "CLAIM_BYTES", 5_000)
    for n in range(6):
        home.receive(mail("x" * 2_000, From=f"w{n}@mail.test"))
    home.receive(mail("x" * 20_000))
    assert [file_waiting() for _ in range(5)] == [3, 3, 1, 0, 0]


def test_our_names_are_made_for_ascii_domains_and_found_without_parsing():
    import uuid  # noqa: PLC0415

    name = message_id(uuid.uuid4(), "support@例子.test")
    assert name.isascii()
    assert "@xn--fsqu00a.test>" in name
    assert domain_of("nobody") == "localhost"
    assert name_in(b"Subject: x\r\nMESSAGE-ID:\r\n <a@b>\r\n\r\nMessage-ID: <no@no>\r\n") == "<a@b>"
    assert name_in(b"Subject: x\r\n\r\nMessage-ID: <no@no>\r\n") == ""
