"""One mail to two mailboxes of ours: one case, by whichever door, and no copy is ever lost."""

import smtplib
from collections.abc import Iterator

import pytest

from makegood.adapters.email.doors.fetching import fetch_new
from makegood.adapters.email.doors.imap import Fetcher
from makegood.adapters.email.doors.smtp import SmtpDoor
from makegood.adapters.email.secrets import seal
from makegood.adapters.email.tests.imap_server import ImapServer
from makegood.adapters.email.tests.make import (
    House,
    another_mailbox,
    house,
    mail,
    open_door,
    post,
)
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.conversations.models import Message
from makegood.loops.contact_to_case import file_waiting

BOTH = "support@example.com, sales@example.com"
NAME = "<once@mail.test>"


@pytest.fixture
def home(real_commits: None) -> House:
    return house()


@pytest.fixture
def sales(home: House) -> Account:
    return another_mailbox(home.queue, "sales@example.com", sink=True)


@pytest.fixture
def door(home: House, sales: Account) -> Iterator[SmtpDoor]:
    with open_door() as opened:
        yield opened


@pytest.fixture
def far() -> Iterator[ImapServer]:
    server = ImapServer()
    yield server
    server.close()


def fetch(account: Account, server: ImapServer) -> None:
    told = {"host": "127.0.0.1", "port": server.port, "ssl": False, "user": "u"}
    account.settings = {"imap": {**told, "password": seal("secret")}}
    account.save()
    one = Fetcher(account)
    folder = one._held()
    assert folder is not None
    client = one._connected()
    try:
        fetch_new(client, folder, one.settings)
    finally:
        client.shutdown()


def by_way_of(host: str, raw: bytes) -> bytes:
    """The same mail with the trace of its own way."""
    return f"Received: from relay by {host}; Sun, 22 Nov 2026 10:00:01 +0000\r\n".encode() + raw


def one_case_that_came_to_both(first: Account, second: Account) -> None:
    [message] = Message.objects.all()
    assert message.conversation.account == first
    assert f"also-to:{second.address}" in message.marks
    assert Case.objects.count() == 1


def linked() -> RawItem:
    [copy] = RawItem.objects.exclude(copy_of=None)
    assert copy.state == "ignored"
    assert copy.account.address in copy.reason
    assert copy.copy_of.state == "filed"
    return copy


def test_fetched_from_both_mailboxes_it_is_one_case(home, sales, far):
    raw = mail(To=BOTH, Message_ID=NAME)
    far.put(by_way_of("one", raw))
    fetch(home.account, far)
    file_waiting()
    other = ImapServer()
    try:
        other.put(by_way_of("two", raw))
        fetch(sales, other)
    finally:
        other.close()
    file_waiting()
    one_case_that_came_to_both(home.account, sales)
    assert bytes(linked().body) == by_way_of("two", raw)


def test_delivered_in_one_session_it_is_one_case(door, home, sales):
    with smtplib.SMTP("127.0.0.1", door.port) as client:
        client.sendmail("wang@mail.test", BOTH.split(", "), mail(To=BOTH))
    file_waiting()
    one_case_that_came_to_both(home.account, sales)


def test_delivered_in_two_sessions_it_is_one_case(door, home, sales):
    raw = mail(To=BOTH, Message_ID=NAME)
    for address in BOTH.split(", "):
        assert post(door, raw, to=address)[0] == 250
    file_waiting()  # both in one batch
    one_case_that_came_to_both(home.account, sales)
    assert linked().account == sales


def test_by_one_door_each_it_is_one_case(door, home, sales, far):
    raw = mail(To=BOTH, Message_ID=NAME)
    post(door, raw, to="support@example.com")
    file_waiting()
    far.put(by_way_of("two", raw))
    fetch(sales, far)
    file_waiting()
    one_case_that_came_to_both(home.account, sales)
    assert linked().account == sales


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Other words"},
        {"From": "Mallory <mallory@evil.test>"},
        {"Message_ID": "<other@mail.test>"},
        {"Message_ID": ""},
    ],
)
def test_what_is_not_the_same_mail_is_filed_for_itself(home, sales, other):
    home.receive(mail(Message_ID=NAME))
    file_waiting()
    home.receive(mail(**{"Message_ID": NAME, **other}), account=sales)
    file_waiting()
    assert Message.objects.count() == 2
    assert not RawItem.objects.exclude(copy_of=None).exists()


def test_a_machine_that_says_the_same_again_under_one_name_is_heard_again(home, sales):
    """One copy for each mailbox: the next one is news."""
    for day in (1, 2):
        for account in (home.account, sales):
            home.receive(mail(Message_ID=NAME, X_Day=str(day)), account=account)
            file_waiting()
    assert Message.objects.count() == 2
    assert RawItem.objects.exclude(copy_of=None).count() == 2


def test_an_attachment_more_makes_it_another_mail(home, sales):
    def with_file(content: str) -> bytes:
        body = (
            "--b\nContent-Type: text/plain\n\nIt leaks.\n--b\nContent-Type: text/csv\n"
            f'Content-Disposition: attachment; filename="a.csv"\n\n{content}\n--b--\n'
        )
        return mail(body, Message_ID=NAME, Content_Type='multipart/mixed; boundary="b"')

    home.receive(with_file("1,2"))
    home.receive(with_file("1,3"), account=sales)
    file_waiting()
    assert Message.objects.count() == 2
    home.receive(by_way_of("x", with_file("1,2")), account=sales)
    file_waiting()
    assert Message.objects.count() == 2
