"""How far each device has been heard: counted on in one statement for a batch, gaps only where numbers leap."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from makegood.base.database import columns, rows, run
from makegood.field.telemetry.models import Gap
from makegood.field.telemetry.rules import Track, follow
from makegood.field.telemetry.rules.messages import EVENTS, READINGS
from makegood.kernel.clock import now

NUMBERED = """
INSERT INTO telemetry_stand (asset_id, heard_at, messages, event_seq, reading_seq, restarts, wrong_clock)
SELECT id, heard_at, 0, NULL, NULL, 0, 0 FROM unnest(%s::bigint[], %s::timestamptz[]) AS g(id, heard_at) ORDER BY id
ON CONFLICT (asset_id) DO UPDATE SET heard_at = greatest(telemetry_stand.heard_at, excluded.heard_at)
RETURNING asset_id, event_seq, reading_seq, restarts
"""
COUNTED = """
UPDATE telemetry_stand s SET messages = s.messages + g.n, wrong_clock = least(s.wrong_clock + g.wrong, 2000000000),
  event_seq = g.event_seq, reading_seq = g.reading_seq, restarts = g.restarts
FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::bigint[], %s::bigint[], %s::int[])
  AS g(id, n, wrong, event_seq, reading_seq, restarts) WHERE s.asset_id = g.id
"""


class Heard(msgspec.Struct, frozen=True, gc=False):
    """One message: its numbers in their order."""

    asset_id: int
    kind: int
    came_at: datetime
    numbers: tuple[int, ...]
    wrong_clock: bool


@dataclass
class _One:
    messages: int = 0
    wrong: int = 0
    came_at: datetime = field(default_factory=now)
    numbers: dict[int, list[int]] = field(default_factory=lambda: {EVENTS: [], READINGS: []})
    tracks: dict[int, Track] = field(default_factory=dict)


def keep_stands(heard: Sequence[Heard]) -> None:
    """Count messages of devices on, in the caller's transaction; the rows are locked in order of the devices, so
    that two who have messages of the same devices in hand wait for each other and neither for ever."""
    if not heard:
        return
    devices: dict[int, _One] = defaultdict(_One)
    for one in heard:
        device = devices[one.asset_id]
        device.messages += 1
        device.wrong += one.wrong_clock
        device.came_at = one.came_at
        device.numbers[one.kind] += one.numbers
    ids = sorted(devices)
    found = rows(NUMBERED, columns([(pk, devices[pk].came_at) for pk in ids], 2))
    for pk, event_seq, reading_seq, restarts in found:
        devices[pk].tracks = {
            EVENTS: Track(event_seq, restarts=restarts),
            READINGS: Track(reading_seq),
        }
    _follow_numbers(devices)
    counted = [(pk, d.messages, d.wrong, *_end(d)) for pk, d in devices.items()]
    run(COUNTED, columns(counted, 6))


def _end(device: _One) -> tuple[int | None, int | None, int]:
    events, readings = device.tracks[EVENTS], device.tracks[READINGS]
    return events.newest, readings.newest, events.restarts + readings.restarts


def _follow_numbers(devices: dict[int, _One]) -> None:
    """Gaps are read and written only for devices whose numbers do not simply go on."""
    odd = []
    for pk, device in devices.items():
        for kind, track in device.tracks.items():
            numbers = device.numbers[kind]
            start = track.newest if track.newest is not None else (numbers[0] - 1 if numbers else 0)
            if numbers == list(range(start + 1, start + 1 + len(numbers))):
                track.newest = numbers[-1] if numbers else track.newest
            else:
                odd.append((pk, kind))
    if not odd:
        return
    before = _gaps([pk for pk, _kind in odd])
    changed: list[tuple[int, int]] = []
    new: list[Gap] = []
    for pk, kind in odd:
        track = devices[pk].tracks[kind]
        known = before.get((pk, kind), [])
        track.gaps = list(known)
        follow(track, devices[pk].numbers[kind])
        if track.gaps != known:
            changed.append((pk, kind))
            new += [Gap(asset_id=pk, kind=kind, first=a, last=b) for a, b in track.gaps]
    if changed:
        run(
            "DELETE FROM telemetry_gap g USING unnest(%s::bigint[], %s::smallint[]) AS c(asset_id, kind)"
            " WHERE g.asset_id = c.asset_id AND g.kind = c.kind",
            columns(changed, 2),
        )
        Gap.objects.bulk_create(new)


def _gaps(assets: Sequence[int]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    known = Gap.objects.filter(asset_id__in=set(assets)).order_by("asset_id", "kind", "first")
    for pk, kind, first, last in known.values_list("asset_id", "kind", "first", "last"):
        found[pk, kind].append((first, last))
    return found
