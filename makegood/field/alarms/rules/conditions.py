"""When a rule sees trouble: one of its conditions is enough. Readings are judged as they come, one by one, with
what was kept of those before; one that is older than what was judged last changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

CODE, ABOVE, BELOW, FALLS, RISES, MISSING = "code", "above", "below", "falls", "rises", "missing"
KINDS = (CODE, ABOVE, BELOW, FALLS, RISES, MISSING)
CHANGES = (FALLS, RISES)
KEPT = 60  # points of a window that are kept
LONGEST = 7 * 24 * 60  # minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`limit`: a value, or by how much it changes. `back`: where trouble ends (None: at the limit). `within`:
    minutes of a change, or without a word. `codes` may hold * for any signs."""

    on: str
    codes: tuple[str, ...] = ()
    reading: str = ""
    limit: float = 0.0
    back: float | None = None
    within: int = 0

    def hears(self, code: str) -> bool:
        """Whether it is about that code."""
        return self.on == CODE and any(fnmatchcase(code, one) for one in self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A rule as it is applied. `rule_id` 0: the usual one. `fault` "": each code is a fault of its own. `hold`
    seconds of trouble before anything is said; `quiet` minutes without a word after which it is over."""

    rule_id: int = 0
    product_id: int | None = None
    fault: str = ""
    conditions: tuple[Condition, ...] = ()
    severity: str = ""
    severities: Mapping[str, str] = field(default_factory=dict)
    ignore: bool = False
    hold: int = 0
    quiet: int = 0
    flap_changes: int = 6
    flap_minutes: int = 10

    watches: bool = field(
        init=False
    )  # whether something of each device is kept between two words of it

    def __post_init__(self) -> None:
        kept = self.hold > 0 or any(one.on != CODE for one in self.conditions)
        object.__setattr__(self, "watches", kept)

    def place_of(self, code: str) -> int | None:
        """Which of its conditions hears that code."""
        return next((n for n, one in enumerate(self.conditions) if one.hears(code)), None)


def condition_from(told: Mapping[str, Any]) -> Condition:
    """A condition as it is stored. Raises ValueError with the name of the field that cannot be."""
    on = str(told.get("on", ""))
    if on not in KINDS:
        raise ValueError("on")
    codes = tuple(str(one).strip() for one in told.get("codes") or () if str(one).strip())
    found = Condition(
        on=on,
        codes=codes,
        reading=str(told.get("reading") or "").strip(),
        limit=_number(told.get("limit") or 0, "limit"),
        back=None if told.get("back") in (None, "") else _number(told["back"], "back"),
        within=int(_number(told.get("within") or 0, "within")),
    )
    _check(found)
    return found


def _number(told: Any, name: str) -> float:
    try:
        number = float(told)
    except (TypeError, ValueError):
        raise ValueError(name) from None
    if not -1e12 < number < 1e12:
        raise ValueError(name)
    return number


def _check(one: Condition) -> None:
    if one.on == CODE and not one.codes:
        raise ValueError("codes")
    if one.on not in (CODE, MISSING) and not one.reading:
        raise ValueError("reading")
    if one.on in (*CHANGES, MISSING) and not 0 < one.within <= LONGEST:
        raise ValueError("within")
    if one.on in CHANGES and one.limit <= 0:
        raise ValueError("limit")
    if one.back is not None and (
        (one.on == ABOVE and one.back > one.limit) or (one.on == BELOW and one.back < one.limit)
    ):
        raise ValueError("back")


def stored(one: Condition) -> dict[str, Any]:
    """A condition as it is stored: only what it needs."""
    told: dict[str, Any] = {"on": one.on}
    if one.on == CODE:
        return told | {"codes": list(one.codes)}
    if one.reading:
        told["reading"] = one.reading
    if one.on != MISSING:
        told["limit"] = one.limit
    if one.back is not None and one.on in (ABOVE, BELOW):
        told["back"] = one.back
    if one.on in (*CHANGES, MISSING):
        told["within"] = one.within
    return told


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of a condition and a device: whether it holds, when it was last judged (seconds), and the
    points of its window."""

    on: bool = False
    at: float = 0.0
    window: tuple[tuple[float, float], ...] = ()

    def kept(self) -> list[Any]:
        """As it is stored."""
        return [self.on, self.at, [list(point) for point in self.window]]


def seen_from(kept: Sequence[Any] | None) -> Seen:
    """What `kept` gave."""
    if not kept:
        return Seen()
    on, at, window = kept
    return Seen(bool(on), float(at), tuple((float(t), float(v)) for t, v in window))


def judged(one: Condition, seen: Seen, *, value: float, at: float) -> Seen:
    """What is seen after a reading of its name at that second."""
    if at < seen.at:
        return seen
    if one.on == ABOVE:
        end = one.limit if one.back is None else one.back
        return Seen(value > (end if seen.on else one.limit), at)
    if one.on == BELOW:
        end = one.limit if one.back is None else one.back
        return Seen(value < (end if seen.on else one.limit), at)
    if one.on in CHANGES:
        return _changed(one, seen, value, at)
    return Seen(on=False, at=at)  # missing: it spoke


def _changed(one: Condition, seen: Seen, value: float, at: float) -> Seen:
    span = one.within * 60.0
    sign = 1.0 if one.on == FALLS else -1.0
    points = [point for point in seen.window if point[0] >= at - span]
    extreme = max((sign * v for _t, v in points), default=sign * value)
    on = extreme - sign * value >= one.limit
    if points and at - points[-1][0] < span / KEPT:  # the higher one of a moment stands for it
        last_at, last = points[-1]
        points[-1] = (last_at, value if sign * value > sign * last else last)
    else:
        points.append((at, value))
    return Seen(on, at, tuple(points[-KEPT:]))


def told(seen: Seen, *, active: bool, at: float) -> Seen:
    """What is seen of a code after a word about it."""
    return seen if at < seen.at else Seen(on=active, at=at)


def is_missing(one: Condition, seen: Seen, *, moment: float) -> bool:
    """Whether a device that spoke once has been silent for too long."""
    return one.on == MISSING and seen.at > 0 and moment - seen.at >= one.within * 60
