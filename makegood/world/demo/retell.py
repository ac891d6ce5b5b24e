"""Puts the written threads at real moments, so that the clock times in their texts fit as well as they can."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.world.demo.content import Content, duration
from makegood.world.demo.story import Case, Entry, Promise

# reference_now is 13:48 in Shanghai; what the clock showed then elsewhere (winter time, as the texts were written).
_REFERENCE = {
    "Asia/Shanghai": (0, time(13, 48)),
    "Asia/Hong_Kong": (0, time(13, 48)),
    "Asia/Taipei": (0, time(13, 48)),
    "Europe/London": (0, time(5, 48)),
    "America/New_York": (0, time(0, 48)),
    "America/Los_Angeles": (-1, time(21, 48)),
}
_CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])")
_NEXT_DAY = (
    ("后天", "大后天"),
    ("明天", "后天"),
    ("今天", "明天"),
    ("聽日", "後日"),
    ("今日", "聽日"),
    ("today", "tomorrow"),
)
_EARLIEST, _LATEST = time(7, 0), time(22, 30)
_HALF_A_DAY = timedelta(hours=12)


_RECENT = timedelta(hours=6)


@dataclass(frozen=True)
class _Frame:
    """Where a thread's "now" is put. With a `shift`, what is recent is told by the clock of now, with
    the clock times in its texts moved; what is older keeps the hours in which it was written."""

    anchor: datetime
    shift: timedelta = timedelta()
    bump: timedelta = timedelta()  # how much later open promises fall due
    noon: datetime | None = None  # the reference clock of today, where there is a shift
    owed: frozenset[str] = frozenset()  # clock times of what is still due

    def at(self, offset: timedelta) -> datetime:
        """The moment that is so far from the thread's now."""
        return self.noon + offset if self.noon and self.is_old(offset) else self.anchor + offset

    def is_old(self, offset: timedelta) -> bool:
        """Whether it keeps its own hours."""
        if self.noon is None:
            return False
        return offset <= -_RECENT and self.noon + offset <= self.anchor - _RECENT

    def text(self, text: str, *, old: bool) -> str:
        """The text with its clock times moved along; in old texts only those of what is still due."""
        if self.bump:
            for word, later in _NEXT_DAY:
                text = re.sub(f"{word}(?=\\d)", later, text)
        if not self.shift:
            return text
        return _CLOCK.sub(
            lambda hit: hit[0] if old and hit[0] not in self.owed else _moved(hit, self.shift), text
        )


def retold(content: Content, thread: dict[str, Any], now: datetime) -> Case:
    """The written thread as a case that stands at `now`."""
    contact = next(row for row in content.contacts if row.id == thread["contact"])
    frame = _frame(thread, ZoneInfo(contact.zone), contact.zone, now)
    entries = tuple(_in_order(_entry(row, frame) for row in thread["entries"]))
    closed = thread["state"] == "resolved"
    return Case(
        id=thread["id"],
        subject=thread["subject"],
        language=thread["language"],
        contact=thread["contact"],
        product=thread["product"],
        asset=thread["asset"],
        team=thread["team"],
        owner=thread["owner"],
        state="closed" if closed else "waiting" if thread["state"] == "waiting" else "open",
        closure="confirmed" if closed else "",
        deadline=None if closed else frame.at(duration(thread["deadline"])) + frame.bump,
        urgency=thread["urgency"],
        mood=thread["mood"],
        tags=tuple(thread["tags"]),
        entries=entries,
        promises=tuple(_promise(row, frame) for row in thread["promises"]),
        outcome=thread["outcome"] or "",
        satisfaction=thread["satisfaction"],
        reopened=thread["state"] == "reopened",
        handoff="billing" if thread["state"] == "handoff" else "",
        story=thread["story"] or "",
    )


def _entry(row: dict[str, Any], frame: _Frame) -> Entry:
    offset = duration(row["at"])
    return Entry(
        at=frame.at(offset),
        author=row["author"]["type"],
        who=row["author"]["id"] or "",
        channel=row["channel"],
        kind=row["kind"],
        visible=row["visible_to_customer"],
        text=frame.text(row["text"], old=frame.is_old(offset)),
    )


def _in_order(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Nothing happens before what came before it."""
    latest: datetime | None = None
    for entry in entries:
        latest = max(entry.at, latest) if latest else entry.at
        yield replace(entry, at=latest)


def _frame(thread: dict[str, Any], zone: ZoneInfo, name: str, now: datetime) -> _Frame:
    """The reference clock of today or yesterday where that is true; else now itself with the clocks moved;
    and where that would have us work at night, yesterday with the open promises a day later."""
    last = max([duration(thread["entries"][-1]["at"]), *_ends(thread)])
    dues = [duration(row["due"]) for row in thread["promises"] if row["state"] == "open"]
    if thread["deadline"]:
        dues.append(duration(thread["deadline"]))
    local = now.astimezone(zone)
    days, clock = _REFERENCE[name]
    noon = datetime.combine(local.date(), clock, zone) + timedelta(days=days)
    anchors = [noon + timedelta(days=ahead) for ahead in (1, 0, -1)]
    past = [anchor for anchor in anchors if anchor + last <= now]
    for anchor in past:
        if all(anchor + due > now for due in dues):
            return _Frame(anchor)
    if all(_EARLIEST <= (local + due).time() <= _LATEST for due in dues if due < _HALF_A_DAY):
        near = min(anchors, key=lambda anchor: abs(anchor - now))
        owed = frozenset(f"{near + due:%H:%M}" for due in dues)
        split = _Frame(now, shift=_quarter(now - near), noon=near, owed=owed)
        return replace(split, noon=None) if _spans(thread, split) else split
    return _Frame(past[0], bump=timedelta(days=1))


def _ends(thread: dict[str, Any]) -> Iterator[timedelta]:
    """When its promises ended: by the reference clock that is over, so it has to be over now."""
    for row in thread["promises"]:
        if row["state"] != "open":
            yield duration(row["kept"]) if row["kept"] else min(duration(row["due"]), timedelta())


def _spans(thread: dict[str, Any], frame: _Frame) -> bool:
    """Whether a promise was made in the older part and fell due in the recent one: its clock times
    stand in both, so all of it has to move."""
    return any(
        row["state"] != "open"
        and frame.is_old(duration(row["made"]))
        and not frame.is_old(duration(row["due"]))
        and duration(row["due"]) <= timedelta()
        for row in thread["promises"]
    )


def _quarter(shift: timedelta) -> timedelta:
    minutes = round(shift.total_seconds() / 900) * 15
    return timedelta(minutes=minutes)


def _moved(hit: re.Match[str], shift: timedelta) -> str:
    minutes = (int(hit[1]) * 60 + int(hit[2]) + int(shift.total_seconds() // 60)) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _promise(row: dict[str, Any], frame: _Frame) -> Promise:
    is_open, due_offset = row["state"] == "open", duration(row["due"])
    made = frame.at(duration(row["made"]))
    kept = max(made, frame.at(duration(row["kept"]))) if row["kept"] else None
    due = max(made, frame.at(due_offset) + (frame.bump if is_open else timedelta()), kept or made)
    old = frame.is_old(due_offset)
    return Promise(
        what=frame.text(row["what"], old=old),
        made=made,
        due=due,
        by=row["by"],
        state=row["state"],
        ended=kept or (None if is_open else min(due, frame.anchor)),
        note=frame.text(row["note"] or "", old=old),
    )
