"""How long each kind of thing may be kept: a package says which rows grow old, and what goes of them. What concerns
somebody whose data must be kept stays, whatever its age."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from makegood.base.files.operations import drop_rows
from makegood.base.privacy.naming import ERASED, Person
from makegood.base.privacy.reaching import emptied, let_guards_pass, rows_of
from makegood.base.privacy.registry import HELD

MOST_COUNTED = 10_000  # a page says "more than" above it
Due = Callable[
    ..., "Sequence[int] | Gone"
]  # (before=, after=, limit=, held=): ids in order of what went
Counted = Callable[
    ..., int
]  # (before=, held=): how many are due, where rows go by whole parts of a table
Whole = Callable[
    [int], tuple[int, list[str]]
]  # a row's id: how many rows went with it, and stored bytes


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows of `label` that were made before a moment (`since`), in the order of their ids; `columns` are emptied,
    or, where there are none, the rows go, with their `files`. `through`: the key to the row that is emptied in place
    of this one. `days`: what is proposed. `loses`: what nobody can do afterwards. `by`: who does it otherwise.
    `whole`: what goes with a row, all of it; `done`: how it shows that it went. `batch`: how many at once.
    `moves`: `since` is written anew, so that ids and moments do not grow together; the table must be small."""

    kind: str
    title: str | Promise
    loses: str | Promise = ""
    label: str
    since: str
    days: int
    columns: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict)
    done: Q | None = None
    files: str = ""
    through: str = ""
    by: Due | None = None
    counted: Counted | None = None
    whole: Whole | None = None
    contact: str = ""  # the way to the contact, where the registry does not know the table
    batch: int = 500
    moves: bool = False


@dataclass(frozen=True)
class Gone:
    """What went: up to which id, how many rows, and the names of stored bytes that nobody's row names now."""

    upto: int
    rows: int
    bytes: list[str] = field(default_factory=list)


KEPT: dict[str, Kept] = {}


def keeps(**told: Any) -> None:
    """Say that rows of a table may be given an end; called once, when the package is loaded."""
    one = Kept(**told)
    KEPT[one.kind] = one


def _all(one: Kept, *, after: int, held: Sequence[int]) -> QuerySet[Any]:
    """What may grow old, in order: not what is empty already, nor what must be kept."""
    model = apps.get_model(one.label)
    found: QuerySet[Any] = model._default_manager.filter(pk__gt=after, **one.only)
    target = model._meta.get_field(one.through).related_model if one.through else model
    prefix = f"{one.through}__" if one.through else ""
    if one.columns:
        name = one.columns[0]
        found = found.exclude(**{f"{prefix}{name}__in": _nothing(target._meta.get_field(name))})
    if one.done is not None:
        found = found.exclude(one.done)
    if held and one.contact:
        found = found.exclude(**{f"{one.contact}__in": held})
    elif held and one.label in HELD:
        theirs = rows_of(HELD[one.label], Person(tuple(held), ()))
        found = found.exclude(pk__in=theirs.order_by().values("pk"))
    return found.order_by("pk")


def _nothing(column: Any) -> list[Any]:
    if isinstance(column, models.BinaryField):
        return [b""]
    if isinstance(column, models.JSONField):
        return [column.get_default() if column.has_default() else {}]
    return ["", ERASED]


def how_many(one: Kept, *, before: datetime, held: Sequence[int] = ()) -> int:
    """How many would go, at most one more than MOST_COUNTED."""
    if one.counted is not None:
        return min(one.counted(before=before, held=held), MOST_COUNTED + 1)
    due = _all(one, after=0, held=held).filter(**{f"{one.since}__lt": before}).order_by()
    return due.values("pk")[: MOST_COUNTED + 1].count()


def drop(one: Kept, *, before: datetime, after: int, held: Sequence[int] = ()) -> Gone:
    """Let the oldest batch of what is due go, in the caller's transaction. It ends at the first that is not due:
    ids and moments grow together, and nothing behind is read in vain."""
    let_guards_pass()
    if one.by is not None:
        looked = one.by(before=before, after=after, limit=one.batch, held=held)
        if isinstance(looked, Gone):
            return looked
        return Gone(looked[-1] if looked else after, len(looked))
    due = _due(one, before=before, after=after, held=held)
    if not due:
        return Gone(after, 0)
    if one.whole is not None:
        each = [one.whole(pk) for pk in due]
        return Gone(due[-1], sum(n for n, _b in each), [name for _n, b in each for name in b])
    return _gone(one, due)


def _due(one: Kept, *, before: datetime, after: int, held: Sequence[int]) -> list[int]:
    """The ids of the oldest batch, and nothing else of the rows: a mail may be as large as a film."""
    if one.moves:
        found = _all(one, after=0, held=held).filter(**{f"{one.since}__lt": before})
        return list(found.values_list("pk", flat=True)[: one.batch])
    told = _all(one, after=after, held=held).values_list("pk", one.since)[: one.batch]
    return [pk for pk, _at in takewhile(lambda row: row[1] < before, told)]


def _gone(one: Kept, due: list[int]) -> Gone:
    model = apps.get_model(one.label)
    rows = model._default_manager.filter(pk__in=due)
    if one.columns:
        target = model._meta.get_field(one.through).related_model if one.through else model
        if one.through:
            rows = target._default_manager.filter(pk__in=rows.values(one.through))
        return Gone(due[-1], rows.update(**emptied(target, one.columns)))
    files = list(rows.values_list(one.files, flat=True)) if one.files else []
    rows.delete()
    return Gone(due[-1], len(due), drop_rows([pk for pk in files if pk]))


def empty_of(label: str, way: str, pk: int, *, only_files: bool) -> tuple[int, list[str]]:
    """Empty the rows of one table that lead to a row by `way`, as erasing would; how many, and stored bytes."""
    held, model = HELD[label], apps.get_model(label)
    if only_files and not held.files:
        return 0, []
    found = model._default_manager.filter(**{way: pk}, **held.only)
    pks = list(found.order_by("pk").values_list("pk", flat=True).distinct())
    mine = model._default_manager.filter(pk__in=pks)
    if held.drop:
        files = list(mine.values_list(held.files, flat=True)) if held.files else []
        mine.delete()
        return len(pks), drop_rows([one for one in files if one])
    columns = [
        f.name
        for f in model._meta.concrete_fields
        if f.name in held.columns or (pks and isinstance(f, SearchVectorField))
    ]
    columns = [name for name in columns if name not in held.unique]
    if pks and columns:
        mine.update(**emptied(model, columns))
    return len(pks) if columns else 0, []
