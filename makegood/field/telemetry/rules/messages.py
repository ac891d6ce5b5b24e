"""Messages of devices, read strictly: what cannot be read is told in one sentence."""

import hashlib
import os
from typing import Any
from uuid import UUID

import msgspec

MOST_BYTES = 256 * 1024
MOST_IN_ONE = 1000  # events or readings in a list
MOST_VALUES = 200  # values in a reading
LONGEST_CODE, LONGEST_NAME, LONGEST_ID = 60, 60, 120
LARGEST = 1e15
EVENTS, READINGS = 1, 2
STATES = {
    "active": "active", "raised": "active", "set": "active", "on": "active",
    "cleared": "cleared", "clear": "cleared", "inactive": "cleared", "resolved": "cleared", "off": "cleared",
}  # fmt: skip
SEVERITIES = {
    "critical": "critical", "fatal": "critical", "emergency": "critical", "major": "major", "error": "major",
    "minor": "minor", "warning": "warning", "warn": "warning", "info": "info", "information": "info", "": "",
}  # fmt: skip
Number = int | float
Mark = str | int | None


class Unreadable(ValueError):
    """A message that cannot be read; the text says why, for people."""


class _Named(msgspec.Struct, gc=False):
    id: Mark = None
    seq: int | None = None
    at: str | Number | None = None


class Event(msgspec.Struct):
    """One event as the device said it; `state` and `severity` in our words."""

    code: str | int
    id: Mark = None
    seq: int | None = None
    at: str | Number | None = None
    state: str = "active"
    severity: str | None = ""
    facts: dict[str, Any] | None = None


class _Reading(msgspec.Struct):
    values: dict[str, Any]
    units: dict[str, str] | None = None
    id: Mark = None
    seq: int | None = None
    at: str | Number | None = None


class Taken(msgspec.Struct):
    """What was measured at one time: (name, value, the unit that was said or "")."""

    values: list[tuple[str, float, str]]
    seq: int | None
    at: str | Number | None


_NAMED = msgspec.json.Decoder(_Named | list[_Named])
_EVENTS = msgspec.json.Decoder(Event | list[Event])
_READINGS = msgspec.json.Decoder(_Reading | list[_Reading])


def names_itself(payload: bytes) -> bool:
    """Whether a message has an id, a sequence number or a time, so that the same bytes are the same message. What
    cannot be read is known by its bytes too."""
    try:
        found = _NAMED.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return True
    each = found if isinstance(found, list) else [found]
    return all(one.id is not None or one.seq is not None or one.at is not None for one in each)


def key_of(asset_id: int, kind: int, payload: bytes, *, named: bool) -> UUID:
    """The key under which a message is stored once; one of its own for a message that does not name itself."""
    if not named:
        return UUID(bytes=os.urandom(16))
    digest = hashlib.blake2b(payload, digest_size=16, salt=b"%d" % kind, person=b"%d" % asset_id)
    return UUID(bytes=digest.digest())


def events(payload: bytes) -> list[Event]:
    """The events of a message, one or a list. Raises Unreadable."""
    found = _decoded(_EVENTS, payload)
    for one in found:
        code = str(one.code).strip()
        state = STATES.get(one.state.lower())
        if not 1 <= len(code) <= LONGEST_CODE or not code.isprintable():
            raise Unreadable(f"code: 1 to {LONGEST_CODE} signs")
        if state is None:
            raise Unreadable(f"state: {one.state[:40]!r} is neither active nor cleared")
        one.code, one.state = code, state
        one.severity = SEVERITIES.get((one.severity or "").lower(), "")
        one.id = "" if one.id is None else str(one.id)[:LONGEST_ID]
    return found


def readings(payload: bytes) -> list[Taken]:
    """The readings of a message, one or a list; values that are no numbers are left out. Raises Unreadable, also
    when no value is left."""
    return [_taken(one) for one in _decoded(_READINGS, payload)]


def _decoded(decoder: "msgspec.json.Decoder[Any]", payload: bytes) -> list[Any]:
    if b"\\u0000" in payload:
        raise Unreadable("a NUL sign in a text")
    try:
        found = decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable(str(error)[:200]) from error
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    each = found if isinstance(found, list) else [found]
    if not 1 <= len(each) <= MOST_IN_ONE:
        raise Unreadable(f"a list of 1 to {MOST_IN_ONE}")
    for one in each:
        if one.seq is not None and not 0 <= one.seq < 2**62:
            raise Unreadable("seq: a whole number from 0 on")
    return each


def _taken(one: _Reading) -> Taken:
    if len(one.values) > MOST_VALUES:
        raise Unreadable(f"values: at most {MOST_VALUES}")
    units = one.units or {}
    values = []
    for name, value in one.values.items():
        if type(value) not in (int, float, bool) or not _can_be(name, value):
            continue
        values.append((name, float(value), units.get(name, "")))
    if not values:
        raise Unreadable("values: no number with a name")
    return Taken(values, one.seq, one.at)


def _can_be(name: str, value: Number) -> bool:
    return (
        1 <= len(name) <= LONGEST_NAME
        and name.isprintable()
        and name == name.strip()
        and abs(value) <= LARGEST  # of no number too (NaN), and an int of any length can be asked
    )
