"""The rows of one person in every table, by what the packages declared: to give out, and to empty."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from makegood.base.database import run
from makegood.base.files.operations import drop_rows
from makegood.base.privacy.registry import HELD, Held

ERASED = "[…]"
LEAST_DIGITS = 7  # of a number that is looked for in the words of others: fewer are anybody's


@dataclass(frozen=True)
class Person:
    """Whose rows: his contacts (he may have been merged) and his addresses in every form we keep."""

    contacts: tuple[int, ...]
    addresses: tuple[str, ...]


def rows_of(held: Held, person: Person) -> QuerySet[Any]:
    """His rows of one table."""
    model = apps.get_model(held.label)
    mine = Q(pk__in=[])
    for way in held.of:
        mine |= Q(**{f"{way}__in": person.contacts})
    for column in held.addresses:
        mine |= Q(**{f"{column}__in": person.addresses})
    for column in held.codes:
        mine |= Q(**{f"{column}__in": codes_in(person.addresses)})
    if held.by_number:
        column, label, way = held.by_number
        theirs = apps.get_model(label)._default_manager.filter(**{f"{way}__in": person.contacts})
        mine |= Q(**{f"{column}__in": theirs.values("pk")})
    direct = all("__" not in way for way in held.of)
    found: QuerySet[Any] = model._default_manager.filter(**held.only)
    if direct:
        return found.filter(mine)
    return found.filter(pk__in=found.filter(mine).order_by().values("pk"))


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


def pattern_of(person: Person) -> str:
    """What finds any of his addresses in words, whole and not as a part of something longer; "" when none can
    be told from the words of others. An id that is a word ("customer", as a partner's system may call him)
    stays: it stands in what everybody writes."""
    telling = {a for a in person.addresses if "@" in a or _digits(a) >= LEAST_DIGITS}
    found = "|".join(re.escape(one) for one in sorted(telling, key=len, reverse=True))
    return f"(?<![0-9A-Za-z])(?:{found})(?![0-9A-Za-z])" if found else ""


def _digits(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def quoted(held: Held, person: Person) -> int:
    """Take his addresses out of the words of others in one table; returns how many rows changed."""
    pattern = pattern_of(person)
    model = apps.get_model(held.label)
    fields = {f.name: f for f in model._meta.concrete_fields}
    wordy = [n for n in held.columns if _is_text(fields[n]) and n not in held.unique]
    if not pattern or not wordy or held.drop:
        return 0
    let_guards_pass()
    words = {f"w_{n}": Cast(F(n), models.TextField()) for n in wordy}
    matches = Q(pk__in=[])
    for name in words:
        matches |= Q(**{f"{name}__iregex": pattern})
    pks = list(
        model._default_manager.annotate(**words).filter(matches).values_list("pk", flat=True)
    )
    if not pks:
        return 0
    found = model._default_manager.filter(pk__in=pks)
    if held.source:
        _redact_source(model, held.source, pks, pattern)
    terms = {n: None for n in held.columns if isinstance(fields[n], SearchVectorField)}
    return int(found.update(**{n: _replaced(fields[n], pattern) for n in wordy}, **terms))


def _is_text(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField | models.JSONField)


def _replaced(field: Any, pattern: str) -> Any:
    new = Func(
        Cast(F(field.name), models.TextField()),
        Value(pattern),
        Value(ERASED),
        Value("gi"),
        function="regexp_replace",
        output_field=models.TextField(),
    )
    return Cast(new, models.JSONField()) if isinstance(field, models.JSONField) else new


def _redact_source(model: Any, source: str, pks: Sequence[int], pattern: str) -> None:
    """The bytes a text was read from: his address goes out of them; where it stands encoded they go whole."""
    key, column = source.split("__")
    raw = model._meta.get_field(key).related_model
    ids = model._default_manager.filter(pk__in=pks).values(key)
    for row in raw._default_manager.filter(pk__in=ids).only(column).iterator(chunk_size=20):
        body = bytes(getattr(row, column))
        new, times = re.subn(pattern.encode(), b"[...]", body, flags=re.IGNORECASE)
        raw._default_manager.filter(pk=row.pk).update(**{column: new if times else b""})


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
