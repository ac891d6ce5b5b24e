"""How grave a fault is, from 1 (for information) to 5 (critical)."""

from collections.abc import Mapping

INFO, WARNING, MINOR, MAJOR, CRITICAL = 1, 2, 3, 4, 5
BY_NAME = {"info": INFO, "warning": WARNING, "minor": MINOR, "major": MAJOR, "critical": CRITICAL}
NAMES = {level: name for name, level in BY_NAME.items()}
USUAL = MINOR  # where the device does not say
CASE, ASK, NOTHING = "case", "ask", "none"


def level_of(told: str, *, fixed: str = "", mapped: Mapping[str, str] | None = None) -> int:
    """The severity of what a device told: the rule's own, else what the rule makes of it, else as told."""
    name = fixed or (mapped or {}).get(told, told)
    return BY_NAME.get(name, USUAL)


def usual_path(severity: int) -> str:
    """What follows where no rule says: a case, a question to a person, or nothing."""
    if severity >= MAJOR:
        return CASE
    return ASK if severity > INFO else NOTHING


# Minutes of open time until the owner is reminded, and until the duty lead hears, where nothing is set.
USUAL_STEPS = {CRITICAL: (10, 20), MAJOR: (30, 60), MINOR: (240, 480)}
