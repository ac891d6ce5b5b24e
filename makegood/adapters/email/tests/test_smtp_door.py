"""The SMTP door with real clients and real commits: 250 means stored, everything else means come again."""

import smtplib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError

from makegood.adapters.email.doors import shelf as shelves
from makegood.adapters.email.doors.shelf import Shelf
from makegood.adapters.email.doors.smtp import SmtpDoor
from makegood.adapters.email.tests.make import another_mailbox, house, mail, open_door, post
from makegood.contact.channels.models import Account, RawItem
from makegood.contact.channels.operations import accept_many, switch_account
from makegood.kernel.actor import SYSTEM


def post_octets(door: SmtpDoor, octets: bytes) -> tuple[int, int]:
    """Octets after DATA exactly as given; the answer, and the answer to a NOOP after it."""
    with smtplib.SMTP("127.0.0.1", door.port, timeout=20) as client:
        client.ehlo()
        client.mail("a@b.test")
        client.rcpt("support@example.com")
        client.putcmd("data")
        assert client.getreply()[0] == 354
        client.send(octets)
        return client.getreply()[0], client.noop()[0]


def bodies() -> list[bytes]:
    return [bytes(item.body) for item in RawItem.objects.order_by("pk")]


def test_a_mail_is_stored_as_it_came_before_its_sender_is_thanked(door):
    raw = mail("你好, it leaks.\n.a line with a dot\n..two dots\n")
    assert post(door, raw)[0] == 250
    [item] = RawItem.objects.all()
    assert bytes(item.body) == raw
    assert item.envelope["mail_from"] == "wang@mail.test"
    assert item.envelope["rcpt_tos"] == ["support@example.com"]
    assert item.external_id.endswith("@mail.test>")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b".\r\n",
        b"..\r\n",
        b"\r\n.x\r\n",
        b"Subject: bare\nline ends\n\n\n.\nnot an end\n\r\n",
        b"\r\r\n",
        b"Subject: \xff\xfe\x00 raw octets\r\n\r\n\x00\x01\r\n",
        b"Subject: long\r\n\r\n" + b"x" * 3_000_000 + b"\r\n",
    ],
    ids=["empty", "dot", "dots", "dot second", "bare LF", "CR CR LF", "octets", "one long line"],
)
def test_octets_of_any_kind_arrive_unchanged(door, raw):
    stuffed = (b"." if raw.startswith(b".") else b"") + raw.replace(b"\r\n.", b"\r\n..")
    assert post_octets(door, stuffed + b".\r\n") == (250, 250)
    assert bodies() == [raw]


def test_the_end_may_come_in_any_pieces(door):
    raw = mail("piece by piece")
    with socket.create_connection(("127.0.0.1", door.port)) as link:
        stream = link.makefile("rb")
        stream.readline()
        for line in (b"HELO x", b"MAIL FROM:<a@b.test>", b"RCPT TO:<support@example.com>", b"DATA"):
            link.sendall(line + b"\r\n")
            stream.readline()
        for octet in raw + b".\r\n":
            link.sendall(bytes([octet]))
        assert stream.readline().startswith(b"250")
    assert bodies() == [raw]


def test_only_a_dot_between_whole_line_ends_ends_a_mail(door):
    """SMTP smuggling: what one server takes for an end and the next does not."""
    inner = b"MAIL FROM:<boss@example.com>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n"
    for end in (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r"):
        assert post_octets(door, mail("first") + end + inner + b"\r\n.\r\n") == (250, 250)
    assert [body.count(b"smuggled") for body in bodies()] == [1] * 5


def test_many_sessions_share_a_commit_and_nothing_is_lost_or_doubled(door):
    mails = [mail(f"number {n}") for n in range(120)]
    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(lambda raw: post(door, raw)[0], mails))
    assert answers == [250] * 120
    assert sorted(bodies()) == sorted(mails)
    assert door.shelf.mails == 120
    assert door.shelf.batches < 120


def test_the_same_mail_twice_is_one_and_the_same_name_with_other_content_is_two(door):
    first, other = (
        mail("one", Message_ID="<same@mail.test>"),
        mail("two", Message_ID="<same@mail.test>"),
    )
    assert [post(door, raw)[0] for raw in (first, first, other)] == [250, 250, 250]
    assert bodies() == [first, other]


def test_a_mail_without_a_name_is_known_by_its_content(door):
    raw = mail(Message_ID="")
    assert [post(door, raw)[0], post(door, raw)[0]] == [250, 250]
    [item] = RawItem.objects.all()
    assert item.external_id.startswith("sha256:")


def test_while_the_database_is_away_the_sender_is_asked_to_come_again(real_home):
    away = threading.Event()

    def store(arrivals):
        if away.is_set():
            raise OperationalError("the server closed the connection")
        return accept_many(arrivals)

    with open_door(Shelf(store)) as door:
        away.set()
        assert post(door, mail("now"))[0] == 451
        assert bodies() == []
        away.clear()
        assert post(door, mail("now"))[0] == 250
        assert len(bodies()) == 1


