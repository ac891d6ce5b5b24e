"""A fault table is read whole, or refused with every flaw by row and column."""

from typing import Any

import pytest

from makegood.field.diagnosis.rules import OTHER, BadTable, dump_table, read_table


def pump(**changed: Any) -> dict[str, Any]:
    """A small table without flaws."""
    table: dict[str, Any] = {
        "id": "pressure",
        "codes": ["E-1042"],
        "causes": [
            {"id": "seal", "prior": 0.6, "repair_minutes": 90, "parts": [{"part": "K-208"}]},
            {"id": "sensor", "prior": 0.3, "repair_minutes": 20, "where": "onsite"},
        ],
        "symptoms": [{"id": "oil", "probability": {"seal": 0.9, "sensor": 0.05}}],
        "checks": [
            {
                "id": "gauge",
                "minutes": 5,
                "who": "technician",
                "outcomes": [
                    {"id": "low", "probability": {"seal": 0.95, "sensor": 0.1}},
                    {"id": "normal", "probability": {"seal": 0.05, "sensor": 0.9}},
                ],
            }
        ],
    }
    return table | changed


def flaws(table: dict[str, Any]) -> set[tuple[str, int, str, str]]:
    with pytest.raises(BadTable) as refused:
        read_table(table)
    return {(flaw.sheet, flaw.row, flaw.column, flaw.what) for flaw in refused.value.flaws}


def test_what_the_priors_leave_over_belongs_to_a_cause_that_nobody_knows():
    table = read_table(pump())
    assert [(one.key, round(one.prior, 6)) for one in table.causes] == [
        ("seal", 0.6),
        ("sensor", 0.3),
        (OTHER, 0.1),
    ]


def test_a_table_that_claims_to_know_everything_still_gets_an_unknown_cause():
    full = pump(
        causes=[{"id": "a", "prior": 0.5}, {"id": "b", "prior": 0.5}], symptoms=[], checks=[]
    )
    table = read_table(full)
    assert table.cause[OTHER].prior == pytest.approx(0.02)
    assert sum(one.prior for one in table.causes) == pytest.approx(1)


def test_a_table_written_out_is_read_back_the_same():
    table = read_table(pump())
    again = read_table(dump_table(table))
    assert again.findings == table.findings
    assert again.checks == table.checks
    assert [one.prior for one in again.causes] == pytest.approx([one.prior for one in table.causes])


def test_an_answer_left_open_gets_what_the_others_leave():
    check = read_table(pump()).checks[0]
    assert check.chances("seal") == pytest.approx((0.95, 0.05))
    assert check.chances(OTHER) == (0.5, 0.5)


def test_every_bad_number_is_named_by_row_and_column():
    bad = pump()
    bad["causes"] = [
        {"id": "seal"},
        {"id": "sensor", "prior": 1.4},
        {"id": "seal", "prior": -0.1},
        {"prior": "much"},
    ]
    bad["symptoms"] = [{"id": "oil", "probability": {"seal": 1.2, "pump": 0.5, "sensor": True}}]
    found = flaws(bad)
    assert {
        ("causes", 1, "prior", "missing"),
        ("causes", 2, "prior", "over_one"),
        ("causes", 3, "prior", "negative"),
        ("causes", 3, "id", "duplicate"),
        ("causes", 4, "prior", "not_a_number"),
        ("causes", 4, "id", "missing"),
        ("findings", 1, "probability.seal", "over_one"),
        ("findings", 1, "probability.pump", "unknown_cause"),
        ("findings", 1, "probability.sensor", "not_a_number"),
    } <= found


def test_answers_of_a_check_that_do_not_make_up_one_are_named():
    bad = pump()
    bad["checks"][0]["outcomes"][1]["probability"] = {"seal": 0.5, "sensor": 0.2}
    assert flaws(bad) == {
        ("checks", 1, "probability.seal", "sum_over_one"),
        ("checks", 1, "probability.sensor", "sum_not_one"),
    }


def test_one_name_for_two_findings_is_refused():
    assert ("checks", 1, "id", "duplicate") in flaws(pump(symptoms=[{"id": "gauge"}]))


def test_shares_over_one_are_refused_only_where_one_cause_excludes_the_other():
    much = [{"id": "seal", "prior": 0.8}, {"id": "sensor", "prior": 0.7}]
    assert flaws(pump(causes=much)) == {("causes", 0, "prior", "sum_over_one")}
    assert read_table(pump(causes=much, several=True)).cause["sensor"].prior == 0.7


def test_causes_that_follow_from_each_other_in_a_ring_are_named():
    ring = [
        {"id": "a", "prior": 0.2, "follows": {"b": 0.5}},
        {"id": "b", "prior": 0.2, "follows": {"c": 0.5}},
        {"id": "c", "prior": 0.2, "follows": {"a": 0.5}},
    ]
    empty = {"causes": ring, "several": True}
    assert flaws(empty) == {("causes", 1, "follows", "cycle")}
    assert ("causes", 1, "follows", "needs_several") in flaws(empty | {"several": False})
    del ring[2]["follows"]
    assert read_table(empty).cause["a"].follows == {"b": 0.5}


@pytest.mark.parametrize(
    "written", [[], {}, {"causes": {}}, {"causes": [7]}, {"causes": [{"id": "a", "prior": 0}]}]
)
def test_what_is_no_table_is_refused_in_words(written: Any):
    with pytest.raises(BadTable):
        read_table(written)


def test_a_check_with_one_answer_or_of_strange_people_is_refused():
    bad = pump(
        checks=[{"id": "look", "who": "neighbour", "minutes": -1, "outcomes": [{"id": "x"}]}]
    )
    assert flaws(bad) == {
        ("checks", 1, "outcomes", "too_few"),
        ("checks", 1, "who", "not_a_choice"),
        ("checks", 1, "minutes", "negative"),
    }


@pytest.mark.parametrize(
    "junk", [None, True, -1, 10**400, float("nan"), "", "x", [], [None], {"a": 1}]
)
def test_whatever_is_put_into_a_cell_the_table_is_read_or_refused(junk: Any):
    def put(row: dict[str, Any] | list[Any]) -> None:
        for place, value in list(row.items() if isinstance(row, dict) else enumerate(row)):
            row[place] = junk
            try:
                read_table(table)
            except BadTable as refused:
                said.extend(str(flaw) for flaw in refused.flaws)
            row[place] = value
            if isinstance(value, dict | list):
                put(value)

    table, said = pump(title={"en": "Pressure low"}, several=True), []
    put(table)
    assert said
    assert read_table(table)
