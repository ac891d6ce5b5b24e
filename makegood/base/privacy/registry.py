"""What is personal: every column that can hold words is somebody's, or is said not to be, with the reason.

A package says so in its `privacy.py`, in words only: `personal(...)` for rows that lead to a contact,
`impersonal(...)` for the rest. Export and erasure follow these lines, and a test finds what is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise

WORDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    models.GenericIPAddressField,
    ArrayField,
)


@dataclass(frozen=True, kw_only=True)
class Held:
    """Personal columns of one table.

    `of`: the ways from a row to its contact. `addresses`: columns that hold an address of his, where there
    may be no way. `drop`: the row goes whole; otherwise its columns are emptied. `unique`: columns that are
    emptied to a name of their own. `files`: the key to a stored file that goes with the row. `source`: the
    way to the bytes that a text was read from. `only`: what a row must be besides, as what waits to be read.
    `cut`: keys that are cleared, as to his company. `codes`: UUID columns that are an address of his. `by_number`: a column that holds the number of a row of
    another table, that table, and the way from it to the contact.
    """

    label: str
    title: str | Promise
    columns: tuple[str, ...]
    of: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    drop: bool = False
    unique: tuple[str, ...] = ()
    files: str = ""
    source: str = ""
    only: Mapping[str, Any] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    by_number: tuple[str, str, str] | None = None
    exported: bool = True


@dataclass(frozen=True)
class Impersonal:
    """Columns of a table that say nothing of a customer, and why."""

    label: str
    because: str
    columns: tuple[str, ...]


Against = Callable[[Sequence[int]], str | Promise]
HELD: dict[str, Held] = {}
IMPERSONAL: list[Impersonal] = []
_AGAINST: dict[str, Against] = {}


def personal(
    label: str, *columns: str, title: str | Promise, of: str | tuple[str, ...] = (), **more: Any
) -> None:
    """Say that these columns are a contact's. One declaration for a table."""
    if label in HELD:
        raise TypeError(f"{label} is declared twice")
    ways = (of,) if isinstance(of, str) else of
    HELD[label] = Held(label=label, title=title, columns=columns, of=ways, **more)


def impersonal(label: str, because: str, *columns: str) -> None:
    """Say that these columns are nobody's outside, and why."""
    IMPERSONAL.append(Impersonal(label, because, columns))


def speaks_against_erasing(name: str) -> Callable[[Against], Against]:
    """Register who may say why a person cannot be erased now: a sentence, or "" for nothing."""

    def register(function: Against) -> Against:
        _AGAINST[name] = function
        return function

    return register


def against(contacts: Sequence[int]) -> str | Promise:
    """The first reason why these contacts cannot be erased now, "" when there is none."""
    return next((told for ask in _AGAINST.values() if (told := ask(contacts))), "")


def is_wordy(column: "models.Field[Any, Any]") -> bool:
    """Whether a column can hold words: text that is no closed list, JSON, bytes, files."""
    return isinstance(column, WORDS) and not column.choices and not column.is_relation


def missing() -> list[str]:
    """Columns nobody has said anything of, or that are said to be both, as "app.Model.column"."""
    told = [f"{held.label}.{name}" for held in HELD.values() for name in held.columns]
    told += [f"{one.label}.{name}" for one in IMPERSONAL for name in one.columns]
    twice = {name for name in told if told.count(name) > 1}
    there = {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        if model.__module__.startswith("makegood.")
        for column in model._meta.concrete_fields
        if is_wordy(column)
    }
    return sorted((there - set(told)) | twice | unknown())


def unknown() -> set[str]:
    """Columns that are declared and are not there."""
    told = {(held.label, name) for held in HELD.values() for name in held.columns}
    told |= {(one.label, name) for one in IMPERSONAL for name in one.columns}
    there = {
        (model._meta.label, column.name)
        for model in apps.get_models()
        for column in model._meta.concrete_fields
    }
    return {f"{label}.{name}" for label, name in told - there}
