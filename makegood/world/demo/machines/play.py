"""The demo company's machines speak: each over its own MQTT connection, with its own key, like real ones."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiomqtt
from django.db import transaction

from makegood.field.telemetry.models import Credential
from makegood.field.telemetry.operations import issue
from makegood.field.telemetry.queries import digest_of
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.records.assets.models import Asset, Usage
from makegood.world.demo.machines.life import DAY, Fault, Machine, faults, kinds, readings, told_of
from makegood.world.here import is_loaded

KEY_NAME = "demo"
BURST = 400
AT_ONCE = 40  # connections that are being opened
Progress = Callable[[str], None]


class NoDemo(Refused):
    """The machines of the demo company stand in the demo company only."""


@dataclass(frozen=True)
class Playing:
    """How they live: `every` seconds a reading; time runs `speed` times as fast for faults and counters."""

    address: str
    every: float = 30.0
    speed: float = 1.0
    seconds: float | None = None
    most: int = 400
    burst: str = ""


@dataclass
class Tally:
    """What was sent and acknowledged."""

    devices: int = 0
    readings: int = 0
    events: int = 0
    refused: int = 0
    lost: int = 0
    began: float = field(default_factory=time.monotonic)

    def said(self) -> str:
        """One line."""
        return (
            f"{self.devices} devices: {self.readings} readings and {self.events} events sent and acknowledged"
            f" in {time.monotonic() - self.began:.0f} s"
        )


def play(how: Playing, *, keys: Path, progress: Progress = print) -> Tally:
    """Let them speak until the time is over or somebody stops it. `keys`: where their tokens are kept (0600).
    Raises NoDemo in any other company's database, OSError when no broker listens there."""
    if not is_loaded():
        raise NoDemo("The demo company is not loaded here, and its machines speak nowhere else.")
    machines = machines_now(how.most, first=how.burst)
    tokens = tokens_of([one.serial for one in machines], keys)
    progress(f"{len(machines)} machines go to {how.address}; stop with Ctrl-C")
    return asyncio.run(_play(machines, tokens, how, progress))


def machines_now(most: int, *, first: str = "") -> list[Machine]:
    """Machines of the demo company that have something to say, with their counters as they stand."""
    found = (
        Asset.objects.select_related("product")
        .defer("terms")
        .filter(state="used", product__isnull=False)
    )
    last = {row.asset_id: row for row in Usage.objects.filter(doubt="").order_by("at")}
    speaking = [
        _machine(one, last.get(one.pk))
        for one in found.order_by("pk")
        if one.product and one.product.kind.replace("-", "_") in kinds()
    ]
    speaking.sort(key=lambda one: one.serial != first)
    return speaking[:most]


def _machine(asset: Asset, usage: Usage | None) -> Machine:
    product = asset.product
    assert product is not None  # noqa: S101 - asked for above
    return Machine(
        serial=asset.serial,
        product=product.key,
        kind=product.kind.replace("-", "_"),
        firmware=asset.firmware,
        born=asset.made_at,
        counter=product.counter if usage else "",
        total=usage.total if usage else 0.0,
        at=usage.at if usage else None,
    )


def tokens_of(serials: Iterable[str], file: Path) -> dict[str, str]:
    """A key of each machine: those kept in the file that still open, new ones for the others."""
    wanted = list(serials)
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    digests = {digest_of(token): serial for serial, token in kept.items()}
    open_ = Credential.objects.filter(digest__in=digests, revoked_at=None)
    good = {
        digests[digest]: kept[digests[digest]] for digest in open_.values_list("digest", flat=True)
    }
    assets = {one.serial: one for one in Asset.objects.filter(serial__in=set(wanted) - set(good))}
    with transaction.atomic():
        for serial, asset in sorted(assets.items()):
            good[serial] = issue(asset, name=KEY_NAME, by=SYSTEM)[1]
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(good, out)
    return {serial: good[serial] for serial in wanted if serial in good}


