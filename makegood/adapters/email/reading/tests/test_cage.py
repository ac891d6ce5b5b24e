"""A hostile mail costs itself: the mails beside it are read, and the next ones too."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from makegood.adapters.email.reading.cage import Cage, CageBroken
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.read import attempt

HERE = "makegood.adapters.email.reading.tests"
needs_limits = pytest.mark.skipif(
    importlib.util.find_spec("resource") is None, reason="this platform has no resource limits"
)


def mail(word: str) -> bytes:
    return f"From: Ann <ann@home.test>\r\nSubject: {word}\r\n\r\n{word}\r\n".encode()


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with Cage(module=f"{HERE}.misbehaving_child", seconds=1.0) as made:
        yield made


def words(answers: list[ParsedMail | Unreadable]) -> list[str]:
    return [a.reason if isinstance(a, Unreadable) else a.new_text for a in answers]


def test_a_batch_is_answered_in_order(cage: Cage) -> None:
    assert words(cage.read_many([mail(str(n)) for n in range(50)])) == [str(n) for n in range(50)]


def test_what_comes_out_is_what_the_reader_says(cage: Cage) -> None:
    raw = mail("hello") + b"\x00\xff"
    assert cage.read(raw) == attempt(raw)


def test_a_mail_that_hangs_costs_only_itself(cage: Cage) -> None:
    began = time.monotonic()
    assert words(cage.read_many([mail("a"), mail("HANG"), mail("b")])) == [
        "a",
        "took_too_long",
        "b",
    ]
    assert time.monotonic() - began < 9  # and not the ten seconds of every other cage


def test_a_mail_that_kills_costs_only_itself(cage: Cage) -> None:
    assert words(cage.read_many([mail("a"), mail("DIE"), mail("b")])) == ["a", "reader_died", "b"]


def test_a_child_that_speaks_nonsense_is_replaced(cage: Cage) -> None:
    assert words(cage.read_many([mail("NONSENSE"), mail("b")])) == ["reader_died", "b"]


def test_a_bug_of_the_reader_costs_one_mail_and_is_named(cage: Cage) -> None:
    first, second = cage.read_many([mail("FAIL"), mail("b")])
    assert first == Unreadable("reader_failed", "KeyError: 'a bug in the reader'")
    assert isinstance(second, ParsedMail)


@needs_limits
def test_memory_has_a_limit(cage: Cage) -> None:
    assert cage.read(mail("EAT")) == Unreadable("reader_failed", "it needs too much memory")


@needs_limits
def test_no_file_can_be_opened_inside(cage: Cage) -> None:
    answer = cage.read(mail("OPEN"))
    assert isinstance(answer, Unreadable)
    assert answer.detail.startswith("OSError")


def test_a_child_killed_from_outside_costs_nothing(cage: Cage) -> None:
    assert words([cage.read(mail("a"))]) == ["a"]
    running = cage._child
    assert running is not None
    os.kill(running.process.pid, signal.SIGKILL)
    assert words(cage.read_many([mail("b"), mail("c")])) == ["b", "c"]


def test_threads_share_a_cage(cage: Cage) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(cage.read_many, [[mail(f"{n}"), mail(f"{n}!")] for n in range(40)])
    assert [words(a) for a in answers] == [[f"{n}", f"{n}!"] for n in range(40)]


def test_a_closed_cage_leaves_no_process_and_may_be_used_again() -> None:
    cage = Cage()
    cage.read(mail("a"))
    running = cage._child
    assert running is not None
    cage.close()
    assert running.process.returncode is not None
    assert words([cage.read(mail("b"))]) == ["b"]
    cage.close()


def test_a_child_that_cannot_start_is_said_so() -> None:
    cage = Cage(module=f"{HERE}.no_such_child")
    with pytest.raises(CageBroken, match="does not start"):
        cage.read(mail("a"))
    cage.close()


def test_every_charset_is_known_inside() -> None:
    """No codec can be imported once files are closed, so all of them are there before."""
    labels = [
        "gb18030",
        "big5",
        "hz",
        "iso-2022-jp",
        "euc-kr",
        "koi8-r",
        "utf-7",
        "windows-1251",
        "cp437",
        "mac-roman",
    ]
    raws = [
        f"From: a@b.test\r\nContent-Type: text/plain; charset={label}\r\n\r\n".encode()
        + "abc".encode(label)
        for label in labels
    ]
    with Cage() as cage:
        assert words(cage.read_many(raws)) == ["abc"] * len(labels)


def test_the_child_imports_only_the_reader() -> None:
    code = (
        "import sys, makegood.adapters.email.reading.child; "
        "sys.exit(any(m.split('.')[0] in ('django', 'psycopg', 'socketserver', 'http') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
