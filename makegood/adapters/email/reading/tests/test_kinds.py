"""Kinds of mail, and what reports say about our own."""

import pytest

from makegood.adapters.email.reading.parsed import ParsedMail, Report
from makegood.adapters.email.reading.read import read

ANSWER = "In-Reply-To: <out.1@x.test>\n"
OURS = frozenset({"support@example.com"})


def mail(subject: str, text: str, headers: str = "", sender: str = "ann@home.test") -> ParsedMail:
    raw = f"From: {sender}\nTo: support@example.com\nSubject: {subject}\n{headers}\n{text}"
    return read(raw.replace("\n", "\r\n").encode(), ours=OURS)


@pytest.mark.parametrize(
    ("kind", "subject", "headers", "text"),
    [
        ("new", "pump", "", "It leaks."),
        ("reply", "pump", ANSWER, "It leaks."),
        ("reply", "Re: pump", "", "It leaks.\n\n> Does it?"),
        ("new", "Re: pump", "", "It leaks."),
        ("reply", "回复：水泵", "", "漏水\n\n> 是吗"),
        ("forward", "Fwd: pump", "", "See below."),
        ("forward", "转发: 水泵", ANSWER, "请看"),
        ("forward", "[EXTERNAL] FW: Re: pump", "", "x"),
        ("auto_reply", "Automatic reply: pump", "", "I am away."),
        ("auto_reply", "自动回复: 水泵", "", "您好"),
        ("auto_reply", "pump", "Auto-Submitted: auto-replied\n", "x"),
        (
            "auto_reply",
            "Re: pump",
            ANSWER,
            "Hello, I am currently out of the office until 1 December.",
        ),
        ("auto_reply", "Re: 水泵", ANSWER, "您好，我正在休假，12月1日之前无法回复邮件。"),
        ("auto_reply", "Out of Office AutoReply: pump", "", "I am away."),
        ("auto_reply", "Odpowiedź automatyczna: pump", "", "x"),
        ("auto_reply", "자동 회신: pump", "", "x"),
        ("auto_reply", "外出回覆: 水泵", "", "您好"),
        ("auto_reply", "【自动回复】水泵", ANSWER, "您好"),
        ("new", "【自动回复】按键失灵", "", "请修"),
        (
            "auto_reply",
            "Re: pump",
            ANSWER + "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
            "x",
        ),
        ("new", "自动回复功能坏了", "Auto-Submitted: no\n", "请修"),
        ("new", "Out of office calendar is broken", "", "It does not open."),
        ("reply", "Re: visit", ANSWER, "Tuesday does not work, I will be travelling."),
        ("list", "news", "List-Id: <dev.lists.test>\nPrecedence: list\n", "x"),
        ("new", "pump", "List-Post: <mailto:support@example.com>\nPrecedence: list\n", "x"),
        ("new", "pump", "List-Id: <support.example.com>\nPrecedence: list\n", "x"),
    ],
)
def test_the_kind_is_told(kind: str, subject: str, headers: str, text: str) -> None:
    assert mail(subject, text, headers).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "We have received your request (#7) and answer within 24 hours. Please do not reply.",
        "您的邮件已收到，我们会尽快与您联系。此邮件由系统自动发送，请勿回复。",
    ],
)
def test_an_acknowledgement_by_a_machine_is_no_case(text: str) -> None:
    assert mail("Your request", text, sender="noreply@shop.test").kind == "auto_reply"
    assert mail("Your request", text).kind == "new"


def test_calendar_data_with_a_method_is_an_invitation() -> None:
    found = mail(
        "Visit",
        "--b\n\nmeeting\n--b\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--b--\n",
        "Content-Type: multipart/alternative; boundary=b\n",
    )
    assert (found.kind, found.new_text, found.attachments) == ("invite", "meeting", ())


def test_a_delivery_report_says_which_mail_failed() -> None:
    found = mail(
        "Undeliverable: hi",
        "--b\n\nfailed\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns;x\n\n"
        "Final-Recipient: RFC822; u@v.test\nAction: failed\nStatus: 5.1.10\n\n"
        "--b\nContent-Type: message/rfc822\n\nMessage-ID: <out.1@x.test>\nReferences: <r@x.test>\n\nbody\n--b--\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
        "postmaster@v.test",
    )
    assert (found.kind, found.new_text) == ("bounce", "")
    assert found.report == Report("failed", "5.1.10", "u@v.test", "<out.1@x.test>", ("<r@x.test>",))


@pytest.mark.parametrize(
    ("subject", "text", "report"),
    [
        (
            "failure notice",
            "This is the qmail-send program.\n\n<u@v.test>:\n550 5.1.1 unknown\n\n--- copy\n\nMessage-ID: <out.2@x.test>\n",
            Report("failed", "5.1.1", "u@v.test", "<out.2@x.test>"),
        ),
        (
            "系统退信",
            "您的邮件被退回。\n收件人地址：u@v.test\n原因：user not found",
            Report("failed", None, "u@v.test"),
        ),
        (
            "Delayed Mail (still being retried)",
            "To: u@v.test\n4.4.1 timeout",
            Report("delayed", "4.4.1", "u@v.test"),
        ),
    ],
)
def test_a_report_in_plain_words_is_read_too(subject: str, text: str, report: Report) -> None:
    found = mail(subject, text, "Return-Path: <>\n", "MAILER-DAEMON@v.test")
    assert (found.kind, found.report) == ("bounce", report)


def test_a_person_who_writes_about_a_bounce_is_no_bounce() -> None:
    found = mail("Undeliverable: my parcel", "It came back.")
    assert (found.kind, found.report) == ("new", None)


def test_a_receipt_says_which_mail_was_read() -> None:
    found = mail(
        "已读: 报修",
        "--b\n\n已读\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;u@v.test\n"
        "Original-Message-ID: <out.3@x.test>\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n",
    )
    assert found.kind == "receipt"
    assert found.report == Report("displayed", None, "u@v.test", "<out.3@x.test>")


def test_machine_mail_with_a_code_is_marked() -> None:
    found = mail(
        "Your confirmation code: 482-913", "Your code is 482913.", sender="no-reply@chat.test"
    )
    assert (found.signals.machine, found.signals.carries_code) == (True, True)


def test_a_person_who_asks_for_a_code_is_not_marked() -> None:
    found = mail("No verification code", "I never got the verification code for order 4821.")
    assert (found.signals.machine, found.signals.carries_code) == (False, False)


def test_signals_of_loops_are_kept_as_written() -> None:
    found = mail(
        "x",
        "y",
        "Return-Path: <>\nX-Loop: a@b.test\nPrecedence: bulk\nX-Auto-Response-Suppress: All\n",
    )
    signals = found.signals
    assert (signals.null_return_path, signals.x_loop, signals.precedence, signals.suppress) == (
        True,
        ("a@b.test",),
        "bulk",
        "All",
    )
