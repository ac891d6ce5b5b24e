"""The web process says that it lives, as the worker and the doors do. A database that is away ends nothing."""

import asyncio

import structlog
from django.db import DatabaseError, InterfaceError, connection

from makegood.base.jobs.sweeps import beat

EVERY = 30.0
logger = structlog.get_logger()


async def signs_of_life(every: float = EVERY) -> None:
    """One sign after the other, until it is cancelled."""
    while True:
        await asyncio.to_thread(_sign)
        await asyncio.sleep(every)


def _sign() -> None:
    """One row, by a connection that is not kept."""
    try:
        beat("web")
    except (DatabaseError, InterfaceError) as error:
        logger.warning("no sign of life can be kept now", error=str(error))
    finally:
        connection.close()
