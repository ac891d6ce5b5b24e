"""Reviews come in as deliveries of their sources and as tables, a part at a time: what a crash leaves is
done once more, and never twice."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import structlog
from django.db import DataError, IntegrityError, transaction

from makegood.base.files.operations import read as read_file
from makegood.base.jobs.queue import defer_once, job
from makegood.base.jobs.sweeps import sweep
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Delivery, Import
from makegood.care.feedback.operations.importing import Progress
from makegood.care.feedback.queries import meaning_of
from makegood.care.feedback.reading.cells import Unusable, told_of
from makegood.care.feedback.reading.tables import Row, rows_of
from makegood.care.feedback.reading.told import Told
from makegood.contact.channels.models import Account
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.loops.review_to_case import take

BATCH = 1000
PART_SECONDS = 20.0  # so long one job works before it gives way to others
Reader = Callable[[Account, bytes], list[Told]]
READERS: list[Reader] = []
REFUSED = (DataError, IntegrityError, ValueError)  # what the same row would meet at every try
logger = structlog.get_logger()


class Unreadable(ValueError):
    """A delivery is none; the reason is its only word."""


def install_reader(reader: Reader) -> None:
    """Let an adapter say what the deliveries of its sources mean; it raises Unreadable."""
    READERS[:] = [reader]


@sweep(every=1, hot=True)
def take_deliveries() -> int:
    """Take in what sources sent, each in a transaction of its own. What fails holds up nothing else, and is
    set aside after some attempts."""
    ends, last, count = time.monotonic() + PART_SECONDS, 0, 0
    while time.monotonic() < ends:
        with transaction.atomic():
            delivery = feedback.claim_delivery(after=last)
            if delivery is None:
                break
            _take_delivery(delivery)
        last, count = delivery.pk, count + 1
    return count


def _take_delivery(delivery: Delivery) -> None:
    try:
        with transaction.atomic():
            told = READERS[0](delivery.source, bytes(delivery.body))
            take(delivery.source, told, by=SYSTEM)
            feedback.settle_delivery(delivery)
    except Unreadable as error:
        feedback.settle_delivery(delivery, reason=str(error))
    except Exception as error:
        logger.warning("a delivery of reviews failed", delivery=delivery.pk, exc_info=True)
        feedback.put_off(delivery.pk, reason=f"{type(error).__name__}: {error}")


@transaction.atomic
def start(run: Import, *, by: Actor) -> Import:
    """Let a table come in, from where it stopped."""
    run = feedback.start_import(run, by=by)
    _defer(run.pk)
    return run


def _defer(pk: int) -> None:
    defer_once(come_in, at=now(), lock=f"reviews:{pk}", import_id=pk)


@job("reviews.come_in")
def come_in(*, import_id: int) -> None:
    """Take in a part of a table, then give way. Safe to call at any time and any number of times."""
    ends = time.monotonic() + PART_SECONDS
    rows: Iterator[Row] | None = None
    at = 0
    while True:
        with transaction.atomic():
            run = feedback.claim_import(import_id)
            if run is None:
                return
            if rows is None or at != run.done:
                rows = _rows(run)
            over = _take_part(run, rows)
            at = run.done
        if over:
            return
        if time.monotonic() > ends:
            break
    with transaction.atomic():
        _defer(import_id)


def _rows(run: Import) -> Iterator[Row]:
    content = read_file(run.file)
    return rows_of(content, encoding=run.encoding, delimiter=run.delimiter, skip=run.done)


def _take_part(run: Import, rows: Iterator[Row]) -> bool:
    """Whether that was the last of it. The rows and how far it got are one transaction."""
    meaning = meaning_of(run)
    progress = Progress()
    told: list[tuple[Row, Told]] = []
    count = 0
    for row in rows:
        count += 1
        try:
            told.append((row, told_of(row, meaning)))
        except Unusable as error:
            progress.wrong.append((row.number, str(error), row.line))
        if count >= BATCH:
            break
    _take_rows(run, told, progress)
    over = count < BATCH
    feedback.note_progress(run, progress, over=over, by=SYSTEM)
    return over


def _take_rows(run: Import, rows: Sequence[tuple[Row, Told]], progress: Progress) -> None:
    """Together; where the database refuses one of them, half by half, so that it stops no other row."""
    try:
        with transaction.atomic():
            _take_told(run, [told for _row, told in rows], progress)
    except REFUSED as error:
        if len(rows) == 1:
            row = rows[0][0]
            logger.warning("a row of a table was refused", row=row.number, exc_info=error)
            progress.wrong.append((row.number, "refused", row.line))
            return
        middle = len(rows) // 2
        _take_rows(run, rows[:middle], progress)
        _take_rows(run, rows[middle:], progress)


def _take_told(run: Import, told: Sequence[Told], progress: Progress) -> None:
    before = run.history_before
    zone = ZoneInfo(run.source.queue.team.zone)
    since = datetime.combine(before, clock_time(), zone).astimezone(UTC) if before else None
    taken = take(run.source, told, by=actors.user(run.user_id), history_before=since)
    for one in taken:
        if one.what == "new":
            progress.made += 1
        elif one.what == "same":
            progress.same += 1
        else:
            progress.changed += 1
    progress.cases += sum(one.owes and one.what == "new" for one in taken)


@sweep(every=30)
def tables_go_on() -> int:
    """A table that runs has a job (a job can get lost, the row cannot)."""
    for pk in Import.objects.filter(state=Import.State.RUNNING).values_list("pk", flat=True):
        _defer(pk)
    return 0
