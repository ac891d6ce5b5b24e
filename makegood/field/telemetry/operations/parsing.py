"""From messages to what they say: a batch in one transaction, and one that cannot be followed is set aside alone.

The row of a batch goes in the transaction that followed it: whoever dies in the middle has done nothing, and
what is done twice finds no batch. Others skip what one has in hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction

from makegood.base.database import retried, rows
from makegood.field.telemetry import ports
from makegood.field.telemetry.models import Aside, Batch
from makegood.field.telemetry.operations.aside import put_aside
from makegood.field.telemetry.operations.bulk import bound
from makegood.field.telemetry.operations.intake import BLOCK
from makegood.field.telemetry.operations.stands import Heard, keep_stands
from makegood.field.telemetry.operations.values import Value, keep_values
from makegood.field.telemetry.rules import Unreadable, events, moment, plain_unit, readings
from makegood.field.telemetry.rules.messages import EVENTS
from makegood.field.telemetry.rules.units import converted
from makegood.kernel.clock import now

MOST_BATCHES = 16  # in one transaction: what came in small parts is followed together
MOST_MESSAGES = 8000
MOST_BYTES = 8 * 1024 * 1024  # a list of a thousand events is one message too
logger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Message:
    """One raw message in hand."""

    id: int
    asset_id: int
    kind: int
    payload: bytes
    came_at: datetime


@dataclass
class Said:
    """What a batch says: events, values, numbers of messages, and what could not be read."""

    events: list[ports.Happening]
    values: list[Value]
    heard: list[Heard]
    unreadable: list[tuple[Message, str]]


def parse_waiting() -> int:
    """Follow up to 8,000 waiting messages; how many there were. What one message breaks, it breaks alone: of
    batches that failed together each is followed alone, and of the one that fails again each message."""
    took: list[int] = []
    try:
        return _together(took)
    except (OperationalError, InterfaceError):
        raise  # the database is away or asks to try again: nothing was done
    except Exception:
        if not took:
            raise
        logger.exception("batches of messages of devices failed: one by one", batches=took)
        return sum([_alone(batch) for batch in took])


@retried
def _together(took: list[int]) -> int:
    """Follow what waits. Into `took` comes which batches they are, for whoever sees it fail."""
    took.clear()
    with transaction.atomic():
        batches = _claimed(MOST_BATCHES)
        if not batches:
            return 0
        messages, read_now = _messages(batches)
        took.extend(read_now)
        _follow(messages)
        Batch.objects.filter(pk__in=read_now).delete()
    return max(len(messages), 1)


@retried
def _alone(batch: int) -> int:
    """Follow one batch, if nobody else has it in hand by now."""
    with transaction.atomic():
        mine = rows(
            "SELECT id, came_at FROM telemetry_batch WHERE id = %s FOR UPDATE SKIP LOCKED", [batch]
        )
        if not mine:
            return 0
        messages, _read = _messages(mine)
        try:
            with transaction.atomic():
                _follow(messages)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001 - which message it is and why stands with that message
            _one_by_one(messages)
        Batch.objects.filter(pk=batch).delete()
    return max(len(messages), 1)


def _one_by_one(messages: Sequence[Message]) -> None:
    """Each in a savepoint: one that fails is set aside with its reason."""
    for one in messages:
        try:
            with transaction.atomic():
                _follow([one])
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - kept with its reason, shown, tried again
            logger.warning("a message is set aside", raw=one.id, error=str(error)[:200])
            put_aside(
                [(one.id, one.came_at, one.asset_id, f"{type(error).__name__}: {error}")],
                why=Aside.Why.FAILED,
            )


def follow_again(aside: Aside) -> None:
    """Follow one message that was set aside, in the caller's transaction; raises what goes wrong."""
    found = rows(
        "SELECT id, asset_id, kind, payload, came_at FROM telemetry_raw WHERE id = %s AND came_at = %s",
        [aside.raw, aside.came_at],
    )
    _follow(
        [
            Message(pk, asset_id, kind, bytes(payload), came_at)
            for pk, asset_id, kind, payload, came_at in found
        ]
    )


