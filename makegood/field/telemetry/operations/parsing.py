"""From messages to what they say: a batch in one transaction, and one that cannot be followed is set aside alone.

The row of a batch goes in the transaction that followed it: whoever dies in the middle has done nothing, and
what is done twice finds no batch. Others skip what one has in hand. Who takes something overdue says so first, by a
commit: that alone outlives him.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

import msgspec
import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F

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
OVERDUE = timedelta(seconds=30)  # what waits longer may be what ended those who began it
MARKED_FIRST = timedelta(
    seconds=5
)  # how long it is left then: its devices' next words should not overtake it
MARKED_FOR = timedelta(minutes=2)  # and when it had been left before
MOST_STARTS = 3
logger = structlog.get_logger()


class Message(msgspec.Struct, frozen=True, gc=False):
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


@dataclass
class Hand:
    """The batches that one turn took, and how often the first of them was begun before that."""

    batches: list[int] = field(default_factory=list)
    starts: int = 0


def parse_waiting() -> int:
    """Follow up to 8,000 waiting messages; how many there were. What one message breaks, it breaks alone: of
    batches that failed together each is followed alone, and of the one that fails again each message. And one
    that ends the process stops no others: what waits unduly is marked before it is followed, and left a while
    by the next who comes."""
    hand = Hand()
    try:
        done = _together(hand)
        return _overdue(hand) if done is None else done
    except (OperationalError, InterfaceError):
        raise  # the database is away or asks to try again: nothing was done
    except Exception:
        if not hand.batches or hand.starts:
            raise
        logger.exception("batches of messages of devices failed: one by one", batches=hand.batches)
        return sum([_alone(batch) for batch in hand.batches])


@retried
def _together(hand: Hand) -> int | None:
    """Take what waits into `hand` and follow it; None where it is overdue, and so only marked."""
    hand.batches, hand.starts = [], 0
    found = _claimed(MOST_BATCHES)
    if not found:
        return 0
    _pk, came_at, hand.starts = found[0]
    limit = now() - OVERDUE
    overdue = came_at < limit
    alike = takewhile(lambda one: not one[2] and (one[1] < limit) == overdue, found)
    mine = [one[:2] for one in (found[:1] if hand.starts else alike)]
    if hand.starts or overdue:
        hand.batches = [pk for pk, _came_at in mine]
        rest = MARKED_FOR if hand.starts else MARKED_FIRST
        marks = {"attempts": F("attempts") + 1, "next_try": now() + rest}
        Batch.objects.filter(pk__in=hand.batches).update(**marks)
        return None
    messages, hand.batches = _messages(mine)
    return _followed(messages, hand.batches)


def _overdue(hand: Hand) -> int:
    """Follow what is marked: together the first time, then alone; at last its messages are set aside."""
    try:
        if not hand.starts:
            return _marked(hand.batches)
        return (_alone if hand.starts < MOST_STARTS else _given_up)(hand.batches[0])
    except (OperationalError, InterfaceError):
        with suppress(
            DatabaseError, InterfaceError
        ):  # nobody died of it; else it only waits longer
            mine = Batch.objects.filter(pk__in=hand.batches, attempts__gt=0)
            mine.update(attempts=F("attempts") - 1)
        raise


@retried
def _marked(batches: list[int]) -> int:
    """Follow what was marked together; what would be too much in memory is as if it had not been."""
    held = _locked(batches)
    messages, mine = _messages(held)
    others = Batch.objects.filter(pk__in={pk for pk, _came_at in held} - set(mine))
    others.update(attempts=F("attempts") - 1, next_try=now())
    return _followed(messages, mine) if mine else 0


@retried
def _alone(batch: int) -> int:
    """Follow one batch, if nobody else has it in hand by now."""
    messages, mine = _messages(_locked([batch]))
    if not mine:
        return 0
    try:
        with transaction.atomic():
            _follow(messages)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - which message it is and why stands with that message
        logger.warning("a batch failed: message by message", batch=batch, error=str(error)[:200])
        _one_by_one(messages)
    Batch.objects.filter(pk__in=mine).delete()
    return max(len(messages), 1)


@retried
def _given_up(batch: int) -> int:
    """Set its messages aside, where each is tried alone: one of them ends whoever follows it."""
    mine = _locked([batch])
    if not mine:
        return 0
    logger.error("messages of devices ended the worker again and again: set aside", batch=batch)
    its = rows(
        "SELECT id, came_at, asset_id FROM telemetry_raw WHERE id >= %s AND id < %s AND came_at = %s ORDER BY id",
        [batch * BLOCK, (batch + 1) * BLOCK, mine[0][1]],
    )
    reason = f"Begun {MOST_STARTS} times with others, and never ended"
    put_aside([(*one, reason) for one in its], why=Aside.Why.FAILED)
    Batch.objects.filter(pk=batch).delete()
    return max(len(its), 1)


def _followed(messages: Sequence[Message], batches: Sequence[int]) -> int:
    with transaction.atomic():
        _follow(messages)
        Batch.objects.filter(pk__in=batches).delete()
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


def _claimed(limit: int) -> list[tuple[int, datetime, int]]:
    """Batches that nobody has in hand, those of devices that say too much last, with how often they were begun;
    no more than one can bear."""
    return rows(
        "WITH w AS (SELECT id, came_at, messages, slow, attempts FROM telemetry_batch WHERE next_try <= %s"
        " ORDER BY slow, id LIMIT %s FOR UPDATE SKIP LOCKED), s AS (SELECT *, sum(messages) OVER"
        " (ORDER BY slow, id) - messages AS before FROM w) SELECT id, came_at, attempts FROM s WHERE before < %s",
        [now(), limit, MOST_MESSAGES],
    )


def _locked(batches: Sequence[int]) -> list[tuple[int, datetime]]:
    """Those of the batches that nobody else has in hand or has followed by now."""
    return rows(
        "SELECT id, came_at FROM telemetry_batch WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED",
        [list(batches)],
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
