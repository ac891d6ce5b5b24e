"""From a customer's mail program through our doors and back, over real sockets."""

import email
import email.policy

import pytest

from makegood.adapters.email.tests.make import House, mail, post
from makegood.adapters.email.tests.test_sending import far
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer


@pytest.mark.parametrize(
    ("charset", "question", "reply"),
    [
        ("gb18030", "您好，我的净水器漏水了。", "好的，谢谢！"),
        ("big5", "您好，我的淨水器漏水了。", "好的，謝謝！"),
        ("utf-8", "Hello, my purifier leaks.", "Thank you!"),
    ],
)
def test_a_question_its_answer_and_the_reply_are_one_talk(
    door, real_home: House, settle, settings, charset, question, reply
):
    settings.SEND_UNDO_SECONDS = 0
    with far() as server:
        real_home.account.settings = {
            "smtp": {"host": "127.0.0.1", "port": server.port, "security": "none"}
        }
        real_home.account.save()
        head = mail(
            "", Content_Type=f"text/plain; charset={charset}", Content_Transfer_Encoding="8bit"
        ).strip()
        assert post(door, head + b"\r\n\r\n" + question.encode(charset) + b"\r\n")[0] == 250
        settle()
        case = Case.objects.get()
        assert (case.owner, case.next_deadline is not None) == (real_home.lead, True)
        answer(
            case, text="We come on Friday.", user=real_home.lead, by=actors.user(real_home.lead.pk)
        )
        settle()
        sent = (
            b"".join(server.lines).split(b"DATA\r\n", 1)[-1]
            if b"DATA\r\n" in server.lines
            else b"".join(server.lines).split(b"data\r\n", 1)[1]
        )
    received = email.message_from_bytes(
        sent.partition(b"\r\n.\r\n")[0], policy=email.policy.default
    )
    quoted = f"{reply}\r\n\r\nOn Sun, 22 Nov 2026 at 11:00, Lanhe Service <support@example.com> wrote:\r\n> We come on Friday.\r\n"
    back = mail(
        quoted,
        Subject=f"Re: {received['subject']}",
        In_Reply_To=received["message-id"],
        References=received["message-id"],
    )
    assert post(door, back)[0] == 250
    settle()
    case = Case.objects.get()
    texts = list(Message.objects.order_by("seq").values_list("author", "text"))
    assert texts == [("contact", question), ("staff", "We come on Friday."), ("contact", reply)]
    assert (case.status, case.owner) == ("open", real_home.lead)
    assert violations() == {}
