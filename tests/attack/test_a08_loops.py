"""A8: machines that answer machines (osTicket #1041, Chatwoot #5131, frappe/helpdesk #3628 and many more)."""

import pytest

from makegood.adapters.email.names import loop_mark
from makegood.adapters.email.tests.make import another_mailbox, mail
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import resolve

MACHINES = {
    "RFC 3834": {"Auto_Submitted": "auto-replied", "Subject": "Out of office"},
    "precedence": {"Precedence": "auto_reply", "Subject": "Thank you"},
    "no header, English": {
        "Subject": "Automatic reply: Water purifier",
        "text": "I am out of office until Monday.",
    },
    "no header, Chinese": {"Subject": "自动回复: 净水器", "text": "您好，我正在休假。"},
    "no-reply": {"From": "no-reply@shop.test", "Subject": "Your parcel"},
    "report": {"From": "MAILER-DAEMON@mx.test", "Subject": "Undelivered Mail Returned to Sender"},
    "list": {"List_Id": "<news.shop.test>", "Precedence": "bulk", "Subject": "News"},
}


def waiting_case(home, take) -> tuple[Case, str]:
    take(mail())
    said = answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    return Case.objects.get(), said.external_id


@pytest.mark.parametrize("form", MACHINES)
def test_a_machine_reopens_nothing_and_is_owed_nothing(home, take, form):
    case, ours = waiting_case(home, take)
    told = {"text": "hello", **MACHINES[form]}
    message = take(mail(told.pop("text"), In_Reply_To=ours, **told))
    assert "automatic" in message.marks
    assert message.conversation.strand.case_id == case.pk
    case.refresh_from_db()
    assert (case.status, case.unanswered_since) == ("waiting", None)
    assert Outgoing.objects.count() == 1


def test_mail_without_a_sender_on_its_envelope_is_a_machines(home, take):
    assert "automatic" in take(mail("looks like a person"), mail_from="").marks


def test_an_absence_note_with_ever_new_subjects_fills_one_talk_not_a_thousand(home, settle):
    for n in range(30):
        home.receive(mail(f"away {n}", Subject=f"Out of office {n}", Auto_Submitted="auto-replied"))
        settle()
    assert Conversation.objects.count() <= 4
    looped = [m for m in Message.objects.all() if "loop" in m.marks]
    assert len(looped) == 27
    assert Outgoing.objects.count() == 0


def test_a_thousand_of_them_at_once_fill_few_talks_too(home, settle):
    for n in range(300):
        home.receive(mail(f"away {n}", Subject=f"Out of office {n}", Auto_Submitted="auto-replied"))
    settle()
    assert Message.objects.count() == 300
    assert Conversation.objects.count() <= 4


def test_our_own_letter_that_comes_back_is_known_by_its_mark(home, take, settle, settings):
    settings.SEND_UNDO_SECONDS = 0
    waiting_case(home, take)
    settle()
    [sent] = home.outbox
    assert f"X-Loop: {loop_mark()}".encode() in sent.head
    message = take(sent.raw.replace(b"From: ", b"X-From: ").replace(b"To: ", b"From: ", 1))
    assert {"loop", "automatic"} <= set(message.marks)
    assert Case.objects.get(pk=message.conversation.strand.case_id).unanswered_since is None


def test_every_letter_of_a_machine_of_ours_says_so(home, take, settle, settings):
    settings.SEND_UNDO_SECONDS = 0
    take(mail())
    resolve(Case.objects.get(), user=home.lead, by=actors.user(home.lead.pk))
    settle()
    [asked] = home.outbox
    assert b"Auto-Submitted: auto-generated\r\n" in asked.head
    assert b"X-Auto-Response-Suppress: All\r\n" in asked.head


def test_two_of_our_mailboxes_wired_to_each_other_come_to_rest(home, settle, settings):
    """What A sends is delivered to B as it is, and the other way round, ten times over."""
    settings.SEND_UNDO_SECONDS = 0
    other = another_mailbox(home.queue, "second@example.org", sink=True)
    home.receive(mail(From="second@example.org", Message_ID="<start@example.org>"))
    settle()
    answer(Case.objects.get(), text="Hello", user=home.lead, by=actors.user(home.lead.pk))
    for _ in range(10):
        settle()
        for sent in home.outbox[:]:
            home.outbox.remove(sent)
            account = other if sent.recipient == "second@example.org" else home.account
            home.receive(sent.raw, mail_from=sent.account_address, account=account)
    settle()
    assert Outgoing.objects.count() <= 3
    assert (
        not Case.objects.exclude(unanswered_since=None)
        .filter(channel="email", status="waiting")
        .exists()
    )
