"""Learns the weights of the promise reader from labelled texts: logistic regression, the same every time.

`python -m bench.learning --data DIR` writes makegood/care/promises/reading/weights.json from the public
reference data and our own sentences.
"""

import argparse
import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from makegood.care.promises.reading import finding, model
from makegood.care.promises.reading.clauses import VERBS
from makegood.care.promises.reading.commitment import STRONG
from makegood.care.promises.reading.languages import fold, tongue_of
from makegood.care.promises.reading.moments import frame
from makegood.care.promises.reading.tests.sentences import promises as own_sentences

ROUNDS, RATE, HOLD = 30, 0.3, 0.01
DROPPED = 0.2
# Signs that a new trade, another name or another channel takes away: every second round goes without some of them,
# so that a sentence is not judged by a word that only these texts have.
LISTED = {*VERBS, "thing", "colleague", "name", "supplier", "small", "ongoing"}
LISTED |= {"channel_chat", "channel_mail", "channel_social", "channel_call-note"}
Text = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """A clause by what is seen in it, and whether it is a promise."""

    signs: frozenset[str]
    tongue: str
    promise: bool


def public(data: Path, folder: str = "") -> list[Text]:
    """The labelled texts of the reference data; none where there is no such file."""
    places = sorted((data / "promises" / folder).glob("promises.*.jsonl"))
    return [json.loads(line) for place in places for line in place.read_text("utf-8").splitlines()]


def marked(data: Path, folder: str = "") -> list[Text]:
    """The texts of the reference data whose wording is marked."""
    places = sorted((data / "promises" / folder).glob("wording.*.jsonl"))
    return [json.loads(line) for place in places for line in place.read_text("utf-8").splitlines()]


def examples(texts: Sequence[Text]) -> Iterator[Example]:
    """Every clause of the texts."""
    for text in texts:
        folded = fold(text["text"])
        tongue = tongue_of(folded, text["lang"])
        here = frame(datetime.fromisoformat(text["now"]), text["zone"])
        spans = [tuple(p["span"]) for p in text["promises"]]
        for read in finding.read_all(folded, here, tongue, text["channel"]):
            at = (read.clause.start, read.clause.end)
            yield Example(read.signs, tongue, any(_same(at, s) for s in spans))


def _same(clause: tuple[int, int], span: tuple[int, ...]) -> bool:
    both = min(clause[1], span[1]) - max(clause[0], span[0])
    inside = clause[0] <= span[0] and span[1] <= clause[1]
    return inside or both >= 0.5 * (clause[1] - clause[0])


def _fewer(signs: frozenset[str], order: random.Random) -> frozenset[str]:
    """What would be seen of a clause if some of its words stood in no list of ours."""
    left = {s for s in sorted(signs) if s not in LISTED or order.random() > DROPPED}
    if not left & set(VERBS):
        left.discard("verb")
    if not left & STRONG:
        left.discard("strong_verb")
    return frozenset(left)


def learn(texts: Sequence[Text]) -> dict[str, float]:
    """The weights that tell promises from the rest in these texts."""
    rows = list(examples(texts))
    weights: dict[str, float] = {}
    steps: dict[str, float] = {}
    base, order = 0.0, random.Random(7)
    for number in range(ROUNDS):
        order.shuffle(rows)
        for row in rows:
            signs = _fewer(row.signs, order) if number % 2 else row.signs
            seen = model.features(signs, row.tongue)
            odds = base + sum(weights.get(name, 0.0) for name in seen)
            off = (1.0 if row.promise else 0.0) - 1.0 / (
                1.0 + math.exp(-max(-30.0, min(30.0, odds)))
            )
            base += 0.02 * off
            for name in seen:
                slope = off - HOLD * weights.get(name, 0.0)
                steps[name] = steps.get(name, 1e-6) + slope * slope
                weights[name] = weights.get(name, 0.0) + RATE * slope / math.sqrt(
                    steps[name] + 50.0
                )
    found = {name: round(value, 3) for name, value in weights.items() if abs(value) >= 0.01}
    return dict(sorted(found.items())) | {
        "(base)": round(base, 3),
        "(level en)": 0.0,
        "(level zh)": 0.0,
    }


def main() -> None:
    """Writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    texts = [*public(parser.parse_args().data), *own_sentences()]
    weights = learn(texts)
    model.WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{len(texts)} texts, {len(weights)} weights")


if __name__ == "__main__":
    main()