async def _play(
    machines: list[Machine], tokens: Mapping[str, str], how: Playing, progress: Progress
) -> Tally:
    tally, gate = Tally(), asyncio.Semaphore(AT_ONCE)
    begins = now()
    tasks = [
        asyncio.create_task(
            _live(one, tokens[one.serial], how, begins, gate, tally, place / len(machines))
        )
        for place, one in enumerate(machines)
        if one.serial in tokens
    ]
    tasks.append(asyncio.create_task(_say(tally, progress)))
    try:
        done, _open = await asyncio.wait(
            tasks, timeout=how.seconds, return_when=asyncio.FIRST_EXCEPTION
        )
        for task in done:
            task.result()
    except asyncio.CancelledError:
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    progress(tally.said())
    return tally


async def _say(tally: Tally, progress: Progress) -> None:
    while True:
        await asyncio.sleep(10)
        progress(tally.said())


async def _live(
    machine: Machine,
    token: str,
    how: Playing,
    begins: datetime,
    gate: asyncio.Semaphore,
    tally: Tally,
    offset: float,
) -> None:
    """One machine: it comes again when the line breaks, and says then what it could not say before."""
    told = begins
    await asyncio.sleep(offset * min(how.every, 5.0))
    while True:
        try:
            async with gate:
                client = _client(machine, token, how)
                await client.__aenter__()
            tally.devices += 1
            try:
                if machine.serial == how.burst:
                    await _burst(client, machine, tally)
                while True:
                    told = await _report(client, machine, told, begins, how, tally)
                    await asyncio.sleep(how.every)
            finally:
                tally.devices -= 1
                await client.__aexit__(None, None, None)
        except aiomqtt.MqttCodeError as error:
            tally.lost += 1
            if tally.lost > 10 and not tally.readings:
                raise OSError(f"No broker takes them in at {how.address}: {error}") from error
        except aiomqtt.MqttError:
            tally.lost += 1
        await asyncio.sleep(2)


def _client(machine: Machine, token: str, how: Playing) -> aiomqtt.Client:
    place = urlsplit(how.address)
    return aiomqtt.Client(
        place.hostname or "127.0.0.1",
        place.port or 1883,
        username=machine.serial,
        password=token,
        identifier=f"demo-{machine.serial}",
        timeout=30,
    )


async def _report(
    client: aiomqtt.Client,
    machine: Machine,
    since: datetime,
    begins: datetime,
    how: Playing,
    tally: Tally,
) -> datetime:
    """The readings of this moment, and what happened since the last report."""
    moment = now()
    lived = begins + (moment - begins) * how.speed
    before = begins + (since - begins) * how.speed
    ill = faults(machine, lived - 5 * DAY, lived, now=begins)
    shown = readings(machine, lived, ill)
    if shown:
        units = {name: gauge.unit for name, gauge in kinds()[machine.kind].gauges.items()}
        await _send(
            client, machine, "readings", {"at": _iso(moment), "values": shown, "units": units}
        )
        tally.readings += 1
    for happened in _happened(ill, before, lived):
        await _send(client, machine, "events", {**happened, "at": _iso(moment)})
        tally.events += 1
    return moment


def _happened(ill: list[Fault], since: datetime, until: datetime) -> list[dict[str, Any]]:
    return [
        {"id": f"{fault.begins:%Y%m%d%H%M}-{number}", "code": one.code, "state": one.state, "severity": one.severity}
        for fault in ill
        for number, one in enumerate(told_of(fault))
        if since <= one.at < until
    ]  # fmt: skip


async def _burst(client: aiomqtt.Client, machine: Machine, tally: Tally) -> None:
    """E-1042 twice in a minute, then four hundred times, then a falling pressure: a loader at 02:13."""
    began = now()
    for number in range(2 + BURST):
        event = {"id": f"burst-{began:%H%M%S}-{number}", "at": _iso(began + timedelta(seconds=number * 0.1)),
                 "code": "E-1042", "state": "active", "severity": "critical"}  # fmt: skip
        await _send(client, machine, "events", event)
        tally.events += 1
    for step in range(10):
        shown = {"hydraulic_pressure": round(21 - step * 0.9, 1), "oil_temperature": 71.0}
        at = _iso(began + timedelta(seconds=50 + step * 15))
        units = {"hydraulic_pressure": "MPa", "oil_temperature": "°C"}
        await _send(client, machine, "readings", {"at": at, "values": shown, "units": units})
        tally.readings += 1


async def _send(client: aiomqtt.Client, machine: Machine, what: str, told: dict[str, Any]) -> None:
    await client.publish(f"makegood/devices/{machine.serial}/{what}", json.dumps(told), qos=1)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
