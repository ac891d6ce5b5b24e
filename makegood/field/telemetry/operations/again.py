"""What we failed to follow is tried again, less and less often."""

from django.db import InterfaceError, OperationalError, transaction

from makegood.field.telemetry.models import Aside
from makegood.field.telemetry.operations.aside import AGAIN
from makegood.field.telemetry.operations.parsing import follow_again
from makegood.kernel.clock import now
from makegood.kernel.text import clean


def try_again(limit: int = 50) -> int:
    """Follow again what we failed to follow and is due: gone from the list when it went well."""
    done = 0
    for pk in Aside.objects.filter(next_try__lte=now()).values_list("pk", flat=True)[:limit]:
        with transaction.atomic():
            one = Aside.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if one is None:
                continue
            done += 1
            try:
                with transaction.atomic():
                    follow_again(one)
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:  # noqa: BLE001 - its reason is shown, and it waits longer
                _wait_longer(one, error)
            else:
                one.delete()
    return done


def _wait_longer(one: Aside, error: Exception) -> None:
    one.attempts += 1
    one.next_try = now() + AGAIN[one.attempts] if one.attempts < len(AGAIN) else None
    one.reason = clean(f"{type(error).__name__}: {error}")[:300]
    one.save(update_fields=["attempts", "next_try", "reason"])
