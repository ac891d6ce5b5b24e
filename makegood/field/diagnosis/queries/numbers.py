"""The numbers of a fault table by themselves: what learning moves, put into the table as it was written."""

from collections.abc import Mapping
from typing import Any

from makegood.field.diagnosis.rules import FaultTable


def numbers_of(table: FaultTable) -> dict[str, Any]:
    """Priors by cause, chances by finding, chances by check and outcome; the least that "other" has."""
    return {
        "unknown": round(table.unknown, 6),
        "priors": {one.key: round(one.prior, 6) for one in table.causes},
        "symptoms": {one.key: dict(one.probability) for one in table.findings},
        "checks": {
            one.key: {each.key: dict(each.probability) for each in one.outcomes}
            for one in table.checks
        },
    }


def with_numbers(written: Mapping[str, Any], numbers: Mapping[str, Any]) -> dict[str, Any]:
    """The written table with these numbers; rows and words stay as they are, and "other" gets a row when it
    has a share of its own."""
    priors = numbers.get("priors", {})
    causes = [
        {**one, "prior": priors.get(one.get("id"), one.get("prior"))} for one in written["causes"]
    ]
    checks = []
    for one in written.get("checks", ()):
        told = numbers.get("checks", {}).get(one.get("id"), {})
        outcomes = [
            {**each, "probability": told.get(each.get("id"), each.get("probability", {}))}
            for each in one.get("outcomes", ())
        ]
        checks.append({**one, "outcomes": outcomes})
    known = numbers.get("symptoms", {})
    signs = [
        {**one, "probability": known.get(one.get("id"), one.get("probability", {}))}
        for one in written.get("symptoms", ())
    ]
    least = {"unknown": numbers["unknown"]} if "unknown" in numbers else {}
    return {**written, **least, "causes": causes, "symptoms": signs, "checks": checks}
