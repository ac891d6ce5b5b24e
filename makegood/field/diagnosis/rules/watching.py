"""What a device tells without being asked: which signs of a table are so by its codes and readings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from makegood.field.diagnosis.rules.flaws import number


@dataclass(frozen=True)
class Value:
    """The newest value of a series."""

    series: str
    unit: str
    value: float


def watches(table: Mapping[str, Any]) -> bool:
    """Whether a table, as its JSON, has a sign that readings decide."""
    return any(_is_watched(one) for one in _signs(table))


def told_by(
    table: Mapping[str, Any], codes: Iterable[str], values: Iterable[Value]
) -> dict[str, bool]:
    """Signs by key. A code that is not reported says nothing: it may not have come yet. A reading is so or not so,
    by its bounds; a series that the device does not send says nothing."""
    reported = {code.casefold() for code in codes if code}
    newest = list(values)
    found: dict[str, bool] = {}
    for one in _signs(table):
        key = str(one.get("id") or "")
        if one.get("kind") == "code" and str(one.get("code") or "").casefold() in reported:
            found[key] = True
        elif _is_watched(one):
            fits = [each.value for each in newest if _meant(one, each)]
            if len(fits) == 1:  # of two units nobody has said which is meant
                found[key] = _within(one, fits[0])
    return found


def _signs(table: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = table.get("symptoms") or ()
    return [one for one in given if isinstance(one, Mapping)]


def _is_watched(one: Mapping[str, Any]) -> bool:
    bounded = number(one.get("above")) is not None or number(one.get("below")) is not None
    return one.get("kind") == "reading" and bool(one.get("series")) and bounded


def _meant(one: Mapping[str, Any], value: Value) -> bool:
    unit = str(one.get("unit") or "")
    named = str(one.get("series")).strip().casefold() == value.series.casefold()
    return named and (not unit or unit.strip() == value.unit)


def _within(one: Mapping[str, Any], value: float) -> bool:
    above, below = number(one.get("above")), number(one.get("below"))
    return (above is None or value > above) and (below is None or value < below)
