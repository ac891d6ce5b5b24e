import asyncio

import pytest

from makegood.adapters.mqtt import shelf
from makegood.field.telemetry.operations import Arrived


@pytest.mark.parametrize("error", [RuntimeError("a bug"), OSError("no file left")])
def test_what_nobody_expected_ends_no_door_and_acknowledges_nothing(error, monkeypatch):
    monkeypatch.setattr(shelf, "AGAIN_SECONDS", 0)
    monkeypatch.setattr(shelf, "_hang_up", lambda: None)
    monkeypatch.setattr(shelf, "connection", type("None", (), {"close": lambda: None}))
    tried, told = [], []

    def store(batch):
        tried.append([one.payload for one in batch])
        if len(tried) < 3:
            assert told == []
            raise error

    async def play():
        one = shelf.Shelf(store)
        one.start()
        done = asyncio.Event()
        one.put(Arrived(1, 1, b"a"), lambda: (told.append("a"), done.set()))
        await asyncio.wait_for(done.wait(), 20)
        await one.stop()

    asyncio.run(play())
    assert (tried, told) == ([[b"a"]] * 3, ["a"])
