"""Whether a clause commits us: a logistic model over the signs seen in it; its weights are data beside it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import combinations
from pathlib import Path

WEIGHTS = Path(__file__).with_name("weights.json")

STILL_TO_COME = frozenset(
    {
        "due",
        "due_open",
        "vague",
        "booked",
        "delegated",
        "will",
        "made_note",
        "no_charge",
        "lead",
        "hedge",
    }
)


def features(signs: frozenset[str], tongue: str) -> list[str]:
    """The names of what is weighed: each sign, each sign in its language, and each pair of signs."""
    ordered = sorted(signs)
    language = "zh" if tongue == "zh" else "en"
    return [
        *ordered,
        *(f"{language}:{s}" for s in ordered),
        *(f"{a}+{b}" for a, b in combinations(ordered, 2)),
    ]


_held: ContextVar[Mapping[str, float] | None] = ContextVar("weights", default=None)


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, float]:
    found: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


def _weights() -> Mapping[str, float]:
    return _held.get() or _shipped()


@contextmanager
def weighed(weights: Mapping[str, float]) -> Iterator[None]:
    """Decide by other weights for a while, to measure what was learned."""
    token = _held.set(weights)
    try:
        yield
    finally:
        _held.reset(token)


def score(signs: frozenset[str], tongue: str) -> float:
    """How surely the clause commits us: log odds."""
    weights = _weights()
    return weights["(base)"] + sum(weights.get(f, 0.0) for f in features(signs, tongue))


def ruled_out(signs: frozenset[str], tongue: str) -> bool:
    """Whether the conventions say "not a promise" whatever else the words look like."""
    if {"no_promise"} & signs or ("question" in signs and "last" in signs):
        return True
    if {"if_you", "lead_if"} <= signs and not signs & {"if_ours", "lead_if_we"}:
        return True
    if {"maybe", "asked_before"} <= signs or ("doing_now" in signs and "due" not in signs):
        return True
    return _ruled_out_zh(signs) if tongue == "zh" else _ruled_out_en(signs)


def _ruled_out_zh(signs: frozenset[str]) -> bool:
    if {"please_first", "and_own", "pay_yours"} & signs and "lead" not in signs:
        return True
    if {"need_not", "contact"} & signs or ("did" in signs and not signs & STILL_TO_COME):
        return True
    return (
        bool({"wait_you", "we_get", "plan_item", "advice", "at_hand"} & signs)
        or _notice_zh(signs)
        or {"did", "time_past"} <= signs
        or ("to_me" in signs and "to_you" not in signs)
    )


def _notice_zh(signs: frozenset[str]) -> bool:
    """A notice to everybody: water or power off, a system changed, and nothing said of this customer's own case."""
    if "cut_off" in signs and not signs & {"self", "refund"}:
        return True
    return "outage" in signs and not signs & {"to_you", "self", "cust"}


def _ruled_out_en(signs: frozenset[str]) -> bool:
    never = {"fragment", "once_you", "hypothetical", "cust_does", "outage", "to_answer"}
    return (
        bool(never & signs)
        or {"ask_start", "question"} <= signs
        or ("perfect" in signs and not signs & STILL_TO_COME)
    )


def level(tongue: str) -> float:
    """The log odds from which a clause counts as a promise."""
    return _weights()["(level zh)" if tongue == "zh" else "(level en)"]
