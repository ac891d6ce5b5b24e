"""The outside of the cage: mails are read in a child process, so that a hostile one costs itself and nothing else."""

import contextlib
import logging
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import msgspec

from makegood.adapters.email.reading import child
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable

_LOG = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[4]
_START_SECONDS = 60.0
_DECODE = msgspec.msgpack.Decoder(ParsedMail | Unreadable).decode
_ENCODE = msgspec.msgpack.Encoder().encode


class CageBroken(Exception):
    """The child that reads mails cannot be started: no mail can be read until that is mended."""


class _Child(NamedTuple):
    process: subprocess.Popen[bytes]
    sink: IO[bytes]
    source: IO[bytes]


class Cage:
    """One long-lived child that reads mails. Threads may share it: they take turns.

    Use it as a context manager or call `close`. A child that hangs, dies or takes too much costs the mail that did it.
    """

    def __init__(
        self,
        *,
        ours: Iterable[str] = (),
        seconds: float = child.SECONDS,
        module: str = "makegood.adapters.email.reading.child",
    ) -> None:
        self._ours = frozenset(address.lower() for address in ours)
        self._seconds = seconds
        self._module = module
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._owner = os.getpid()
        self._deadline: float | None = None
        self._late = False
        self._closing = threading.Event()
        self._watchdog: threading.Thread | None = None

    def read(self, raw: bytes) -> ParsedMail | Unreadable:
        """What one mail says."""
        return self.read_many([raw])[0]

    def read_many(
        self,
        raws: Iterable[bytes],
        *,
        ours: Iterable[str] | None = None,
        budget: float = math.inf,
    ) -> list[ParsedMail | Unreadable]:
        """What the mails say, in order; those for which `budget` seconds did not suffice are left off
        the end (the first is always read). Raises CageBroken only if no child can be started.

        `ours`: addresses of our own inboxes, if others than those given at the start.
        """
        known = self._ours if ours is None else frozenset(address.lower() for address in ours)
        found: list[ParsedMail | Unreadable] = []
        with self._turn:
            began = time.monotonic()
            for raw in raws:
                if found and time.monotonic() - began > budget:
                    break
                found.append(self._read(raw, known))
        return found

    def close(self) -> None:
        """End the child; the cage starts a new one if it is used again."""
        with self._turn:
            self._closing.set()
            self._end_child()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _read(self, raw: bytes, ours: frozenset[str]) -> ParsedMail | Unreadable:
        request = _ENCODE(child.Request(raw, ours))
        # A child may die of something else than the mail (an operator, a full machine): a second one tells.
        for _ in range(2):
            answer = self._ask(request)
            if answer is not None:
                return answer
            if self._late:
                return Unreadable("took_too_long", f"no answer in {self._seconds:g} seconds")
        return Unreadable("reader_died", "two readers in a row ended on this mail")

    def _ask(self, request: bytes) -> ParsedMail | Unreadable | None:
        """The answer of the child, or None if it ended."""
        running = self._running()
        frame = self._exchange(running, request, self._seconds)
        try:
            answer: ParsedMail | Unreadable | None = _DECODE(frame) if frame is not None else None
        except msgspec.DecodeError:
            # A child that no longer speaks our language is as good as dead.
            answer = None
        if answer is None:
            self._end_child()
        return answer

    def _running(self) -> _Child:
        if self._owner != os.getpid():
            # After a fork the pipes belong to the other process.
            self._child, self._watchdog, self._owner = None, None, os.getpid()
        if self._child is not None and self._child.process.poll() is None:
            return self._child
        self._end_child()
        return self._start_child()

    def _start_child(self) -> _Child:
        process = subprocess.Popen(
            [sys.executable, "-s", "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={
                "PYTHONPATH": str(_ROOT),
                "PYTHONWARNINGS": "ignore",
                "PATH": os.environ.get("PATH", ""),
            },
            close_fds=True,
        )
        if process.stdin is None or process.stdout is None:
            raise CageBroken("The process that reads mails has no pipes.")
        started = self._child = _Child(process, process.stdin, process.stdout)
        self._watch()
        greeting = self._exchange(started, None, _START_SECONDS)
        if greeting is None:
            self._end_child()
            raise CageBroken(
                "The process that reads mails does not start. Its own message is in the log above."
            )
        if msgspec.msgpack.decode(greeting) != "ready":
            _LOG.warning(
                "This platform cannot limit memory and files of the mail reader; only its time is limited."
            )
        return started

    def _exchange(self, running: _Child, request: bytes | None, seconds: float) -> bytes | None:
        """Send a frame and wait for one; None if the child ended, by itself or by the watchdog."""
        self._late = False
        self._deadline = time.monotonic() + seconds
        try:
            if request is not None:
                child.send(running.sink, request)
            return child.receive(running.source)
        except OSError:
            return None
        finally:
            self._deadline = None

    def _end_child(self) -> None:
        ended, self._child = self._child, None
        if ended is None:
            return
        ended.process.kill()
        ended.process.wait()
        for pipe in (ended.sink, ended.source):
            # What was still to be written to a dead child is lost, as it should be.
            with contextlib.suppress(OSError):
                pipe.close()

    def _watch(self) -> None:
        if self._watchdog is None or not self._watchdog.is_alive() or self._closing.is_set():
            self._closing = threading.Event()
            self._watchdog = threading.Thread(
                target=self._kill_late,
                args=(self._closing,),
                daemon=True,
                name="mail-reader-watchdog",
            )
            self._watchdog.start()

    def _kill_late(self, closing: threading.Event) -> None:
        """Kill a child that is over its time. Blocking pipes then end by themselves, on every platform."""
        while not closing.wait(0.1):
            deadline, running = self._deadline, self._child
            if deadline is not None and running is not None and time.monotonic() > deadline:
                self._late = True
                running.process.kill()
