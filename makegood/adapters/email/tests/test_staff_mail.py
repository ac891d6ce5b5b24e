"""Letters that carry a key, where no mailbox can send."""

import pytest
from django.core.mail import EmailMessage

from makegood.adapters.email import sink
from makegood.adapters.email.staff_mail import Backend
from makegood.contact.channels.models import Account

pytestmark = pytest.mark.django_db


def test_a_customer_finds_his_code_in_the_played_mailbox(monkeypatch, capsys, home):
    got = []
    monkeypatch.setattr(sink, "SINK", [lambda **mail: got.append(mail)])
    home.account.settings = {"sink": True}
    home.account.save()
    letter = EmailMessage("123456 is your code", "The code is 123456", to=["Anna@example.org"])
    assert Backend().send_messages([letter]) == 1
    assert [mail["recipient"] for mail in got] == ["anna@example.org"]
    assert b"123456" in got[0]["raw"]
    assert "123456" in capsys.readouterr().out


def test_without_any_mailbox_no_key_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(sink, "SINK", [])
    Account.objects.update(is_active=False)
    letter = EmailMessage("482913 is your code", "The code is 482913", to=["a@example.org"])
    assert Backend().send_messages([letter]) == 0
    told = capsys.readouterr()
    assert "482913" not in told.out + told.err
    assert "no mailbox can send" in told.out
