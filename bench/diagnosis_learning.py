"""Learning from closed jobs, simulated from a printer troubleshooter whose exact answers are known.

A job has one fault, drawn by its prior odds among the 28 roots of win95pts whose states name a defect (six roots
say what kind of printer, application, font and driver it is: they are drawn freely and never seen), and its 16
symptoms, all of them seen. The ceiling is the exact posterior of the network over the 28 faults.

Four tables begin. `one digit` has the true chance of each symptom with each fault as people write percents (1, 2, 5,
10, 20 ... 90, 95, 98, 99) and priors to one digit; `tenths` has chances to tenths (never and always as 1 and 99 %)
and priors to half a power of ten; `rough` is that with a third of the chances up to two tenths wrong; `empty` has
only the names of the causes.
"""

import statistics
from collections.abc import Mapping
from typing import Any

import numpy as np

from makegood.field.diagnosis.rules import FaultTable, read_table
from makegood.field.diagnosis.rules.learning import Job, foretold, learned
from makegood.field.diagnosis.rules.networks import Array, Network
from makegood.field.diagnosis.rules.scores import Scores, measured, scores
from makegood.field.diagnosis.rules.trees import Impossible, Tree

KINDS = ("NetPrint", "DSApplctn", "PrtPScript", "TrTypFnts", "PrntrAccptsTrtyp", "EPSGrphc")
JOBS, TESTED = 300, 5000
SETS = (
    8100,
    8200,
    8300,
    8400,
    8500,
)  # seeds with which each begins; none was looked at before it was reported
PERCENTS = np.array([1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99]) / 100


class Workshop:
    """The network as a workshop: faults, symptoms, jobs drawn from it, and the exact answer to each."""

    def __init__(self, network: Network) -> None:
        self.network, self.tree = network, Tree(network)
        parents = {parent for node in network.nodes.values() for parent in node.parents}
        self.symptoms = [name for name in network.nodes if name not in parents]
        roots = [name for name, node in network.nodes.items() if not node.parents]
        self.faults = [name for name in roots if name not in KINDS]
        self.bad = {name: int(np.argmin(network.nodes[name].table)) for name in self.faults}
        chance = np.array([network.nodes[name].table[self.bad[name]] for name in self.faults])
        self.odds = (chance / (1 - chance)) / (chance / (1 - chance)).sum()
        self.given = [self._only(fault) for fault in self.faults]
        self.before = [self.tree.log_probability(given) for given in self.given]
        self.showing = np.array(
            [
                [self.tree.posteriors(given, [name])[name][1] for name in self.symptoms]
                for given in self.given
            ]
        )
        self._known: dict[tuple[int, ...], Array] = {}

    def _only(self, fault: str) -> dict[str, int]:
        """Everything is in order but this."""
        return {name: bad if name == fault else 1 - bad for name, bad in self.bad.items()}

    def jobs(self, count: int, luck: np.random.Generator) -> tuple[Array, Array]:
        """Numbers of faults, and for each job its symptoms."""
        faults = luck.choice(len(self.faults), size=count, p=self.odds)
        fixed = {
            name: np.where(faults == number, self.bad[name], 1 - self.bad[name])
            for number, name in enumerate(self.faults)
        }
        drawn = self.network.sampled(count, luck, fixed)
        return faults, np.stack([drawn[name] for name in self.symptoms], axis=1)

    def exact(self, seen: Array) -> Array:
        """The posterior that the network itself gives."""
        rows = []
        for row in map(tuple, seen.tolist()):
            if row not in self._known:
                self._known[row] = self._likelihood(dict(zip(self.symptoms, row, strict=True)))
            rows.append(self._known[row] * self.odds)
        found = np.array(rows)
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    def _likelihood(self, seen: Mapping[str, int]) -> Array:
        found = np.zeros(len(self.faults))
        for number, (given, before) in enumerate(zip(self.given, self.before, strict=True)):
            try:
                found[number] = np.exp(self.tree.log_probability({**given, **seen}) - before)
            except Impossible:
                continue
        return found

    def table(self, chances: Array | None, priors: Array) -> FaultTable:
        """A table as somebody would write it."""
        return read_table(
            {
                "id": "printer",
                "causes": [
                    {"id": fault, "prior": float(prior)}
                    for fault, prior in zip(self.faults, priors / priors.sum(), strict=True)
                ],
                "symptoms": [
                    {
                        "id": name,
                        "probability": {}
                        if chances is None
                        else dict(zip(self.faults, chances[:, place].tolist(), strict=True)),
                    }
                    for place, name in enumerate(self.symptoms)
                ],
            }
        )

    def evidence(self, seen: Array) -> list[dict[str, bool]]:
        """Rows of symptoms as people answer them."""
        return [dict(zip(self.symptoms, map(bool, row), strict=True)) for row in seen.tolist()]


