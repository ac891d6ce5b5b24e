"""Months of the journal that must exist before somebody writes into them."""

from datetime import date, timedelta

from makegood.base.database import rows
from makegood.kernel.clock import now


def ensure_months(*, back: int = 1, ahead: int = 3) -> None:
    """Make the partitions from `back` months ago to `ahead` months from now, if they are missing."""
    month = now().date().replace(day=1)
    for _ in range(back):
        month = (month - timedelta(days=1)).replace(day=1)
    for _ in range(back + ahead + 1):
        rows("SELECT journal_month(%s)", [month])
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
