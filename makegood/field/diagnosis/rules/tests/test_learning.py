"""A table learns from closed jobs: more from many, less from old ones, and never that something is impossible."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from makegood.field.diagnosis.rules import OTHER, dump_table, read_table
from makegood.field.diagnosis.rules.learning import Job, foretold, learned
from makegood.field.diagnosis.rules.scores import measured, scores
from makegood.field.diagnosis.rules.tests.test_ranking import several
from makegood.field.diagnosis.rules.tests.test_tables import pump


def jobs(count: int, seal: float = 0.2, oil: float = 0.3, **also: Any) -> list[Job]:
    """Jobs in which the seal is the cause less often than the table says, and oil is seen less often."""
    luck = np.random.default_rng(7)
    made = []
    for number in range(count):
        cause = "seal" if luck.random() < seal else "sensor"
        seen = bool(luck.random() < (oil if cause == "seal" else 0.02))
        gauge = "low" if cause == "seal" else "normal"
        made.append(
            Job((cause,), {"oil": seen, "gauge": gauge}, **({"days": float(count - number)} | also))
        )
    return made


def test_without_jobs_nothing_changes():
    table = read_table(pump())
    same = learned(table, [])
    assert [one.prior for one in same.table.causes] == pytest.approx([0.6, 0.3, 0.1], abs=1e-6)
    assert same.table.finding["oil"].chance("seal") == pytest.approx(0.9, abs=0.05)
    assert same.jobs == 0


def test_many_jobs_outweigh_what_was_written():
    now = learned(read_table(pump()), jobs(400), half_life=1e9)
    assert now.table.cause["seal"].prior == pytest.approx(0.2, abs=0.05)
    assert now.table.finding["oil"].chance("seal") == pytest.approx(0.3, abs=0.1)
    assert now.table.check["gauge"].chances("sensor")[1] > 0.97
    assert now.changes[0].jobs > 0


def test_a_few_jobs_move_it_a_little():
    few = learned(read_table(pump()), jobs(4), half_life=1e9).table.cause["seal"].prior
    assert 0.3 < few < 0.6


def test_what_never_happened_stays_possible():
    table = learned(read_table(pump()), [Job(("seal",), {"oil": True})] * 200).table
    assert 0.9 < table.finding["oil"].chance("seal") < 1
    assert table.cause["sensor"].prior > 0
    assert table.cause[OTHER].prior > 0
    assert sum(one.prior for one in table.causes) == pytest.approx(1)


def test_what_was_learned_can_be_written_down_and_read_again():
    table = learned(read_table(pump()), jobs(60)).table
    again = read_table(dump_table(table))
    assert [one.prior for one in again.causes] == pytest.approx(
        [one.prior for one in table.causes], abs=1e-3
    )
    assert again.finding["oil"].probability == table.finding["oil"].probability


def test_old_jobs_count_less():
    old = jobs(200, seal=0.9, days=2000.0) + jobs(60, seal=0.1, days=0.0)
    table = read_table(pump())
    assert learned(table, old, half_life=200).table.cause["seal"].prior < 0.3
    assert learned(table, old, half_life=1e9).table.cause["seal"].prior > 0.5
    assert learned(table, old, half_life=200).weight == pytest.approx(60, abs=1)


def test_a_model_with_few_jobs_is_like_its_family_and_with_many_like_itself():
    family = jobs(200, seal=0.8, model="A")
    table = read_table(pump())
    few = learned(table, family + jobs(3, seal=0.0, model="B"), half_life=1e9, model="B")
    many = learned(table, family + jobs(150, seal=0.0, model="B"), half_life=1e9, model="B")
    assert few.table.cause["seal"].prior > 0.3
    assert many.table.cause["seal"].prior < 0.1
    none = learned(table, family, half_life=1e9, model="C")
    assert none.table.cause["seal"].prior == pytest.approx(0.8, abs=0.08)


def test_a_batch_learns_how_often_a_cause_comes_and_nothing_else():
    every = jobs(200, seal=0.8, model="A", batch="1") + jobs(60, seal=0.0, model="A", batch="2")
    model = learned(read_table(pump()), every, half_life=1e9, model="A").table
    batch = learned(read_table(pump()), every, half_life=1e9, model="A", batch="2").table
    assert batch.cause["seal"].prior < model.cause["seal"].prior / 2
    assert batch.findings == model.findings


def test_a_cause_that_the_table_does_not_know_counts_as_other():
    strange = [Job(("mouse",), {"oil": False})] * 30
    assert learned(read_table(pump()), strange).table.cause[OTHER].prior > 0.4


def test_several_causes_of_one_job_are_all_learned():
    table = read_table(several())
    both = [Job(("worn", "fuse"), {"noise": True, "dark": True})] * 40
    now = learned(table, both, half_life=1e9).table
    assert now.cause["worn"].prior > 0.7
    assert now.cause["fuse"].prior > 0.7
    assert now.finding["dark"].chance("fuse") > 0.9
    assert now.finding["dark"].chance("worn") < 0.3


def test_an_empty_table_learns_what_shows_with_which_cause():
    bare = {
        "causes": [{"id": key, "prior": 0.3} for key in ("a", "b", "c")],
        "symptoms": [{"id": key} for key in ("x", "y")],
    }
    seen = [Job(("a",), {"x": True, "y": False}), Job(("b",), {"x": False, "y": False})] * 40
    table = learned(read_table(bare), seen, half_life=1e9).table
    chances = foretold(table, [{"x": True, "y": False}, {"x": False, "y": False}])
    assert chances[0, 0] > 0.8
    assert chances[1, 1] > 0.7


def test_what_a_written_number_turned_out_to_be_holds_for_rare_causes_too():
    """Whoever wrote 20 % at a question for all its causes meant the same by it each time."""
    causes = [{"id": key, "prior": 0.15} for key in ("a", "b", "c", "d", "e", "rare")]
    written = {
        "causes": causes,
        "symptoms": [{"id": "x", "probability": {one["id"]: 0.2 for one in causes}}],
    }
    seen = [
        Job((key,), {"x": place < 24}) for key in ("a", "b", "c", "d", "e") for place in range(40)
    ]
    table = learned(read_table(written), [*seen, Job(("rare",), {"x": False})]).table
    assert table.finding["x"].chance("a") == pytest.approx(0.6, abs=0.05)
    assert table.finding["x"].chance("rare") > 0.45


def test_the_unknown_becomes_rarer_with_every_job_whose_cause_was_known():
    table = read_table(pump(causes=[{"id": "seal", "prior": 0.7}, {"id": "sensor", "prior": 0.3}]))
    assert table.cause[OTHER].prior == pytest.approx(0.02)
    now = learned(table, jobs(300), half_life=1e9).table
    assert 1 / 400 < now.cause[OTHER].prior < 1 / 200
    again = read_table(dump_table(now))
    assert again.cause[OTHER].prior == pytest.approx(now.cause[OTHER].prior, abs=1e-4)
    old = learned(table, [replace(job, days=1e5) for job in jobs(300)], half_life=100).table
    assert old.cause[OTHER].prior == pytest.approx(0.02, abs=1e-3)


def test_answers_to_questions_of_an_older_table_are_passed_over():
    table = read_table(pump())
    now = learned(table, [Job(("seal",), {"gone": True, "gauge": "strange", "oil": True})] * 5)
    assert now.jobs == 5
    assert foretold(table, [{"gone": True, "gauge": "strange"}])[0] == pytest.approx(
        [0.6, 0.3, 0.1]
    )


def test_scores_are_what_they_say():
    chances = np.array([[0.8, 0.1, 0.05, 0.05], [0.4, 0.3, 0.2, 0.1]])
    found = scores(chances, [0, 3])
    assert found.top1 == 0.5
    assert found.top3 == 0.5
    assert found.brier == pytest.approx(
        ((0.2**2 + 0.1**2 + 2 * 0.05**2) + (0.4**2 + 0.3**2 + 0.2**2 + 0.9**2)) / 2
    )
    assert found.log_loss == pytest.approx(-(np.log(0.8) + np.log(0.1)) / 2)
    assert found.error == pytest.approx((0.2 + 0.4) / 2)
    assert scores(chances[:0], []).jobs == 0


def test_what_was_learned_is_measured_only_on_jobs_that_it_had_not_seen():
    found = measured(read_table(pump()), jobs(120), half_life=1e9)
    assert found.learned.jobs == found.written.jobs == 100
    assert found.better
    right = [Job(("seal",), {"oil": True}, days=float(n)) for n in range(10)]
    assert measured(read_table(pump()), right).learned.jobs == 0
    assert not measured(read_table(pump()), right).better
