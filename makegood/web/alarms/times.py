"""Proposed times as a form holds them: a day, from, until; by the clock that is on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

TIMES = 3
FIELDS = ("day", "from", "until")


def shown_times(
    typed: Mapping[str, Any], likely: Sequence[tuple[datetime, datetime]]
) -> list[dict[str, Any]]:
    """What was typed, else what is likely, and room for one more."""
    rows = []
    for place in range(TIMES):
        row: dict[str, Any] = {"place": place}
        if typed:
            row |= {name: typed.get(f"t{place}-{name}", "") for name in FIELDS}
        elif place < len(likely):
            begins, ends = (timezone.localtime(one) for one in likely[place])
            row |= {
                "day": f"{begins:%Y-%m-%d}",
                "from": f"{begins:%H:%M}",
                "until": f"{ends:%H:%M}",
            }
        rows.append(row)
    return rows


def typed_times(posted: Mapping[str, str]) -> list[tuple[datetime, datetime]] | None:
    """The times that were filled in; None where one of them cannot be read."""
    found = []
    for place in range(TIMES):
        told = [posted.get(f"t{place}-{name}", "").strip() for name in FIELDS]
        if not any(told):
            continue
        try:
            day = date.fromisoformat(told[0])
            begins, ends = (_at(day, one) for one in told[1:])
        except ValueError:
            return None
        found.append((begins, ends))
    return found


def _at(day: date, told: str) -> datetime:
    naive = datetime.combine(day, time.fromisoformat(told))
    return timezone.make_aware(naive, timezone.get_current_timezone())
