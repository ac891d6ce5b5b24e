"""Learns the weights of the recogniser of repeat contacts from labelled pairs: logistic regression, the same every time.

`python -m bench.repeat_learning` writes makegood/care/repeats/reading/weights.json from the half of the pairs
that is for learning; the other half is only ever scored.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from makegood.care.repeats.reading.meaning import meaning
from makegood.care.repeats.reading.naming import NUMBER, PHONE, named
from makegood.care.repeats.reading.scoring import FEATURES, LEVEL_OFFER, Evidence, features

FOLDER = Path(__file__).parent.parent / "makegood" / "care" / "repeats"
PAIRS, WEIGHTS = FOLDER / "tests" / "pairs.jsonl", FOLDER / "reading" / "weights.json"
STEPS, RATE, HOLD = 4000, 0.05, 0.02
Story = dict[str, Any]


@dataclass(frozen=True)
class Pair:
    """A new contact, the place of the known case it is about (None: something new), and a row for each
    known case that anything binds it to."""

    text: str
    tie: str
    about: int | None
    rows: dict[int, list[float]]


def stories(half: str) -> list[Story]:
    """The labelled stories of one half: `learn` or `kept`."""
    told = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    return [story for story in told if story["half"] == half]


def pairs(told: Sequence[Story]) -> Iterator[Pair]:
    """Every new contact of these stories, as the recogniser sees it."""
    for story in told:
        known = [(one, meaning(one["text"]), _numbers(one["text"])) for one in story["known"]]
        for new in story["new"]:
            rows = {
                place: features(meaning(new["text"]), about, evidence)
                for place, (one, about, numbers) in enumerate(known)
                if (evidence := _evidence(story, new, one, numbers)) is not None
            }
            yield Pair(new["text"], new["tie"], new["about"], rows)


def _numbers(text: str) -> set[str]:
    return {one.value for one in named(text) if one.kind == NUMBER}


def _evidence(story: Story, new: Any, one: Any, numbers: set[str]) -> Evidence | None:
    his = _numbers(new["text"])
    phones = {each.value for each in named(new["text"]) if each.kind == PHONE}
    person = new["tie"] in "pu"
    found = Evidence(
        person=person,
        claimed=story["phone"] in phones and not person,
        number=bool(his & numbers),
        clash=bool(his and numbers and not his & numbers),
        is_open=one["status"] != "closed",
        days=one["days"],
        lone=len(story["known"]) == 1,
    )
    return found if found.person or found.claimed or found.number else None


def learn() -> dict[str, Any]:
    """The weights, from the half for learning alone."""
    rows = [
        (row, place == p.about) for p in pairs(stories("learn")) for place, row in p.rows.items()
    ]
    weights, bias = [0.0] * len(FEATURES), 0.0
    for _step in range(STEPS):
        slope, slope_bias = [HOLD * w for w in weights], 0.0
        for row, same in rows:
            off = chance(row, weights, bias) - same
            slope = [s + off * value for s, value in zip(slope, row, strict=True)]
            slope_bias += off
        weights = [w - RATE * s for w, s in zip(weights, slope, strict=True)]
        bias -= RATE * slope_bias
    named_weights = {n: round(w, 4) for n, w in zip(FEATURES, weights, strict=True)}
    return {"weights": named_weights, "bias": round(bias, 4)}


def chance(row: Sequence[float], weights: Sequence[float], bias: float) -> float:
    """The logistic function."""
    total = bias + sum(w * value for w, value in zip(weights, row, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class Figures:
    """Of the pairs about a known case the share that was joined to the right one; of all the share that was
    joined wrongly; and how many there were."""

    right: float
    wrong: float
    pairs: int


def scored(half: str) -> Figures:
    """How the stored weights do on one half."""
    told = json.loads(WEIGHTS.read_text("utf-8"))
    weights = [told["weights"][name] for name in FEATURES]
    right = wrong = positive = count = 0
    for pair in pairs(stories(half)):
        count += 1
        positive += pair.about is not None
        rated = {place: chance(row, weights, told["bias"]) for place, row in pair.rows.items()}
        best = max(rated, key=lambda place: rated[place], default=None)
        if best is not None and rated[best] >= LEVEL_OFFER:
            right += best == pair.about
            wrong += best != pair.about
    return Figures(right / positive, wrong / count, count)


if __name__ == "__main__":
    WEIGHTS.write_text(json.dumps(learn(), indent=2) + "\n", "utf-8")
