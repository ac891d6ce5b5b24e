"""Puts the written threads at real moments, so that the clock times in their texts fit as well as they can."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Frame:
    """Where a thread's "now" is put: `anchor` for its past, `shift` for the clocks in its texts."""

    anchor: datetime
    shift: timedelta
    bump: timedelta  # how much later open promises fall due


def retold(content: Content, thread: dict[str, Any], now: datetime) -> Case:
    """The written thread as a case that stands at `now`."""
    contact = next(row for row in content.contacts if row.id == thread["contact"])
    frame = _frame(thread, ZoneInfo(contact.zone), contact.zone, now)
    entries = tuple(
        Entry(
            at=frame.anchor + duration(entry["at"]),
            author=entry["author"]["type"],
            who=entry["author"]["id"] or "",
            channel=entry["channel"],
            kind=entry["kind"],
            visible=entry["visible_to_customer"],
            text=_retime(entry["text"], frame),
        )
        for entry in thread["entries"]
    )
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
        deadline=None if closed else frame.anchor + frame.bump + duration(thread["deadline"]),
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


def _frame(thread: dict[str, Any], zone: ZoneInfo, name: str, now: datetime) -> _Frame:
    """The reference clock of today or yesterday where that is true; else now itself with the clocks moved;
    and where that would have us work at night, yesterday with the open promises a day later."""
    last = duration(thread["entries"][-1]["at"])
    dues = [duration(row["due"]) for row in thread["promises"] if row["state"] == "open"]
    if thread["deadline"]:
        dues.append(duration(thread["deadline"]))
    nothing = timedelta()
    local = now.astimezone(zone)
    days, clock = _REFERENCE[name]
    noon = datetime.combine(local.date(), clock, zone) + timedelta(days=days)
    anchors = [noon + timedelta(days=ahead) for ahead in (1, 0, -1)]
    past = [anchor for anchor in anchors if anchor + last <= now]
    for anchor in past:
        if all(anchor + due > now for due in dues):
            return _Frame(anchor, nothing, nothing)
    shift = _quarter(now - min(anchors, key=lambda anchor: abs(anchor - now)))
    if all(
        _EARLIEST <= (local + due).time() <= _LATEST for due in dues if due < timedelta(hours=12)
    ):
        return _Frame(now, shift, nothing)
    return _Frame(past[0], nothing, timedelta(days=1))


def _quarter(shift: timedelta) -> timedelta:
    minutes = round(shift.total_seconds() / 900) * 15
    return timedelta(minutes=minutes)


def _retime(text: str, frame: _Frame) -> str:
    if frame.bump:
        for old, new in _NEXT_DAY:
            text = re.sub(f"{old}(?=\\d)", new, text)
    if not frame.shift:
        return text
    return _CLOCK.sub(lambda hit: _moved(hit, frame.shift), text)


def _moved(hit: re.Match[str], shift: timedelta) -> str:
    minutes = (int(hit[1]) * 60 + int(hit[2]) + int(shift.total_seconds() // 60)) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _promise(row: dict[str, Any], frame: _Frame) -> Promise:
    is_open = row["state"] == "open"
    due = frame.anchor + duration(row["due"]) + (frame.bump if is_open else timedelta())
    ended = (
        frame.anchor + duration(row["kept"])
        if row["kept"]
        else None
        if is_open
        else min(due, frame.anchor)
    )
    return Promise(
        what=_retime(row["what"], frame),
        made=frame.anchor + duration(row["made"]),
        due=due,
        by=row["by"],
        state=row["state"],
        ended=ended,
        note=_retime(row["note"] or "", frame),
    )
