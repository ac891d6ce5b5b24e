"""One process under the supervisor: started, read, missed when silent, and brought back when it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

HEARTBEAT = "MAKEGOOD_HEARTBEAT_FD"
SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 30.0
SETTLED_SECONDS = 60.0
SILENT_SECONDS = 30.0
SET_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass
class Child:
    """A process that shall run. `ends_by` is the signal that asks it to stop."""

    name: str
    command: list[str]
    ends_by: signal.Signals = signal.SIGTERM
    beats: bool = True
    before_start: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = None
    output: int = -1
    heartbeat: int = -1
    restarts: int = 0
    started: float = 0.0
    last_beat: float = 0.0
    next_try: float = 0.0
    silent: bool = False
    pause: float = SHORTEST_PAUSE
    unfinished_line: bytes = field(default=b"", repr=False)

    def start(self) -> None:
        """Starts the process with pipes for its words and its heartbeat."""
        self.before_start()
        self.output, words = os.pipe()
        self.heartbeat, beats = os.pipe()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            pass_fds=(beats,),
            env={**os.environ, HEARTBEAT: str(beats), "PYTHONUNBUFFERED": "1"},
            # Ctrl-C must reach the supervisor alone, which then stops the others in order.
            start_new_session=True,
            preexec_fn=die_with_the_supervisor(self.ends_by),  # noqa: PLW1509 - the supervisor has one thread
        )
        os.close(words)
        os.close(beats)
        for pipe in (self.output, self.heartbeat):
            os.set_blocking(pipe, False)
        self.started = self.last_beat = time.monotonic()
        self.silent = False

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        """Sends the signal that asks for an orderly end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.ends_by)

    def kill(self) -> None:
        """Ends the process and all that it started, at once."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)

    def plan_restart(self) -> float:
        """When to try again: soon after the first failure, later after each further one. Returns the pause in seconds."""
        if time.monotonic() - self.started > SETTLED_SECONDS:
            self.pause = SHORTEST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.next_try = time.monotonic() + pause
        self.restarts += 1
        return pause

    def how_it_ended(self) -> str:
        """The end of the process in words."""
        status = self.process.poll() if self.process is not None else None
        if status is None:
            return "has not ended"
        return (
            f"was killed by {signal.Signals(-status).name}"
            if status < 0
            else f"ended with code {status}"
        )

    def lines(self, *, last: bool = False) -> list[str]:
        """What it said since the last call, by whole lines; at the `last` call also a line without an end."""
        self.unfinished_line += read_all(self.output)
        *whole, self.unfinished_line = self.unfinished_line.split(b"\n")
        if last and self.unfinished_line:
            whole.append(self.unfinished_line)
            self.unfinished_line = b""
        return [line.decode("utf-8", "replace").rstrip("\r") for line in whole]

    def note_heartbeat(self) -> bool:
        """Takes in its signs of life. True when it turned silent, or was silent and is back."""
        if read_all(self.heartbeat):
            self.last_beat = time.monotonic()
        silent = self.beats and time.monotonic() - self.last_beat > SILENT_SECONDS
        turned, self.silent = silent != self.silent, silent
        return turned

    def close(self) -> None:
        """Gives the pipes back."""
        for pipe in (self.output, self.heartbeat):
            if pipe >= 0:
                os.close(pipe)
        self.output = self.heartbeat = -1


def read_all(pipe: int) -> bytes:
    """What lies in a pipe now."""
    parts = []
    while pipe >= 0:
        try:
            part = os.read(pipe, 65536)
        except BlockingIOError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


class die_with_the_supervisor:  # noqa: N801 - used like a function
    """Asks the kernel to send this signal to the child when its parent is gone, even by kill -9."""

    def __init__(self, ends_by: signal.Signals) -> None:
        self.ends_by = ends_by
        self.parent = os.getpid()
        # Loaded before the fork: between fork and exec nothing may need a lock.
        self.prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def __call__(self) -> None:
        if self.prctl is None:
            return
        self.prctl(SET_DEATH_SIGNAL, self.ends_by, 0, 0, 0)
        if os.getppid() != self.parent:
            os.kill(os.getpid(), signal.SIGKILL)
