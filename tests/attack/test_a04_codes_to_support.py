"""A4: sign-in codes of other services sent to our address (Zendesk 2024)."""

import pytest
from django.test import Client
from django.urls import reverse

from makegood.adapters.email.envelope import NobodyThere
from makegood.adapters.email.tests.make import mail
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Outgoing
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import status_link


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (
            "no-reply@slack.test",
            "Slack confirmation code: 482-913",
            "Your confirmation code is 482-913.",
        ),
        (
            "noreply@id.apple.test",
            "Your Apple ID Verification Code",
            "Your code is 291044. It expires in 10 minutes.",
        ),
        ("no-reply@accounts.google.test", "Google 验证码", "您的验证码是 771204，请勿告诉他人。"),
        ("noreply@bank.test", "驗證碼", "您的驗證碼為 5521，10 分鐘內有效。"),
    ],
)
def test_a_machine_mail_with_a_code_is_marked_and_goes_nowhere(take, sender, subject, text):
    message = take(mail(text, From=sender, Subject=subject, Reply_To="mallory@evil.test"))
    assert {"automatic", "code"} <= set(message.marks)
    assert message.conversation.peer == sender
    assert Outgoing.objects.count() == 0


def test_a_person_who_writes_about_a_code_is_a_person(take):
    message = take(mail("My display shows the code 482-913 and a verification code is asked for."))
    assert not {"automatic", "code"} & set(message.marks)


def test_the_code_is_on_no_page_of_the_customer_and_veiled_on_ours(home, take, client):
    """Zendesk 2024: whoever makes himself the "requester" reads the code in the portal."""
    take(mail(From="Wang <wang@mail.test>", Subject="Help"))
    code = mail(
        "Your confirmation code is 482-913.",
        From="no-reply@chat.test",
        Subject="Chat sign-in code 482-913",
        Reply_To="wang@mail.test",
    )
    take(code)
    assert {case.contact.handles.get().value for case in Case.objects.all()} == {
        "wang@mail.test",
        "no-reply@chat.test",
    }
    for case in Case.objects.all():
        path = status_link(case).split("/s/")[1]
        assert "482-913" not in client.get(f"/s/{path}").content.decode()
    staff = Client()
    staff.force_login(home.lead)
    found = Case.objects.get(contact__handles__value="no-reply@chat.test")
    page = staff.get(reverse("web:case", args=[found.pk])).content.decode()
    assert page.count("482-913") == 1
    before = page.partition("482-913")[0]
    assert before.rindex('<details class="veiled">') > before.rfind("</details>")


def test_an_answer_to_such_a_mail_is_refused(home, take):
    take(mail("Your code is 482-913.", From="no-reply@chat.test", Subject="Confirmation code"))
    case = Case.objects.get()
    with pytest.raises(NobodyThere):
        answer(case, text="Thanks.", user=home.lead, by=actors.user(home.lead.pk))
    assert Outgoing.objects.count() == 0
