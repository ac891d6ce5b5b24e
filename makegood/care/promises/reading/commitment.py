"""What is seen in each clause: the signs a decision is made from."""

import re
from dataclasses import dataclass
from itertools import takewhile

from makegood.care.promises.reading.clauses import VERBS, Clause
from makegood.care.promises.reading.moments import Due
from makegood.care.promises.reading.signs_en import SIGNS as EN
from makegood.care.promises.reading.signs_zh import SIGNS as ZH

STRONG = {"call", "reply", "visit", "refund", "replace", "deliver"}
EARLIER = {"if_you", "cust", "please", "question", "policy", "reported", "if", "if_ours", "notice"}
EARLIER |= {"you_subject", "wait_you", "offer"}
JUST_BEFORE = {"verb", "will", "due", "past", "self", "we"}
LATER = {"if_you", "policy", "quoted", "question", "notice"}
WOULD = re.compile(r"\b(?:I|we|he|she|they|someone|somebody)(?:'d| would)\b", re.I)


@dataclass(frozen=True)
class Read:
    """A clause as it was read."""

    clause: Clause
    due: Due
    signs: frozenset[str]


def signs_of(clause: Clause, due: Due, tongue: str, channel: str) -> set[str]:
    """The signs in one clause, without what stands around it."""
    patterns = ZH if tongue == "zh" else EN
    found = {name for name, pattern in patterns.items() if pattern.search(clause.text)}
    if found & set(VERBS):
        found.add("verb")
    if found & STRONG:
        found.add("strong_verb")
    if "?" in clause.stop or "？" in clause.stop:
        found.add("question")
    if clause.lead:
        found |= _retold(found, clause.text)
    found.add(f"channel_{channel}" if channel else "channel_chat")
    return found | _of_time(due) | _of_length(clause.text, tongue)


def _retold(found: set[str], text: str) -> set[str]:
    """In a note of ours, "told her we'd call" says what "we will call" says."""
    return {"lead", "will"} if "can" in found and WOULD.search(text) else {"lead"}


def _of_time(due: Due) -> set[str]:
    found = {"time_past"} if due.past else set()
    if due.by is not None:
        return found | {"due"}
    return found | {"vague": {"vague"}, "none": set()}.get(due.precision, {"due_open"})


def _of_length(text: str, tongue: str) -> set[str]:
    short, long = (7, 24) if tongue == "zh" else (15, 75)
    return {"short"} if len(text) < short else {"long"} if len(text) > long else set()


def around(seen: list[set[str]], clauses: list[Clause], index: int) -> set[str]:
    """What the other clauses of the sentence add, and where in it the clause stands."""
    here = clauses[index].sentence
    same = [i for i in range(max(0, index - 3), index) if clauses[i].sentence == here]
    found = {"before_" + name for i in same for name in EARLIER & seen[i]}
    if same:
        found |= {"prev_" + name for name in JUST_BEFORE & seen[index - 1]}
    rest = range(index + 1, len(clauses))
    after = list(takewhile(lambda i: clauses[i].sentence == here, rest))
    found |= {"later_" + name for i in after for name in LATER & seen[i]}
    if index == 0:
        found.add("first")
    elif _asked(seen, clauses, index):
        found.add("asked_before")
    if not after:
        found.add("last")
    return found


def _asked(seen: list[set[str]], clauses: list[Clause], index: int) -> bool:
    """Whether the sentence before is a question of ours: what follows hangs on the answer."""
    here = clauses[index].sentence
    before = next((i for i in range(index - 1, -1, -1) if clauses[i].sentence != here), None)
    return before is not None and "question" in seen[before]
