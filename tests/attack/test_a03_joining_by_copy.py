"""A3: getting into a case by Cc, by Reply-To or from a new address (Zendesk 2024, FreeScout GHSA-j49f-9g94-3wh4)."""

import pytest

from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer


def everything_sent(home) -> bytes:
    return b"".join(sent.recipient.encode() + sent.raw for sent in home.outbox)


def test_who_is_added_in_copy_asks_to_join_and_gets_nothing(home, take, settle, settings):
    settings.SEND_UNDO_SECONDS = 0
    take(mail(Message_ID="<first@mail.test>"))
    said = answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    message = take(
        mail(Cc="cc-grab@evil.test, Support <support+x@example.com>", In_Reply_To=said.external_id)
    )
    assert "asks-to-join:cc-grab@evil.test" in message.marks
    assert not any("support" in mark for mark in message.marks)
    answer(Case.objects.get(), text="A secret.", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    assert {sent.recipient for sent in home.outbox} == {"wang@mail.test"}
    assert b"evil" not in everything_sent(home)


def test_answers_go_elsewhere_only_if_the_sender_may_say_so(home, take, settle, settings):
    settings.SEND_UNDO_SECONDS = 0
    message = take(mail(Reply_To="mallory@evil.test"))
    assert message.conversation.peer == "wang@mail.test"
    assert "replies-elsewhere:mallory@evil.test" in message.marks
    answer(Case.objects.get(), text="A secret.", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    assert [sent.recipient for sent in home.outbox] == ["wang@mail.test"]


@pytest.mark.parametrize(
    ("result", "peer"), [("pass", "team@mail.test"), ("fail", "wang@mail.test")]
)
def test_another_address_is_believed_only_of_a_proven_sender(home, take, result, peer):
    home.account.settings = {**home.account.settings, "authserv_id": "mx.example.com"}
    home.account.save()
    proof = f"mx.example.com; dmarc={result} header.from=mail.test"
    wished = f"Authentication-Results: {proof}\r\n".encode() + mail(Reply_To="team@mail.test")
    assert take(wished).conversation.peer == peer


def test_writing_from_a_new_address_with_the_case_number_is_a_new_case(home, take):
    take(mail())
    number = Case.objects.get().number
    take(mail(From="Wang Fang <wang.fang@new.test>", Subject=f"Re: Water purifier [{number}]"))
    assert Case.objects.count() == 2
