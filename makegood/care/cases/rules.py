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


# What the holder of a link to a case is told of; everything else is our own business.
PUBLIC_KINDS = frozenset(
    {
        "conversations.message_received",
        "conversations.message_written",
        "channels.message_left",
        "channels.message_withdrawn",
        "cases.answered",
        "cases.waits",
        "cases.resolved",
        "cases.reopened",
        "cases.closed",
        "cases.confirmed",
        "promises.made",
        "promises.kept",
        "promises.owed_again",
        "promises.overdue",
        "promises.paused",
        "promises.resumed",
        "promises.moved",
        "promises.told",
        "promises.missed",
        "promises.released",
        "tasks.asked",
        "tasks.passed_on",
        "tasks.ended",
    }
)
