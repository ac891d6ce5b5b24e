"""Several brands and addresses: mail finds its mailbox by any of them, and answers leave from the same."""

import pytest

from makegood.adapters.email.aliases import Box
from makegood.adapters.email.doors.mailboxes import mailboxes
from makegood.adapters.email.tests.make import another_mailbox, mail
from makegood.care.cases.models import Case
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer

BRANDS = {
    "sink": True,
    "aliases": "hello@heji.test Heji Home\n\n  repair@heji.test  \nnonsense",
    "domains": "example.cn, 例子.test",
}


@pytest.mark.parametrize(
    ("written", "address", "name"),
    [
        ("hello@heji.test", "hello@heji.test", "Heji Home"),
        ("HELLO@HEJI.test", "hello@heji.test", "Heji Home"),
        ("hello+vip@heji.test", "hello@heji.test", "Heji Home"),
        ("repair@heji.test", "repair@heji.test", ""),
        ("support@example.cn", "support@example.cn", ""),
        ("support@xn--fsqu00a.test", "support@例子.test", ""),
        ("support+7@example.com", "", ""),
        ("other@example.cn", "", ""),
        ("nonsense", "", ""),
    ],
)
def test_an_address_is_known_in_every_form(written, address, name):
    box = Box(1, "support@example.com", BRANDS)
    assert box.alias_in([written]) == (address, name)


def test_who_wrote_to_the_mailbox_itself_is_answered_from_it():
    box = Box(1, "support@example.com", BRANDS)
    assert box.alias_in(["support@example.com", "hello@heji.test"]) == ("", "")


def test_every_address_leads_to_its_mailbox(home):
    brand = another_mailbox(home.queue, "care@heji.test", **BRANDS)
    known = mailboxes()
    for address in ("care@heji.test", "repair+1@heji.test", "care@example.cn"):
        assert known.account_for([address]) == brand.pk
    assert known.account_for(["who@else.test"]) == home.account.pk


def test_an_alias_takes_no_mail_from_the_mailbox_that_bears_the_name(home):
    another_mailbox(home.queue, "care@heji.test", sink=True, aliases="support@example.com")
    assert mailboxes().account_for(["support@example.com"]) == home.account.pk


def test_aliases_of_a_mailbox_that_is_off_are_off(home):
    brand = another_mailbox(home.queue, "care@heji.test", **BRANDS)
    brand.is_active = False
    brand.save()
    assert mailboxes().is_off("hello+a@heji.test")
    assert not mailboxes().is_off("support@example.com")


def answered(home, settle) -> bytes:
    answer(Case.objects.get(), text="Friday.", user=home.lead, by=actors.user(home.lead.pk))
    settle()
    return home.outbox[-1].head


@pytest.mark.parametrize("header", ["To", "Delivered_To", "X_Original_To"])
def test_an_answer_leaves_from_the_brand_that_was_written_to(home, settle, settings, header):
    settings.SEND_UNDO_SECONDS = 0
    brand = another_mailbox(home.queue, "care@heji.test", **BRANDS)
    to = {"To": "undisclosed-recipients:;", header: "hello@heji.test"}
    raw = mail(**to)
    home.receive(raw, account=brand)
    settle()
    head = answered(home, settle)
    assert b'From: "Heji Home" <hello@heji.test>\r\n' in head
    assert home.outbox[-1].account_address == "hello@heji.test"
    assert b"@heji.test>\r\n" in head.partition(b"Message-ID:")[2]
    assert b"Lanhe" not in home.outbox[-1].raw


def test_an_answer_to_another_mailbox_leaves_from_that_one(home, settle, settings):
    settings.SEND_UNDO_SECONDS = 0
    other = another_mailbox(home.queue, "second@example.org", sink=True)
    home.receive(mail(To="second@example.org"), account=other)
    settle()
    assert b"<second@example.org>" in answered(home, settle).partition(b"\r\n")[0]


def test_our_own_alias_as_sender_is_a_loop(home, take_raw):
    another_mailbox(home.queue, "care@heji.test", **BRANDS)
    message = take_raw(mail(From="repair@heji.test"))
    assert {"own-address", "loop", "automatic"} <= set(message.marks)


@pytest.fixture
def take_raw(home, settle):
    def taken(raw: bytes) -> Message:
        pk = home.receive(raw)
        settle()
        return Message.objects.get(raw_id=pk)

    return taken
