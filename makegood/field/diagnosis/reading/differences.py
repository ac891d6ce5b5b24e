"""What is different between two fault tables, row by row, so that it can be read before it is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

SHEETS = ("causes", "symptoms", "checks")


@dataclass(frozen=True)
class Difference:
    """One cell, or a row that is there in one of them only. `name`: the row's name by language."""

    sheet: str
    key: str
    name: Mapping[str, str]
    what: Literal["added", "removed", "changed"]
    column: str = ""
    before: str = ""
    after: str = ""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Everything that `after` has otherwise than `before`: the table itself first, then each sheet."""
    found = [
        Difference("table", "", {}, "changed", column, _said(before.get(column)), _said(after.get(column)))
        for column in ("title", "codes", "several", "danger")
        if (before.get(column) or None) != (after.get(column) or None)
    ]  # fmt: skip
    for sheet in SHEETS:
        found += _rows(sheet, _keyed(before, sheet), _keyed(after, sheet))
    return found


def _keyed(table: Mapping[str, Any], sheet: str) -> dict[str, Mapping[str, Any]]:
    given = table.get(sheet)
    rows = given if isinstance(given, list | tuple) else ()
    return {str(one.get("id", "")): one for one in rows if isinstance(one, Mapping)}


def _rows(
    sheet: str, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> list[Difference]:
    gone = [
        Difference(sheet, key, row.get("name") or {}, "removed")
        for key, row in before.items()
        if key not in after
    ]
    found = []
    for key, row in after.items():
        name = row.get("name") or {}
        if key not in before:
            found.append(Difference(sheet, key, name, "added"))
            continue
        was, now = _cells(before[key]), _cells(row)
        found += [
            Difference(sheet, key, name, "changed", cell, _said(was.get(cell)), _said(now.get(cell)))
            for cell in dict.fromkeys([*was, *now])
            if was.get(cell) != now.get(cell)
        ]  # fmt: skip
    return [*gone, *found]


def _cells(row: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    """A row as cells with a name each: `prior`, `probability.seal`, `yes.probability.seal`; empty ones are left out."""
    cells: dict[str, Any] = {}
    for column, value in row.items():
        if column == "id" or value in (None, "", {}, [], False, 0):
            continue
        if column == "outcomes" and isinstance(value, list):
            for one in value:
                cells |= _cells(one, f"{one.get('id', '')}.") if isinstance(one, Mapping) else {}
        elif column in ("probability", "follows") and isinstance(value, Mapping):
            cells |= {f"{place}{column}.{cause}": chance for cause, chance in value.items()}
        else:
            cells[f"{place}{column}"] = value
    return cells


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return " / ".join(str(one) for one in value.values())
    if isinstance(value, list | tuple):
        return ", ".join(_said(one) for one in value)
    return str(value)
