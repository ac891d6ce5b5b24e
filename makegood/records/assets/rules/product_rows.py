"""A row of a table of products and their parts, read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from makegood.kernel.tables import Row
from makegood.kernel.text import clean
from makegood.records.assets.rules.device_rows import Flaw
from makegood.records.assets.rules.serials import UnsafePattern, check_pattern, fits, serial_key


@dataclass
class Made:
    """A product, or a part of it, as a row has it: a product may stand in many rows, with a part in each."""

    number: int
    model: str
    name_en: str = ""
    name_zh: str = ""
    line: str = ""
    kind: str = ""
    pattern: str = ""
    example: str = ""
    counts: str = ""
    part: str = ""
    part_en: str = ""
    part_zh: str = ""
    quantity: int = 1
    price: str = ""


SAID = {
    "name_en": 120, "name_zh": 120, "line": 60, "kind": 40, "pattern": 200, "counts": 20,
    "part_en": 120, "part_zh": 120,
}  # fmt: skip


def made_of(row: Row, mapping: Mapping[str, int]) -> tuple[Made | None, list[Flaw]]:
    """What the row says, and its flaws: a row with one says nothing."""
    if row.wrong:
        return None, [Flaw(row.number, "", row.wrong, row.line[:80])]
    flaws: list[Flaw] = []

    def cell(name: str) -> str:
        place = mapping.get(name)
        return clean(row.cells[place]).strip() if place is not None else ""

    def wrong(name: str, reason: str) -> None:
        flaws.append(Flaw(row.number, name, reason, cell(name)[:80]))

    made = Made(row.number, cell("model")[:60], part=cell("part").upper()[:40])
    if not made.model:
        wrong("model", "model")
    for name, most in SAID.items():
        setattr(made, name, cell(name)[:most])
    made.example = serial_key(cell("example"))
    _pattern(made, wrong)
    _numbers(made, cell, wrong)
    return (None, flaws) if flaws else (made, flaws)


def _pattern(made: Made, wrong: Callable[[str, str], None]) -> None:
    if not made.pattern:
        return
    try:
        check_pattern(made.pattern)
    except UnsafePattern:
        wrong("pattern", "pattern")
        return
    if made.example and not fits(made.example, made.pattern):
        wrong("example", "example")


def _numbers(made: Made, cell: Callable[[str], str], wrong: Callable[[str, str], None]) -> None:
    count = cell("quantity")
    if count:
        good = count.isascii() and count.isdigit() and 0 < int(count[:6]) <= 10_000
        made.quantity = int(count) if good else 1
        if not good:
            wrong("quantity", "quantity")
    if cell("price"):
        try:
            price = Decimal(cell("price").replace(",", "").lstrip("¥￥$"))
        except InvalidOperation:
            price = Decimal(-1)
        if price.is_finite() and 0 <= price < 10**10:
            made.price = str(price.quantize(Decimal("0.01")))
        else:
            wrong("price", "price")
