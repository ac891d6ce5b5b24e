"""A slow second opinion: it looks at the clock on the wall, minute after minute, and knows nothing else."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


class Wall:
    """`weekly`: [weekday, "HH:MM", "HH:MM"]; `named`: for a date its blocks, in the same words."""

    def __init__(
        self, zone: str, weekly: list[list[object]], named: dict[date, list[list[str]]]
    ) -> None:
        self.zone, self.weekly, self.named = ZoneInfo(zone), weekly, named

    def is_open(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        clock = f"{local.hour:02d}:{local.minute:02d}"
        usual = [block[1:] for block in self.weekly if block[0] == local.weekday()]
        blocks = self.named.get(local.date(), usual)
        return any(str(start) <= clock < str(end) for start, end in blocks)

    def add(self, start: datetime, span: timedelta, give_up: timedelta) -> datetime | None:
        """Walks until the span has passed; nothing when it gives up."""
        here = start.astimezone(UTC)
        left = span
        while here < start + give_up:
            step = self._to_next_minute(here)
            if self.is_open(here):
                if left <= step:
                    return here + left
                left -= step
            here += step
        return None

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Walks from start to end."""
        here, found = start.astimezone(UTC), timedelta()
        while here < end:
            step = min(self._to_next_minute(here), end - here)
            if self.is_open(here):
                found += step
            here += step
        return found

    def _to_next_minute(self, here: datetime) -> timedelta:
        return MINUTE - timedelta(seconds=here.second, microseconds=here.microsecond)
