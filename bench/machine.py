"""What every measurement says of the machine: times as percentiles, memory of processes, its own databases."""

import math
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from psycopg import sql

from makegood.config import environment

CHECKOUT = Path(__file__).resolve().parents[1]


def milliseconds(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 and the worst, in milliseconds, by nearest rank, with how many were measured."""
    if not seconds:
        return {"n": 0}
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)] * 1000, 2)

    return {
        "n": len(ordered),
        "p50": at(0.5),
        "p95": at(0.95),
        "p99": at(0.99),
        "worst": round(ordered[-1] * 1000, 2),
    }


def timed(
    act: Callable[[], object], *, seconds: float, least: int = 20, most: int = 400
) -> dict[str, float]:
    """How long `act` takes, again and again for so many seconds: `milliseconds`, and `cpu`, the mean that
    this process itself worked. The first call warms up and is left out."""
    act()
    took: list[float] = []
    end, worked = time.perf_counter() + seconds, time.process_time()
    while len(took) < least or (time.perf_counter() < end and len(took) < most):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    cpu = (time.process_time() - worked) / len(took) * 1000
    return milliseconds(took) | {"cpu": round(cpu, 2)}


def browser(user: Any) -> Client:
    """A client inside this process, signed in: the real middleware, session, views and templates."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def pss_megabytes(pids: Iterable[int]) -> float:
    """Memory of processes, shared pages counted by their share; those that ended count nothing."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
        total += int(found.group(1)) if found else 0
    return round(total / 1024, 1)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Computing time that processes and their ended children have used so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(f) for f in fields[11:15])
    return total / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and everything it started, at this moment."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, ahead = [], [pid]
    while ahead:
        one = ahead.pop()
        found.append(one)
        ahead.extend(children.get(one, ()))
    return found


def server_processes() -> list[int]:
    """The processes of the database server, when it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    try:
        parent = int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1])
        name = Path(f"/proc/{parent}/comm").read_text().strip()
    except (OSError, IndexError):
        return []
    return family(parent) if name.startswith("postgres") else []


def memory() -> dict[str, float]:
    """This process and the database server, in MB of PSS."""
    return {
        "this_process": pss_megabytes([os.getpid()]),
        "database": pss_megabytes(server_processes()),
    }


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('shared_buffers')"
        )
        version, fsync, commit, buffers = cursor.fetchone()
    return {
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "postgresql": version,
        "fsync": fsync,
        "synchronous_commit": commit,
        "shared_buffers": buffers,
    }


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """An empty, migrated database beside the configured one, in use while this lasts; gives its address.

    It is made with the name `makegood_bench_NAME`, and dropped at the end whatever happens.
    """
    before = str(settings.DATABASES["default"]["NAME"])
    there = f"makegood_bench_{name}"
    address = environment.read().database_url
    with psycopg.connect(address, autocommit=True) as link:
        _drop(link, there)
        link.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(there)
            )
        )
    try:
        _switch(there)
        call_command("migrate", verbosity=0)
        yield urlunsplit(urlsplit(address)._replace(path=f"/{there}"))
    finally:
        _switch(before)
        with psycopg.connect(address, autocommit=True) as link:
            _drop(link, there)


def _drop(link: "psycopg.Connection[Any]", name: str) -> None:
    link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _switch(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the backend for PostgreSQL
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def part(address: str, home: Path, *words: str, **extra: str) -> "subprocess.Popen[bytes]":
    """A real process of Makegood (`web`, `worker`, `doors`) on a scratch database and a home of its own."""
    ours = {
        "DATABASE_URL": address,
        "MAKEGOOD_HOME": str(home),
        "MAKEGOOD_SECRET_KEY": settings.SECRET_KEY,
    }
    known = os.environ | ours | extra
    return subprocess.Popen(
        [sys.executable, "-m", "makegood.cli.main", *words], env=known, cwd=CHECKOUT
    )


def stop(*processes: "subprocess.Popen[bytes]") -> None:
    """Ask processes to end, and end those that do not within ten seconds."""
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
