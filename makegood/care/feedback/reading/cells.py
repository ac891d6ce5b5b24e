"""A row of a table as a review, by what its columns mean."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from makegood.care.feedback.reading.tables import Row
from makegood.care.feedback.reading.told import Told, stars_of

_DAY = re.compile(r"^(\d{1,4})[./\-年](\d{1,2})[./\-月](\d{1,4})日?[ T]*(.*)$")
_TIME = re.compile(r"^(\d{1,2})[:：时時](\d{1,2})(?:[:：分](\d{1,2}))?")
_MONTHS = {
    name: n
    for n, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_NAMED = re.compile(
    r"^([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})|^(\d{1,2})\.? ([A-Za-z]{3})[a-z]*\.? (\d{4})"
)
LANGUAGES = {
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-hans": "zh-Hans",
    "zh": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-hant": "zh-Hant",
}


class Unusable(ValueError):
    """The row is no review: stars, date, empty."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What the columns mean and how their values are written."""

    mapping: Mapping[str, int]
    best: float = 5
    day_first: bool = True
    zone: str = "UTC"


def told_of(row: Row, meaning: Meaning) -> Told:
    """The review of a row. Raises Unusable with the reason as its only word."""
    if row.wrong:
        raise Unusable(row.wrong)
    found = {
        name: row.cells[place].strip()
        for name, place in meaning.mapping.items()
        if 0 <= place < len(row.cells)
    }
    said = found.get("stars", "")
    stars = stars_of(said, best=meaning.best)
    if said and stars is None:
        raise Unusable("stars")
    title, text = found.get("title", ""), found.get("text", "")
    if stars is None and not (title or text):
        raise Unusable("empty")
    return Told(
        external_id=_name(found),
        stars=stars,
        title=title,
        text=text,
        author=found.get("author", ""),
        author_id=found.get("author", ""),
        language=language(found.get("language", "")),
        product=found.get("product", ""),
        order=found.get("order", ""),
        device=found.get("device", ""),
        url=found.get("url", ""),
        written_at=_moment(found.get("written_at", ""), meaning),
        answer=found.get("answer", ""),
    )


def _name(found: Mapping[str, str]) -> str:
    """Its id; without one, who wrote when of what: a table that is read twice then names it the same."""
    if found.get("external_id"):
        return found["external_id"][:200]
    parts = [found.get(name, "") for name in ("author", "written_at", "product")]
    if not parts[0] and not parts[1]:
        parts += [found.get("title", ""), found.get("text", "")]
    return "row:" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:40]


def language(told: str) -> str:
    """A language as we spell it; of others the first two letters; "" for nothing."""
    plain = told.strip().replace("_", "-").lower()
    if plain in LANGUAGES:
        return LANGUAGES[plain]
    short = plain.partition("-")[0]
    return short if re.fullmatch(r"[a-z]{2,3}", short) else ""


def _moment(told: str, meaning: Meaning) -> datetime | None:
    """When it was written, by the clock of the source; None where nothing is told. Raises Unusable."""
    if not told:
        return None
    try:
        found = _read(told, meaning.day_first)
    except ValueError as error:
        raise Unusable("date") from error
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(meaning.zone))
    if not 1990 <= found.year <= 2100:
        raise Unusable("date")
    return found.astimezone(UTC)


def _read(told: str, day_first: bool) -> datetime:  # noqa: FBT001 - of one table
    if told.isdigit() and len(told) in (10, 13):
        return datetime.fromtimestamp(int(told[:10]), UTC)
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        pass
    named = _NAMED.match(told)
    if named:
        month, day, year = named.group(1, 2, 3) if named.group(1) else named.group(5, 4, 6)
        return datetime.combine(
            date(int(year), _MONTHS.get(month.lower(), 0), int(day)), datetime.min.time()
        )
    found = _DAY.match(told)
    if not found:
        raise ValueError(told)
    first, second, third, rest = found.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    else:
        day, month = (int(first), int(second)) if day_first else (int(second), int(first))
        year = int(third) + (2000 if len(third) == 2 else 0)
    clock = _TIME.match(rest)
    hour, minute, second_ = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    return datetime(year, month, day, hour, minute, second_)  # noqa: DTZ001 - the zone is the caller's
