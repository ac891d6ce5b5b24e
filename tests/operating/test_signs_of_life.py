"""The web process gives signs of life that `/trust/` shows."""

import asyncio

import pytest
from django.db import DatabaseError, connection

from makegood.base.jobs.models import Beat
from makegood.config import asgi, signs
from makegood.web.nothing_lost import evidence


@pytest.mark.django_db
def test_a_sign_is_kept_and_shown_beside_the_others(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own
    signs._sign()
    assert [one["risk"] for one in evidence().processes if one["kind"] == "Web server"] == ["ok"]
    signs._sign()
    assert Beat.objects.filter(kind="web").count() == 1


def test_a_database_that_is_away_does_not_end_the_signs(monkeypatch):
    tried = []

    def fail(kind):
        tried.append(kind)
        raise DatabaseError("away")

    monkeypatch.setattr(signs, "beat", fail)
    monkeypatch.setattr(connection, "close", lambda: None)

    async def some_time() -> None:
        task = asyncio.create_task(signs.signs_of_life(0.01))
        while len(tried) < 3:
            await asyncio.sleep(0.01)
        assert not task.done()
        task.cancel()

    asyncio.run(asyncio.wait_for(some_time(), 10))


def test_the_signs_begin_and_end_with_the_process(monkeypatch):
    seen = []

    async def forever() -> None:
        seen.append("began")
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("ended")
            raise

    monkeypatch.setattr(asgi, "signs_of_life", forever)
    monkeypatch.setattr(asgi.live, "start", lambda: None)
    steps = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive():
        await asyncio.sleep(0.01)
        return {"type": next(steps)}

    async def send(message):
        await asyncio.sleep(0.01)

    async def life() -> None:
        await asgi._lifespan(receive, send)
        await asyncio.sleep(0.01)

    asyncio.run(life())
    assert seen == ["began", "ended"]
