"""A table of reviews comes in, a part at a time: what was done is kept with how far it got."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.files.models import File
from makegood.base.journal.log import record
from makegood.care.feedback.errors import NotReady
from makegood.care.feedback.events import ImportBegun, ImportEnded
from makegood.care.feedback.models import Import, WrongRow
from makegood.care.feedback.reading.tables import NAMES, Table, missing
from makegood.contact.channels.models import Account
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.text import clean

KEPT_ERRORS = 20_000  # rows that are told one by one; all are counted


@dataclass
class Progress:
    """What one part of a table came to: rows behind us, by what became of them."""

    made: int = 0
    changed: int = 0
    same: int = 0
    cases: int = 0
    wrong: list[tuple[int, str, str]] = field(default_factory=list)  # row, reason, its line

    @property
    def rows(self) -> int:
        """Rows in it."""
        return self.made + self.changed + self.same + len(self.wrong)


def begin_import(source: Account, *, file: File, table: Table, user: User) -> Import:
    """A table that lies here, with what its columns seem to mean. Nothing is taken in yet."""
    return Import.objects.create(
        source=source,
        file=file,
        encoding=table.encoding,
        delimiter=table.delimiter,
        mapping=table.guess(NAMES),
        rows=table.count,
        user=user,
    )


@transaction.atomic
def set_mapping(
    run: Import,
    *,
    mapping: dict[str, int],
    day_first: bool,
    best: float,
    history_before: date | None,
) -> Import:
    """Say what the columns mean. Raises NotReady when it has begun, or a column that is needed is missing."""
    run = Import.objects.select_for_update().get(pk=run.pk)
    if run.state != Import.State.DRAFT:
        raise NotReady(_("This table is on its way in already."))
    run.mapping, run.day_first, run.best = mapping, day_first, best
    run.history_before = history_before
    run.save(update_fields=["mapping", "day_first", "best", "history_before"])
    lacking = missing(mapping)
    if lacking:
        raise NotReady(_("Say which column holds the stars or the words."), field=lacking[0])
    return run


@transaction.atomic
def start_import(run: Import, *, by: Actor) -> Import:
    """Let it run; one that was stopped goes on where it was. Twice changes nothing. Raises NotReady."""
    run = Import.objects.select_for_update().get(pk=run.pk)
    if run.state in (Import.State.RUNNING, Import.State.DONE):
        return run
    if missing(run.mapping):
        raise NotReady(_("Say which column holds the stars or the words."))
    run.state, run.begun_at, run.moved_at = Import.State.RUNNING, run.begun_at or now(), now()
    run.ended_at = None
    run.save(update_fields=["state", "begun_at", "moved_at", "ended_at"])
    record(ImportBegun(import_id=run.pk), subject=f"import:{run.pk}", by=by)
    return run


@transaction.atomic
def stop_import(run: Import, *, by: Actor) -> Import:
    """Stop after the part that is in hand. Twice changes nothing."""
    run = Import.objects.select_for_update().get(pk=run.pk)
    if run.state == Import.State.RUNNING:
        run.state, run.ended_at = Import.State.STOPPED, now()
        run.save(update_fields=["state", "ended_at"])
        record(ImportEnded(import_id=run.pk, stopped=True), subject=f"import:{run.pk}", by=by)
    return run


def claim_import(pk: int) -> Import | None:
    """The import with its lock, in the caller's transaction; None when another has it in hand, or it does
    not run."""
    mine = Import.objects.select_for_update(skip_locked=True, of=("self",))
    running = mine.filter(pk=pk, state=Import.State.RUNNING)
    return running.select_related("source__queue__team", "file").first()


def note_progress(run: Import, progress: Progress, *, over: bool, by: Actor) -> Import:
    """So far it got, in the transaction that took these rows in. `over`: there are no more."""
    run.made += progress.made
    run.changed += progress.changed
    run.same += progress.same
    run.cases += progress.cases
    run.wrong += len(progress.wrong)
    run.done += progress.rows
    run.rows = max(run.rows, run.done)
    run.moved_at = now()
    fields = ["made", "changed", "same", "cases", "wrong", "done", "rows", "moved_at"]
    _keep_wrong(run, progress.wrong)
    if over:
        run.state, run.ended_at, run.rows = Import.State.DONE, now(), run.done
        fields += ["state", "ended_at"]
        record(ImportEnded(import_id=run.pk, stopped=False), subject=f"import:{run.pk}", by=by)
    run.save(update_fields=fields)
    return run


def _keep_wrong(run: Import, wrong: Sequence[tuple[int, str, str]]) -> None:
    room = max(0, KEPT_ERRORS - (run.wrong - len(wrong)))
    rows: list[Any] = [
        WrongRow(run=run, row=row, reason=reason, line=clean(line)[:400])
        for row, reason, line in wrong[:room]
    ]
    WrongRow.objects.bulk_create(rows, ignore_conflicts=True)
