"""A fault table: what can be broken, how it shows, what can be checked, and how it is repaired.

Written and read as JSON: `{"id", "codes", "title", "several", "danger", "causes", "symptoms", "checks"}`.
With one cause at a time (`several` false) the priors are shares of one and what is left over belongs to
"other"; with several at once every prior is the chance of that cause alone, and findings show by noisy-or.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

from makegood.field.diagnosis.rules.flaws import (
    SLACK,
    BadTable,
    Flaw,
    Sink,
    cycle_in,
    rows,
)

OTHER = "other"
LEAST_OTHER = 0.02  # nobody's table knows everything; closed jobs may show that it knows nearly all
UNSAID = 0.05  # how often a finding shows with a cause of which the table says nothing

Kind = Literal["symptom", "code", "reading"]
Who = Literal["customer", "agent", "technician"]
Where = Literal["onsite", "remote"]
Names = Mapping[str, str]
KINDS: tuple[Kind, ...] = ("symptom", "code", "reading")
WHO: tuple[Who, ...] = ("customer", "agent", "technician")
WHERE: tuple[Where, ...] = ("onsite", "remote")


@dataclass(frozen=True)
class Need:
    """A part that a repair uses up."""

    part: str
    quantity: int = 1


@dataclass(frozen=True)
class Repair:
    """What mends a cause: minutes of work, money beside parts, who can, what goes in, and from where."""

    minutes: float = 0.0
    cost: float = 0.0
    skill: str = ""
    level: int = 0
    parts: tuple[Need, ...] = ()
    where: Where = "onsite"


@dataclass(frozen=True)
class Cause:
    """Something that can be broken. `follows`: how likely it comes along with another cause."""

    key: str
    prior: float
    repair: Repair = Repair()
    names: Names = field(default_factory=dict)
    danger: bool = False
    follows: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """Something seen, read or reported, or not; `otherwise` where the table has no number for a cause."""

    key: str
    kind: Kind = "symptom"
    probability: Mapping[str, float] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    otherwise: float = UNSAID

    def chance(self, cause: str) -> float:
        """How likely it shows when this is the cause. Of the unknown one nobody says so: each known one is an
        example of what a cause does (Laplace's rule)."""
        if cause == OTHER and cause not in self.probability and self.probability:
            return (sum(self.probability.values()) + 1) / (len(self.probability) + 2)
        return self.probability.get(cause, self.otherwise)


@dataclass(frozen=True)
class Outcome:
    """One answer that a check can give, and what it tells."""

    key: str
    probability: Mapping[str, float] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    tells: Names = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """Something to do that gives one of its outcomes; costs minutes of whoever does it, and money.

    `mends`: the first outcome says that it works again, as after a restart, and ends the search."""

    key: str
    outcomes: tuple[Outcome, ...]
    minutes: float = 0.0
    cost: float = 0.0
    who: Who = "customer"
    names: Names = field(default_factory=dict)
    mends: bool = False

    def chances(self, cause: str) -> tuple[float, ...]:
        """How likely each outcome is with this cause: what the table leaves open is shared evenly."""
        given = [outcome.probability.get(cause) for outcome in self.outcomes]
        said = sum(p for p in given if p is not None)
        empty = sum(p is None for p in given)
        if not empty:
            return tuple((p or 0.0) / said for p in given)
        rest = max(0.0, 1.0 - said) / empty
        whole = said + rest * empty
        return tuple((rest if p is None else p) / whole for p in given)


@dataclass(frozen=True)
class FaultTable:
    """A fault of a product family, whole and without flaws: "other" is always among the causes."""

    key: str
    causes: tuple[Cause, ...]
    findings: tuple[Finding, ...] = ()
    checks: tuple[Check, ...] = ()
    several: bool = False
    danger: bool = False
    codes: tuple[str, ...] = ()
    title: Names = field(default_factory=dict)
    unknown: float = LEAST_OTHER  # the least that "other" has

    @cached_property
    def cause(self) -> Mapping[str, Cause]:
        """Causes by key."""
        return {cause.key: cause for cause in self.causes}

    @cached_property
    def finding(self) -> Mapping[str, Finding]:
        """Findings by key."""
        return {finding.key: finding for finding in self.findings}

    @cached_property
    def check(self) -> Mapping[str, Check]:
        """Checks by key."""
        return {check.key: check for check in self.checks}


def read_table(written: Mapping[str, Any]) -> FaultTable:
    """The table from its JSON; raises BadTable with every flaw when it cannot be used as it is."""
    flaws: list[Flaw] = []
    if not isinstance(written, Mapping):
        raise BadTable([Flaw("table", 0, "table", "not_a_row", str(written)[:80])])
    several = bool(written.get("several", False))
    names = _numbered(written, flaws)
    causes = tuple(
        _cause(one, Sink(flaws, "causes", row), names) for row, one in rows(written, "causes", [])
    )
    _check_causes(causes, names, flaws, several=several)
    known: dict[str, int] = {}
    findings = []
    for row, one in rows(written, "findings", flaws):
        sink = Sink(flaws, "findings", row)
        findings.append(_finding(one, sink, names))
        _unique(findings[-1].key, known, sink)
    checks = []
    for row, one in rows(written, "checks", flaws):
        checks.append(_check(one, row, flaws, names))
        _unique(checks[-1].key, known, Sink(flaws, "checks", row))
    codes = _codes(written.get("codes"), flaws)
    unknown = Sink(flaws, "table", 0).probability(written, "unknown", LEAST_OTHER)
    if flaws:
        raise BadTable(flaws)
    return FaultTable(
        key=str(written.get("id", "")),
        causes=_with_other(causes, unknown, several=several),
        findings=tuple(findings),
        checks=tuple(checks),
        several=several,
        danger=bool(written.get("danger", False)),
        codes=codes,
        title=_names(written.get("title")),
        unknown=unknown,
    )


def _codes(given: Any, flaws: list[Flaw]) -> tuple[str, ...]:
    if given and not isinstance(given, list | tuple):
        flaws.append(Flaw("table", 0, "codes", "not_a_list", str(given)[:80]))
        return ()
    return tuple(str(code) for code in given or ())


def dump_table(table: FaultTable) -> dict[str, Any]:
    """The JSON that `read_table` reads back to the same table."""
    return {
        "id": table.key,
        "codes": list(table.codes),
        "title": dict(table.title),
        "several": table.several,
        "danger": table.danger,
        "unknown": table.unknown,
        "causes": [_dump_cause(cause) for cause in table.causes],
        "symptoms": [
            {
                "id": one.key,
                "kind": one.kind,
                "name": dict(one.names),
                "probability": dict(one.probability),
                "otherwise": one.otherwise,
            }
            for one in table.findings
        ],
        "checks": [_dump_check(check) for check in table.checks],
    }


def _numbered(written: Mapping[str, Any], flaws: list[Flaw]) -> dict[str, int]:
    """The row of every cause; the same one twice is a flaw, and so is a table without any."""
    known: dict[str, int] = {OTHER: 0}
    for row, one in rows(written, "causes", flaws):
        sink, key = Sink(flaws, "causes", row), str(one.get("id") or "")
        if known.get(key):
            sink.add("id", "duplicate", key)
        known[key] = row
        if not key:
            sink.add("id", "missing")
    if len(known) == 1 and not known[OTHER]:
        flaws.append(Flaw("causes", 0, "causes", "too_few"))
    return known


def _cause(one: Mapping[str, Any], sink: Sink, causes: Mapping[str, int]) -> Cause:
    where = sink.choice(one, "where", WHERE)
    repair = Repair(
        minutes=sink.amount(one, "repair_minutes", 0.0),
        cost=sink.amount(one, "cost", 0.0),
        skill=str(one.get("skill") or ""),
        level=int(sink.amount(one, "level", 0.0)),
        parts=_needs(one.get("parts") or (), sink),
        where=cast("Where", where),
    )
    return Cause(
        key=str(one.get("id") or ""),
        prior=sink.probability(one, "prior", None),
        repair=repair,
        names=_names(one.get("name")),
        danger=bool(one.get("danger", False)),
        follows=sink.chances(one, "follows", causes),
    )


def _needs(given: Any, sink: Sink) -> tuple[Need, ...]:
    if not isinstance(given, list | tuple) or not all(isinstance(one, Mapping) for one in given):
        sink.add("parts", "not_a_list", given)
        return ()
    needs = []
    for one in given:
        if not one.get("part"):
            sink.add("parts", "missing")
        needs.append(Need(str(one.get("part", "")), int(sink.amount(one, "quantity", 1.0)) or 1))
    return tuple(needs)


def _check_causes(
    causes: tuple[Cause, ...], numbers: Mapping[str, int], flaws: list[Flaw], *, several: bool
) -> None:
    whole = sum(cause.prior for cause in causes)
    if not several and whole > 1 + SLACK:
        flaws.append(Flaw("causes", 0, "prior", "sum_over_one", f"{whole:g}"))
    if causes and not whole and not flaws:
        flaws.append(Flaw("causes", 0, "prior", "sum_is_nothing"))
    for cause in causes:
        if cause.follows and not several:
            flaws.append(Flaw("causes", numbers.get(cause.key, 0), "follows", "needs_several"))
    ring = cycle_in({cause.key: cause.follows for cause in causes})
    if ring:
        flaws.append(Flaw("causes", numbers.get(ring[0], 0), "follows", "cycle", " > ".join(ring)))


def _finding(one: Mapping[str, Any], sink: Sink, causes: Mapping[str, int]) -> Finding:
    for column in ("above", "below"):
        sink.bound(one, column)
    return Finding(
        key=str(one.get("id") or ""),
        kind=cast("Kind", sink.choice(one, "kind", KINDS)),
        probability=sink.chances(one, "probability", causes),
        names=_names(one.get("name")),
        otherwise=sink.probability(one, "otherwise", UNSAID),
    )


def _check(one: Mapping[str, Any], row: int, flaws: list[Flaw], causes: Mapping[str, int]) -> Check:
    sink = Sink(flaws, "checks", row)
    outcomes: list[Outcome] = []
    known: dict[str, int] = {}
    for part, given in rows({"outcomes": one.get("outcomes") or ()}, "outcomes", flaws):
        at = Sink(flaws, "outcomes", row, part)
        outcomes.append(
            Outcome(
                key=str(given.get("id") or ""),
                probability=at.chances(given, "probability", causes),
                names=_names(given.get("name")),
                tells=_names(given.get("tells")),
            )
        )
        _unique(outcomes[-1].key, known, at)
    if len(outcomes) < 2:
        sink.add("outcomes", "too_few", len(outcomes))
    for cause in causes:
        _check_sum(outcomes, cause, sink)
    return Check(
        key=str(one.get("id") or ""),
        outcomes=tuple(outcomes),
        minutes=sink.amount(one, "minutes", 0.0),
        cost=sink.amount(one, "cost", 0.0),
        who=cast("Who", sink.choice(one, "who", WHO)),
        names=_names(one.get("name")),
        mends=bool(one.get("mends", False)),
    )


def _check_sum(outcomes: list[Outcome], cause: str, sink: Sink) -> None:
    given = [one.probability[cause] for one in outcomes if cause in one.probability]
    whole = sum(given)
    if whole > 1 + SLACK:
        sink.add(f"probability.{cause}", "sum_over_one", f"{whole:g}")
    elif given and len(given) == len(outcomes) and whole < 1 - SLACK:
        sink.add(f"probability.{cause}", "sum_not_one", f"{whole:g}")


def _unique(key: str, known: dict[str, int], sink: Sink) -> None:
    if not key:
        sink.add("id", "missing")
    elif key in known:
        sink.add("id", "duplicate", key)
    known[key] = 1


def _with_other(causes: tuple[Cause, ...], least: float, *, several: bool) -> tuple[Cause, ...]:
    """The causes with "other" among them; one at a time, priors that make up one."""
    named = [cause for cause in causes if cause.key != OTHER]
    other = next((cause for cause in causes if cause.key == OTHER), None)
    said = other.prior if other else 0.0
    known = sum(cause.prior for cause in named)
    prior = max(said if several else 1.0 - known, least)
    found = _prior(other or Cause(OTHER, prior), prior)
    if several:
        return (*named, found)
    scale = (1.0 - prior) / known if known else 0.0
    return (*(_prior(cause, cause.prior * scale) for cause in named), found)


def _prior(cause: Cause, prior: float) -> Cause:
    return Cause(cause.key, prior, cause.repair, cause.names, cause.danger, cause.follows)


def _names(given: Any) -> Names:
    if isinstance(given, Mapping):
        return {str(language): str(text) for language, text in given.items()}
    return {"en": str(given)} if given else {}


def _dump_cause(cause: Cause) -> dict[str, Any]:
    repair = cause.repair
    return {
        "id": cause.key,
        "name": dict(cause.names),
        "prior": cause.prior,
        "skill": repair.skill,
        "level": repair.level,
        "repair_minutes": repair.minutes,
        "cost": repair.cost,
        "parts": [{"part": need.part, "quantity": need.quantity} for need in repair.parts],
        "where": repair.where,
        "danger": cause.danger,
        "follows": dict(cause.follows),
    }


def _dump_check(check: Check) -> dict[str, Any]:
    return {
        "id": check.key,
        "name": dict(check.names),
        "minutes": check.minutes,
        "cost": check.cost,
        "who": check.who,
        "mends": check.mends,
        "outcomes": [
            {
                "id": one.key,
                "name": dict(one.names),
                "probability": dict(one.probability),
                "tells": dict(one.tells),
            }
            for one in check.outcomes
        ],
    }
