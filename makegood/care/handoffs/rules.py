"""How long an offer lies, in minutes of working time. Pure."""

USUAL = 30
SPANS = (15, 30, 60, 120, 240, 480)
SHORTEST, LONGEST = 5, 5 * 480


def may_lie(minutes: int) -> bool:
    """Whether an offer may lie so long: not too short to be read, and never for ever."""
    return SHORTEST <= minutes <= LONGEST
