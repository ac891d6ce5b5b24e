"""How long things are kept: off until an administrator says so, and then what is due goes, batch by batch."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import run
from makegood.base.jobs.sweeps import each
from makegood.base.journal.log import record
from makegood.base.privacy.keeping import KEPT, Gone, drop
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.privacy.events import KeepingChanged
from makegood.records.privacy.models import Keeping
from makegood.records.privacy.operations.copying import forget_later
from makegood.records.privacy.queries import contacts_on_hold

LEAST_DAYS = 30
MOST_DAYS = 36_500


@transaction.atomic
def keep_for(kind: str, *, days: int, is_on: bool, by: Actor) -> Keeping:
    """Keep things of this kind for so many days, or for ever (`is_on` false). Raises Invalid for a kind that
    nobody knows and for less than thirty days."""
    if kind not in KEPT:
        raise Invalid(_("Choose one of the kinds."), field="kind")
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Invalid(_("Say at least 30 days."), field="days")
    told = {"days": days, "is_on": is_on, "set_by": str(by), "at": now(), "upto": 0}
    keeping, _made = Keeping.objects.update_or_create(kind=kind, defaults=told)
    event = KeepingChanged(kept=kind, days=days, is_on=is_on)
    record(event, subject=f"keeping:{kind}", by=by)
    return keeping


def end_of(days: int) -> datetime:
    """What was made before this moment is due."""
    return now() - timedelta(days=days)


def look_again() -> None:
    """Begin anew with every kind: what was passed over because it had to be kept may go now."""
    Keeping.objects.update(upto=0)


def let_go_what_is_old() -> int:
    """A batch of every kind that is switched on; costs what is due. Returns how many rows went."""
    kinds = Keeping.objects.filter(is_on=True, kind__in=KEPT).values_list("kind", flat=True)
    return each(list(kinds), _let_go)


@transaction.atomic
def _let_go(kind: str) -> int:
    keeping = Keeping.objects.select_for_update().get(kind=kind)
    if not keeping.is_on:
        return 0
    held = contacts_on_hold()
    gone = drop(KEPT[kind], before=end_of(keeping.days), after=keeping.upto, held=held)
    if gone.upto == keeping.upto:
        return 0
    keeping.upto, keeping.last_at = gone.upto, now()
    keeping.dropped += gone.rows
    keeping.save(update_fields=["upto", "dropped", "last_at"])
    _written_down(keeping, gone)
    forget_later(gone.bytes)
    return max(gone.rows, 1)  # there may be more behind what was empty


def _written_down(keeping: Keeping, gone: Gone) -> None:
    """The record of what went: a row for each kind, day and rule."""
    if gone.rows:
        run(
            "INSERT INTO privacy_letgo (kind, day, days, rows) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (kind, day, days) DO UPDATE SET rows = privacy_letgo.rows + excluded.rows",
            [keeping.kind, now().date(), keeping.days, gone.rows],
        )
