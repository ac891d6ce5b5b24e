"""Causes are ranked by exact Bayes, one at a time and several at once, and the reasons are told."""

from typing import Any

import numpy as np
import pytest

from makegood.field.diagnosis.rules import OTHER, FaultTable, read_table
from makegood.field.diagnosis.rules.hypotheses import Hypotheses, UnknownEvidence
from makegood.field.diagnosis.rules.networks import Network, Node
from makegood.field.diagnosis.rules.ranking import posterior
from makegood.field.diagnosis.rules.tests.test_tables import pump
from makegood.field.diagnosis.rules.trees import Tree


def several(**changed: Any) -> dict[str, Any]:
    """Three causes that can come together, one of them from another."""
    return {
        "several": True,
        "causes": [
            {"id": "worn", "prior": 0.2},
            {"id": "leak", "prior": 0.1, "follows": {"worn": 0.5}},
            {"id": "fuse", "prior": 0.05},
            {"id": OTHER, "prior": 0.03},
        ],
        "symptoms": [
            {
                "id": "noise",
                "otherwise": 0.1,
                "probability": {"worn": 0.8, "leak": 0.3, OTHER: 0.5},
            },
            {"id": "dark", "otherwise": 0.02, "probability": {"fuse": 0.95, OTHER: 0.4}},
        ],
        "checks": [
            {
                "id": "oil",
                "outcomes": [
                    {
                        "id": "pool",
                        "probability": {"worn": 0.1, "leak": 0.7, "fuse": 0, OTHER: 0.1},
                    },
                    {
                        "id": "film",
                        "probability": {"worn": 0.3, "leak": 0.2, "fuse": 0.1, OTHER: 0.3},
                    },
                    {
                        "id": "dry",
                        "probability": {"worn": 0.6, "leak": 0.1, "fuse": 0.9, OTHER: 0.6},
                    },
                ],
            }
        ],
    } | changed


def as_network(table: FaultTable) -> Network:
    """The same written out as a network, with every table in full: another way to the same numbers."""
    nodes, keys = [], [cause.key for cause in table.causes]
    for cause in table.causes:
        parents = tuple(cause.follows)
        rows = np.zeros((2,) * (len(parents) + 1))
        for states in np.ndindex(*rows.shape[:-1]):
            off = (1 - cause.prior) * np.prod(
                [1 - cause.follows[p] for p, s in zip(parents, states, strict=True) if s]
            )
            rows[states] = [off, 1 - off]
        nodes.append(Node(cause.key, ("no", "yes"), parents, rows))
    for finding in table.findings:
        leak = min(finding.otherwise, *(finding.chance(key) for key in keys))
        rows = np.zeros((2,) * (len(keys) + 1))
        for states in np.ndindex(*rows.shape[:-1]):
            quiet = 1 - leak
            for key, state in zip(keys, states, strict=True):
                quiet *= (1 - finding.chance(key)) / (1 - leak) if state else 1
            rows[states] = [1 - quiet, quiet]
        nodes.append(Node(finding.key, ("True", "False"), tuple(keys), rows))
    anything = np.ones((2,) * (len(keys) + 1))
    anything[..., 0] = 0
    anything[(0,) * len(keys)] = [1, 0]
    nodes.append(Node("broken", ("no", "yes"), tuple(keys), anything))
    return Network(nodes)


def test_one_cause_at_a_time_is_the_rule_of_bayes():
    ranking = posterior(read_table(pump()), {"oil": True})
    other = 0.25 + 0.5 * (0.9 + 0.05) / 2
    whole = 0.6 * 0.9 + 0.3 * 0.05 + 0.1 * other
    assert ranking.first.key == "seal"
    assert ranking.first.probability == pytest.approx(0.54 / whole)
    assert sum(one.probability for one in ranking.causes) == pytest.approx(1)


@pytest.mark.parametrize(
    "evidence",
    [{}, {"noise": True}, {"noise": True, "dark": False}, {"noise": False, "dark": True}],
)
def test_several_causes_are_as_likely_as_the_network_written_out_says(evidence: dict[str, bool]):
    table = read_table(several())
    network = as_network(table)
    seen = network.indices({key: str(value) for key, value in evidence.items()} | {"broken": "yes"})
    exact = Tree(network).posteriors(seen)
    for one in posterior(table, evidence).causes:
        assert one.probability == pytest.approx(exact[one.key][1], abs=1e-12)


