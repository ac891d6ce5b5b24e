"""A row of a table of devices, read: what it says, or what is wrong with it and in which column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from makegood.kernel.tables import Row
from makegood.kernel.text import clean, fold
from makegood.records.assets.rules.fields import NotOfItsKind, typed
from makegood.records.assets.rules.serials import product_of, serial_key
from makegood.records.customers.rules import normal_mail, normal_phone

OWN = "own:"
SAID = {"company": 160, "name": 120, "place": 160, "address": 300, "batch": 40, "firmware": 40}


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one cell: the row as a spreadsheet counts, the field ("" for the whole row), why."""

    row: int
    column: str
    reason: str
    value: str


@dataclass
class Told:
    """A device as a row has it. `product` is a row of ours; `reach` a mail address or a telephone number."""

    number: int
    serial: str
    product: int
    company: str = ""
    reach: tuple[str, str] = ("", "")
    name: str = ""
    place: str = ""
    address: str = ""
    batch: str = ""
    firmware: str = ""
    bought_on: str = ""
    installed_on: str = ""
    parent: str = ""
    counter: float | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What rows are compared with: patterns and names of products, facts of our own (key → kind, choices), where
    each field stands, and today."""

    patterns: Sequence[tuple[int, str]]
    products: Mapping[str, int]
    own: Mapping[str, tuple[str, Sequence[str]]]
    mapping: Mapping[str, int]
    today: date


class _Cells:
    """The cells of one row by the names of their fields, and what is wrong with them."""

    def __init__(self, row: Row, mapping: Mapping[str, int]) -> None:
        self.row, self.mapping = row, mapping
        self.flaws: list[Flaw] = []

    def said(self, name: str) -> str:
        """What stands there, "" where there is no such column."""
        place = self.mapping.get(name)
        return clean(self.row.cells[place]).strip() if place is not None else ""

    def wrong(self, name: str, reason: str) -> None:
        """One cell cannot be used."""
        self.flaws.append(Flaw(self.row.number, name, reason, self.said(name)[:80]))

    def number(self, name: str) -> float | None:
        """A number that is not less than nothing."""
        try:
            found = typed("number", self.said(name))
        except NotOfItsKind:
            found = -1.0
        if isinstance(found, float) and not 0 <= found < 1e12:
            self.wrong(name, "own:number")
        return found if isinstance(found, float) else None

    def day(self, name: str, today: date) -> str:
        """A day that is over, as `2026-11-22`."""
        text = self.said(name)
        day = _day(text)
        if text and not (day and "1950" <= day <= today.isoformat()):
            self.wrong(name, "date")
        return day


def told_of(row: Row, known: Known, seen: dict[str, int]) -> tuple[Told | None, list[Flaw]]:
    """What the row says, and its flaws: a row with one says nothing. `seen` are the numbers of rows before it."""
    if row.wrong:
        return None, [Flaw(row.number, "", row.wrong, row.line[:80])]
    cells = _Cells(row, known.mapping)
    serial = serial_key(cells.said("serial"))
    if not serial:
        cells.wrong("serial", "serial")
    elif serial in seen:
        cells.wrong("serial", f"twice:{seen[serial]}")
    seen.setdefault(serial, row.number)
    product = _product(serial, cells.said("product"), known)
    if serial and product is None:
        cells.wrong("product", "product")
    told = Told(row.number, serial, product or 0)
    _fill(told, cells, known.today)
    told.facts = _own(cells, known)
    return (None, cells.flaws) if cells.flaws else (told, cells.flaws)


def _own(cells: _Cells, known: Known) -> dict[str, Any]:
    facts = {}
    for key, (kind, choices) in known.own.items():
        try:
            facts[key] = typed(kind, cells.said(OWN + key), choices)
        except NotOfItsKind:
            cells.wrong(OWN + key, f"own:{kind}")
    return {key: value for key, value in facts.items() if value is not None}


def _product(serial: str, name: str, known: Known) -> int | None:
    if name:
        return known.products.get(fold(name))
    return product_of(serial, known.patterns) if serial else None


def _fill(told: Told, cells: _Cells, today: date) -> None:
    for name, most in SAID.items():
        setattr(told, name, cells.said(name)[:most])
    told.reach = _reach(cells.said("reach"))
    if cells.said("reach") and not told.reach[1]:
        cells.wrong("reach", "reach")
    told.bought_on, told.installed_on = (
        cells.day("bought_on", today),
        cells.day("installed_on", today),
    )
    if told.bought_on and told.installed_on and told.installed_on < told.bought_on:
        cells.wrong("installed_on", "before")
    told.parent = serial_key(cells.said("parent"))
    if cells.said("parent") and told.parent in ("", told.serial):
        cells.wrong("parent", "serial")
    told.counter = cells.number("counter")


def _reach(text: str) -> tuple[str, str]:
    if "@" in text:
        return "mail", normal_mail(text)
    return "phone", normal_phone(text)


def _day(text: str) -> str:
    """A day as `2026-11-22`, from years first: 2026/11/22, 2026.11.22, 20261122, with or without a time."""
    head = (
        text.split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0].replace("/", "-").replace(".", "-")
    )
    head = head.replace("年", "-").replace("月", "-").removesuffix("日")
    if len(head) == 8 and head.isdigit():
        head = f"{head[:4]}-{head[4:6]}-{head[6:]}"
    parts = head.split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day).isoformat() if year > 31 else ""
    except ValueError:
        return ""
