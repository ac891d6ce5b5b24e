"""Which state follows which. Pure."""

TRANSITIONS: dict[str, frozenset[str]] = {
    "open": frozenset({"open", "waiting", "resolved"}),
    "waiting": frozenset({"open", "waiting", "resolved"}),
    "resolved": frozenset({"open", "resolved", "closed"}),
    "closed": frozenset({"open"}),
}


def may_become(before: str, after: str) -> bool:
    """Whether a case may go from one state to the other."""
    return after in TRANSITIONS[before]
