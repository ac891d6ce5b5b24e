"""The newcomer plays a customer: what he receives is there, what he writes goes in as from outside."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account, Outgoing, RawItem
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer
from makegood.world.adapter import catch_mail
from makegood.world.mailbox import queries
from makegood.world.models import Caught

MAILBOX = "/demo/mailbox/"


class Door:
    """A real SMTP server that keeps what it is given."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 kept"


@pytest.fixture
def door(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.SMTP_PORT = free.getsockname()[1]
    found = Door()
    controller = Controller(found, hostname="127.0.0.1", port=settings.SMTP_PORT)
    controller.start()
    yield found
    controller.stop()


@pytest.fixture
def client():
    return Client(HTTP_HOST="127.0.0.1")


def case_of(mail, kind="email"):
    return Case.objects.filter(
        contact__handles__value=mail,
        strands__conversation__account__kind=kind,
        strands__primary=True,
    ).exclude(status="closed")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "received/?who=1", "raw/1/"])
def test_without_the_demo_company_there_is_no_mailbox(client, path):
    assert client.get(MAILBOX + path).status_code == 404


def test_it_is_there_for_this_machine_only(company, client):
    assert client.get(MAILBOX).status_code == 200
    assert client.get(MAILBOX, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get(MAILBOX, HTTP_X_FORWARDED_FOR="192.0.2.7").status_code == 404
    assert client.get(MAILBOX, HTTP_HOST="elsewhere.localhost").status_code == 404


def test_one_can_be_anybody_and_reads_what_he_received(company, client):
    page = client.get(MAILBOX, {"q": "周敏"}).content.decode()
    assert "杭州 西湖区" in page
    who = Case.objects.filter(contact__name="丁雪").first().contact_id
    page = client.get(MAILBOX, {"who": who}).content.decode()
    assert "这封信本该由李航在一小时内回您" in page
    assert "退款卡在旧卡号" not in page  # an internal note
    assert "neither a customer" in client.get(MAILBOX, {"who": "nobody"}).content.decode()


def test_a_mail_goes_in_by_smtp_as_from_any_program(company, client, door):
    told = {
        "sender": "New@Example.com",
        "name": "新客户",
        "to": "service@lanhe.test",
        "subject": "冰箱不凉了",
        "text": "您好，显示FR-E2。",
        "answers": "",
    }
    response = client.post(MAILBOX + "write/", told)
    assert response.status_code == 302
    [(sender, to, raw)] = door.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert (sender, to) == ("new@example.com", ["service@lanhe.test"])
    assert mail["subject"] == "冰箱不凉了"
    assert "显示FR-E2" in mail.get_content()
    assert mail["message-id"].endswith("@example.com>")


def test_what_was_just_written_is_there_before_it_is_in_a_case(company, client, door):
    answered = Caught.objects.filter(channel="email").exclude(external_id="").first()
    told = {
        "sender": "waiting@example.com",
        "to": "service@lanhe.test",
        "subject": "Re: a kettle",
        "text": "Is it on\nits way?",
    }
    client.post(MAILBOX + "write/", told)
    [(sender, _to, raw)] = door.mails
    quoted = raw + b"\r\n\r\nOn Sunday, us@lanhe.test wrote:\r\n> Dear customer\r\n"
    account = Account.objects.get(kind="email", address="service@lanhe.test")
    accept_many(
        [
            Arrival(
                account_id=account.pk,
                external_id="<w@example.com>",
                body=quoted,
                envelope={"mail_from": sender},
            )
        ]
    )
    page = client.get(MAILBOX, {"who": "waiting@example.com"}).content.decode()
    assert "Is it on<br>its way?" in page
    assert "on its way" in page
    assert "Dear customer" not in page
    assert "Nothing in this mailbox yet" not in page
    assert "Is it on" not in client.get(MAILBOX, {"who": answered.recipient}).content.decode()


@pytest.mark.parametrize("raw", [b"", b"Content-Type: text/plain; charset=klingon\n\nx", b"\xff"])
def test_a_mail_that_cannot_be_read_yet_still_shows_that_it_came(raw):
    assert queries._words_of(raw)


def test_what_was_typed_is_still_there_when_the_door_is_shut(company, client, settings):
    settings.SMTP_PORT = 1
    told = {
        "sender": "a@example.com",
        "to": "service@lanhe.test",
        "subject": "s",
        "text": "many words",
    }
    response = client.post(MAILBOX + "write/", told)
    assert response.status_code == 422
    assert "many words" in response.content.decode()
    assert "does not answer" in response.content.decode()


@pytest.mark.parametrize("field", ["sender", "to", "subject", "text"])
def test_a_letter_without_what_it_needs_is_not_sent(company, client, door, field):
    told = {"sender": "a@example.com", "to": "service@lanhe.test", "subject": "s", "text": "t"}
    response = client.post(MAILBOX + "write/", {**told, field: ""})
    assert response.status_code == 422
    assert door.mails == []


def test_an_answer_of_ours_is_in_the_mailbox_and_can_be_answered(
    company, client, door, settle, settings
):
    settings.SEND_UNDO_SECONDS = 0
    case = case_of("dingxue@example.cn").get()
    user = case.owner
    answer(case, text="钱到您的新卡上了。", user=user, by=actors.user(user.pk))
    settle()
    got = Caught.objects.get(text__contains="钱到您的新卡上了")
    assert got.recipient == "dingxue@example.cn"
    assert b"Message-ID" in bytes(got.raw)
    assert Outgoing.objects.get(external_id=got.external_id).state == Outgoing.State.SENT
    page = client.get(MAILBOX + "received/", {"who": "dingxue@example.cn"}).content.decode()
    assert "钱到您的新卡上了" in page
    assert 'class="link"' in page  # the status link
    told = {
        "sender": "dingxue@example.cn",
        "to": got.account,
        "subject": "Re: 退款",
        "text": "收到了。",
        "answers": got.pk,
    }
    assert client.post(MAILBOX + "write/", told).status_code == 302
    mail = message_from_bytes(door.mails[0][2], policy=policy.default)
    assert mail["in-reply-to"].strip() == got.external_id
    assert "> " in mail.get_content()


def test_a_played_channel_goes_both_ways(company, client, settle, settings):
    settings.SEND_UNDO_SECONDS = 0
    case = case_of("sunli@example.cn", kind="sms").get()
    answer(case, text="开关已关，预览里看得到。", user=case.owner, by=actors.user(case.owner_id))
    settle()
    got = Caught.objects.get(text="开关已关，预览里看得到。")
    assert got.channel == "sms"
    before = Message.objects.count()
    response = client.post(
        MAILBOX + "say/",
        {"answers": got.pk, "text": "看到了，谢谢", "next": "https://elsewhere.test/"},
    )
    assert response["Location"] == reverse("world:mailbox")
    settle()
    said = Message.objects.get(text="看到了，谢谢")
    assert Message.objects.count() == before + 1
    assert said.conversation.strand.case_id == case.pk
    assert said.conversation.contact_id == case.contact_id
    assert not RawItem.objects.filter(state="new").exists()


def test_the_same_mail_twice_is_one_in_the_mailbox(company):
    for _ in range(2):
        catch_mail(
            account_address="service@lanhe.test",
            recipient="a@example.com",
            message_id="<1@lanhe.test>",
            raw=b"Subject: one\r\nMessage-ID: <1@lanhe.test>\r\n\r\nhello\r\n",
        )
    assert Caught.objects.filter(external_id="<1@lanhe.test>").count() == 1


def test_what_stands_in_a_mail_cannot_run_in_the_page(company, client):
    Caught.objects.create(
        channel="email",
        account="service@lanhe.test",
        recipient="zhoumin@example.cn",
        external_id="<x@y.test>",
        subject="<b>hi</b>",
        text='<script>alert(1)</script> http://example.com/"onmouseover=1',
    )
    page = client.get(MAILBOX, {"who": "zhoumin@example.cn"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "&lt;b&gt;hi" in page


def test_mailboxes_of_ours_send_into_the_sink_and_nowhere_else(company):
    assert Account.objects.filter(kind="email").exists()
    assert not Account.objects.filter(kind="email").exclude(settings__sink=True).exists()
    assert not User.objects.filter(is_demo=False).exists()
