"""Whether a new contact is about a known case: features of the evidence, and a score learned from pairs. Pure."""

import json
import math
from dataclasses import dataclass
from importlib import resources

from makegood.care.repeats.reading.meaning import THINGS, TROUBLES, WANTS, Meaning, nearness

ATTACH, OFFER, NEW = "attach", "offer", "new"


@dataclass(frozen=True)
class Evidence:
    """What joins a new contact and a known case beside their words.

    `person`: the same contact. `claimed`: he says a number or address of that customer, or one who is
    known by it. `number`: both name one order or device; `clash`: they name different ones. `case`: he
    says the number of the case. `days`: since the last word there. `lone`: it is the only known case.
    """

    person: bool = False
    claimed: bool = False
    number: bool = False
    clash: bool = False
    case: bool = False
    is_open: bool = True
    days: float = 0.0
    lone: bool = True


NEW_WISHES = frozenset({"buy", "info", "change", "maintain"})  # rarely about what is known

FEATURES = (
    "person", "claimed", "number", "clash", "case", "open", "age", "lone", "near", "thing", "thing_clash",
    "trouble", "trouble_clash", "again", "again_lone", "empty", "asks", "thing_only",
)  # fmt: skip


def features(new: Meaning, known: Meaning, evidence: Evidence) -> list[float]:
    """One row for the score, in the order of FEATURES."""
    things = _overlap(new, known, THINGS)
    troubles = _overlap(new, known, TROUBLES)
    empty = max(0.0, 1.0 - new.content / 4.0)
    asks = bool(new.ideas.get(WANTS, frozenset()) & NEW_WISHES)
    return [
        float(evidence.person),
        float(evidence.claimed),
        float(evidence.number),
        float(evidence.clash),
        float(evidence.case),
        float(evidence.is_open),
        math.log1p(max(0.0, evidence.days)) / 4.0,
        float(evidence.lone),
        nearness(new, known),
        things[0],
        things[1],
        troubles[0],
        troubles[1],
        float(new.again),
        float(new.again and evidence.lone),
        empty,
        float(asks),
        float(things[0] > 0 and troubles[0] == 0 and not new.again),
    ]


def _overlap(new: Meaning, known: Meaning, group: str) -> tuple[float, float]:
    """Whether they share an idea of a group; whether both have some and share none."""
    one, other = new.ideas.get(group, frozenset()), known.ideas.get(group, frozenset())
    if not one or not other:
        return 0.0, 0.0
    return (1.0, 0.0) if one & other else (0.0, 1.0)


def _learned() -> tuple[dict[str, float], float]:
    text = (
        resources.files("makegood.care.repeats.reading").joinpath("weights.json").read_text("utf-8")
    )
    told = json.loads(text)
    return dict(told["weights"]), float(told["bias"])


WEIGHTS, BIAS = _learned()
# What hardly any pair shows is said by hand: the number of a case is, other orders or devices are not, about it.
WEIGHTS |= {"case": 3.0, "clash": -2.0}
LEVEL_OFFER, LEVEL_ATTACH, MARGIN = 0.6, 0.9, 0.25


def score(row: list[float]) -> float:
    """How likely it is about that case, 0 to 1."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in zip(FEATURES, row, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def decide(rated: float, *, evidence: Evidence, verified: bool, margin: float) -> str:
    """Attach by itself only whom his own channel shows to be the customer of that case, and who is surely
    about it and about no other; whatever is unverified is at most offered."""
    if rated < LEVEL_OFFER:
        return NEW
    sure = rated >= LEVEL_ATTACH and margin >= MARGIN and not evidence.clash
    return ATTACH if sure and evidence.person and verified else OFFER
