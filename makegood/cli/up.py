"""Run everything on this machine: the database, the web server, a worker and the doors for mail.

Stop it with Ctrl-C. It is safe to kill: the next start picks up what was acknowledged.
"""

import argparse
import fcntl
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from makegood.cli import postgres
from makegood.cli.checks import have_home, have_space, port_is_free
from makegood.cli.child import Child
from makegood.cli.refusal import Refusal
from makegood.cli.supervisor import Supervisor, say
from makegood.config import environment as settings
from makegood.config.environment import Environment

PARTS = ("web", "worker", "doors")
START_SECONDS = 60.0
TRIES_AT_START = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--demo", action="store_true", help="load the demo company into an empty Makegood first"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to serve on (default: this machine only)"
    )


def run(options: argparse.Namespace, environment: Environment) -> int:
    """Starts everything, keeps it running, and returns when asked to stop."""
    have_home(environment)
    with only_one(environment):
        have_space(environment)
        port_is_free(options.host, environment.web_port, setting="MAKEGOOD_WEB_PORT", use="web")
        port_is_free("127.0.0.1", environment.smtp_port, setting="MAKEGOOD_SMTP_PORT", use="mail")
        settings.secret_key()  # made now, so that a home that cannot keep it is refused now
        with (
            Supervisor(state=environment.run_folder / "up.json") as supervisor,
            database_of(environment, supervisor),
        ):
            return run_parts(options, environment, supervisor)


@contextmanager
def only_one(environment: Environment) -> Iterator[None]:
    """Refuses a second `up` on the same home."""
    with (environment.run_folder / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            who = lock.read().strip() or "unknown"
            raise Refusal(
                f"Makegood already runs on {environment.home} (process {who}); "
                "stop that one, or set MAKEGOOD_HOME to another folder."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def database_of(environment: Environment, supervisor: Supervisor) -> Iterator[None]:
    """The embedded server as a child, unless DATABASE_URL names another."""
    if not environment.embedded:
        yield
        return
    server = postgres.server_of(environment)
    with postgres.used(server) as users:
        with postgres.alone(server):
            if server.pid() is not None and postgres.is_last(users):
                postgres.stop(server)  # left behind by a supervisor that was killed
            postgres.prepare(server)
            ours = server.pid() is None
            if ours:
                command = server.command(with_parent=True)
                child = Child("postgres", command, ends_by=signal.SIGINT, beats=False)
                child.before_start = partial(postgres.clear_the_way, server)
                supervisor.add(child)
        if (
            not supervisor.wait_until(server.ready, seconds=START_SECONDS)
            and not supervisor.stopping
        ):
            raise Refusal("PostgreSQL did not start; the lines above say why.")
        try:
            yield
        finally:
            with postgres.alone(server):
                if ours:
                    supervisor.stop_all(
                        [child for child in supervisor.children if child.name == "postgres"]
                    )
                elif postgres.is_last(users):
                    postgres.stop(server)


def run_parts(options: argparse.Namespace, environment: Environment, supervisor: Supervisor) -> int:
    """Prepares the database, starts web, worker and doors, and stays until asked to stop."""
    prepared = prepare(options, environment, supervisor)
    if supervisor.stopping:
        return 0
    for name in PARTS:
        words = ["--host", options.host] if name == "web" else []
        supervisor.add(Child(name, makegood(name, *words)))
    parts = [child for child in supervisor.children if child.name in PARTS]
    try:
        wait_for_the_web(options.host, environment, supervisor)
        if not supervisor.stopping:
            welcome(environment, prepared)
        while not supervisor.stopping:
            supervisor.step()
    finally:
        say("makegood", "stopping")
        supervisor.stop_all(parts)
    return 0


def makegood(*words: str) -> list[str]:
    """The command line of another part, by this same Python."""
    return [sys.executable, "-m", "makegood.cli.main", *words]


def prepare(
    options: argparse.Namespace, environment: Environment, supervisor: Supervisor
) -> dict[str, object]:
    """Has the database brought up to date by a process whose memory is given back. Returns what to tell people."""
    report = environment.run_folder / "prepared.json"
    report.unlink(missing_ok=True)
    words = ["--report", str(report), *(["--demo"] if options.demo else [])]
    code = supervisor.run_once(Child("prepare", makegood("prepare", *words)))
    if supervisor.stopping:
        return {}
    if code or not report.exists():
        raise Refusal("The database could not be prepared; the lines above say why.")
    found: dict[str, object] = json.loads(report.read_text(encoding="utf-8"))
    report.unlink()
    if found["refusal"]:
        raise Refusal(str(found["refusal"]), code=int(str(found["code"])))
    return found


def wait_for_the_web(host: str, environment: Environment, supervisor: Supervisor) -> None:
    """Comes back when pages are served. A web server that only crashes is not restarted for ever at this point."""
    web = next(child for child in supervisor.children if child.name == "web")
    answers = partial(web_answers, host, environment.web_port)
    supervisor.wait_until(
        lambda: web.restarts >= TRIES_AT_START or answers(), seconds=START_SECONDS
    )
    if not supervisor.stopping and not answers():
        raise Refusal("The web server does not start; the lines above say why.")


def web_answers(host: str, port: int) -> bool:
    """Whether /healthz says that the web server lives."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with, not bound to
    try:
        with socket.create_connection((near, port), timeout=1) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in b"".join(iter(partial(connection.recv, 4096), b""))[:32]
    except OSError:
        return False


def welcome(environment: Environment, prepared: dict[str, object]) -> None:
    """Says where Makegood is and how to get in."""
    say("makegood", f"Makegood is ready: {environment.base_url}/")
    if prepared.get("setup_link"):
        link = prepared["setup_link"]
        say("makegood", f"Become the first administrator (this link works once): {link}")
    sign_ins = prepared.get("sign_ins")
    for line in sign_ins if isinstance(sign_ins, list) else []:
        say("makegood", str(line))
    say("makegood", f"Mail comes in on port {environment.smtp_port}. Stop with Ctrl-C.")
