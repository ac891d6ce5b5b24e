"""How long each kind of thing may be kept: a package says which rows grow old, and what goes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.functional import Promise

from makegood.base.privacy.reaching import emptied, let_guards_pass


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Rows of `label` that were made before a moment (`since`), in the order of their ids; `columns` are
    emptied, or, where there are none, the rows go. `days`: what is proposed."""

    kind: str
    title: str | Promise
    label: str
    since: str
    days: int
    columns: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict)


KEPT: dict[str, Kept] = {}


def keeps(**told: Any) -> None:
    """Say that rows of a table may be given an end; called once, when the package is loaded."""
    one = Kept(**told)
    KEPT[one.kind] = one


def _due(one: Kept, *, before: datetime, after: int) -> QuerySet[Any]:
    model = apps.get_model(one.label)
    old = {f"{one.since}__lt": before, "pk__gt": after, **one.only}
    found: QuerySet[Any] = model._default_manager.filter(**old)
    return found.order_by("pk")


def how_many(one: Kept, *, before: datetime, after: int = 0) -> int:
    """How many rows would go."""
    return _due(one, before=before, after=after).count()


def drop(one: Kept, *, before: datetime, after: int, limit: int) -> Sequence[int]:
    """Let the oldest `limit` that are due go, in the caller's transaction; returns their ids in order."""
    pks = list(_due(one, before=before, after=after).values_list("pk", flat=True)[:limit])
    model = apps.get_model(one.label)
    rows = model._default_manager.filter(pk__in=pks)
    let_guards_pass()
    if one.columns:
        rows.update(**emptied(model, one.columns))
    else:
        rows.delete()
    return pks
