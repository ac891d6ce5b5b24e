"""Public holidays of a country and its parts, with the weekend days that are worked in exchange."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

_LANGUAGES = {
    "en": ("en_US", "en_GB", "en_HK", "en_CA", "en_AU", "en_IN", "en"),
    "zh-Hans": ("zh_CN", "zh_TW", "zh_HK"),
    "zh-Hant": ("zh_HK", "zh_TW", "zh_CN"),
}


@dataclass(frozen=True)
class Named:
    """A day in a public calendar: a holiday, or (`works_like` a weekday, Monday 0) a weekend day worked
    in exchange for that weekday."""

    name: str
    works_like: int | None = None


@lru_cache(maxsize=4096)
def named_days(
    region: str, subdivision: str, year: int, language: str = ""
) -> Mapping[date, Named]:
    """The named days of one year ("CN", "", 2026), empty for an unknown region or year.

    `language` ("en", "zh-Hans", "zh-Hant") is that of the names where the calendar speaks it.
    """
    if not knows(region, subdivision):
        return {}
    # The 4th of January may be worked for a holiday of the year before or after.
    around = holidays.country_holidays(
        region,
        subdivision or None,
        years=(year - 1, year, year + 1) if _swaps_at_all(region) else year,
        language=_tongue(region, language),
    )
    worked = {day: like for day, like in _exchanged(around) if day in around.weekend_workdays}
    found = {
        day: Named(name) for day, name in around.items() if day.year == year and day not in worked
    }
    found |= {day: Named("", like) for day, like in worked.items() if day.year == year}
    return MappingProxyType(dict(sorted(found.items())))


def knows(region: str, subdivision: str = "") -> bool:
    """Whether there is a public calendar for that country and part of it."""
    known = subdivisions().get(region)
    return known is not None and (not subdivision or subdivision in known)


@lru_cache(maxsize=1)
def subdivisions() -> Mapping[str, tuple[str, ...]]:
    """Every country with a public calendar, by its two letters, and the codes of its parts."""
    known = holidays.list_supported_countries(include_aliases=False)
    return MappingProxyType({region: tuple(parts) for region, parts in sorted(known.items())})


@lru_cache(maxsize=1024)
def parts_of(region: str) -> Mapping[str, str]:
    """The parts of a country that have days of their own: their codes with their names, by name."""
    codes = subdivisions().get(region, ())
    aliases = (
        getattr(holidays.country_holidays(region), "subdivisions_aliases", {}) if codes else {}
    )
    named = {code: code for code in codes}
    for name, code in aliases.items():
        if named.get(code) == code:
            named[code] = str(name)
    return MappingProxyType(dict(sorted(named.items(), key=lambda one: one[1])))


def swaps_announced(region: str, year: int) -> bool | None:
    """Whether the exchanged working days of that year are known; None where a country has none."""
    recent = [y for y in range(year - 3, year) if any(_swaps(region, y))]
    return any(_swaps(region, year)) if recent else None


def _swaps(region: str, year: int) -> Iterator[bool]:
    return (named.works_like is not None for named in named_days(region, "", year).values())


@lru_cache(maxsize=1024)
def _tongue(region: str, language: str) -> str | None:
    calendar = holidays.country_holidays(region)
    spoken = set(calendar.supported_languages)
    wanted = _LANGUAGES.get(language, ())
    return next((one for one in wanted if one in spoken), calendar.default_language)


@lru_cache(maxsize=1024)
def _swaps_at_all(region: str) -> bool:
    return hasattr(holidays.country_holidays(region), "special_public_holidays")


def _exchanged(calendar: holidays.HolidayBase) -> Iterator[tuple[date, int]]:
    """Each day worked in exchange, and the weekday it is worked for."""
    named = {}
    special = getattr(calendar, "special_public_holidays", {})
    for year in calendar.years:
        told = special.get(year, ())
        for entry in told if told and isinstance(told[0], tuple) else (told,):
            if len(entry) > 3:  # to month, to day, from month, from day, and the year if another
                month, day, from_month, from_day, *other = entry
                instead = date(year, month, day)
                named[date(other[0] if other else year, from_month, from_day)] = instead.weekday()
    for day in calendar.weekend_workdays:
        yield day, named.get(day, 0)
