"""The rows of one person in every table, by what the packages declared: to give out, and to empty."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from makegood.base.database import run
from makegood.base.files.operations import drop_rows
from makegood.base.privacy.naming import ERASED, Person
from makegood.base.privacy.registry import HELD, Held


def rows_of(held: Held, person: Person) -> QuerySet[Any]:
    """His rows of one table."""
    model = apps.get_model(held.label)
    mine: dict[str, Any] = {f"{way}__in": person.contacts for way in held.of}
    mine |= {f"{column}__in": person.addresses for column in held.addresses}
    mine |= {f"{column}__in": codes_in(person.addresses) for column in held.codes}
    if held.by_number:
        column, label, way = held.by_number
        theirs = apps.get_model(label)._default_manager.filter(**{f"{way}__in": person.contacts})
        mine[f"{column}__in"] = theirs.values("pk")
    found: QuerySet[Any] = model._default_manager.filter(**held.only)
    each = [found.filter(**{way: theirs}).order_by().values("pk") for way, theirs in mine.items()]
    if len(each) < 2 and all("__" not in way for way in held.of):
        return found.filter(**mine) if mine else found.none()
    # Each way by its own index: with all of them in one condition the tables are joined from end to end.
    return found.filter(pk__in=each[0].union(*each[1:]))


def codes_in(addresses: Sequence[str]) -> list[UUID]:
    """The addresses that are codes of a browser, whatever stands before them."""
    ends = (one.rpartition(":")[2] for one in addresses)
    return [
        UUID(end)
        for end in ends
        if re.fullmatch(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", end)
    ]


def empty(held: Held, person: Person) -> list[str]:
    """Empty or drop his rows of one table, inside the caller's transaction; twice changes nothing more.
    Returns the names (SHA-256) of stored bytes that nobody's row names now, for `files.forget_bytes`."""
    let_guards_pass()
    found = rows_of(held, person)
    if held.drop:
        files = list(found.values_list(held.files, flat=True)) if held.files else []
        found.delete()
        return drop_rows([pk for pk in files if pk])
    model = apps.get_model(held.label)
    new = emptied(model, held.columns, unique=held.unique)
    if new:
        found.update(**new, **dict.fromkeys(held.cut))
    return []


def emptied(model: Any, columns: Sequence[str], *, unique: Sequence[str] = ()) -> dict[str, Any]:
    """What an update sets to empty these columns."""
    fields = {f.name: f for f in model._meta.concrete_fields}
    return {n: _blank(fields[n], unique=n in unique, label=model) for n in columns}


def let_guards_pass() -> None:
    """Triggers that keep what was said as it was said let exactly this pass, until the end of the transaction."""
    run("SELECT set_config('makegood.erasing', 'on', true)", [])


def _blank(field: Any, *, unique: bool, label: Any) -> Any:
    if isinstance(field, SearchVectorField):
        return None
    if isinstance(field, models.JSONField):
        plain = field.get_default() if field.has_default() else {}
        return Value(plain, output_field=models.JSONField())
    if isinstance(field, models.BinaryField):
        return b""
    if unique:
        name = Cast(F(label._meta.pk.name), models.TextField())
        return Concat(Value("erased-"), name, output_field=models.TextField())
    return Case(
        When(**{field.name: ""}, then=Value("")),
        default=Value(ERASED),
        output_field=models.TextField(),
    )


def collected(held: Held, person: Person) -> Iterator[dict[str, Any]]:
    """His rows of one table as plain values, the oldest first; bytes and search words are left out."""
    model = apps.get_model(held.label)
    names = [
        f.attname
        for f in model._meta.concrete_fields
        if not isinstance(f, models.BinaryField | SearchVectorField)
    ]
    yield from rows_of(held, person).order_by("pk").values(*names).iterator(chunk_size=500)


def tables() -> list[Held]:
    """Every table with something personal, those with a way of many steps first: the ways lead over the others."""
    return sorted(HELD.values(), key=lambda held: (held.label == "customers.Contact", held.label))
