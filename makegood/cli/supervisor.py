"""Keeps a set of processes running: starts, watches, restarts, and ends them in order."""

import json
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from makegood.cli.child import Child

STEP_SECONDS = 0.5
PATIENCE_SECONDS = 8.0
STATE_EVERY_SECONDS = 5.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Supervisor:
    """Runs children until it is asked to stop. One thread; everything happens in `step`."""

    def __init__(self, *, state: Path) -> None:
        self.children: list[Child] = []
        self.stops = 0
        self.state = state
        self.state_written = 0.0
        self.selector = selectors.DefaultSelector()
        self.wake, self.waker = os.pipe()
        self.before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> "Supervisor":
        for pipe in (self.wake, self.waker):
            os.set_blocking(pipe, False)
        self.selector.register(self.wake, selectors.EVENT_READ, None)
        signal.set_wakeup_fd(self.waker, warn_on_full_buffer=False)
        self.before = {number: signal.signal(number, self.ask_to_stop) for number in SIGNALS}
        self.before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self.children):
            child.kill()
        signal.set_wakeup_fd(-1)
        for number, handler in self.before.items():
            signal.signal(number, handler)
        self.selector.close()
        os.close(self.wake)
        os.close(self.waker)
        self.state.unlink(missing_ok=True)

    @property
    def stopping(self) -> bool:
        return self.stops > 0

    def ask_to_stop(self, *_: object) -> None:
        """A signal came. The second one ends everything at once."""
        self.stops += 1

    def add(self, child: Child) -> Child:
        """Starts a child and keeps it running from now on."""
        self.children.append(child)
        self.start(child)
        return child

    def start(self, child: Child) -> None:
        child.start()
        self.selector.register(child.output, selectors.EVENT_READ, child)
        self.write_state()

    def run_once(self, child: Child) -> int | None:
        """Runs a child to its end, with the others looked after meanwhile. Its exit code, or None when stopped."""
        child.start()
        self.selector.register(child.output, selectors.EVENT_READ, child)
        try:
            while child.running:
                if self.stopping:
                    child.ask_to_stop()
                self.step(0.05)
            self.show(child, last=True)
        finally:
            child.kill()
            self.selector.unregister(child.output)
            child.close()
        return None if self.stopping or child.process is None else child.process.returncode

    def wait_until(self, done: Callable[[], bool], *, seconds: float) -> bool:
        """Keeps everything going until `done` says so. False after so many seconds, or when asked to stop."""
        end = time.monotonic() + seconds
        while not done():
            if self.stopping or time.monotonic() > end:
                return False
            self.step(0.05)
        return True

    def step(self, seconds: float = STEP_SECONDS) -> None:
        """Waits for news for at most so long, and acts on it."""
        for key, _ in self.selector.select(seconds):
            if key.data is None:
                with suppress(BlockingIOError):
                    os.read(self.wake, 4096)
            else:
                self.show(key.data)
        for child in self.children:
            self.look_after(child)
        if time.monotonic() - self.state_written > STATE_EVERY_SECONDS:
            self.write_state()

    def look_after(self, child: Child) -> None:
        """Brings back a child that ended, and says when one is silent."""
        if child.process is None:
            if not self.stopping and time.monotonic() >= child.next_try:
                self.start(child)
            return
        if child.running:
            if child.note_heartbeat():
                say(
                    "makegood",
                    f"{child.name} {'has been silent for 30 s' if child.silent else 'is back'}",
                )
            return
        self.show(child, last=True)
        self.selector.unregister(child.output)
        child.close()
        ended = child.how_it_ended()
        child.process = None
        if not self.stopping:
            say(
                "makegood", f"{child.name} {ended}; it starts again in {child.plan_restart():.1f} s"
            )

    def show(self, child: Child, *, last: bool = False) -> None:
        for line in child.lines(last=last):
            say(child.name, line)

    def stop_all(self, *groups: list[Child]) -> None:
        """Ends the children group by group, each with an orderly end first."""
        self.stops = max(self.stops, 1)
        for group in groups:
            for child in group:
                child.ask_to_stop()
            end = time.monotonic() + PATIENCE_SECONDS
            while (
                any(child.running for child in group) and time.monotonic() < end and self.stops < 2
            ):
                self.step(0.05)
            for child in group:
                child.kill()
                if child.process is not None:
                    child.process.wait()
            self.step(0)

    def write_state(self) -> None:
        """Leaves what runs, for `makegood doctor`. Losing it is harmless: the next one comes in seconds."""
        self.state_written = time.monotonic()
        draft = self.state.with_suffix(".new")
        with suppress(OSError):
            draft.write_text(json.dumps(self.report()), encoding="utf-8")
            draft.replace(self.state)

    def report(self) -> dict[str, Any]:
        """What runs: process ids, restarts, and how many seconds ago each gave a sign of life."""
        now = time.monotonic()
        return {
            "pid": os.getpid(),
            "children": {
                child.name: {
                    "pid": child.process.pid if child.process else None,
                    "restarts": child.restarts,
                    "running_seconds": round(now - child.started, 1) if child.process else 0,
                    "silent_seconds": round(now - child.last_beat, 1) if child.beats else None,
                }
                for child in self.children
            },
        }


def say(name: str, line: str) -> None:
    """One line for the person at the terminal, with who said it before it."""
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{name:<8} │ {line}\n")
        sys.stdout.flush()
