"""Reads from a told case what the desk's rows need: who spoke last, who waits, what was asked."""

from dataclasses import dataclass
from datetime import datetime

from makegood.world.demo.story import Case, Entry

WRITTEN = {"message", "review", "review_reply"}
OURS = {"staff", "assistant"}


@dataclass(frozen=True)
class Reading:
    """What follows from the entries of one case."""

    last: Entry  # the last word of either side
    channels: tuple[str, ...]  # on which something was written, in order of first use
    last_channel: str
    first_word: Entry | None  # of the customer, where he began it
    first_answer: Entry | None  # of ours, after it
    unanswered: Entry | None  # the customer's word since which nobody answered
    asked_at: datetime  # when we asked whether it is solved
    said_no_at: datetime | None
    waiting_for: str
    waiting_reason: str


def read_case(case: Case) -> Reading:
    """The reading of one case."""
    words = [entry for entry in case.entries if _is_word(entry)]
    written = [entry for entry in words if entry.kind in WRITTEN]
    first = words[0] if words and words[0].author == "contact" else None  # else we began it
    answers = [entry for entry in words if entry.author in OURS and first and entry.at > first.at]
    ours = [entry for entry in words if entry.author in OURS]
    waits = case.state == "waiting"
    third = waits and "risk-review" in case.tags
    owed = [promise.what for promise in case.promises if promise.state == "open"]
    return Reading(
        last=(words or list(case.entries))[-1],
        channels=tuple(dict.fromkeys(entry.channel for entry in written)),
        last_channel=written[-1].channel if written else "voice",
        first_word=first,
        first_answer=answers[0] if answers else None,
        unanswered=_unanswered(case, words),
        asked_at=ours[-1].at if ours else case.touched,
        said_no_at=_said_no(case, words),
        waiting_for="third" if third else "customer" if waits else "",
        waiting_reason=owed[0] if third and owed else "",
    )


def _is_word(entry: Entry) -> bool:
    """Whether it was said between the customer and us, by writing or by telephone."""
    if entry.author in {"contact", *OURS} and entry.kind in WRITTEN:
        return True
    return entry.kind == "call_note" and entry.author in {"contact", "staff"}


def _unanswered(case: Case, words: list[Entry]) -> Entry | None:
    """The first word after our last one. A "yes, that suits" under an open promise wants no answer."""
    if case.state != "open":
        return None
    since: Entry | None = None
    answered = False
    for entry in words:
        if entry.author in OURS:
            since, answered = None, True
        else:
            since = since or entry
    owed = any(promise.state == "open" for promise in case.promises)
    return None if since and answered and owed else since


def _said_no(case: Case, words: list[Entry]) -> datetime | None:
    """When the customer said that it is not solved."""
    if not case.reopened:
        return None
    his = [entry.at for entry in words if entry.author == "contact"]
    return his[-1] if his else None
