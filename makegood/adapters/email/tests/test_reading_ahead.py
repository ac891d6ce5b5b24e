"""What waits is read while what came before it is filed: no mail twice, none in a wrong place, none lost by it."""

import threading
from collections.abc import Sequence

import pytest

from makegood.adapters.email import adapter
from makegood.adapters.email.reading.ahead import Ahead
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.tests.make import House, mail
from makegood.contact.channels.models import RawItem
from makegood.contact.conversations.models import Message
from makegood.loops import contact_to_case

OURS = frozenset({"support@example.com"})


class Reader:
    """Reads for the adapter and notes what it was given."""

    def __init__(self) -> None:
        self.given: list[bytes] = []
        self.by: list[str] = []

    def __call__(
        self, bodies: Sequence[bytes], ours: frozenset[str]
    ) -> list[ParsedMail | Unreadable]:
        self.given += bodies
        self.by.append(threading.current_thread().name)
        return real(bodies, ours)


real = adapter.read_many


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Reader:
    found = Reader()
    monkeypatch.setattr(adapter, "read_many", found)
    monkeypatch.setattr(adapter, "_ahead", Ahead(found))
    monkeypatch.setattr(contact_to_case, "BATCH", 3)
    return found


def nine(home: House) -> list[int]:
    return [
        home.receive(
            mail(f"Words {n}", Subject=f"Subject {n}", From=f"c{n}@mail.test"),
            mail_from=f"c{n}@mail.test",
        )
        for n in range(9)
    ]


def filed() -> dict[int, str]:
    return dict(Message.objects.order_by("raw").values_list("raw", "text"))


def test_what_waits_is_read_beside_the_filing_and_only_once(home: House, reader: Reader):
    ids = nine(home)
    while contact_to_case.file_waiting():
        continue
    assert filed() == {pk: f"Words {n}" for n, pk in enumerate(ids)}
    assert len(reader.given) == len(set(reader.given)) == 9
    assert reader.by[0] != "reads-ahead"
    assert set(reader.by[1:]) == {"reads-ahead"}


def test_what_another_worker_took_meanwhile_is_read_in_vain_and_no_more(
    home: House, reader: Reader
):
    ids = nine(home)
    assert contact_to_case.file_waiting() == 3
    RawItem.objects.filter(pk__in=ids[3:5]).update(state=RawItem.State.IGNORED)  # by the other
    while contact_to_case.file_waiting():
        continue
    assert filed() == {pk: f"Words {n}" for n, pk in enumerate(ids) if n not in (3, 4)}


def test_an_address_of_ours_that_came_meanwhile_is_read_with(home: House, reader: Reader):
    ahead = Ahead(reader)
    ahead.begin({7: mail(text="Hello")}, OURS)
    assert ahead.take(OURS | {"sales@example.com"}) == {}
    assert ahead.take(OURS) == {}


def test_where_reading_ahead_fails_they_are_read_when_they_are_claimed(
    home: House, reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    def broken(_bodies: Sequence[bytes], _ours: frozenset[str]) -> list[ParsedMail | Unreadable]:
        raise RuntimeError("no reader can be started")

    monkeypatch.setattr(adapter, "_ahead", Ahead(broken))
    ids = nine(home)
    while contact_to_case.file_waiting():
        continue
    assert list(filed()) == ids
    assert len(reader.given) == 9


def test_where_no_thread_can_be_started_nothing_was_read_ahead(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    def none_left(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    ahead = Ahead(reader)
    monkeypatch.setattr(threading.Thread, "start", none_left)
    ahead.begin({7: mail(text="Hello")}, OURS)
    assert ahead.take(OURS) == {}


def test_what_was_not_reached_in_time_is_left_for_the_next_round(
    home: House, reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    def slow(bodies: Sequence[bytes], ours: frozenset[str]) -> list[ParsedMail | Unreadable]:
        return real(bodies[:1], ours)  # its time was up after one

    monkeypatch.setattr(adapter, "read_many", slow)
    monkeypatch.setattr(adapter, "_ahead", Ahead(slow))
    ids = nine(home)
    rounds = [contact_to_case.file_waiting() for _n in range(9)]
    assert list(filed()) == ids
    assert 0 not in rounds[:5]
