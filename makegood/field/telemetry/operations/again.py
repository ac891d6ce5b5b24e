"""What we failed to follow is tried again, less and less often."""

from contextlib import suppress

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F

from makegood.base.database import retried
from makegood.field.telemetry.models import Aside
from makegood.field.telemetry.operations.aside import AGAIN
from makegood.field.telemetry.operations.parsing import follow_again
from makegood.kernel.clock import now
from makegood.kernel.text import clean


def try_again(limit: int = 50) -> int:
    """Follow again what we failed to follow and is due: gone from the list when it went well. That it is tried is
    committed first, so that one which ends the process does not do so for ever."""
    due = Aside.objects.filter(next_try__lte=now()).order_by("next_try", "pk")[:limit]
    return sum(_try(one.pk) for one in list(due) if _begin(one.pk))


@transaction.atomic
def _begin(pk: int) -> bool:
    """Whether it is ours to try; it waits longer from now."""
    due = Aside.objects.select_for_update(skip_locked=True).filter(pk=pk, next_try__lte=now())
    one = due.first()
    if one is None:
        return False
    one.attempts += 1
    one.next_try = now() + AGAIN[one.attempts] if one.attempts < len(AGAIN) else None
    one.save(update_fields=["attempts", "next_try"])
    return True


def _try(pk: int) -> int:
    try:
        return _follow(pk)
    except (OperationalError, InterfaceError):
        with suppress(
            DatabaseError, InterfaceError
        ):  # nobody died of it: it is as if it had not been begun
            Aside.objects.filter(pk=pk).update(
                attempts=F("attempts") - 1, next_try=now() + AGAIN[0]
            )
        raise


@retried
def _follow(pk: int) -> int:
    one = Aside.objects.select_for_update().filter(pk=pk).first()
    if one is None:
        return 0
    try:
        with transaction.atomic():
            follow_again(one)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - its reason is shown, and it waits longer
        one.reason = clean(f"{type(error).__name__}: {error}")[:300]
        one.save(update_fields=["reason"])
    else:
        one.delete()
    return 1
