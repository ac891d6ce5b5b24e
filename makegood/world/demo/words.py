"""Puts words together: days and hours as people say them, money, names, and the shared phrases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from makegood.world.demo.content import Contact, Person, data_toml

_NEAR = {
    "zh": ("今天", "明天", "后天"),
    "hk": ("今日", "聽日", "後日"),
    "tw": ("今天", "明天", "後天"),
    "en": ("today", "tomorrow"),
}
_WEEK = {
    "zh": tuple("周" + day for day in "一二三四五六日"),
    "hk": tuple("星期" + day for day in "一二三四五六日"),
    "tw": tuple("週" + day for day in "一二三四五六日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONEY = {
    "zh": "{}元",
    "hk": "HK${}",
    "tw": "NT${}",
    "Europe/London": "£{}",
    "America/New_York": "${}",
}


@dataclass(frozen=True)
class Voice:
    """How one place speaks: its phrases, and the scenes in its words."""

    key: str  # zh, hk, tw, en
    phrases: dict[str, Any]
    scenes: dict[str, Any]

    def pick(self, luck: Random, *path: str) -> str:
        """One of the phrases at that path, e.g. ("say", "accept")."""
        found: Any = self.phrases
        for name in path:
            found = found[name]
        return found if isinstance(found, str) else str(luck.choice(found))

    def day(self, said: date, meant: date) -> str:
        """The day as one would say it on the day `said`."""
        ahead, near = (meant - said).days, _NEAR[self.key]
        if 0 <= ahead < len(near):
            return near[ahead]
        if 0 < ahead < 7:
            return _WEEK[self.key][meant.weekday()]
        return f"{meant.day} {meant:%B}" if self.key == "en" else f"{meant.month}月{meant.day}日"

    def clock(self, said: datetime, meant: datetime) -> str:
        """Day and clock, both given in the customer's zone."""
        day = self.day(said.date(), meant.date())
        return f"{meant:%H:%M} {day}" if self.key == "en" else f"{day}{meant:%H:%M}"

    def window(self, said: datetime, start: datetime, end: datetime) -> str:
        """Day and hours of a visit."""
        day = self.day(said.date(), start.date())
        hours = f"{start:%H:%M}–{end:%H:%M}"
        return f"{day} {hours}" if self.key == "en" else f"{day}{hours}"

    def money(self, amount: int, zone: str) -> str:
        """The amount in the currency of the place."""
        return _MONEY[
            zone
            if self.key == "en" and zone in _MONEY
            else self.key
            if self.key != "en"
            else "Europe/London"
        ].format(amount)

    def name(self, person: Person) -> str:
        """How a member of staff calls himself here: in English by the first name."""
        if self.key == "en":
            return person.name["en"].split()[0]
        return (
            person.name.get("zh-Hant", person.name["zh-Hans"])
            if self.key in {"hk", "tw"}
            else person.name["zh-Hans"]
        )

    def join(self, *parts: str) -> str:
        """The sentences one after the other, with a space where the language has one."""
        text = (" " if self.key == "en" else "").join(
            part.strip() for part in parts if part.strip()
        )
        return (
            re.sub(r"(^|[.!?] )([a-z])", lambda hit: hit[1] + hit[2].upper(), text)
            if self.key == "en"
            else text
        )

    def casual(self, text: str, luck: Random) -> str:
        """The text as one types it into a chat: often without the last full stop."""
        return text[:-1] if text[-1:] in "。." and luck.random() < 0.6 else text


def voices() -> dict[str, Voice]:
    """Every voice by its key."""
    phrases = data_toml("voices")
    return {
        key: Voice(key, phrases[key], data_toml(f"scenes.{key}"))
        for key in ("zh", "hk", "tw", "en")
    }


def voice_of(contact: Contact, all_voices: dict[str, Voice]) -> Voice:
    """The voice in which this contact writes."""
    if contact.language == "zh-Hans":
        return all_voices["zh"]
    if contact.language == "en":
        return all_voices["en"]
    return all_voices["tw" if contact.zone == "Asia/Taipei" else "hk"]
