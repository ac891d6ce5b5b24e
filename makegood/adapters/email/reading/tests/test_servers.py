"""What servers and machines send of themselves, each as its program words it: bounces, delays, absence notes, lists."""

import pytest

from makegood.adapters.email.reading.read import read

OUT = "<out.1@example.com>"
PARTS = """--b
Content-Type: text/plain; charset=utf-8

Text for people.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; gone@x.test
Action: {action}
Status: {status}

--b
Content-Type: {returned}

Message-ID: <out.1@example.com>
To: gone@x.test

--b--
"""
REPORT = "multipart/report; report-type=delivery-status; boundary=b"


def mail(sender: str, subject: str, body: str, *, head: str = "", kind: str = "") -> bytes:
    told = (
        f"From: {sender}\nTo: support@example.com\nSubject: {subject}\nMessage-ID: <x@mx.test>\n{head}"
        f"MIME-Version: 1.0\nContent-Type: {kind or 'text/plain; charset=utf-8'}\n\n{body}\n"
    )
    return told.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("sender", "subject", "head", "kind", "returned"),
    [
        ("MAILER-DAEMON@mx.test (Mail Delivery System)", "Undelivered Mail Returned to Sender", "", REPORT, "message/rfc822"),
        ("Mail Delivery Subsystem <MAILER-DAEMON@mx.test>", "Returned mail: see transcript for details", "", REPORT, "message/rfc822"),
        ("Microsoft Outlook <MicrosoftExchange329e71ec@x.test>", "Undeliverable: Your order", "", REPORT, "message/rfc822"),
        ("postmaster@x.test", "无法送达: 订单", "", REPORT, "text/rfc822-headers"),
        ("mailer-daemon@googlemail.com", "Delivery Status Notification (Failure)", "X-Failed-Recipients: gone@x.test\n", REPORT, "message/rfc822"),
        ("MAILER-DAEMON@mx.test", "Undelivered", "", "multipart/report; boundary=b", "message/rfc822"),
        ("MAILER-DAEMON@mx.test", "Undelivered", "", "multipart/mixed; boundary=b", "message/rfc822"),
    ],
)  # fmt: skip
def test_a_report_of_a_server_says_what_failed(sender, subject, head, kind, returned):
    body = PARTS.format(action="failed", status="5.1.1", returned=returned)
    got = read(mail(sender, subject, body, head="Return-Path: <>\n" + head, kind=kind))
    assert (got.kind, got.new_text) == ("bounce", "")
    report = got.report
    assert (report.action, report.status) == ("failed", "5.1.1")
    assert (report.final_recipient, report.original_message_id) == ("gone@x.test", OUT)


def test_a_delay_is_no_failure():
    body = PARTS.format(action="delayed", status="4.4.1", returned="message/rfc822")
    subject = "Delivery Status Notification (Delay)"
    got = read(mail("mailer-daemon@googlemail.com", subject, body, kind=REPORT))
    assert (got.kind, got.report.action, got.report.status) == ("bounce", "delayed", "4.4.1")


EXIM = """A message that you sent could not be delivered to one or more of its
recipients. The following address(es) failed:

  gone@x.test
    host mx.x.test [192.0.2.1]: 550 5.1.1 <gone@x.test>: User unknown

------ This is a copy of the message, including all the headers. ------

Message-ID: <out.1@example.com>
"""
QMAIL = """Hi. This is the qmail-send program at mx.test.

<gone@x.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <out.1@example.com>
"""
NETEASE = "抱歉，您的邮件被退回来了……\n收件人： gone@x.test\n退信原因：\n收件人邮箱地址不存在。\n550 5.1.1"
TENCENT = "尊敬的用户：\n您发送的邮件被退回\n无法发送到 gone@x.test\n退信原因 收件人地址不存在"


@pytest.mark.parametrize(
    ("sender", "subject", "body", "status", "name"),
    [
        ("Mailer-Daemon@mx.test", "Mail delivery failed: returning message to sender", EXIM, "5.1.1", OUT),
        ("MAILER-DAEMON@mx.test", "failure notice", QMAIL, "5.1.1", OUT),
        ("Postmaster@163.com", "系统退信/Systems bounce", NETEASE, "5.1.1", None),
        ("PostMaster@qq.com", "系统退信", TENCENT, None, None),
    ],
)  # fmt: skip
def test_a_report_in_plain_words_is_read_too(sender, subject, body, status, name):
    got = read(mail(sender, subject, body, head="Return-Path: <>\n"))
    assert (got.kind, got.new_text, got.report.action) == ("bounce", "", "failed")
    assert got.report.final_recipient == "gone@x.test"
    assert (got.report.status, got.report.original_message_id) == (status, name)


ANSWERS = "In-Reply-To: <out.1@example.com>\n"


@pytest.mark.parametrize(
    ("subject", "body", "head"),
    [
        ("Automatic reply: Your order", "I am out of the office until Monday.", "X-Auto-Response-Suppress: All\n"),
        ("自动答复: 订单", "我正在休假。", ""),
        ("自動回覆: 訂單", "我正在休假。", ""),
        ("Automatische Antwort: Bestellung", "Ich bin im Urlaub.", ""),
        ("Réponse automatique : Commande", "Je suis absent.", ""),
        ("Re: 订单", "这是来自QQ邮箱的假期自动回复邮件。\n\n您好，我最近正在休假中，无法亲自回复您的邮件。", ""),
        ("Re: Your order", "I am on vacation until 1 December.", "Auto-Submitted: auto-replied\nPrecedence: bulk\n"),
        ("[Ticket #123] 我们已收到您的邮件", "您好，您的来信已收到，我们会在1个工作日内尽快回复。", "Auto-Submitted: auto-generated\n"),
        ("[自动回复] Re: 订单", "我在出差。", ""),
        ("Re: 订单", "我不在。", "X-Autoreply: yes\n"),
        ("Re: 订单", "我不在。", "Precedence: auto_reply\n"),
    ],
)  # fmt: skip
def test_a_machine_that_answers_for_somebody_is_known(subject, body, head):
    assert (
        read(mail("王芳 <wang@mail.test>", subject, body, head=ANSWERS + head)).kind == "auto_reply"
    )


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Re: 订单", "你们的自动回复没有用。"),
        ("自动售货机坏了", "机器吞了钱。"),
        ("Automatic reply button does not work", "It is broken."),
    ],
)
def test_a_person_who_speaks_of_machines_is_a_person(subject, body):
    got = read(mail("王芳 <wang@mail.test>", subject, body, head=ANSWERS))
    assert (got.kind, got.new_text) == ("reply", body)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("List-Unsubscribe: <https://shop.test/u>\n", "list"),
        ("List-Id: Dev list <dev.lists.test>\nList-Post: <mailto:dev@lists.test>\n", "list"),
        ("Precedence: bulk\n", "list"),
        ("List-Id: <support.example.com>\nList-Post: <mailto:support@example.com>\n", "new"),
    ],
)
def test_a_list_is_one_unless_it_is_our_own_group(head, kind):
    raw = mail("news@shop.test", "本周优惠", "大减价！", head=head)
    assert read(raw, ours=frozenset({"support@example.com"})).kind == kind
