"""What to bring, what is new, and what fails next."""

import json
from typing import Any

import numpy as np
import pytest

from makegood.field.diagnosis.rules import read_table
from makegood.field.diagnosis.rules.bringing import bring
from makegood.field.diagnosis.rules.costs import Costs
from makegood.field.diagnosis.rules.fresh import proposals
from makegood.field.diagnosis.rules.history import Past, learn, read_model
from makegood.field.diagnosis.rules.learning import Job
from makegood.field.diagnosis.rules.tests.test_tables import pump


def parts() -> dict[str, Any]:
    table = pump()
    table["causes"] = [
        {
            "id": "seal",
            "prior": 0.6,
            "skill": "oil",
            "level": 3,
            "parts": [{"part": "K-208", "quantity": 2}],
        },
        {"id": "sensor", "prior": 0.3, "skill": "oil", "level": 1, "parts": [{"part": "S-77"}]},
        {"id": "wire", "prior": 0.08, "skill": "power", "level": 1},
    ]
    return table


def test_a_part_is_taken_when_being_without_it_costs_more():
    bag = bring(read_table(parts()), {}, Costs(trip=200, carry=10))
    assert bag.taken == {"K-208": 2, "S-77": 1}
    seal = bag.parts[0]
    assert (seal.part, seal.quantity) == ("K-208", 2)
    assert seal.probability == pytest.approx(0.6)
    assert (seal.with_it, seal.without_it) == (10, pytest.approx(120))
    assert bag.one_trip == pytest.approx(0.98)
    assert bag.bare == pytest.approx(0.08)


def test_a_part_that_is_hardly_needed_stays():
    bag = bring(read_table(parts()), {"oil": True, "gauge": "low"}, Costs(trip=200, carry=10))
    assert bag.taken == {"K-208": 2}
    assert not bag.parts[1].bring
    assert bag.one_trip == pytest.approx(bag.bare + bag.parts[0].probability)


def test_whoever_cannot_do_it_does_not_do_it_in_one_trip():
    bag = bring(read_table(parts()), {}, level={"oil": 1, "power": 1})
    assert bag.one_trip == pytest.approx(0.38)
    assert [(one.skill, one.level) for one in bag.skills] == [("oil", 3), ("power", 1)]
    assert dict(bag.skills[0].enough)[1] == pytest.approx(1 / 3)
    assert bag.needed == (("oil", 3),)  # power is asked for by one job in twelve


def test_a_skill_that_mends_from_afar_does_not_travel():
    table = parts()
    table["causes"][0]["where"] = "remote"
    assert bring(read_table(table), {}).needed == (("oil", 1),)


def test_two_parts_of_one_repair_are_worth_nothing_alone():
    table = parts()
    table["causes"][0]["parts"] = [{"part": "K-208"}, {"part": "O-9"}]
    bag = bring(read_table(table), {}, Costs(trip=200, carry=10))
    assert {"K-208", "O-9"} <= bag.taken.keys()
    assert bring(read_table(table), {}, Costs(trip=200, carry=90)).taken == {}


def test_what_closings_say_again_and_again_is_proposed_as_a_cause():
    words = [
        "老鼠咬断线束，已更换",
        "发现线束被老鼠咬断",
        "老鼠咬断了信号线",
        "线束老鼠咬断",
        "客户不在家",
    ]
    words += [
        "mouse had chewed the loom",
        "the cable, chewed by a mouse",
        "chewed by mice, or a mouse",
        "no idea",
    ]
    closed = [Job(("other",), {}, words=text) for text in words]
    closed += [Job(("seal",), {}, words="更换轴封，客户满意，已更换")] * 20
    found = proposals(closed, ["seal", "other"])
    assert found[0].phrase == "老鼠咬断"
    assert found[0].jobs == (0, 1, 2, 3)
    assert found[0].share == pytest.approx(4 / len(closed))
    assert {"chewed", "mouse"} & set(found[1].phrase.split())
    assert len(found) == 2


def test_nothing_is_proposed_from_what_is_said_of_known_causes_too():
    closed = [Job(("other",), {}, words="已更换零件")] * 4 + [
        Job(("seal",), {}, words="已更换零件")
    ] * 6
    assert proposals(closed, ["seal"]) == []
    assert proposals([], ["seal"]) == []


def test_what_fails_is_learned_without_anybody_saying_how_long_before_it_shows():
    luck = np.random.default_rng(6)
    pasts, told = [], []
    for _ in range(160):
        cause = str(luck.choice(["pump", "fan"]))
        at = float(luck.uniform(500, 900))
        events = [
            (float(hour), str(luck.choice(["E1", "E2"]))) for hour in luck.uniform(0, at - 60, 12)
        ]
        events.append((at - 20 - float(luck.uniform(0, 5)), "E1" if cause == "pump" else "E2"))
        events.append((at, f"new {cause}"))  # what followed shall not tell
        hours, kinds = zip(*sorted(events), strict=True)
        pasts.append((Past(hours, kinds), at))
        told.append(cause)
    model = learn(pasts[:100], told[:100])
    chances = model.predict(pasts[100:])
    right = [
        model.classes[n] == cause
        for n, cause in zip(chances.argmax(axis=1), told[100:], strict=True)
    ]
    assert np.mean(right) > 0.93
    again = read_model(json.loads(json.dumps(model.written())))
    assert again.predict(pasts[100:]) == pytest.approx(chances)
    with pytest.raises(ValueError, match="nothing to tell apart"):
        learn(pasts[:5], ["pump"] * 5)
