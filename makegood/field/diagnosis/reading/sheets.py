"""A fault table as one sheet that opens in any spreadsheet: a row for each thing, a column for each cause.

`sheet` says what a row is: table, cause, skill (what it is called), symptom, check, outcome (of the check above
it). The columns that begin with `p:` hold the chances, one for each cause.
"""

import csv
import io
from collections.abc import Mapping
from typing import Any

from makegood.base.ui.tables import safe
from makegood.field.diagnosis.reading.chances import number_of
from makegood.field.diagnosis.reading.completing import LANGUAGES

PLAIN = ("kind", "code", "series", "unit", "who", "skill", "where")
NUMBERS = ("minutes", "cost", "level", "prior", "repair_minutes", "otherwise", "above", "below")
YES = ("yes", "true", "1", "x", "是", "是的")
COLUMNS = (
    "sheet", "id", *(f"name:{one}" for one in LANGUAGES), *(f"tells:{one}" for one in LANGUAGES),
    "codes", "several", "danger", *PLAIN, *NUMBERS, "parts",
)  # fmt: skip
MOST_ROWS = 2000


class Unreadable(ValueError):
    """The file is no such sheet; `line` counts from 1."""

    def __init__(self, line: int, column: str) -> None:
        self.line, self.column = line, column
        super().__init__(f"line {line}, {column}")


def write_sheet(table: Mapping[str, Any]) -> str:
    """The table as CSV; cells that a spreadsheet would take for a formula are written as text."""
    causes = [str(one.get("id", "")) for one in table.get("causes", ())]
    chances = [f"p:{key}" for key in causes]
    out = io.StringIO()
    sheet = csv.DictWriter(out, [*COLUMNS, *chances], lineterminator="\r\n", extrasaction="ignore")
    sheet.writeheader()
    for line in _lines(table):
        sheet.writerow({column: safe(value) for column, value in line.items()})
    return "\ufeff" + out.getvalue()


def _lines(table: Mapping[str, Any]) -> list[dict[str, Any]]:
    first = {
        "sheet": "table",
        "id": table.get("id", ""),
        **_texts("name", table.get("title")),
        "codes": " ".join(table.get("codes", ())),
        "several": "yes" if table.get("several") else "",
        "danger": "yes" if table.get("danger") else "",
    }
    lines = [first, *(_line("cause", one) for one in table.get("causes", ()))]
    skills = table.get("skills") or {}
    lines += [_line("skill", {"id": key, "name": names}) for key, names in skills.items()]
    lines += [_line("symptom", one) for one in table.get("symptoms", ())]
    for check in table.get("checks", ()):
        lines.append(_line("check", check))
        lines += [_line("outcome", one) for one in check.get("outcomes", ())]
    return lines


def _line(sheet: str, row: Mapping[str, Any]) -> dict[str, Any]:
    chances = row.get("probability") or row.get("follows") or {}
    return {
        "sheet": sheet,
        "id": row.get("id", ""),
        **_texts("name", row.get("name")),
        **_texts("tells", row.get("tells")),
        "danger": "yes" if row.get("danger") else "",
        **{column: row[column] for column in (*PLAIN, *NUMBERS) if column in row},
        "parts": " ".join(
            f"{one.get('part')}x{one.get('quantity', 1)}" for one in row.get("parts", ())
        ),
        **{f"p:{cause}": chance for cause, chance in chances.items()},
    }


def _texts(column: str, names: Any) -> dict[str, str]:
    return {f"{column}:{code}": text for code, text in (names or {}).items()}


def read_sheet(text: str) -> dict[str, Any]:
    """The table of a sheet, in the shape of its JSON; what is wrong in a cell stays there for the check of the
    table to name. Raises Unreadable for what is no such sheet."""
    lines = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    try:
        rows = [(lines.line_num, row) for row in lines]
    except csv.Error as error:
        raise Unreadable(lines.line_num, "") from error
    if "sheet" not in (lines.fieldnames or ()):
        raise Unreadable(1, "sheet")
    if len(rows) > MOST_ROWS:
        raise Unreadable(MOST_ROWS + 1, "sheet")
    table: dict[str, Any] = {"causes": [], "symptoms": [], "checks": []}
    for line, cells in rows:
        _take(table, line, {k: _plain(v) for k, v in cells.items() if k and isinstance(v, str)})
    return table


def _take(table: dict[str, Any], line: int, cells: dict[str, str]) -> None:
    sheet = cells.get("sheet", "").lower()
    row = _row(cells, "follows" if sheet == "cause" else "probability")
    if sheet == "table":
        table |= {"id": row["id"], "title": row["name"], "codes": cells.get("codes", "").split()}
        table |= {name: _yes(cells.get(name, "")) for name in ("several", "danger")}
    elif sheet in ("cause", "symptom", "check"):
        table[f"{sheet}s"].append(row | ({"outcomes": []} if sheet == "check" else {}))
    elif sheet == "skill":
        table.setdefault("skills", {})[row["id"]] = row["name"]
    elif sheet == "outcome" and table["checks"]:
        table["checks"][-1]["outcomes"].append(row)
    elif any(cells.values()):
        raise Unreadable(line, "sheet")


def _row(cells: Mapping[str, str], chances: str) -> dict[str, Any]:
    row: dict[str, Any] = {"id": cells.get("id", "")}
    for column in ("name", "tells"):
        texts = {code: cells.get(f"{column}:{code}", "") for code in LANGUAGES}
        row[column] = {code: text for code, text in texts.items() if text}
    row |= {column: cells[column] for column in PLAIN if cells.get(column)}
    row |= {column: _number(cells[column]) for column in NUMBERS if cells.get(column)}
    given = {
        column.removeprefix("p:"): _number(value)
        for column, value in cells.items()
        if column.startswith("p:") and value
    }
    row |= {chances: given} if given else {}
    row |= {"danger": True} if _yes(cells.get("danger", "")) else {}
    parts = [_part(one) for one in cells.get("parts", "").split()]
    return row | ({"parts": parts} if parts else {})


def _part(text: str) -> dict[str, Any]:
    number, _x, quantity = text.rpartition("x")
    if number and quantity.isascii() and quantity.isdigit():
        return {"part": number, "quantity": int(quantity)}
    return {"part": text, "quantity": 1}


def _number(text: str) -> Any:
    found = number_of(text)
    return text if found is None else found


def _yes(text: str) -> bool:
    return text.strip().lower() in YES


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:] if text[:1] == "'" and safe(text[1:]) == text else text
