"""Somebody in the words of others: found by the index of words, in the talks in which he is named, and in small
tables whole; never by reading a large table from its beginning to its end."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL

from makegood.base.database import rows
from makegood.base.privacy.naming import Person, pattern_of, queries_of, without
from makegood.base.privacy.reaching import let_guards_pass, rows_of
from makegood.base.privacy.registry import HELD, Held
from makegood.kernel.text import tsvector

SMALL = 4 * 2**20  # bytes of a table that is read whole
BATCH = 100
SLICE = 1000  # rows read in one transaction
MOST_AROUND = 5000  # contacts in whose talks he is named


def around(person: Person) -> list[int]:
    """The contacts in whose words, or in what we wrote about them, he is named (one look into each index)."""
    query = queries_of(person.addresses, person.names)
    found: set[int] = set()
    for held in HELD.values():
        column = _indexed(held)
        if not query or not column or not held.of:
            continue
        named = _named(held, column, query)
        for way in held.of:
            theirs = named.order_by("-pk").values_list(way, flat=True)[:MOST_AROUND]
            found.update(pk for pk in theirs if pk)
    return sorted(found - set(person.contacts))[:MOST_AROUND]


def quoted(held: Held, person: Person, *, after: str = "") -> str:
    """Take him out of the words of others in one slice of a table: of the rows that may name him, those after that
    one. Returns the last that was read where there may be more, else ""."""
    pattern = pattern_of(person.addresses, person.names)
    model = apps.get_model(held.label)
    fields = {f.name: f for f in model._meta.concrete_fields}
    wordy = [n for n in held.columns if _is_text(fields[n]) and n not in held.unique]
    if pattern is None or not wordy or held.drop:
        return ""
    let_guards_pass()
    plain = pattern_of(person.addresses)
    same = _of_namesakes(held, person)
    looked, changed = [], []
    for row in islice(_candidates(held, person, wordy, after), SLICE):
        looked.append(row.pk)
        mine = plain if row.pk in same else pattern
        if mine and _cut(row, wordy, fields, mine):
            changed.append(row.pk)
    if held.source and changed:
        _redact_source(model, held.source, changed, person)
    return str(looked[-1]) if len(looked) == SLICE else ""


def _indexed(held: Held) -> str:
    """The column with the words of a table, "" when it has none."""
    model = apps.get_model(held.label)
    return next(
        (f.name for f in model._meta.concrete_fields if isinstance(f, SearchVectorField)), ""
    )


def _named(held: Held, column: str, query: str) -> QuerySet[Any]:
    model = apps.get_model(held.label)
    table, name = model._meta.db_table, model._meta.get_field(column).column
    words = f'"{table}"."{name}" @@ %s::tsquery'  # names of ours
    hits = RawSQL(words, [query], models.BooleanField())  # noqa: S611
    found: QuerySet[Any] = model._default_manager.filter(hits)
    return found


def _candidates(held: Held, person: Person, wordy: list[str], after: str) -> Iterator[Any]:
    """The rows after one that may name him, a few columns of each, in order."""
    model = apps.get_model(held.label)
    found: QuerySet[Any] = model._default_manager.only("pk", *wordy).order_by("pk")
    last = model._meta.pk.to_python(after) if after else None
    if last is not None:
        found = found.filter(pk__gt=last)
    if _is_small(model._meta.db_table):
        yield from found.iterator(chunk_size=BATCH)
        return
    near = [pk for pk in _near(held, person) if last is None or pk > last]
    for at in range(0, len(near), BATCH):
        yield from found.filter(pk__in=near[at : at + BATCH])


def _near(held: Held, person: Person) -> list[Any]:
    """Rows in whose talks he is named, and those that the index of words gives: asked one after the other, for
    either index serves one question, and none both at once."""
    near = rows_of(held, Person(person.around, ()))
    found = set(near.order_by().values_list("pk", flat=True))
    column, query = _indexed(held), queries_of(person.addresses, person.names)
    if column and query:
        found.update(_named(held, column, query).order_by().values_list("pk", flat=True))
    return sorted(found)


def _of_namesakes(held: Held, person: Person) -> set[Any]:
    """Rows of those who bear the same name: it stays there, for it is theirs."""
    if not person.namesakes:
        return set()
    return set(rows_of(held, Person(person.namesakes, ())).order_by().values_list("pk", flat=True))


def _is_small(table: str) -> bool:
    [(size,)] = rows("SELECT pg_relation_size(%s::regclass)", [f'"{table}"'])
    return bool(size <= SMALL)


def _cut(row: Any, wordy: list[str], fields: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    """Write one row without him; whether he stood there."""
    new = {name: _without(getattr(row, name), pattern) for name in wordy}
    new = {name: value for name, value in new.items() if value != getattr(row, name)}
    if not new:
        return False
    told: dict[str, Any] = {}
    for name, value in new.items():
        is_json = isinstance(fields[name], models.JSONField)
        limit = getattr(fields[name], "max_length", None)
        told[name] = Value(value, models.JSONField()) if is_json else value[:limit]
    for name, field in fields.items():
        if isinstance(field, SearchVectorField):
            words = " ".join(str(new.get(n, getattr(row, n)) or "") for n in wordy if n != "html")
            told[name] = Value(tsvector(words), output_field=SearchVectorField())
    type(row)._default_manager.filter(pk=row.pk).update(**told)
    return True


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return without(value, pattern)
    if isinstance(value, list):
        return [_without(one, pattern) for one in value]
    if isinstance(value, dict):
        return {_without(k, pattern): _without(v, pattern) for k, v in value.items()}
    return value


def _is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


def _redact_source(model: Any, source: str, pks: list[int], person: Person) -> None:
    """The bytes a text was read from: he goes out of them; where he stands encoded they go whole."""
    pattern = pattern_of(person.addresses, person.names)
    key, column = source.split("__")
    raw = model._meta.get_field(key).related_model
    ids = model._default_manager.filter(pk__in=pks).values(key)
    for row in raw._default_manager.filter(pk__in=ids).only(column).iterator(chunk_size=20):
        old = bytes(getattr(row, column)).decode("utf-8", "surrogateescape")
        new = without(old, pattern) if pattern else old
        kept = new.encode("utf-8", "surrogateescape") if new != old else b""
        raw._default_manager.filter(pk=row.pk).update(**{column: kept})
