"""A query that is put into words once, and asked again and again with other values.

Turning a query set into SQL costs Django about a millisecond, a third of what a page with fifteen of them
needs. A page that is opened all day keeps the words:

    of_case = Prepared(lambda: Promise.objects.filter(case=Given("case")).order_by("made_at"))
    of_case(case=7)
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, F, Lookup, Model, QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A value that is given at each call, where the query set would have the value itself."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """A place in the statement; the value comes later."""
        return "%s", [self]


class IsOneOf(Lookup):
    """`field = ANY(values)`: as `field__in`, in the same words however many values there are."""

    lookup_name = "one_of"

    def __init__(self, field: str, values: Given) -> None:
        super().__init__(F(field), values)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """The comparison."""
        lhs, lhs_params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", [*lhs_params, self.rhs]


@dataclass(frozen=True)
class _Words:
    """What is kept of a query set: nothing of a connection, so that any thread may use it."""

    model: type[Model]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    beside: tuple[Any, ...]  # what is fetched with it by a query of its own


class Prepared(Generic[M]):
    """Rows of a query set whose values are `Given` by name at each call; one query, and those that it prefetches.

    `build` takes what changes the words themselves (a limit, whether there is a bound): one compilation each,
    so it must have few values. Values are used as they are: no conversion by a field.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self._build = build
        self._words: dict[tuple[Hashable, ...], _Words] = {}

    def __call__(self, *shape: Hashable, **values: Any) -> list[M]:
        """The rows as the query set would give them. Raises KeyError: a value is missing."""
        words = self._words.get(shape) or self._words.setdefault(shape, self._compiled(shape))
        params = [values[p.name] if isinstance(p, Given) else p for p in words.params]
        compiler: Any = copy(words.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda: (words.sql, params)
        asked = SimpleNamespace(get_compiler=lambda **_: compiler)
        known: Any = SimpleNamespace(
            db=DEFAULT_DB_ALIAS, query=asked, model=words.model, _known_related_objects={}
        )
        found: list[M] = list(ModelIterable(known))
        if words.beside and found:
            prefetch_related_objects(found, *words.beside)
        return found

    def one(self, *shape: Hashable, **values: Any) -> M | None:
        """The first row, None where there is none; the query has its own limit."""
        found: Sequence[M] = self(*shape, **values)
        return found[0] if found else None

    def _compiled(self, shape: tuple[Hashable, ...]) -> _Words:
        found: Any = self._build(*shape)
        compiler = found.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        compiler.connection = None
        return _Words(found.model, compiler, sql, tuple(params), found._prefetch_related_lookups)
