"""Fetching a mailbox through every fault of its server: nothing missed, nothing doubled, nothing marked too early."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from makegood.adapters.email.doors import imap
from makegood.adapters.email.doors.fetching import fetch_new
from makegood.adapters.email.doors.imap import Fetcher, Fetchers
from makegood.adapters.email.models import Fetched, Folder, Stuck
from makegood.adapters.email.secrets import seal
from makegood.adapters.email.tests.imap_server import ImapServer
from makegood.adapters.email.tests.make import House, mail
from makegood.contact.channels.models import RawItem
from makegood.contact.conversations.models import Message
from makegood.kernel import clock
from makegood.loops.contact_to_case import file_waiting


@pytest.fixture
def far() -> Iterator[ImapServer]:
    server = ImapServer()
    yield server
    server.close()


def told(server: ImapServer, **more) -> dict:
    return {
        "host": "127.0.0.1",
        "port": server.port,
        "ssl": False,
        "user": "u",
        "password": seal("secret"),
        **more,
    }


def fetcher(home: House, server: ImapServer, **more) -> Fetcher:
    home.account.settings = {"imap": told(server, **more)}
    home.account.save()
    return Fetcher(home.account)


def once(one: Fetcher) -> int:
    """One connection, one look, in this thread."""
    folder = one._held()
    assert folder is not None
    client = one._connected()
    try:
        return fetch_new(client, folder, one.settings)
    finally:
        client.shutdown()


def stored() -> list[bytes]:
    return [bytes(item.body) for item in RawItem.objects.order_by("pk")]


def test_every_mail_is_stored_once_in_order_whatever_its_flags(home, far):
    bodies = [mail(f"number {n}") for n in range(5)]
    for n, body in enumerate(bodies):
        far.mails[far.put(body)].flags = {b"\\Seen"} if n % 2 else set()
    one = fetcher(home, far)
    assert [once(one), once(one)] == [5, 0]
    assert stored() == bodies
    far.put(mail("six"))
    assert once(one) == 1
    assert RawItem.objects.order_by("-pk")[0].envelope == {"imap": {"uidvalidity": 7, "uid": 6}}


def test_a_line_cut_in_the_middle_of_a_mail_loses_and_doubles_nothing(home, far, monkeypatch):
    monkeypatch.setattr("makegood.adapters.email.doors.fetching.BATCH", 2)
    bodies = [mail(f"number {n} " + "x" * 5000) for n in range(7)]
    for body in bodies:
        far.put(body)
    one = fetcher(home, far)
    for cut in (0, 30, 3000, 5200):
        far.cut_in = cut
        with pytest.raises((OSError, imap.IMAPClientError)):
            once(one)
    once(one)
    assert stored() == bodies
    assert Fetched.objects.count() == 7


def test_other_numbers_after_a_repair_of_the_server_double_nothing(home, far):
    for n in range(3):
        far.put(mail(f"number {n}"))
    one = fetcher(home, far)
    once(one)
    far.uidvalidity = 99
    far.mails = {uid + 40: kept for uid, kept in far.mails.items()}
    far.put(mail("new"))
    assert once(one) == 4
    assert len(stored()) == 4
    assert Folder.objects.get().uidvalidity == 99


def test_a_mail_that_vanishes_between_list_and_fetch_holds_up_nobody(home, far):
    first, gone, last = mail("first"), mail("gone"), mail("last")
    for body in (first, gone, last):
        far.put(body)
    far.vanish = {2}
    one = fetcher(home, far)
    once(one)
    assert stored() == [first, last]


def test_the_full_list_finds_what_came_under_a_low_number(home, far):
    """Some servers let a mail appear late, or another program put it back."""
    for uid in (1, 2, 3):
        far.put(mail(f"number {uid}"))
    late = far.mails.pop(2)
    one = fetcher(home, far)
    once(one)
    far.mails[2] = late
    assert once(one) == 0
    later = clock.VirtualClock(clock.now() + timedelta(minutes=11))
    with clock.use(later):
        assert once(one) == 1
    assert len(stored()) == 3


def test_a_month_away_and_ten_thousand_mails_behind(home, far, monkeypatch):
    monkeypatch.setattr("makegood.adapters.email.doors.fetching.BATCH", 500)
    for n in range(10_000):
        far.put(
            b"Message-ID: <%d@mail.test>\r\nSubject: %d\r\n\r\nx\r\n" % (n, n),
            came="01-Oct-2026 10:00:00 +0000",
        )
    one = fetcher(home, far)
    assert once(one) == 10_000
    assert RawItem.objects.count() == Fetched.objects.count() == 10_000


def test_what_lay_there_before_us_stays_out_if_the_account_says_so(home, far):
    far.put(mail("old"), came="01-Jan-2020 10:00:00 +0000")
    far.put(mail("new"), came="22-Nov-2036 10:00:00 +0000")
    one = fetcher(home, far, from_now=True)
    assert once(one) == 1
    assert b"new" in stored()[0]
    far.uidvalidity = 8
    once(one)
    assert len(stored()) == 1


def test_nothing_is_marked_before_it_is_stored_and_nothing_at_all_by_default(
    home, far, monkeypatch
):
    far.put(mail())
    once(fetcher(home, far))
    assert far.mails[1].flags == set()
    assert any(b"EXAMINE" in line for line in far.commands)
    uid = far.put(mail("second"))

    def failing(arrivals):
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr("makegood.adapters.email.doors.fetching.accept_many", failing)
        with pytest.raises(OSError):
            once(fetcher(home, far, mark_seen=True))
    assert far.mails[uid].flags == set()
    once(fetcher(home, far, mark_seen=True))
    assert far.mails[uid].flags == {b"\\Seen"}


def test_batches_are_small_in_bytes_too(home, far, monkeypatch):
    monkeypatch.setattr("makegood.adapters.email.doors.fetching.BATCH_BYTES", 10_000)
    for n in range(6):
        far.put(mail(f"{n}" + "x" * 4000))
    once(fetcher(home, far))
    assert len([line for line in far.commands if b"BODY.PEEK" in line]) == 3


def test_two_processes_do_not_fetch_the_same_mailbox(home, far, monkeypatch):
    one = fetcher(home, far)
    assert one._held() is not None
    monkeypatch.setattr(imap, "_me", lambda: "elsewhere:1")
    assert one._held() is None
    later = clock.VirtualClock(clock.now() + imap.HELD + timedelta(seconds=1))
    with clock.use(later):
        assert one._held() is not None


def test_a_mail_that_the_server_cannot_give_holds_up_nobody_and_is_tried_again(home, far):
    first, odd, last = mail("first"), mail("odd"), mail("last")
    for body in (first, odd, last):
        far.put(body)
    far.refused = {2}
    one = fetcher(home, far)
    assert once(one) == 2
    assert stored() == [first, last]
    assert Stuck.objects.get().failures == 1
    far.refused = set()
    later = clock.VirtualClock(clock.now() + timedelta(minutes=11))
    with clock.use(later):
        assert once(one) == 1
    assert stored() == [first, last, odd]
    assert not Stuck.objects.exists()


def test_a_mail_that_breaks_the_line_lets_the_others_pass_and_is_told_to_a_person(home, far):
    bodies = [mail(f"number {n}") for n in range(4)]
    for body in bodies:
        far.put(body)
    far.deadly = {2}
    one = fetcher(home, far)
    later = clock.VirtualClock(clock.now())
    with clock.use(later):
        for _ in range(20):
            try:
                once(one)
                Folder.objects.update(failures=0)
                later.advance(timedelta(hours=1))
            except (OSError, imap.IMAPClientError):
                Folder.objects.update(failures=1)
        kept = stored()
        assert [body for body in kept if body in bodies] == [bodies[0], *bodies[2:]]
        [told] = [body for body in kept if body not in bodies]
        assert b"cannot be fetched" in told
        far.deadly = set()
        later.advance(timedelta(hours=7))
        once(one)
    assert bodies[1] in stored()


def test_a_mail_that_is_larger_than_we_take_comes_as_its_header_and_a_sentence(home, far):
    far.put(mail("small"))
    large = far.put(mail("Film of the kettle"))
    far.claimed = {large: 60 * 1024 * 1024}
    one = fetcher(home, far)
    assert [once(one), once(one)] == [2, 0]
    assert not any(b"BODY.PEEK[]" in c and b"%d" % large in c.split()[3] for c in far.commands)
    instead = RawItem.objects.get(external_id__startswith="imap:")
    assert b"This mail has 60 MB" in bytes(instead.body)
    file_waiting()
    message = Message.objects.get(raw=instead)
    assert "60 MB" in message.text
    assert "@" in message.sender


def _until(what: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture
def running(real_home: House, monkeypatch) -> Iterator[tuple[House, Fetchers]]:
    monkeypatch.setattr(imap, "FIRST_WAIT", 0.2)
    monkeypatch.setattr(imap, "LOOK_SECONDS", 1)
    monkeypatch.setattr(imap, "POLL_SECONDS", 0.2)
    ended, fetchers = threading.Event(), Fetchers()
    thread = threading.Thread(target=fetchers.run, args=(ended,))
    thread.start()
    yield real_home, fetchers
    ended.set()
    thread.join(20)
    assert not thread.is_alive()


def test_news_come_by_idle_at_once_and_after_a_cut_again(running, far):
    home, fetchers = running
    far.put(mail("one"))
    fetcher(home, far)
    _until(lambda: RawItem.objects.count() == 1)
    far.put(mail("two"))
    _until(lambda: RawItem.objects.count() == 2)
    far.cut_all()
    far.put(mail("three"))
    _until(lambda: RawItem.objects.count() == 3)
    facts = fetchers.facts()["support@example.com"]
    assert facts["age"] < 60


def test_a_server_without_idle_is_asked_again_and_again(running):
    home, _ = running
    plain = ImapServer(idle=False)
    fetcher(home, plain)
    plain.put(mail("one"))
    _until(lambda: RawItem.objects.count() == 1)
    plain.put(mail("two"))
    _until(lambda: RawItem.objects.count() == 2)
    plain.close()


def test_a_wrong_password_is_shown_and_ends_with_the_right_one(running, far):
    home, fetchers = running
    far.password = "changed"
    fetcher(home, far)
    _until(lambda: (fetchers.facts().get("support@example.com") or {}).get("failures", 0) > 0)
    assert "LoginError" in fetchers.facts()["support@example.com"]["error"]
    far.put(mail())
    fetcher(home, far, password=seal("changed"))
    _until(lambda: RawItem.objects.count() == 1)
    _until(lambda: fetchers.facts()["support@example.com"]["failures"] == 0)
