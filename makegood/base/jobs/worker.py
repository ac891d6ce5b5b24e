"""The worker process: one thread for what is hot, one for what is periodic, Procrastinate for jobs."""

import asyncio
import threading
import time
from collections.abc import Callable

import structlog
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from makegood.base.bus import listen
from makegood.base.jobs.sweeps import SWEEPS, Sweep, beat, run_sweep
from makegood.base.journal.log import CHANNEL
from makegood.kernel.clock import now

WAKE_CHANNELS = (CHANNEL, "makegood_intake")
IDLE_SECONDS = 1.0
BEAT_SECONDS = 5
logger = structlog.get_logger()


class Worker:
    """Runs until `stop` is set. Any number of workers may run at once, on any machine."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.woken = threading.Event()

    def run(self) -> None:
        """Block until stopped; a thread that dies of an error takes the process with it, and the
        supervisor starts it again."""
        threads = [
            threading.Thread(target=self._guard, args=(body,), name=name, daemon=True)
            for name, body in (
                ("hot", self._hot),
                ("periodic", self._periodic),
                ("wake", self._listen),
            )
        ]
        for thread in threads:
            thread.start()
        asyncio.run(self._jobs())

    def _guard(self, body: Callable[[], None]) -> None:
        try:
            body()
        except BaseException:
            logger.exception("a thread of the worker died")
            self.stop.set()
            raise
        finally:
            connection.close()

    def _hot(self) -> None:
        hot = [s for s in SWEEPS.values() if s.hot]
        while not self.stop.is_set():
            self.woken.clear()
            done = sum([run_sweep(s) for s in hot])
            if not done:
                self.woken.wait(IDLE_SECONDS)

    def _periodic(self) -> None:
        due: dict[str, float] = {}
        cold: list[Sweep] = [s for s in SWEEPS.values() if not s.hot]
        last_beat = 0.0
        while not self.stop.wait(0.25):
            if time.monotonic() - last_beat > BEAT_SECONDS:
                beat("worker", at=now().isoformat())
                last_beat = time.monotonic()
            for one in cold:
                if due.get(one.name, 0.0) <= time.monotonic():
                    run_sweep(one)
                    due[one.name] = time.monotonic() + one.every.total_seconds()
            close_old_connections()

    def _listen(self) -> None:
        """Wake the hot thread when somebody announces; without it, it wakes by itself each second."""
        for news in listen(*WAKE_CHANNELS):
            if self.stop.is_set():
                return
            if news is not None:
                self.woken.set()

    async def _jobs(self) -> None:
        jobs = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
        async with jobs.open_async():
            running = asyncio.create_task(
                jobs.run_worker_async(install_signal_handlers=False, concurrency=4, wait=True)
            )
            while not self.stop.is_set() and not running.done():
                await asyncio.sleep(0.25)
            self.stop.set()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def run_worker(worker: Worker | None = None) -> None:
    """The body of `makegood worker`."""
    (worker or Worker()).run()
