"""Devices, from MQTT to stored and alarmed: with Mosquitto and with our own broker, real processes, nothing lost.

Beside it, in the same run: COPY of the same rows into the same table in batches of 1,000, each committed with
fsync; and what amqtt's broker carries alone. With Mosquitto twice: a message an event, and lists of twenty, as
gateways and devices that were away send them; beside both stands COPY of a row an event (for lists that is not what
they are stored as: COPY of the lists carries many times more events). `--size N` events (default 60,000); the
readings behind the page of one device: 200 times as many, 10,000,000 at most.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from django.db import connection

from bench import machine
from makegood.adapters.mqtt.keys import KeyFiles
from makegood.base.database import rows
from makegood.base.database import run as change
from makegood.base.invariants.checks import INVARIANTS
from makegood.field.telemetry import ports, queries
from makegood.field.telemetry.models import Credential
from makegood.field.telemetry.operations import Arrived, accept, parse_waiting
from makegood.field.telemetry.operations.credentials import broker_hash
from makegood.field.telemetry.queries import digest_of
from makegood.field.telemetry.rules.messages import EVENTS
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.operations import heard_of
from makegood.records.people import operations as people

DEVICES = 400
STORM = 5000
WINDOW = 100
TOGETHER = 20  # events of a list
BATCH = 1000
EQUAL = 1000
CALM = 60
WORKERS = 8
SEVERITIES = ("major", "minor", "warning")


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Events a second from the first that leaves a device to the last that is alarmed; the limits beside it."""
    count = size or 60_000
    found: dict[str, Any] = {"machine": machine.machine(), "events": count, "devices": DEVICES}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with machine.scratch_database("devices") as address:
            keys = _company(STORM + 2)  # two that speak in no storm
            found["who hears"] = [one.__module__ for one in ports.HEARERS]
            with _worker(address, home):
                found["before: each fault for the first time"] = _begun(address, home, keys)
                if shutil.which("mosquitto"):
                    found["with Mosquitto"] = _with_mosquitto(address, home, keys, count)
                    found["with Mosquitto, in lists"] = _with_mosquitto(
                        address, home, keys, count * 5, together=TOGETHER
                    )
                found["our own broker"] = _with_ours(address, home, keys, count)
                found["storm of 5,000"] = _storm(address, home, keys[:STORM])
                found["alarm to case"] = _to_case(keys)
            found["amqtt alone"] = _amqtt_alone(home, count // 4)
            found["COPY of the same rows"] = _copied(address)
            found["equal from 8 workers"] = _equal(keys)
            found["page"] = _page(keys, min(count * 200, 10_000_000))
            found["broken invariants"] = {
                name: len(broken)
                for name, one in INVARIANTS.items()
                if name.startswith("field.") and (broken := list(one.check()[:5]))
            }
    return found | _shares(found)


def _shares(found: dict[str, Any]) -> dict[str, Any]:
    copied, alone = found["COPY of the same rows"]["per_second"], found["amqtt alone"]["per_second"]
    ours = found["our own broker"]["per_second"]
    told = {"our broker beside amqtt alone": round(ours / alone, 3)}
    for how in ("with Mosquitto", "with Mosquitto, in lists"):
        if how in found:
            told[f"{how}: share of COPY of a row an event"] = round(
                found[how]["per_second"] / copied, 3
            )
    return told


def _company(count: int) -> list[tuple[str, str, int]]:
    """Devices with a key each: serial number, token, row."""
    team = people.make_team(key="front", names={"en": "Front line"})
    lead = people.hire(email="lead@bench.test", name="Lead", role="lead", teams=[team], by=SYSTEM)
    people.make_queue(
        key="home", names={"en": "Home"}, team=team, duty_lead=lead, by=SYSTEM, is_default=True
    )
    product = Product.objects.create(key="bench", model="B-1", counter="hours")
    serials = [f"BENCH-{n:05}" for n in range(count)]
    ids = heard_of(serials)
    Asset.objects.filter(pk__in=ids.values()).update(product=product, state="used")
    keys = [(serial, f"mgd_bench_{serial}_{'x' * 20}", ids[serial]) for serial in serials]
    Credential.objects.bulk_create(
        [
            Credential(
                asset_id=pk,
                digest=digest_of(token),
                broker_hash=broker_hash(token),
                hint=serial[-6:],
            )
            for serial, token, pk in keys
        ]
    )
    return keys


def _payloads(device: int, count: int, run_name: str, together: int = 1) -> list[bytes]:
    """Events as machines in trouble send them: three faults, said again and again, each gone and back after
    every two hundred; alone, or so many in a list."""
    made = [
        {
            "id": f"{run_name}-{device}-{n}",
            "seq": n,
            "at": now().isoformat(),
            "code": f"E-{n % 3:03}",
            "state": "cleared" if _gone(n) else "active",
            "severity": SEVERITIES[n % 3],
            "facts": {"pressure": 12.1 + n % 7, "hours": 5683.2 + n},
        }
        for n in range(count)
    ]
    if together == 1:
        return [json.dumps(one).encode() for one in made]
    return [json.dumps(made[n : n + together]).encode() for n in range(0, count, together)]


def _gone(number: int) -> bool:
    return number % 200 > 196


def _kept(device: int, run_name: str) -> list[bytes]:
    """What a machine measured while it could not reach us."""
    told = {"id": f"{run_name}-{device}-0", "seq": 0, "values": {"pressure": 1.2, "hours": device}}
    return [json.dumps(told).encode()]


def _told(
    keys: Sequence[tuple[str, str, int]], each: int, name: str, home: Path, together: int
) -> Path:
    file = home / f"{name}.told"
    kind = "events" if each > 1 else "readings"
    told = [
        [
            serial,
            token,
            f"makegood/devices/{serial}/{kind}",
            _payloads(n, each, name, together) if each > 1 else _kept(n, name),
        ]
        for n, (serial, token, _pk) in enumerate(keys)
    ]
    file.write_bytes(msgspec.msgpack.encode(told))
    return file


COUNTED = "SELECT coalesce(sum(count), 0) FROM alarms_alarm"


def _published(port: int, told: Path, window: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench.device_client", str(port), str(told), str(window)]
    done = subprocess.run(words, cwd=machine.CHECKOUT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the devices failed: {done.stderr[-1500:]}")
    return dict(json.loads(done.stdout))


def _followed(name: str, count: int) -> tuple[float, dict[str, int]]:
    """Wait until every message was followed; when that was, and what is wrong."""
    while True:
        [[waits, there]] = rows(
            "SELECT (SELECT count(*) FROM telemetry_batch), (SELECT coalesce(sum(messages), 0) FROM telemetry_stand)"
        )
        if not waits and (there >= count or time.time() % 60 > 59.9):
            break
        time.sleep(0.02)
    ended = time.time()
    stored = dict(
        rows(
            "SELECT one->>'id', count(*) FROM telemetry_raw, LATERAL convert_from(payload, 'UTF8') t(said),"
            " json_array_elements(CASE WHEN said LIKE '[%%' THEN said ELSE '[' || said || ']' END::json) e(one)"
            " WHERE position(%s::bytea in payload) > 0 GROUP BY 1",
            [f'"{name}-'.encode()],
        )
    )
    return ended, {"stored": len(stored), "doubled": sum(n > 1 for n in stored.values())}


def _measured(
    name: str,
    port: int,
    keys: Sequence[tuple[str, str, int]],
    count: int,
    home: Path,
    together: int = 1,
) -> dict[str, Any]:
    each = count // len(keys)
    told = _told(keys, each, name, home, together)
    sent = each * len(keys)
    active = sum(not _gone(n) for n in range(each)) * len(keys) if each > 1 else 0
    [[before]] = rows("SELECT coalesce(sum(messages), 0) FROM telemetry_stand")
    [[counted]] = rows(COUNTED)
    processes = {"database": machine.server_processes()}
    worked = {part: machine.cpu_seconds(pids) for part, pids in processes.items()}
    published = _published(port, told, WINDOW)
    ended, wrong = _followed(name, before + -(-each // together) * len(keys))
    whole = ended - published["began"]
    [[alarmed]] = rows(COUNTED)
    return {
        "per_second": round(sent / whole),
        "acknowledged_per_second": round(sent / (published["ended"] - published["began"])),
        "seconds": round(whole, 2),
        "slowest_acknowledgement_s": round(published["slowest"], 3),
        "database_cpu_us_an_event": round(
            (machine.cpu_seconds(machine.server_processes()) - worked["database"]) / sent * 1e6, 1
        ),
        "lost": sent - wrong["stored"],
        "doubled": wrong["doubled"],
        "not counted by its alarm": active - (alarmed - counted),
    }


@contextmanager
def _worker(address: str, home: Path) -> Iterator[None]:
    worker = machine.part(address, home, "worker")
    try:
        _until(lambda: bool(rows("SELECT 1 FROM jobs_beat WHERE kind = 'worker'")), "the worker")
        yield
    finally:
        machine.stop(worker)


@contextmanager
def _doors(address: str, home: Path, **told: str) -> Iterator[int]:
    port = _free_port()
    ports_of = {"MAKEGOOD_SMTP_PORT": str(_free_port()), "MAKEGOOD_MQTT_PORT": str(port)}
    change("DELETE FROM jobs_beat WHERE kind = 'doors'")
    doors = machine.part(address, home, "doors", **ports_of, **told)
    try:
        ready = "SELECT 1 FROM jobs_beat WHERE kind = 'doors' AND (facts->'mqtt'->>'connected' = 'true' OR facts->'mqtt'->>'open' = 'true')"
        _until(lambda: bool(rows(ready)), "the doors")
        yield port
    finally:
        machine.stop(doors)


def _with_mosquitto(
    address: str, home: Path, keys: Sequence[tuple[str, str, int]], count: int, together: int = 1
) -> dict[str, Any]:
    folder, port = home / "mosquitto", _free_port()
    KeyFiles(folder).write()
    conf = folder / "main.conf"
    text = (folder / "makegood.conf").read_text() + f"listener {port} 127.0.0.1\nuser root\n"
    conf.write_text(text + f"persistence_location {folder}/\nset_tcp_nodelay true\n")
    broker = subprocess.Popen(["mosquitto", "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        _until(lambda: _answers(port), "mosquitto")
        password = (folder / "door-password").read_text().strip()
        url = f"mqtt://makegood-door:{password}@127.0.0.1:{port}"
        with _doors(address, home, MQTT_URL=url):
            name = "mosquitto" if together == 1 else "lists"
            return _measured(name, port, keys[:DEVICES], count, home, together)
    finally:
        machine.stop(broker)


def _with_ours(
    address: str, home: Path, keys: Sequence[tuple[str, str, int]], count: int
) -> dict[str, Any]:
    with _doors(address, home) as port:
        return _measured("ours", port, keys[:DEVICES], count, home)


def _begun(address: str, home: Path, keys: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """The three faults of each machine for the first time: alarms, their cases and all that follows."""
    with _doors(address, home) as port:
        found = _measured("begun", port, keys[:DEVICES], DEVICES * 3, home)
    began = time.perf_counter()
    while rows("SELECT 1 FROM journal_reaction LIMIT 1") and time.perf_counter() - began < 180:
        time.sleep(0.2)
    return found | {"until nothing followed_s": round(time.perf_counter() - began, 1)}


def _to_case(keys: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """From the commit of a message that tells of a new grave fault to its case, one after another."""
    some = [pk for _serial, _token, pk in keys[DEVICES + 1 : DEVICES + 1 + CALM]]
    for n, pk in enumerate(some):  # each of a product of its own: many of one are one flood
        its = Product.objects.create(key=f"calm-{n}", model=f"C-{n}")
        Asset.objects.filter(pk=pk).update(product=its)
        accept([Arrived(pk, EVENTS, b'{"code": "E-NEW", "severity": "critical", "id": "1"}')])
        time.sleep(0.3)
    time.sleep(5)
    waited = rows(
        "SELECT extract(epoch FROM c.opened_at - a.first_at)::float FROM alarms_alarm a"
        " JOIN cases_case c ON c.id = a.case_id WHERE a.asset_id = ANY(%s)",
        [some],
    )
    return machine.milliseconds([w for (w,) in waited])


def _storm(address: str, home: Path, keys: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """All come at once, each with one message that it kept."""
    with _doors(address, home) as port:
        return _measured("storm", port, keys, len(keys), home)


ALONE = """
import asyncio, sys
from amqtt.broker import Broker
async def main():
    broker = Broker({"listeners": {"default": {"type": "tcp", "bind": "127.0.0.1:" + sys.argv[1]}},
        "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}})
    await broker.start()
    await asyncio.sleep(3600)
asyncio.run(main())
"""


def _amqtt_alone(home: Path, count: int) -> dict[str, Any]:
    """amqtt's own broker with nobody behind it: it acknowledges and forgets."""
    port = _free_port()
    alone = subprocess.Popen(
        [sys.executable, "-c", ALONE, str(port)], stderr=subprocess.DEVNULL, cwd=machine.CHECKOUT
    )
    try:
        _until(lambda: _answers(port), "amqtt")
        each = count // DEVICES
        file = home / "alone.told"
        told = [
            ["", "", f"makegood/devices/{n}/events", _payloads(n, each, "alone")]
            for n in range(DEVICES)
        ]
        file.write_bytes(msgspec.msgpack.encode(told))
        sent = _published(port, file, WINDOW)
        return {"per_second": round(each * DEVICES / (sent["ended"] - sent["began"]))}
    finally:
        machine.stop(alone)


def _copied(address: str) -> dict[str, Any]:
    """The rows of the first run once more, into an empty table with the same indexes, by COPY in batches."""
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("CREATE TABLE copied (LIKE telemetry_raw INCLUDING ALL)")
        link.execute("CREATE UNIQUE INDEX ON copied (key)")
        there = link.execute(
            "SELECT id, came_at, asset_id, kind, key, payload FROM telemetry_raw ORDER BY id LIMIT 60000"
        ).fetchall()
        batches = [there[n : n + BATCH] for n in range(0, len(there), BATCH)]
        began = time.perf_counter()
        for batch in batches:
            with (
                link.transaction(),
                link.cursor().copy(
                    "COPY copied (id, came_at, asset_id, kind, key, payload) FROM STDIN (FORMAT BINARY)"
                ) as copy,
            ):
                copy.set_types(["int8", "timestamptz", "int8", "int2", "uuid", "bytea"])
                for row in batch:
                    copy.write_row(row)
        taken = time.perf_counter() - began
        link.execute("DROP TABLE copied")
    return {"per_second": round(len(there) / taken), "rows": len(there)}


def _equal(keys: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """A thousand equal messages that eight follow at once: each batch in its own hands, one alarm."""
    pk = keys[-1][2]
    said = Arrived(pk, EVENTS, b'{"code": "E-SAME", "severity": "major"}')
    for _ in range(EQUAL // 10):
        accept([said] * 10)

    def follow() -> None:
        while parse_waiting():
            pass
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=follow) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - began
    there = rows("SELECT to_regclass('alarms_alarm')")[0][0]
    alarms = (
        [n for (n,) in rows("SELECT count FROM alarms_alarm WHERE asset_id = %s", [pk])]
        if there
        else []
    )
    return {"alarms": len(alarms), "counted": sum(alarms), "seconds": round(taken, 2)}


def _page(keys: Sequence[tuple[str, str, int]], count: int) -> dict[str, Any]:
    """What the page of a device with so many readings asks for."""
    pk = keys[-2][2]
    each = count // 10
    began = time.perf_counter()
    for n in range(10):
        change(
            "WITH n AS (INSERT INTO telemetry_name (name, unit) VALUES (%s, '') RETURNING id)"
            " INSERT INTO telemetry_reading (asset_id, name_id, at, value) SELECT %s, n.id,"
            " %s::timestamptz - i * %s::interval, 10 + sin(i / 500.0) FROM n, generate_series(1, %s) i",
            [f"value {n}", pk, now(), timedelta(days=330) / each, each],
        )
    for size, part in (("h", "hour"), ("d", "day")):
        change(
            "INSERT INTO telemetry_span (asset_id, name_id, size, start, count, low, high, sum)"
            f" SELECT asset_id, name_id, %s, date_trunc('{part}', at, 'UTC'), count(*), min(value), max(value),"
            " sum(value) FROM telemetry_reading WHERE asset_id = %s GROUP BY 1, 2, 4",
            [size, pk],
        )
    change(
        "INSERT INTO telemetry_last (asset_id, name_id, at, value, clock) SELECT asset_id, name_id, max(at), 10, true FROM telemetry_reading"
        " WHERE asset_id = %s GROUP BY 1, 2 ON CONFLICT DO NOTHING",
        [pk],
    )
    change("ANALYZE telemetry_reading, telemetry_span")
    filled = time.perf_counter() - began
    name_id = queries.newest(pk)[0].name_id
    found: dict[str, Any] = {"readings": count, "filled_s": round(filled, 1)}
    for days in (1, 30, 330):
        since = now() - timedelta(days=days)

        def look(since: Any = since) -> None:
            queries.newest(pk)
            queries.stand_of(pk)
            queries.series(pk, name_id, since=since)

        found[f"chart of {days} days"] = machine.timed(look, seconds=3)
    return found


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _until(done: Any, what: str) -> None:
    end = time.monotonic() + 90
    while not done():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not begin")
        time.sleep(0.1)