def _claimed(limit: int) -> list[tuple[int, datetime]]:
    """Batches that nobody has in hand, those of devices that say too much last; no more than one can bear."""
    return rows(
        "WITH w AS (SELECT id, came_at, messages, slow FROM telemetry_batch WHERE next_try <= %s"
        " ORDER BY slow, id LIMIT %s FOR UPDATE SKIP LOCKED), s AS (SELECT *, sum(messages) OVER"
        " (ORDER BY slow, id) - messages AS before FROM w) SELECT id, came_at FROM s WHERE before < %s",
        [now(), limit, MOST_MESSAGES],
    )


def _messages(batches: Sequence[tuple[int, datetime]]) -> tuple[list[Message], list[int]]:
    """The messages of the batches in the order in which they came (each is one run of ids in one part), and of
    which batches they are: those that would be too much in memory wait for the next turn."""
    found: list[Message] = []
    size, taken = 0, []
    for batch, came_at in batches:
        told = bound(
            "SELECT id, asset_id, kind, payload FROM telemetry_raw"
            " WHERE id >= %b AND id < %b AND came_at = %b ORDER BY id",
            [batch * BLOCK, (batch + 1) * BLOCK, came_at],
        )
        found += [Message(pk, asset, kind, said, came_at) for pk, asset, kind, said in told]
        taken.append(batch)
        size += sum(len(one[3]) for one in told)
        if size > MOST_BYTES:
            break
    return found, taken


def _follow(messages: Sequence[Message]) -> None:
    """All that must come of them, in the caller's transaction."""
    said = read(messages)
    keep_stands(said.heard)
    if said.unreadable:
        put_aside(
            [(m.id, m.came_at, m.asset_id, why) for m, why in said.unreadable],
            why=Aside.Why.UNREADABLE,
        )
    measured = keep_values(said.values)
    ports.heard(said.events)
    ports.measured(measured)


def read(messages: Sequence[Message]) -> Said:
    """What messages say, events and values in the order in which they happened."""
    said = Said([], [], [], [])
    for one in messages:
        try:
            (_events if one.kind == EVENTS else _values)(one, said)
        except Unreadable as error:
            said.unreadable.append((one, str(error)))
            said.heard.append(Heard(one.asset_id, one.kind, one.came_at, (), wrong_clock=False))
    said.events.sort(key=_when)
    said.values.sort(key=_when)
    return said


def _when(one: Any) -> datetime:
    at: datetime = one.at
    return at


def _events(one: Message, said: Said) -> None:
    asset_id, came_at, raw_id = one.asset_id, one.came_at, one.id
    numbers, wrong = [], False
    found = events(one.payload)
    for place, event in enumerate(found):
        at, clock = moment(event.at, came_at)
        wrong = wrong or not clock
        if event.seq is not None:
            numbers.append(event.seq)
        said.events.append(
            ports.Happening(
                asset_id=asset_id,
                code=str(event.code),
                state=event.state,
                severity=event.severity or "",
                at=at,
                came_at=came_at,
                message_id=str(event.id),
                raw_id=raw_id,
                place=place,
                clock=clock,
                facts=event.facts or {},
            )
        )
    said.heard.append(Heard(asset_id, one.kind, came_at, tuple(numbers), wrong_clock=wrong))


def _values(one: Message, said: Said) -> None:
    numbers, wrong = [], False
    for taken in readings(one.payload):
        at, clock = moment(taken.at, one.came_at)
        wrong = wrong or not clock
        if taken.seq is not None:
            numbers.append(taken.seq)
        said.values += [
            Value(
                asset_id=one.asset_id,
                name=name,
                unit=plain_unit(unit),
                value=converted(value, unit),
                at=at,
                came_at=one.came_at,
                raw_id=one.id,
                clock=clock,
            )
            for name, value, unit in taken.values
        ]
    said.heard.append(Heard(one.asset_id, one.kind, one.came_at, tuple(numbers), wrong_clock=wrong))
