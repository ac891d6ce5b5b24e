import stat
from datetime import timedelta

import pytest

from makegood.field.telemetry.models import Credential
from makegood.field.telemetry.operations import revoke
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset, Product, Usage
from makegood.world.demo.machines.life import DAY, faults
from makegood.world.demo.machines.play import (
    NoDemo,
    Playing,
    _happened,
    machines_now,
    play,
    tokens_of,
)
from makegood.world.demo.machines.tests.test_life import NOW, machine


@pytest.fixture
def loaders(db) -> list[Asset]:
    product = Product.objects.create(key="l", model="L958F", kind="wheel-loader", counter="hours")
    return [
        Asset.objects.create(serial=f"958F-21-0000{n}", product=product, firmware="2.1.4")
        for n in range(3)
    ]


def test_keys_are_given_once_and_again_when_they_were_taken_back(loaders, tmp_path):
    file = tmp_path / "run" / "keys.json"
    serials = [one.serial for one in loaders]
    first = tokens_of(serials, file)
    assert tokens_of(serials, file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    revoke(Credential.objects.get(asset=loaders[0]), by=SYSTEM)
    second = tokens_of(serials, file)
    assert second[serials[0]] != first[serials[0]]
    assert second[serials[1]] == first[serials[1]]


def test_the_machine_of_the_burst_comes_first_with_its_counter(loaders):
    Usage.objects.create(
        asset=loaders[2], unit="hours", value=5683, total=5683, at=NOW, source="device"
    )
    found = machines_now(2, first=loaders[2].serial)
    assert [one.serial for one in found] == [loaders[2].serial, loaders[0].serial]
    assert (found[0].counter, found[0].total) == ("hours", 5683.0)


def test_what_happened_is_told_once_however_often_one_looks():
    one = machine()
    ill = faults(one, NOW - 900 * DAY, NOW, now=NOW)[:1]
    begin, end = ill[0].begins - DAY, ill[0].ends + DAY
    step, told, place = timedelta(minutes=7), [], begin
    while place < end:
        told += _happened(ill, place, place + step)
        place += step
    assert told == _happened(ill, begin, end + step)
    assert len({each["id"] for each in told}) == len(told)


def test_machines_speak_nowhere_but_in_the_demo_company(loaders, tmp_path):
    with pytest.raises(NoDemo):
        play(Playing("mqtt://127.0.0.1:1"), keys=tmp_path / "keys.json")
    assert not Credential.objects.exists()
