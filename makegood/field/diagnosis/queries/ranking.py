"""The engine's answers about a search: evidence out of rows, and how likely each cause is."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from makegood.field.diagnosis.models import Answer, Session, Version
from makegood.field.diagnosis.queries.numbers import with_numbers
from makegood.field.diagnosis.rules import FaultTable, read_table
from makegood.field.diagnosis.rules.ranking import posterior

Evidence = dict[str, bool | str]


def evidence_of(answers: Iterable[Answer]) -> Evidence:
    """Answers as the engine takes them: true or false of a finding, the outcome of a check; "I do not know" is
    left out."""
    return {
        one.key: one.value if one.kind == "check" else one.value == Answer.YES
        for one in answers
        if one.value != Answer.UNKNOWN
    }


def said_in(session: Session) -> Evidence:
    """All that is known in a search now, as far as its table asks for it."""
    if session.version is None:
        return {}
    answers = session.answers.filter(undone_at=None).order_by("pk")
    return fitting_evidence(table_of_session(session), evidence_of(answers))


def fitting_evidence(table: FaultTable, evidence: Mapping[str, Any]) -> Evidence:
    """What of this evidence a table knows: an older lesson may name what is not asked any more."""
    kept: Evidence = {}
    for key, answer in evidence.items():
        check = table.check.get(key)
        if check is not None:
            if answer in [one.key for one in check.outcomes]:
                kept[key] = str(answer)
        elif key in table.finding and isinstance(answer, bool):
            kept[key] = answer
    return kept


def likely_of(session: Session, cause: str) -> float | None:
    """How likely the search holds a cause now; None for what is not in its table."""
    if session.version is None:
        return None
    table = table_of_session(session)
    if cause not in table.cause:
        return None
    return posterior(table, said_in(session)).of(cause).probability


def table_of_session(session: Session) -> FaultTable:
    """The table of a search, with the numbers of its model and batch where jobs have taught them."""
    assert session.version is not None  # noqa: S101 - asked before
    model = session.product.model if session.product else ""
    return table_of(
        session.version, model=model, batch=session.asset.batch if session.asset else ""
    )


def table_of(version: Version, *, model: str = "", batch: str = "") -> FaultTable:
    """The table of a version, with its numbers for a model and a batch. Raises BadTable for a draft with flaws."""
    numbers = overlay_of(version.overlays, model, batch)
    return _read(json.dumps([version.table, numbers], sort_keys=True))


def overlay_of(overlays: Mapping[str, Any], model: str, batch: str) -> Mapping[str, Any]:
    """The numbers for this batch, else for this model, else none."""
    return overlays.get(f"{model}/{batch}") or overlays.get(model) or {} if model else {}


@lru_cache(maxsize=200)
def _read(text: str) -> FaultTable:
    table, numbers = json.loads(text)
    return read_table(with_numbers(table, numbers) if numbers else table)