def test_one_odd_mail_does_not_take_the_others_with_it(real_home):
    def store(arrivals):
        if any(b"poison" in one.body for one in arrivals):
            raise ValueError("odd")
        return accept_many(arrivals)

    with open_door(Shelf(store)) as door, ThreadPoolExecutor(8) as pool:
        mails = [mail("poison" if n == 3 else f"good {n}") for n in range(8)]
        answers = list(pool.map(lambda raw: post(door, raw)[0], mails))
    assert answers == [250, 250, 250, 451, 250, 250, 250, 250]
    assert len(bodies()) == 7


def test_a_full_disk_is_said_before_the_mail_is_sent(door, settings):
    settings.DISK_LOW_WATER = 2**62
    door.shelf._full_until = 0
    code, answer = post(door, mail())
    assert (code, b"room" in answer) == (451, True)
    assert bodies() == []


def test_a_mail_that_is_too_large_is_refused_and_the_session_goes_on(door, monkeypatch):
    monkeypatch.setattr("makegood.adapters.email.doors.smtp.SIZE_LIMIT", 50_000)
    with smtplib.SMTP("127.0.0.1", door.port, timeout=20) as client:
        client.ehlo()
        for raw, wanted in ((mail("x" * 60_000), 552), (mail("small"), 250)):
            client.mail("a@b.test")
            client.rcpt("support@example.com")
            assert client.data(raw)[0] == wanted
    assert len(bodies()) == 1
    assert door.load.bytes == 0


def test_the_recipient_decides_the_mailbox(door, real_home):
    sales = another_mailbox(real_home.queue, "sales@example.cn", catch_all=["shop.test"])
    door.shelf._looked_at = 0
    told = {
        "Support+Order-7@EXAMPLE.com": real_home.account,
        "sales@example.cn": sales,
        "anybody@shop.test": sales,
        "nobody@elsewhere.test": real_home.account,
    }
    for address in told:
        assert post(door, mail(f"to {address}"), to=address)[0] == 250
    assert [item.account for item in RawItem.objects.order_by("pk")] == list(told.values())


def test_a_mail_to_two_of_our_addresses_is_one_item_that_names_both(door, real_home):
    another_mailbox(real_home.queue, "sales@example.cn")
    with smtplib.SMTP("127.0.0.1", door.port) as client:
        client.sendmail("a@b.test", ["sales@example.cn", "support@example.com"], mail())
    [item] = RawItem.objects.all()
    assert item.account.address == "sales@example.cn"
    assert item.envelope["rcpt_tos"] == ["sales@example.cn", "support@example.com"]


def test_without_any_mailbox_there_is_nobody_to_take_mail(real_commits):
    with open_door() as door:
        assert post(door, mail())[0] == 550


def test_addresses_in_any_script_are_taken(door):
    with smtplib.SMTP("127.0.0.1", door.port) as client:
        client.ehlo()
        client.command_encoding = "utf-8"
        assert client.mail("李娜@例子.test", ["SMTPUTF8"])[0] == 250
        assert client.rcpt("support@example.com")[0] == 250
        assert client.data(mail())[0] == 250
    assert RawItem.objects.get().envelope["mail_from"] == "李娜@例子.test"


def test_a_client_that_hangs_up_in_the_middle_leaves_nothing(door):
    with socket.create_connection(("127.0.0.1", door.port)) as link:
        link.sendall(b"EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n")
        link.sendall(mail()[:-10])
    assert post(door, mail("after"))[0] == 250
    assert len(bodies()) == 1


def test_too_many_sessions_are_asked_to_come_again(door, monkeypatch):
    monkeypatch.setattr("makegood.adapters.email.doors.smtp.MOST_SESSIONS", 0)
    assert post(door, mail())[0] == 451


def test_what_all_sessions_hold_together_is_limited(door, monkeypatch):
    monkeypatch.setattr("makegood.adapters.email.doors.smtp.MOST_IN_FLIGHT", 1000)
    assert post(door, mail("x" * 5000))[0] == 451
    assert post(door, mail("x"))[0] == 250


def test_stopping_stores_what_waits(real_commits, monkeypatch):
    house()
    monkeypatch.setattr(shelves, "GATHER_SECONDS", 0.2)
    with ThreadPoolExecutor(4) as pool, open_door() as door:
        waiting = [pool.submit(post, door, mail(f"{n}")) for n in range(4)]
        [w.result() for w in waiting]
    assert len(bodies()) == 4


def test_a_mailbox_that_is_switched_off_refuses_and_says_so(door, monkeypatch):
    monkeypatch.setattr(shelves, "FRESH_SECONDS", 0)
    account = Account.objects.get(address="support@example.com")
    other = another_mailbox(account.queue, "other@example.com")
    switch_account(account, on=False, by=SYSTEM)
    with smtplib.SMTP("127.0.0.1", door.port, timeout=20) as client:
        client.ehlo()
        client.mail("a@b.test")
        for address in ("support@example.com", "SUPPORT+x@example.com"):
            code, said = client.rcpt(address)
            assert (code, b"switched off" in said) == (550, True)
        assert client.rcpt("other@example.com")[0] == 250
        assert client.data(mail("To the other one"))[0] == 250
    assert RawItem.objects.get().account == other
    switch_account(account, on=True, by=SYSTEM)
    assert post(door, mail("Here again"))[0] == 250
