"""Diagnosis: exactness and speed of the answers, the next step against the best, learning, and failures foretold.

Reference networks in DIR/diagnosis-bn and machines in DIR/diagnosis-azure-pdm; without them what can be made up is
still measured. `--size N`: repetitions of the learning (default 10) and, times four, problems for the next step.
"""

import gzip
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bench import (
    diagnosis_exact,
    diagnosis_history,
    diagnosis_learning,
    diagnosis_parts,
    diagnosis_steps,
    machine,
)
from makegood.field.diagnosis.rules import read_table
from makegood.field.diagnosis.rules.bif import read_bif
from makegood.field.diagnosis.rules.networks import Network
from makegood.field.diagnosis.rules.ranking import posterior
from makegood.field.diagnosis.rules.steps import next_step
from makegood.field.diagnosis.rules.trees import Tree
from makegood.insight.analysis.rules import rise

NAMES = ("asia", "child", "insurance", "alarm", "win95pts", "andes")
AIM = {
    "difference": 1e-9,
    "ms on win95pts": 20,
    "of the ceiling": 0.98,
    "calibration error": 0.03,
    "over the best": 0.02,
    "top1 azure": 0.98,
}
SURE = 0.01  # the chance by which a rise is claimed


def run(*, seconds: int | None, size: int | None, data: Path | None) -> dict[str, Any]:
    """Every figure with its peers from the same run; `seconds` for each check by the plain method (20)."""
    found: dict[str, Any] = {"machine": machine.machine(), "aim": AIM}
    repetitions = size or 10
    networks = _networks(data / "diagnosis-bn") if data else {}
    found["networks"] = {
        name: _network(network, float(seconds or 20)) for name, network in networks.items()
    } or "left out: no reference data, give --data DIR with diagnosis-bn/ in it"
    unseen = _networks(data / "diagnosis-bn" / "unseen") if data else {}
    found["fault tables"] = _tables()
    found["next step, independent repairs, over every order of them"] = diagnosis_steps.independent(
        problems=40 * repetitions, seed=20261122
    )
    found["next step, tests and several faults, over the best policy"] = diagnosis_steps.dependent(
        problems=4 * repetitions, seed=20261122
    )
    found["what to bring"] = diagnosis_parts.bags(tables=40, visits=50, seed=20261122)
    if "win95pts" in networks:
        found["learning, simulated from win95pts"] = diagnosis_learning.learning(
            networks["win95pts"], repetitions=repetitions
        )
    folder = data / "diagnosis-azure-pdm" if data else None
    if folder and folder.is_dir():
        told = diagnosis_history.causes(folder)
        if "unseen" in told:
            found["unseen"] = {"what failed, diagnosis-azure-pdm": told.pop("unseen")}
        found["what failed, diagnosis-azure-pdm"] = told
        found["what fails within a day, diagnosis-azure-pdm"] = diagnosis_history.forecast(folder)
    found["change of a rate"] = _changes()
    if unseen:
        found.setdefault("unseen", {}).update(
            {name: _network(network, float(seconds or 20)) for name, network in unseen.items()}
        )
        if "win95pts" in unseen:
            found["unseen"]["learning, simulated from win95pts"] = diagnosis_learning.learning(
                unseen["win95pts"], repetitions=repetitions
            )
    return found | {"memory_mb": machine.memory()}


def _networks(folder: Path) -> dict[str, Network]:
    if not folder.is_dir():
        return {}
    found = {
        file.name.removesuffix(".bif.gz"): read_bif(gzip.decompress(file.read_bytes()).decode())
        for file in sorted(folder.glob("*.bif.gz"))
    }
    known = {name: place for place, name in enumerate(NAMES)}
    return dict(sorted(found.items(), key=lambda one: known.get(one[0], len(known))))


def _network(network: Network, seconds: float) -> dict[str, Any]:
    begun = time.perf_counter()
    tree = Tree(network)
    built = time.perf_counter() - begun
    parents = {parent for node in network.nodes.values() for parent in node.parents}
    leaves = [name for name in network.nodes if name not in parents]
    drawn = network.sampled(100, np.random.default_rng(1))
    cases = [{name: int(drawn[name][row]) for name in leaves[:16]} for row in range(100)]
    at = iter(range(10**9))
    return {
        "variables": len(network.nodes),
        "made ready, ms": round(built * 1000, 1),
        "largest clique, cells": tree.largest,
        "all posteriors, leaves seen, ms": machine.timed(
            lambda: tree.posteriors(cases[next(at) % 100]), seconds=1.0, least=100
        ),
        "all posteriors, nothing seen, ms": machine.timed(
            lambda: tree.posteriors({}), seconds=1.0, least=50
        ),
        "against the plain method": diagnosis_exact.checked(
            network, tree, questions=200, seconds=seconds
        ),
    }


def _tables() -> Mapping[str, Any]:
    """How long a table of eight causes, ten findings and six checks takes, and one of several faults at once."""
    found = {}
    for name, several in (("one cause at a time", False), ("several at once", True)):
        table = read_table(_made_up(several=several))
        seen = {"f0": True, "f1": False, "c0": "yes"}
        found[name] = {
            "causes with reasons, ms": machine.timed(
                lambda table=table, seen=seen: posterior(table, seen), seconds=1.0
            ),
            "next step, ms": machine.timed(
                lambda table=table, seen=seen: next_step(table, seen), seconds=2.0
            ),
        }
    return found


def _made_up(*, several: bool) -> dict[str, Any]:
    luck = np.random.default_rng(8)
    causes = [f"k{number}" for number in range(8)]
    return {
        "id": "made up",
        "several": several,
        "causes": [
            {
                "id": key,
                "prior": 0.11,
                "repair_minutes": float(luck.integers(5, 90)),
                "where": "remote" if luck.random() < 0.3 else "onsite",
            }
            for key in causes
        ],
        "symptoms": [
            {"id": f"f{n}", "probability": {key: float(luck.beta(0.6, 0.9)) for key in causes}}
            for n in range(10)
        ],
        "checks": [
            {
                "id": f"c{n}",
                "minutes": 4,
                "who": ("customer", "technician")[n % 2],
                "outcomes": [
                    {
                        "id": "yes",
                        "probability": {key: float(luck.beta(0.6, 0.9)) for key in causes},
                    },
                    {"id": "no"},
                ],
            }
            for n in range(6)
        ],
    }


def _changes() -> dict[str, Any]:
    """Ninety days of 400 devices, one fault in 50 days: how often a rise is seen that is none, that doubles
    the rate, that trebles it, and how many days after it the place lies."""
    luck, told = np.random.default_rng(4), {}
    exposure = [400.0] * 90
    for name, times in (("none", 1.0), ("doubled", 2.0), ("trebled", 3.0)):
        seen, away = 0, []
        for _ in range(200):
            daily = np.where(np.arange(90) < 60, 1.0, times) * 400 * 0.002
            found = rise(luck.poisson(daily).tolist(), exposure)
            change = found if found is not None and found.chance < SURE else None
            seen += change is not None
            away += [abs(change.at - 60)] if change else []
        told[name] = {"said to have changed": seen / 200}
        if times > 1:
            told[name]["days off, median"] = float(np.median(away)) if away else None
    return told
