"""Where people wait: by channel and by queue, as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from makegood.care.promises.queries.overseeing import Wait
from makegood.web.lead.ways import names_of, rows_url, span


@dataclass(frozen=True)
class Waiting:
    """One bar: how long people wait at one place."""

    label: str
    median: float
    reach: float
    said: str
    answered: int
    waiting: int
    rows: str
    open_rows: str
    is_worst: bool


def waiting_of(found: Sequence[Wait], period: dict[str, str]) -> dict[str, list[Waiting]]:
    """The bars by channel and by queue, the longest wait as the whole width."""
    longest = max((w.ninetieth or 0 for w in found), default=0) or 1
    made: dict[str, list[Waiting]] = {}
    for by in ("channel", "queue"):
        mine = [w for w in found if w.by == by]
        names = names_of(by, [w.key for w in mine])
        worst = max((w.ninetieth or 0 for w in mine), default=0)
        made[by] = [_waiting(w, names, longest, worst, len(mine), period) for w in mine]
    return made


def _waiting(
    w: Wait,
    names: dict[Any, str],
    longest: float,
    worst: float,
    number: int,
    period: dict[str, str],
) -> Waiting:
    median, ninetieth = w.median or 0.0, w.ninetieth or 0.0
    said = f"{span(median)} / {span(ninetieth)}" if w.answered else "–"
    answered = rows_url(**period, **{w.by: w.key}, kind="first_answer", state="given")
    return Waiting(
        label=names.get(w.key) or str(w.key),
        median=round(median / longest * 100, 2),
        reach=round(ninetieth / longest * 100, 2),
        said=said,
        answered=w.answered,
        waiting=w.waiting,
        rows=answered,
        open_rows=rows_url(**{w.by: w.key}, kind="answer", state="open"),
        is_worst=number > 1 and ninetieth == worst > 0,
    )
