"""Messages of devices are followed as soon as they are here; parts of tables are made before they are needed."""

import time

from makegood.base.jobs.sweeps import sweep
from makegood.field.telemetry.operations import ensure_partitions, parse_waiting, try_again

TURN_SECONDS = 0.3


@sweep(every=1, hot=True)
def messages_of_devices() -> int:
    """Follow what waits, for a third of a second at most: others have their turn then."""
    end, done = time.monotonic() + TURN_SECONDS, 0
    while found := parse_waiting():
        done += found
        if time.monotonic() > end:
            break
    return done


@sweep(every=60)
def messages_set_aside() -> int:
    """Try again what we failed to follow."""
    return try_again()


@sweep(every=3600)
def weeks_and_months() -> int:
    """Make the coming parts of the tables."""
    ensure_partitions()
    return 0
