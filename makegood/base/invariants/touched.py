"""Which rows may have changed since a mark: what `@invariant(touched=)` needs of a table that grows."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Model

from makegood.base.database import rows
from makegood.kernel.clock import now

OVERLAP = 2000  # rows that committed late may bear a lower number than the mark
AT_ONCE = 20_000
YOUNG = timedelta(days=35)  # of the journal, so that old months are left alone


def new_rows(model: type[Model], column: str) -> Callable[[int], tuple[int, list[int]]]:
    """What the rows of a table that were made since the mark point to. The first time nothing: what
    is there already has its turn."""

    def touched(mark: int) -> tuple[int, list[int]]:
        made = model._default_manager.order_by("id").values_list("id", column)
        if not mark:
            last = made.last()
            return (last[0] if last else 0), []
        found = list(made.filter(id__gt=mark - OVERLAP)[:AT_ONCE])
        return max([mark, *(pk for pk, _ in found)]), sorted({one for _, one in found})

    return touched


def cases_told_of(mark: int) -> tuple[int, list[int]]:
    """The cases of which the journal tells something since the mark: everything that changes one does."""
    if not mark:
        [(newest,)] = rows("SELECT coalesce(max(id), 0) FROM journal_entry")
        return int(newest), []
    [(newest, found)] = rows(
        'SELECT max(id), array_agg(DISTINCT "case") FILTER (WHERE "case" IS NOT NULL) FROM'
        ' (SELECT id, "case" FROM journal_entry WHERE id > %s AND at > %s ORDER BY id LIMIT %s) found',
        [max(mark - OVERLAP, 0), now() - YOUNG, AT_ONCE],
    )
    return max(mark, newest or 0), found or []
