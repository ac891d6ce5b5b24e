"""What the doctor looks at. Each check gives findings: well or not, in one sentence that says what to do."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.cli import migrations, postgres
from makegood.cli.child import SETTLED_SECONDS
from makegood.cli.connecting import connect
from makegood.config.environment import Environment
from makegood.kernel.clock import now

GIGABYTE = 1024**3
LEAST_FREE_GIGABYTES = 1.0
SILENT = timedelta(seconds=60)
PRESENT = timedelta(
    seconds=20
)  # four signs of life; a process that was just replaced drops out soon
CLOCKS_APART = 2.0
TOO_MANY_RESTARTS = 3
NEEDED = ("worker", "doors")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `count` is a number to watch, where there is one."""

    subject: str
    sentence: str
    count: float | None = None
    well: bool = True


def disk(environment: Environment) -> Finding:
    """Whether there is room to go on."""
    free = shutil.disk_usage(environment.home).free / GIGABYTE
    well = free >= LEAST_FREE_GIGABYTES
    advice = "" if well else "; free some space soon"
    return Finding(
        "disk", f"{free:.1f} GB free for {environment.home}{advice}", round(free, 1), well=well
    )


def server(environment: Environment) -> Iterator[Finding]:
    """The database and whether its clock and ours agree."""
    with connect(environment) as connection:
        row = connection.execute(
            "SELECT clock_timestamp(), current_setting('server_version'), current_setting('fsync'),"
            " pg_size_pretty(pg_database_size(current_database()))"
        ).fetchone()
    here = now()
    there, version, fsync, size = row if row else (here, "", "on", "")
    kind = "embedded PostgreSQL" if environment.embedded else "PostgreSQL"
    durable = fsync == "on"
    advice = "" if durable else "; fsync is off: set it on, or acknowledged messages can be lost"
    yield Finding("database", f"{kind} {str(version).split()[0]}, {size}{advice}", well=durable)
    apart = abs((here - there).total_seconds()) if isinstance(there, datetime) else 0.0
    advice = "" if apart < CLOCKS_APART else "; synchronise them (NTP)"
    yield Finding(
        "clock",
        f"{apart:.1f} s between this machine and the database{advice}",
        apart,
        well=apart < CLOCKS_APART,
    )


def tables(_environment: Environment) -> Iterator[Finding]:
    """Whether the tables are those of this version."""
    count = len(migrations.pending())
    advice = f"{count} steps are missing; run `makegood manage migrate`" if count else "up to date"
    yield Finding("migrations", advice, count, well=not count)


def processes(_environment: Environment) -> Iterator[Finding]:
    """Whether somebody does the work: on this machine or on another, the database knows."""
    from makegood.base.jobs.models import Beat  # noqa: PLC0415 - needs Django set up

    latest: dict[str, datetime] = {}
    present: dict[str, int] = dict.fromkeys(NEEDED, 0)
    for kind, seen in Beat.objects.order_by("seen_at").values_list("kind", "seen_at"):
        latest[kind] = seen
        present[kind] = present.get(kind, 0) + (now() - seen <= PRESENT)
    for kind, count in present.items():
        if kind in latest and now() - latest[kind] <= SILENT:
            age = max((now() - latest[kind]).total_seconds(), 0.0)
            yield Finding(kind, f"{count} running, last sign of life {age:.0f} s ago", age)
        elif kind in NEEDED:
            since = f"since {latest[kind]:%Y-%m-%d %H:%M} UTC" if kind in latest else "yet"
            advice = f"no sign of life {since}; start `makegood up` or `makegood {kind}`"
            yield Finding(kind, advice, well=False)


def supervised(environment: Environment) -> Iterator[Finding]:
    """What the supervisor of this home sees, if one runs."""
    if not postgres.home_is_up(environment):
        return
    try:
        report = json.loads((environment.run_folder / "up.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    for name, child in report["children"].items():
        sentence, well = state_of(child)
        yield Finding(f"up: {name}", sentence, child["restarts"], well=well)


def state_of(child: dict[str, Any]) -> tuple[str, bool]:
    """How one child is, and whether that is well: it may have been restarted, but not again and again."""
    silent = child["silent_seconds"] or 0
    if silent > SILENT.total_seconds():
        return f"silent for {silent:.0f} s; look into its log", False
    if child["restarts"] >= TOO_MANY_RESTARTS and child["running_seconds"] < SETTLED_SECONDS:
        return (
            f"ends again and again, restarted {child['restarts']} times; look into its log",
            False,
        )
    state = "runs" if child["pid"] else "is being restarted"
    return f"{state}, restarted {child['restarts']} times", True


def sweeps(_environment: Environment) -> Iterator[Finding]:
    """Whether the periodic work succeeds, and whether jobs were given up."""
    from makegood.base.jobs.models import SweepRun  # noqa: PLC0415 - needs Django set up
    from makegood.base.jobs.queue import dead  # noqa: PLC0415 - needs Django set up

    broken = list(SweepRun.objects.filter(failures__gt=0).order_by("name"))
    for run in broken:
        yield Finding(
            "sweep",
            f"{run.name} failed {run.failures} times: {run.error[:120]}",
            run.failures,
            well=False,
        )
    if not broken:
        yield Finding("sweeps", f"{SweepRun.objects.count()} ran, none failed")
    given_up = dead()
    advice = "; look into the log of the worker for the reason" if given_up else ""
    yield Finding("jobs", f"{given_up} were given up{advice}", given_up, well=not given_up)


def waiting(_environment: Environment) -> Iterator[Finding]:
    """The age of the oldest item that nobody has worked on yet, for each door."""
    from makegood.base.invariants.checks import AGES  # noqa: PLC0415 - needs Django set up

    for one in AGES.values():
        oldest = one.oldest()
        if oldest is None:
            yield Finding("waiting", f"{one.label}: nothing waits", 0)
            continue
        age = now() - oldest
        seconds = max(age.total_seconds(), 0.0)
        yield Finding(
            "waiting",
            f"{one.label}: the oldest waits {seconds:.0f} s",
            round(seconds),
            well=age <= one.limit,
        )


def sending(_environment: Environment) -> Iterator[Finding]:
    """Whether answers can leave."""
    from makegood.contact.channels import queries  # noqa: PLC0415 - needs Django set up

    paused = queries.sending_paused()
    if paused is not None:
        reason = f"held back: {paused.reason}; let it go with `makegood restore --resume-sending`"
        yield Finding("sending", reason, well=False)
    else:
        yield Finding("sending", "answers may leave")
    trouble = queries.in_trouble().count()
    advice = (
        f"{trouble} messages did not leave for certain; a person has to look"
        if trouble
        else "none is stuck"
    )
    yield Finding("outbox", advice, trouble, well=not trouble)


def invariants(_environment: Environment) -> Iterator[Finding]:
    """What must always hold, each with how often it does not."""
    from makegood.base.invariants.checks import INVARIANTS, counts  # noqa: PLC0415 - needs Django set up

    for name, count in sorted(counts().items()):
        yield Finding(
            "invariant", f"{count:>4}  {INVARIANTS[name].sentence}", count, well=not count
        )


CHECKS: tuple[Callable[[Environment], Iterator[Finding]], ...] = (
    server,
    tables,
    processes,
    supervised,
    sweeps,
    waiting,
    sending,
    invariants,
)
