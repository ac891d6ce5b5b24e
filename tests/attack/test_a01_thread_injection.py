"""A1: joining a conversation by guessing its Message-ID (FreeScout CVE-2026-53591, CVE-2026-47123)."""

import uuid

import pytest

from makegood.adapters.email.names import is_ours, message_id
from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import ids
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import customer_says, resolve

ATTACKER = "Mallory <mallory@evil.test>"


@pytest.fixture
def ours(home, take) -> str:
    """The name of our answer in the case of Wang."""
    take(mail(Message_ID="<first@mail.test>"))
    said = answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    return said.external_id


def forged(real: str, settings) -> dict[str, str]:
    number, rest = real[1:].split(".", 1)
    signature, domain = rest.split("@")
    other = uuid.uuid4()
    theirs = ids.sign(f"{number}@{domain[:-1]}", key="another key", purpose="mail.message-id")
    return {
        "no signature": f"<{number}@{domain}",
        "empty signature": f"<{number}.@{domain}",
        "15 of it": f"<{number}.{signature[:15]}@{domain}",
        "16 of it": f"<{number}.{signature[:16]}@{domain}",
        "17 of it": f"<{number}.{signature[:17]}@{domain}",
        "one short": f"<{number}.{signature[:-1]}@{domain}",
        "one long": f"<{number}.{signature}a@{domain}",
        "upper case": f"<{number}.{signature.upper()}@{domain}",
        "upper case number": f"<{number.upper()}.{signature}@{domain}",
        "of another mail": message_id(other, "support@example.com").replace(other.hex, number),
        "of another installation": f"<{number}.{theirs}@{domain}",
        "another domain": f"<{number}.{signature}@evil.test>",
        "dashed number": f"<{uuid.UUID(number)}.{signature}@{domain}",
        "old style": f"<fs_reply-1-{number[:16]}@{domain}",
        "case number": f"<case-{Case.objects.get().pk}@{domain}",
        "conversation number": f"<conversation/1/messages/1@{domain}",
    }


def test_only_the_whole_name_in_its_one_form_is_ours(ours, settings):
    assert is_ours(ours)
    assert [name for name, text in forged(ours, settings).items() if is_ours(text)] == []
    settings.SECRET_KEY = "another key"
    assert not is_ours(ours)


def test_a_guessed_name_in_anybodys_mail_begins_a_new_case(ours, take, settings):
    for text in forged(ours, settings).values():
        for header in ("In_Reply_To", "References"):
            take(mail(From=ATTACKER, Subject="Re: Water purifier", **{header: text}))
    case = Case.objects.order_by("pk").first()
    inside = Message.objects.filter(conversation__strand__case=case)
    assert not inside.filter(sender__contains="evil").exists()
    assert case.contact.handles.get().value == "wang@mail.test"


def test_the_name_of_the_customers_own_mail_proves_nothing_for_somebody_else(ours, take):
    message = take(mail(From=ATTACKER, In_Reply_To="<first@mail.test>"))
    assert message.conversation.peer == "mallory@evil.test"


def test_whoever_bears_our_signed_name_is_shown_as_somebody_else_and_gets_nothing(ours, take, home):
    """A forwarded answer: the wife writes back. She is heard, but she is not the customer."""
    message = take(mail(From=ATTACKER, In_Reply_To=ours))
    assert {"other-sender", "unverified"} <= set(message.marks)
    assert message.author == Message.Author.CONTACT
    assert message.sender == "mallory@evil.test"
    case = Case.objects.get()
    said = answer(case, text="For Wang only.", user=home.lead, by=actors.user(home.lead.pk))
    assert said.outgoing.recipient == "wang@mail.test"


def test_a_mail_that_calls_itself_by_our_name_takes_it_from_nobody(ours, take):
    """Else the customer's next answer would be looked for in the attacker's conversation."""
    take(mail(From=ATTACKER, Message_ID=ours, Subject="mine now"))
    answered = take(mail(In_Reply_To=ours, text="And by the way"))
    assert answered.conversation.peer == "wang@mail.test"
    assert answered.conversation.strand.case.number == Case.objects.order_by("pk").first().number


def test_a_reply_long_after_the_end_is_a_new_case_and_no_way_in(ours, take):
    case = Case.objects.get()
    question = resolve(case, user=case.owner, by=actors.user(case.owner.pk))
    customer_says(question, solved=True)
    Case.objects.update(last_word_at="2020-01-01T00:00:00Z")
    message = take(mail(From=ATTACKER, In_Reply_To=ours))
    assert Case.objects.count() == 2
    assert message.conversation.strand.case.status == "open"
