"""What is wrong with a fault table, named by sheet, row and column, so that it can be said beside the cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Sheet = Literal["table", "causes", "findings", "checks", "outcomes"]
What = Literal[
    "missing", "not_a_number", "negative", "over_one", "sum_over_one", "sum_not_one",
    "sum_is_nothing", "unknown_cause", "duplicate", "cycle", "not_a_choice", "needs_several",
    "not_a_list", "not_a_row", "too_few", "too_many",
]  # fmt: skip
SLACK = 0.005  # people round to whole percents
MOST = 400  # rows on one sheet
LARGEST = 1e9  # minutes, money


@dataclass(frozen=True)
class Flaw:
    """One thing to mend. `row` counts from 1 (0: the whole sheet); `column` is the field, or
    `probability.<cause>`; an outcome has the row of its check and its own number in `part`."""

    sheet: Sheet
    row: int
    column: str
    what: What
    value: str = ""
    part: int = 0

    def __str__(self) -> str:
        place = f"{self.sheet} row {self.row}" + (f" outcome {self.part}" if self.part else "")
        return f"{place}, {self.column}: {self.what}" + (f" ({self.value})" if self.value else "")


class BadTable(ValueError):
    """The table cannot be used; `flaws` says why, all of it at once."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(str(flaw) for flaw in self.flaws))


def number(value: object) -> float | None:
    """The number, if it is one that can be meant: neither true or false, nor text, nor beyond counting."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        return None
    return float(value)


class Sink:
    """Collects the flaws of one row."""

    def __init__(self, flaws: list[Flaw], sheet: Sheet, row: int, part: int = 0) -> None:
        self._flaws, self._sheet, self._row, self._part = flaws, sheet, row, part

    def add(self, column: str, what: What, value: object = "") -> None:
        said = str(value)[:80]
        self._flaws.append(Flaw(self._sheet, self._row, column, what, said, self._part))

    def amount(self, written: Mapping[str, Any], column: str, fallback: float | None) -> float:
        """A number of minutes, money or the like: never negative; without fallback it must be there."""
        value = written.get(column)
        if value is None or value == "":
            if fallback is None:
                self.add(column, "missing")
            return fallback or 0.0
        amount = number(value)
        if amount is None:
            self.add(column, "not_a_number", value)
        elif amount < 0:
            self.add(column, "negative", value)
        return amount if amount is not None and amount >= 0 else 0.0

    def bound(self, written: Mapping[str, Any], column: str) -> None:
        """Any number, or nothing."""
        value = written.get(column)
        if value not in (None, "") and number(value) is None:
            self.add(column, "not_a_number", value)

    def probability(self, written: Mapping[str, Any], column: str, fallback: float | None) -> float:
        """A number from 0 to 1."""
        amount = self.amount(written, column, fallback)
        if amount > 1:
            self.add(column, "over_one", written.get(column))
        return min(amount, 1.0)

    def choice(self, written: Mapping[str, Any], column: str, known: Sequence[str]) -> str:
        """One of the known words; the first when nothing is written."""
        value = written.get(column) or known[0]
        if value not in known:
            self.add(column, "not_a_choice", value)
            return known[0]
        return str(value)

    def chances(
        self, written: Mapping[str, Any], column: str, causes: Mapping[str, int]
    ) -> dict[str, float]:
        """Probabilities by cause, of known causes only; empty cells are left out."""
        given = written.get(column)
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.add(column, "not_a_row", given)
            return {}
        chances: dict[str, float] = {}
        for cause, value in given.items():
            name = f"{column}.{cause}"
            if cause not in causes:
                self.add(name, "unknown_cause", cause)
            elif value is not None and value != "":
                chances[str(cause)] = self.probability({name: value}, name, 0.0)
        return chances


def rows(written: Mapping[str, Any], sheet: Sheet, flaws: list[Flaw]) -> Iterator[tuple[int, Any]]:
    """Every row of a sheet with its number; what is no row is named and passed over."""
    given = written.get(sheet if sheet != "findings" else "symptoms", ())
    if not isinstance(given, list | tuple):
        flaws.append(Flaw(sheet, 0, sheet, "not_a_list"))
        return
    if len(given) > MOST:
        flaws.append(Flaw(sheet, 0, sheet, "too_many", str(len(given))))
        return
    for row, one in enumerate(given, start=1):
        if isinstance(one, Mapping):
            yield row, one
        else:
            flaws.append(Flaw(sheet, row, "id", "not_a_row", str(one)[:80]))


def cycle_in(follows: Mapping[str, Mapping[str, float]]) -> tuple[str, ...]:
    """Causes that follow from each other in a ring, the first one found; () when there is none."""
    done: set[str] = set()
    for start in follows:
        path: list[str] = []
        waiting = [(start, 0)]
        while waiting:
            cause, depth = waiting.pop()
            del path[depth:]
            if cause in path:
                return (*path[path.index(cause) :], cause)
            if cause in done:
                continue
            path.append(cause)
            parents = [parent for parent in follows.get(cause, {}) if parent in follows]
            waiting.extend((parent, depth + 1) for parent in parents)
            if not parents:
                done.add(cause)
    return ()
