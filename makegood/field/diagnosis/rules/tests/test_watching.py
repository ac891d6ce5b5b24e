"""What a device tells decides the signs that its table names, and nothing else."""

import pytest

from makegood.field.diagnosis.rules import BadTable, read_table
from makegood.field.diagnosis.rules.tests.test_tables import pump
from makegood.field.diagnosis.rules.watching import Value, told_by, watches


def watched(**more: object) -> dict[str, object]:
    low = {"id": "low", "kind": "reading", "series": "pressure", "below": 12}
    code = {"id": "code", "kind": "code", "code": "E-1042"}
    return pump(symptoms=[{**low, **more}, code, {"id": "oil"}])


@pytest.mark.parametrize(("value", "is_so"), [(9.0, True), (12.0, False), (14.0, False)])
def test_a_reading_is_so_or_not_so(value, is_so):
    assert told_by(watched(), ["e-1042"], [Value("Pressure", "bar", value)]) == {
        "low": is_so,
        "code": True,
    }


def test_a_device_that_says_nothing_of_it_tells_nothing():
    assert told_by(watched(), [], [Value("temperature", "°C", 9.0)]) == {}


def test_two_units_tell_only_when_one_is_named():
    both = [Value("pressure", "bar", 9.0), Value("pressure", "psi", 130.0)]
    assert told_by(watched(), [], both) == {}
    assert told_by(watched(unit="psi"), [], both) == {"low": False}


def test_a_range_has_two_ends_and_may_lie_below_zero():
    cold = watched(above=-20, below=-5)
    assert told_by(cold, [], [Value("pressure", "", -10.0)])["low"]
    assert not told_by(cold, [], [Value("pressure", "", -30.0)])["low"]
    assert read_table(cold).finding["low"].kind == "reading"


@pytest.mark.parametrize("bound", ["twelve", True, 1e400])
def test_a_bound_that_is_no_number_is_named(bound):
    with pytest.raises(BadTable) as refused:
        read_table(watched(below=bound))
    [flaw] = refused.value.flaws
    assert (flaw.sheet, flaw.row, flaw.column, flaw.what) == (
        "findings",
        1,
        "below",
        "not_a_number",
    )


def test_a_table_without_bounds_watches_nothing():
    assert watches(watched())
    assert not watches(watched(below=""))
    assert not watches(pump())
