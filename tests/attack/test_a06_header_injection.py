"""A6: a customer's words become header lines of our mail (tested against CVE-2024-6923; osTicket 7c5c584).

On Python 3.11.7 the library's generator turns `=0A` in a subject into a real line; these tests read the bytes that leave.
"""

import pytest

from makegood.adapters.email.tests.make import mail
from makegood.base.files.operations import keep
from makegood.care.cases.models import Case
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer

WANTED = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "X-Loop",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
BREAKS = {
    "LF in a word": "=?utf-8?q?hi=0ABcc=3A_evil=40x.y?=",
    "CRLF in a word": "=?utf-8?b?aGkNCkJjYzogZXZpbEB4Lnk=?=",
    "CR in a word": "=?utf-8?q?hi=0DBcc=3A_evil=40x.y?=",
    "NUL in a word": "=?utf-8?q?hi=00Bcc=3A_evil=40x.y?=",
    "line separator": "hi\u2028Bcc: evil@x.y",
    "paragraph separator": "hi\u2029Bcc: evil@x.y",
    "next line": "hi\x85Bcc: evil@x.y",
    "vertical tab": "hi\x0bBcc: evil@x.y",
    "form feed": "hi\x0cBcc: evil@x.y",
    "word in a word": "=?utf-8?q?=3D=3Futf-8=3Fq=3Fhi=3D0ABcc=3A_evil=3F=3D?=",
    "word split in two": "=?utf-8?q?hi=0A?= =?utf-8?q?Bcc=3A_evil=40x.y?=",
    "utf-7": "=?utf-7?q?hi+AAo-Bcc:_evil?=",
    "utf-16": "=?utf-16be?b?AGgAaQAKAEIAYwBjADoAIABlAHYAaQBs?=",
    "folded": "hi\r\n Bcc: evil@x.y",
}


def names_of(raw: bytes) -> list[str]:
    head = raw.partition(b"\r\n\r\n")[0]
    lines = head.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return [
        line.partition(b":")[0].decode() for line in lines if not line.startswith((b" ", b"\t"))
    ]


@pytest.mark.parametrize("form", BREAKS)
def test_a_subject_or_name_makes_no_line_in_our_answer(home, take, settle, settings, form):
    settings.SEND_UNDO_SECONDS = 0
    raw = mail(Subject=BREAKS[form], From=f"{BREAKS[form]} <wang@mail.test>")
    take(raw)
    hostile_file = keep(
        name="a\r\nBcc: evil@x.y\x00\u2028.txt", type="text/plain\r\nBcc: evil@x.y", content=b"x"
    )
    answer(
        Case.objects.get(),
        text="Hi\r\nBcc: evil@x.y\r\n\r\n.\r\nx",
        user=home.lead,
        by=actors.user(home.lead.pk),
        files=[hostile_file],
    )
    settle()
    [sent] = home.outbox
    assert names_of(sent.raw) == WANTED
    assert sent.recipient == "wang@mail.test"


@pytest.mark.parametrize(
    "name",
    [
        "<a@x>\r\n Bcc: evil@x.y",
        "<a\x00@x>",
        "<=?utf-8?q?=0ABcc=3A_e?=@x>",
        "<" + "x" * 2000 + "@x>",
        "<a@x> <b@x>\u2028",
    ],
)
def test_a_message_id_of_theirs_makes_no_line_in_our_answer(home, take, settle, settings, name):
    settings.SEND_UNDO_SECONDS = 0
    take(mail(Message_ID=name, References=name, In_Reply_To=name))
    answer(Case.objects.get(), text="Hi", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    [sent] = home.outbox
    assert [n for n in names_of(sent.raw) if n not in WANTED] == []
    assert b"Bcc" not in sent.head.replace(b"<a@x>", b"")


def test_a_title_that_staff_gave_makes_no_line_either(home, take, settle, settings):
    settings.SEND_UNDO_SECONDS = 0
    take(mail(Subject=""))
    Case.objects.update(subject="x\r\nBcc: evil@x.y")
    answer(Case.objects.get(), text="Hi", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    assert names_of(home.outbox[0].raw) == WANTED