def learning(network: Network, *, repetitions: int) -> dict[str, Any]:
    """Means over all sets of seeds, each with as many repetitions, and how far sets and repetitions differ."""
    shop = Workshop(network)
    told: dict[str, list[Scores]] = {}
    before_use: list[tuple[Scores, Scores]] = []
    for seed in (first + number for first in SETS for number in range(repetitions)):
        luck = np.random.default_rng(seed)
        faults, seen = shop.jobs(JOBS, luck)
        truth, shown = shop.jobs(TESTED, luck)
        asked = shop.evidence(shown)
        told.setdefault("exact ceiling", []).append(scores(shop.exact(shown), truth.tolist()))
        jobs = [
            Job((shop.faults[fault],), evidence, days=float(JOBS - number))
            for number, (fault, evidence) in enumerate(
                zip(faults.tolist(), shop.evidence(seen), strict=True)
            )
        ]
        for name, table in _tables(shop, luck).items():
            now = learned(table, jobs, half_life=1e9).table
            found = scores(foretold(now, asked), _places(now, shop, truth))
            told.setdefault(f"{name}, after {JOBS} jobs", []).append(found)
            told.setdefault(f"{name}, before", []).append(
                scores(foretold(table, asked), _places(table, shop, truth))
            )
            if name == "tenths":
                both = measured(table, jobs, half_life=1e9)
                before_use.append((both.learned, both.written))
        plain = _naive(faults, seen, shown, len(shop.faults))
        told.setdefault(f"naive Bayes after {JOBS} jobs, nothing written", []).append(
            scores(plain, truth.tolist())
        )
    ceiling = told["exact ceiling"]
    found = {name: _summed(every, ceiling) for name, every in told.items()}
    return {
        "faults": len(shop.faults),
        "symptoms": len(shop.symptoms),
        "sets of seeds": list(SETS),
        "repetitions in each": repetitions,
        "tested on": TESTED,
        **found,
        "tenths, each job foretold before it was learned": _summed(
            [a for a, _ in before_use], None
        ),
        "the same jobs by the table as written": _summed([b for _, b in before_use], None),
    }


def _tables(shop: Workshop, luck: np.random.Generator) -> dict[str, FaultTable]:
    tenths = np.clip(np.round(shop.showing, 1), 0.01, 0.99)
    off = luck.integers(-2, 3, tenths.shape) * (luck.random(tenths.shape) < 1 / 3) / 10
    priors = 10 ** (np.round(np.log10(shop.odds) * 2) / 2)
    nearest = np.abs(shop.showing[..., None] - PERCENTS).argmin(axis=-1)
    one_digit = np.array([float(f"{chance:.0e}") for chance in shop.odds])
    return {
        "one digit": shop.table(PERCENTS[nearest], one_digit),
        "tenths": shop.table(tenths, priors),
        "rough": shop.table(np.clip(tenths + off, 0.01, 0.99), priors),
        "empty": shop.table(None, np.ones(len(priors))),
    }


def _places(table: FaultTable, shop: Workshop, truth: Array) -> list[int]:
    keys = list(table.cause)
    return [keys.index(shop.faults[number]) for number in truth.tolist()]


def _naive(faults: Array, seen: Array, shown: Array, causes: int) -> Array:
    """The usual naive Bayes, with one added to every count."""
    count = np.bincount(faults, minlength=causes)
    yes = np.zeros((causes, seen.shape[1]))
    np.add.at(yes, faults, seen)
    chance = (yes + 1) / (count[:, None] + 2)
    logs = np.log((count + 1) / (len(faults) + causes))
    logs = logs + shown @ np.log(chance).T + (1 - shown) @ np.log(1 - chance).T
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _summed(every: list[Scores], ceiling: list[Scores] | None) -> dict[str, Any]:
    """Each score with its standard deviation between repetitions; the error of the curve over all of them."""
    found: dict[str, Any] = {}
    for name in ("top1", "top3", "brier", "log_loss", "error"):
        values = [getattr(one, name) for one in every]
        found[name] = round(statistics.mean(values), 4)
        found[f"{name} sd"] = round(statistics.pstdev(values), 4)
    curve = _curve(every)
    found["error by set"] = [round(part, 4) for part in _by_set([one.error for one in every])]
    jobs = sum(row["jobs"] for row in curve.values())
    found["error of the curve over all repetitions"] = round(
        sum(row["jobs"] * abs(row["foretold"] - row["right"]) for row in curve.values()) / jobs, 4
    )
    if ceiling:
        for name in ("top1", "top3"):
            best = _by_set([getattr(one, name) for one in ceiling])
            parts = zip(_by_set([getattr(one, name) for one in every]), best, strict=True)
            found[f"{name} of the ceiling"] = round(found[name] / statistics.mean(best), 4)
            found[f"{name} of the ceiling by set"] = [round(a / b, 4) for a, b in parts]
    return found | {"curve": curve}


def _by_set(values: list[float]) -> list[float]:
    """The mean of each set of seeds."""
    return [float(part.mean()) for part in np.array_split(np.array(values), len(SETS))]


def _curve(every: list[Scores]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for low in sorted({one.low for each in every for one in each.bins}):
        bins = [one for each in every for one in each.bins if one.low == low]
        jobs = sum(one.jobs for one in bins)
        found[f"{low:.1f}"] = {
            "jobs": jobs,
            "foretold": round(sum(one.jobs * one.foretold for one in bins) / jobs, 4),
            "right": round(sum(one.jobs * one.right for one in bins) / jobs, 4),
        }
    return found
