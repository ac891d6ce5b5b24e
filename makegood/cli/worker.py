"""Run one worker: jobs, reactions and sweeps. Start as many as you like against one database."""

import argparse
import gc
import signal

from makegood.cli import database
from makegood.cli.heartbeat import beat_in_thread, end_soon, supervised
from makegood.config.environment import Environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A worker has no options."""


def run(_options: argparse.Namespace, environment: Environment) -> int:
    """Works until it is asked to stop; what it holds then goes to another worker."""
    if supervised():
        database.set_up_django()
        return work()
    with database.in_use(environment):
        return work()


def work() -> int:
    """The worker itself."""
    from makegood.base.jobs.worker import Worker, run_worker  # noqa: PLC0415 - needs Django set up

    worker = Worker()

    def leave(*_: object) -> None:
        worker.stop.set()
        end_soon()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    beat_in_thread()
    gc.freeze()  # what is loaded by now stays; collecting garbage need not look at it again
    gc.set_threshold(20_000, 20, 50)  # a batch makes thousands of objects, hardly any in cycles
    run_worker(worker)
    return 0
