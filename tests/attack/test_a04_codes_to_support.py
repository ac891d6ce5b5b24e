"""A4: sign-in codes of other services sent to our address (Zendesk 2024)."""

import pytest

from makegood.adapters.email.tests.make import mail
from makegood.contact.channels.models import Outgoing


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
