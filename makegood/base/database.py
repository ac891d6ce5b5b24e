"""What we ask of PostgreSQL in one place: short retries, sets of rows."""

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import msgspec
from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")
SERIALIZATION, DEADLOCK = "40001", "40P01"
TRIES = 5
PLACE = re.compile(r"%\((\w+)\)s")


def rows(sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement with bound parameters and return its rows (none: an empty list)."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True)
class Asked:
    """One value that the database is asked for: a SELECT of one row and column, with its parameters by name."""

    sql: str
    values: Mapping[str, Any]


def together(*asked: Asked) -> list[Any]:
    """The value of each, by one statement: one way there and back, one snapshot."""
    values: dict[str, Any] = {}
    for one in asked:
        for name, value in one.values.items():
            if values.setdefault(name, value) != value:
                raise ValueError(f"two mean different things by {name}")
    [found] = rows("SELECT " + ", ".join([f"({one.sql})" for one in asked]), values)
    return list(found)


def positional(sql: str, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The same statement with its parameters in a row, as `RawSQL` takes them."""
    names = PLACE.findall(sql)
    return PLACE.sub("%s", sql), tuple(values[name] for name in names)


def run(sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> int:
    """Run one statement with bound parameters and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def table(records: Iterable[dict[str, Any]]) -> str:
    """Rows as one parameter for `json_to_recordset`: one statement for any number of rows, at a fraction
    of the cost of a parameter for each value. Texts must be `clean`: PostgreSQL stores no NUL."""
    return msgspec.json.encode(list(records)).decode()


def columns(records: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows turned into lists of columns for `unnest`: one statement for any number of rows."""
    turned: list[list[Any]] = [[] for _ in range(width)]
    for record in records:
        for column, value in zip(turned, record, strict=True):
            column.append(value)
    return turned


def sqlstate(error: BaseException) -> str:
    """The five letters PostgreSQL gave an error, or nothing."""
    return getattr(error.__cause__, "sqlstate", None) or ""


def retried(function: Callable[P, R]) -> Callable[P, R]:
    """A transaction that is tried again when the database asks for it (deadlock, serialisation).

    Inside an outer transaction there is nothing to retry on its own: the outer one decides.
    """

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        for attempt in range(1, TRIES + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except OperationalError as error:
                if attempt == TRIES or sqlstate(error) not in (SERIALIZATION, DEADLOCK):
                    raise
                time.sleep(0.02 * 2**attempt)
        raise AssertionError("unreachable")

    return inner
