"""Customers' guides that never became a case: nobody's, and not kept for ever."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from makegood.base.privacy.keeping import Gone
from makegood.field.diagnosis.models import Session


def forget_guides(*, before: datetime, after: int, limit: int, held: Sequence[int] = ()) -> Gone:
    """Drop guides without a case that began before a moment, with their answers, in the order of their ids, none about
    a device of `held` contacts. In the caller's transaction; one that a case takes meanwhile stays."""
    found = Session.objects.filter(pk__gt=after, case=None).order_by("pk")
    if held:
        found = found.exclude(asset__owner__in=held)
    rows = found.values_list("pk", "began_at")[:limit]
    due = [pk for pk, _at in takewhile(lambda row: row[1] < before, rows)]
    if not due:
        return Gone(after, 0)
    locked = Session.objects.select_for_update().filter(pk__in=due, case=None).order_by("pk")
    alone = list(locked.values_list("pk", flat=True))
    Session.objects.filter(pk__in=alone).delete()
    return Gone(due[-1], len(alone))