def test_with_one_cause_alone_a_finding_shows_just_as_the_table_says():
    known = Hypotheses(read_table(several()))
    alone = {
        known.keys[int(np.argmax(row))]: n for n, row in enumerate(known.member) if row.sum() == 1
    }
    assert known.likelihood("noise", True)[alone["worn"]] == pytest.approx(0.8)
    assert known.likelihood("dark", True)[alone["worn"]] == pytest.approx(0.02)
    assert known.rows("oil")[:, alone["leak"]] == pytest.approx([0.7, 0.2, 0.1])
    assert known.rows("oil").sum(axis=0) == pytest.approx(np.ones(len(known.member)))


def test_reasons_say_how_many_times_the_odds_and_in_which_direction():
    ranking = posterior(read_table(pump()), {"oil": True, "gauge": "normal"})
    seal = ranking.of("seal")
    assert [one.key for one in seal.reasons_for] == ["oil"]
    assert [one.key for one in seal.reasons_against] == ["gauge"]
    without = posterior(read_table(pump()), {"oil": True}).of("seal").probability
    odds = seal.probability / (1 - seal.probability)
    assert seal.reasons_against[0].times == pytest.approx(odds / (without / (1 - without)))
    assert seal.reasons_against[0].strength == "strong"


def test_a_cause_that_was_ruled_out_is_not_named_any_more():
    ranking = posterior(read_table(pump()), {"oil": True}, without=["seal"])
    assert ranking.of("seal").probability == 0
    assert sum(one.probability for one in ranking.causes) == pytest.approx(1)
    both = posterior(read_table(several()), {"noise": True}, without=["worn"])
    assert both.of("worn").probability == 0
    assert both.first.key == "leak"


def test_when_everything_is_ruled_out_it_is_something_unknown():
    full = pump(symptoms=[{"id": "oil", "probability": {"seal": 0, "sensor": 0, OTHER: 0}}])
    assert posterior(read_table(full), {"oil": True}).first.key == OTHER
    assert posterior(read_table(full), {"oil": True}).first.probability == 1


def test_answers_that_do_not_fit_together_are_said_to():
    table = read_table(
        {
            "causes": [{"id": "a", "prior": 0.49}, {"id": "b", "prior": 0.49}],
            "symptoms": [
                {
                    "id": f"of {cause} {n}",
                    "probability": {"a": 0.02, "b": 0.02, OTHER: 0.05} | {cause: 0.98},
                }
                for cause in "ab"
                for n in range(3)
            ],
        }
    )
    fits = {"of a 0": True, "of a 1": True, "of a 2": True, "of b 0": False, "of b 1": False}
    assert not posterior(table, fits).in_conflict
    odd = posterior(table, fits | {"of b 0": True, "of b 1": True})
    assert odd.in_conflict
    assert odd.conflicting == ("of b 0", "of b 1")


def test_a_table_that_is_right_is_doubted_rarely():
    table = read_table(several())
    known, luck = Hypotheses(table), np.random.default_rng(5)
    doubted = 0
    for _ in range(300):
        what = luck.choice(len(known.prior), p=known.prior)
        evidence = {
            key: known.answers(key)[
                luck.choice(len(known.answers(key)), p=known.rows(key)[:, what])
            ]
            for key in ("noise", "dark", "oil")
        }
        doubted += posterior(table, evidence).in_conflict
    assert doubted <= 15


def test_danger_is_taken_for_real_before_it_is_likely():
    bad = pump()
    bad["causes"][1]["danger"] = True
    assert posterior(read_table(bad), {}).dangerous
    assert not posterior(read_table(bad), {"oil": True, "gauge": "low"}).dangerous


@pytest.mark.parametrize("evidence", [{"smell": True}, {"gauge": "high"}, {"gauge": True}])
def test_an_answer_that_the_table_does_not_know_is_refused(evidence: dict[str, Any]):
    with pytest.raises(UnknownEvidence):
        posterior(read_table(pump()), evidence)
