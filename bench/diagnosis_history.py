"""Causes and failures foretold from the history of machines: learned on older events, asked about newer ones.

Two questions. When a machine has failed: which component, from its errors and replacements before that moment
(not from the replacement that followed)? And every midnight, for every machine: will one fail within a day?
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from makegood.field.diagnosis.rules.history import Model, Past, learn

BEGIN = datetime(2019, 1, 1)  # noqa: DTZ001 - the files know no zone
NONE = "none"
QUIET = 10  # one quiet day in so many is learned from, and counts for as many
Failures = dict[tuple[float, str], set[str]]


class Fleet:
    """The machines of one folder: their pasts, and what failed when."""

    def __init__(self, folder: Path) -> None:
        happened: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self.failures: Failures = defaultdict(set)
        for row in _read(folder / "PdM_errors.csv"):
            happened[row["machineID"]].append((_hours(row), row["errorID"]))
        for row in _read(folder / "PdM_maint.csv"):
            happened[row["machineID"]].append((_hours(row), f"new {row['comp']}"))
        for row in _read(folder / "PdM_failures.csv"):
            happened[row["machineID"]].append((_hours(row), f"failed {row['failure']}"))
            self.failures[_hours(row), row["machineID"]].add(row["failure"])
        traits = {
            row["machineID"]: {"age": float(row["age"]), row["model"]: 1.0}
            for row in _read(folder / "PdM_machines.csv")
        }
        self.pasts = {}
        for machine, events in happened.items():
            hours, kinds = zip(*sorted(events), strict=True)
            self.pasts[machine] = Past(hours, kinds, 0.0, traits.get(machine))
        self.moments = sorted(self.failures)

    def asked(self, moments: Sequence[tuple[float, str]]) -> list[tuple[Past, float]]:
        """The same moments as the rules want them."""
        return [(self.pasts[machine], at) for at, machine in moments]


def causes(folder: Path) -> dict[str, Any]:
    """Which component has failed, at several cuts in time."""
    fleet = Fleet(folder)
    told: dict[str, Any] = {"failures": sum(map(len, fleet.failures.values()))}
    for share in (0.5, 0.6, 0.7, 0.8):
        cut = fleet.moments[int(share * len(fleet.moments))][0]
        older = [one for one in fleet.moments if one[0] < cut]
        newer = [one for one in fleet.moments if one[0] >= cut]
        peer = {"peer: naive Bayes, a day chosen by hand": _within_a_day(fleet, older, newer)}
        right = _right(fleet, _of_causes(fleet, older), newer)
        told[f"learned from the first {share:.0%}"] = right | peer
    unseen = folder.parent / "unseen" / folder.name
    unseen = folder / "unseen" if (folder / "unseen").is_dir() else unseen
    if unseen.is_dir():
        other = Fleet(unseen)
        told["unseen"] = _right(other, _of_causes(fleet, fleet.moments), other.moments)
    return told


def _of_causes(fleet: Fleet, moments: Sequence[tuple[float, str]]) -> Model:
    every = [(one, failed) for one in moments for failed in sorted(fleet.failures[one])]
    return learn(fleet.asked([one for one, _ in every]), [failed for _, failed in every])


def _within_a_day(
    fleet: Fleet, older: Sequence[tuple[float, str]], newer: Sequence[tuple[float, str]]
) -> float:
    """The peer with a window chosen by hand: naive Bayes over which errors came in the 24 hours before."""
    kinds = sorted({kind for past in fleet.pasts.values() for kind in past.kinds})
    names = sorted({name for failed in fleet.failures.values() for name in failed})
    count, yes = np.ones(len(names)), np.ones((len(names), len(kinds)))
    for one in older:
        for name in fleet.failures[one]:
            count[names.index(name)] += 1
            yes[names.index(name)] += _seen(fleet, one, kinds)
    chance = yes / (count[:, None] + 1)
    hit = 0
    for one in newer:
        seen = _seen(fleet, one, kinds)
        logs = np.log(count) + np.log(np.where(seen, chance, 1 - chance)).sum(axis=1)
        hit += names[int(np.argmax(logs))] in fleet.failures[one]
    return round(hit / len(newer), 4)


def _seen(fleet: Fleet, moment: tuple[float, str], kinds: Sequence[str]) -> Any:
    at, past = moment[0], fleet.pasts[moment[1]]
    there = {k for h, k in zip(past.hours, past.kinds, strict=True) if at - 24 <= h < at}
    return np.array([kind in there for kind in kinds])


def _right(fleet: Fleet, model: Model, moments: Sequence[tuple[float, str]]) -> dict[str, Any]:
    """How often the first named is (one of) what failed. The peer: the component that fails most."""
    chances = model.predict(fleet.asked(moments))
    first = [model.classes[place] for place in chances.argmax(axis=1)]
    hit = sum(name in fleet.failures[one] for name, one in zip(first, moments, strict=True))
    usual = Counter(name for one in moments for name in fleet.failures[one]).most_common(1)[0][0]
    all_named = sum(
        {model.classes[place] for place in np.argsort(-row)[: len(fleet.failures[one])]}
        == fleet.failures[one]
        for row, one in zip(chances, moments, strict=True)
    )
    return {
        "asked": len(moments),
        "top1": round(hit / len(moments), 4),
        "all that failed together named, and nothing else": round(all_named / len(moments), 4),
        "of them more than one failed": sum(len(fleet.failures[one]) > 1 for one in moments),
        "peer: always the commonest": round(
            sum(usual in fleet.failures[one] for one in moments) / len(moments), 4
        ),
    }


def forecast(folder: Path) -> dict[str, Any]:
    """Every midnight, every machine: which component fails within 24 hours, or none."""
    fleet = Fleet(folder)
    soon: dict[tuple[float, str], str] = {}
    for at, machine in fleet.moments:
        soon[float(np.ceil(at / 24) - 1) * 24, machine] = min(fleet.failures[at, machine])
    first, last = fleet.moments[0][0], fleet.moments[-1][0]
    days = np.arange(np.ceil(first / 24) * 24, last, 24.0)
    cut = days[int(len(days) * 0.6)]
    every = [(float(day), machine) for day in days for machine in fleet.pasts]
    luck = np.random.default_rng(1)
    older = [
        one for one in every if one[0] + 24 < cut and (one in soon or luck.random() < 1 / QUIET)
    ]
    newer = [one for one in every if one[0] >= cut]
    model = learn(
        fleet.asked(older),
        [soon.get(one, NONE) for one in older],
        [1.0 if one in soon else float(QUIET) for one in older],
    )
    chances = model.predict(fleet.asked(newer))
    truth = [soon.get(one, NONE) for one in newer]
    named = [model.classes[place] for place in chances.argmax(axis=1)]
    alarm = 1 - chances[:, model.classes.index(NONE)]
    failing = np.array([one != NONE for one in truth])
    right = sum(a == b != NONE for a, b in zip(named, truth, strict=True))
    return {
        "machine days": len(newer),
        "failures within a day": int(failing.sum()),
        "named rightly": round(right / max(int(failing.sum()), 1), 4),
        "of what was named, right": round(right / max(sum(one != NONE for one in named), 1), 4),
        "area under the ROC curve": round(_area(alarm, failing), 4),
        "in the 2 % of machine days with most danger": round(
            float(failing[np.argsort(-alarm)[: len(alarm) // 50]].sum() / failing.sum()), 4
        ),
    }


def _area(score: Any, truth: Any) -> float:
    """How often one that failed was given more than one that did not."""
    ranks = np.empty(len(score))
    ranks[np.argsort(score, kind="stable")] = np.arange(1, len(score) + 1)
    count = truth.sum()
    return float((ranks[truth].sum() - count * (count + 1) / 2) / (count * (len(truth) - count)))


def _hours(row: dict[str, str]) -> float:
    return (datetime.fromisoformat(row["datetime"]) - BEGIN).total_seconds() / 3600


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
