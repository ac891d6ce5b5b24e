"""Tells one invented case forward in time, step by step; a story may be cut at any moment and is true there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from makegood.world.demo.content import Asset, Contact, Content, Person, Product, Team
from makegood.world.demo.hours import Hours
from makegood.world.demo.scenes import Scene
from makegood.world.demo.story import Attachment, Entry, Promise
from makegood.world.demo.words import Voice

_SLOTS = ((8, 30, 90), (10, 0, 120), (13, 0, 120), (14, 0, 120), (15, 30, 90), (16, 0, 120))
_BUSY = {
    "chat": (1, 40),
    "wechat": (2, 90),
    "whatsapp": (2, 90),
    "line": (2, 90),
    "voice": (20, 300),
}


@dataclass
class Telling:
    """The story so far. `at` is the moment at which the next thing may happen."""

    content: Content
    contact: Contact
    voice: Voice
    scene: Scene
    asset: Asset | None
    team: Team
    hours: Hours
    agent: Person
    opening: tuple[str, str, str]  # subject, what happened, a detail
    worker: Person | None  # the technician, or whoever does it behind the desk
    channel: str
    luck: Random
    at: datetime
    entries: list[tuple[Entry, str]] = field(default_factory=list)  # with the state after it
    promises: list[Promise] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    said_no_at: datetime | None = None  # when the customer said that it is not solved
    moved_at: datetime | None = None  # when a colleague of another team accepted it

    def __post_init__(self) -> None:
        self.first = self.agent  # who had it before anybody else accepted it

    # what one can say ------------------------------------------------------

    @property
    def zone(self) -> ZoneInfo:
        """The customer's zone; all hours in texts are his."""
        return ZoneInfo(self.contact.zone)

    def local(self, at: datetime) -> datetime:
        """The moment on the customer's clock."""
        return at.astimezone(self.zone)

    def fill(self, text: str, /, **more: str) -> str:
        """The text with names and facts put in."""
        return text.format_map({**self._names(), **self.facts, **more})

    def phrase(self, *path: str, **more: str) -> str:
        """A shared phrase, filled."""
        return self.fill(self.voice.pick(self.luck, *path), **more)

    def own(self, key: str, **more: str) -> str:
        """A phrase of the scene, filled; empty where the scene has none."""
        words = self.scene.words.get(key) or [""]
        return self.fill(self.luck.choice(words), **more)

    def _names(self) -> dict[str, str]:
        product: Product | None = self.content.products[self.asset.product] if self.asset else None
        return {
            "call": self.contact.call,
            "me": self.contact.name,
            "place": re.split(r"[ ,]", self.contact.place)[-1 if self.voice.key != "en" else 0],
            "agent": self.voice.name(self.agent),
            "tech": self.tech,
            "model": product.model if product else "",
            "serial": self.asset.serial if self.asset else "",
            "minutes": str(self.luck.randint(2, 14)),
        }

    @property
    def tech(self) -> str:
        """The technician as he is named to the customer."""
        if self.voice.key == "en":
            return "our engineer"
        if self.voice.key == "tw":
            return "特約"
        return self.voice.name(self.worker) if self.worker else "师傅"

    # what happens ----------------------------------------------------------

    def customer(self, text: str, state: str, *files: Attachment, channel: str = "") -> None:
        """The customer says something, by his own channel."""
        channel = channel or self.channel
        kind = {"voice": "call_note", "review": "review"}.get(channel, "message")
        if kind == "call_note":
            text = self.phrase("say", "call_in", text=text.replace("👍", "").rstrip("，, "))
        self._add("contact", self.contact.id, channel, kind, text, state, files)

    def staff(self, text: str, state: str, *files: Attachment) -> None:
        """The desk answers, by the customer's channel."""
        kind = {"voice": "call_note", "review": "review_reply"}.get(self.channel, "message")
        if kind == "call_note":
            text = self.phrase("say", "call_out", text=text)
        self._add("staff", self.agent.id, self.channel, kind, text, state, files)

    def note(self, text: str, who: Person | None = None, *, call: bool = False) -> None:
        """A note that only we see; `call` when it was told by telephone from the site."""
        person = who or self.agent
        state = self.entries[-1][1] if self.entries else "open"
        self._add(
            "staff",
            person.id,
            "voice" if call else "internal",
            "call_note" if call else "note",
            text,
            state,
            (),
        )

    def event(self, text: str, state: str) -> None:
        """Something the system wrote down."""
        self._add("system", "", "internal", "event", text, state, ())

    def _add(
        self,
        author: str,
        who: str,
        channel: str,
        kind: str,
        text: str,
        state: str,
        files: tuple[Attachment, ...],
    ) -> None:
        visible = kind in {"message", "review", "review_reply"}
        self.entries.append(
            (Entry(self.at, author, who, channel, kind, visible, text, files), state)
        )

    # how time goes by ------------------------------------------------------

    def wait_desk(self) -> None:
        """Until the desk answers: within what it promises, in its opening hours."""
        most = max(6, int(self.team.first_answer.total_seconds() // 60))
        minutes = self.luck.triangular(2, min(most, 240), 5)
        self.at = self.hours.add(
            self.at + timedelta(seconds=self.luck.randint(20, 59)), timedelta(minutes=minutes)
        )

    def wait_customer(self, slow: float = 1.0) -> None:
        """Until the customer answers: soon in a chat, slowly by mail, never at night."""
        least, most = _BUSY.get(self.channel, (15, 500))
        minutes = self.luck.triangular(least, most, least * 2) * slow
        self.at = self.awake(self.at + timedelta(minutes=minutes, seconds=self.luck.randint(0, 59)))

    def awake(self, at: datetime) -> datetime:
        """The moment, or the next morning if it would be night where the customer is."""
        local = self.local(at)
        if 7 <= local.hour < 23:
            return at
        morning = local.date() + timedelta(days=1 if local.hour >= 23 else 0)
        begin = datetime.combine(morning, time(7, 20), self.zone)
        return (begin + timedelta(minutes=self.luck.randint(0, 200))).astimezone(at.tzinfo)

    # what is promised ------------------------------------------------------

    def visit_window(self, days: tuple[int, int] = (0, 3)) -> tuple[datetime, datetime]:
        """The beginning and end of the next window that we can keep."""
        here = self.local(self.at)
        for ahead in range(self.luck.randint(*days), 20):
            day = here.date() + timedelta(days=ahead)
            if day.weekday() == 6 or self.hours.is_holiday(day):
                continue
            for hour, minute, length in self.luck.sample(_SLOTS, len(_SLOTS)):
                start = datetime.combine(day, time(hour, minute), self.zone)
                if start > here + timedelta(hours=2):
                    return start, start + timedelta(minutes=length)
        raise ValueError("no window in three weeks")

    def by_evening(self, days: tuple[int, int], hour: int = 18) -> datetime:
        """A working day so many days ahead, at that hour of the customer's clock."""
        here = self.local(self.at)
        day = here.date() + timedelta(days=self.luck.randint(*days))
        while day.weekday() == 6 or self.hours.is_holiday(day):
            day += timedelta(days=1)
        due = datetime.combine(day, time(hour), self.zone)
        return due if due > here + timedelta(hours=1) else due + timedelta(days=1)

    def soon(self, least: int, most: int) -> datetime:
        """A round clock time so many opening minutes ahead."""
        due = self.hours.add(self.at, timedelta(minutes=self.luck.randint(least, most)))
        return due + timedelta(
            minutes=-due.minute % 30, seconds=-due.second, microseconds=-due.microsecond
        )

    def promise(self, what: str, due: datetime, by: Person | None = None) -> None:
        """We say that we will; open until `keep` or `miss`."""
        self.promises.append(Promise(what, self.at, due, (by or self.agent).id, "open"))

    def end_promise(self, state: str, note: str = "") -> None:
        """The last open promise is kept, missed or withdrawn just now."""
        for place in reversed(range(len(self.promises))):
            if self.promises[place].state == "open":
                self.promises[place] = replace(
                    self.promises[place], state=state, ended=self.at, note=note
                )
                return

    @property
    def casual(self) -> bool:
        """Whether this channel is one for typing quickly."""
        return self.channel not in {"mail", "form", "review", "voice"}
