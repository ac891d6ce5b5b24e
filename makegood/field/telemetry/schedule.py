"""Messages of devices are followed as soon as they are here; parts of tables are made before they are needed."""

from makegood.base.jobs.sweeps import in_turns, sweep
from makegood.field.telemetry.operations import ensure_partitions, parse_waiting, try_again


@sweep(every=1, hot=True)
def messages_of_devices() -> int:
    """Follow what waits, some at a time."""
    return in_turns(parse_waiting)


@sweep(every=60)
def messages_set_aside() -> int:
    """Try again what we failed to follow."""
    return try_again()


@sweep(every=3600)
def weeks_and_months() -> int:
    """Make the coming parts of the tables."""
    ensure_partitions()
    return 0
