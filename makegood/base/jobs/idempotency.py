"""A key that makes a repeated request one effect with one answer."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.jobs.models import Key
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused


class KeyReused(Refused):
    """The same key came with another request."""


@transaction.atomic
def once(
    *, scope: str, key: str, request: Any, act: Callable[[], tuple[int, dict[str, Any]]]
) -> tuple[int, dict[str, Any]]:
    """Do `act` the first time, repeat its answer every other time.

    The row is taken first, so twenty at once wait for the one that acts; a crash in the middle rolls
    both back. Raises KeyReused when the same key asks for something else.
    """
    digest = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
    Key.objects.bulk_create([Key(scope=scope, key=key[:200], digest=digest)], ignore_conflicts=True)
    row = Key.objects.select_for_update().get(scope=scope, key=key[:200])
    if row.digest != digest:
        raise KeyReused(_("This idempotency key was used for another request. Use a new key."))
    if row.status == 0:
        row.status, row.answer = act()
        row.save(update_fields=["status", "answer"])
    return row.status, row.answer


def forget_answers(*, after: timedelta = timedelta(days=7)) -> int:
    """Drop keys that nobody repeats any more."""
    return Key.objects.filter(made_at__lt=now() - after).delete()[0]
