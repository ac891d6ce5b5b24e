"""A table of devices or products: looked at whole before anything comes in; it goes on where it stood after a death."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.database import retried, rows
from makegood.base.files.models import File
from makegood.base.files.operations import read as read_file
from makegood.base.jobs.queue import defer_once, job
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.actor import user as by_user
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.tables import Row, Table, rows_of
from makegood.kernel.text import fold
from makegood.records.assets.events import AssetsImported
from makegood.records.assets.models import Field, Import, Product
from makegood.records.assets.operations.writing import (
    PART,
    Unfit,
    hold,
    unfit,
    write_devices,
    write_products,
)
from makegood.records.assets.rules.columns import COLUMNS, NEEDED
from makegood.records.assets.rules.device_rows import OWN, Flaw, Known, Told, told_of
from makegood.records.assets.rules.product_rows import Made, made_of

TOLD = 1000  # flaws that are kept one by one; all are counted
MOST_ROWS = 200_000


class Begun(Refused):
    """It is on its way in already, or has come."""


def names_of(what: str) -> dict[str, tuple[str, ...]]:
    """The fields of such a table with the titles they go by; our own facts of devices too (one query)."""
    names = dict(COLUMNS[what])
    if what == Import.What.DEVICES:
        for one in Field.objects.filter(ended_at=None):
            titles = [one.key, *one.names.values()]
            names[OWN + one.key] = tuple(title.casefold() for title in titles)
    return names


def begin_import(what: str, *, file: File, table: Table, user: User) -> Import:
    """A table that lies here, with what its columns seem to mean. Nothing comes in yet. Raises Invalid."""
    if table.count > MOST_ROWS:
        raise Invalid(_("At most 200,000 rows come in at once. Divide the table."), field="file")
    return Import.objects.create(
        what=what,
        file=file,
        encoding=table.encoding,
        delimiter=table.delimiter,
        mapping=table.guess(names_of(what)),
        rows=table.count,
        user=user,
    )


@transaction.atomic
def set_columns(run: Import, *, mapping: dict[str, int]) -> Import:
    """Say what the columns mean. Raises Begun, and Invalid when the one that is needed is missing."""
    run = Import.objects.select_for_update().get(pk=run.pk)
    if run.state not in (Import.State.DRAFT, Import.State.WRONG):
        raise Begun(_("This table is on its way in already."))
    if NEEDED[run.what] not in mapping:
        raise Invalid(
            _("Say which column names the device or the product."), field=NEEDED[run.what]
        )
    run.mapping, run.state = mapping, Import.State.DRAFT
    run.flaws, run.told = 0, []
    run.made = run.changed = run.reached = 0
    run.save(update_fields=["mapping", "state", "flaws", "told", "made", "changed", "reached"])
    return run


@transaction.atomic
def start_import(run: Import) -> Import:
    """Let it come in, as soon as a worker is free; twice is once."""
    run = Import.objects.select_for_update().get(pk=run.pk)
    if run.state in (Import.State.DRAFT, Import.State.WRONG):
        run.state = Import.State.RUNNING
        run.save(update_fields=["state"])
        defer_once(come_in, at=now(), lock=f"assets:{run.pk}", import_id=run.pk)
    return run


@job("assets.come_in")
def come_in(*, import_id: int) -> None:
    """Bring in a whole table, or say what is wrong with it. Safe any number of times: whoever comes second, or
    after one who died, goes on where the table stands."""
    take_in(import_id)


def take_in(import_id: int) -> None:
    """As `come_in`, now: everything is looked at before anything comes in; then it comes in by parts of some
    thousand rows, each with how far we are."""
    run = Import.objects.filter(pk=import_id, state=Import.State.RUNNING)
    found = run.select_related("file").first()
    if found is None:
        return
    told, flaws = read(found)
    if found.what == Import.What.DEVICES and not flaws:
        told.sort(
            key=lambda one: one.serial
        )  # whoever writes the same devices meets them in the same order
        flaws = unfit(told)
    by = by_user(found.user_id)
    if not flaws and found.what == Import.What.DEVICES:
        while _write_part(import_id, told, by):
            pass
    _end(import_id, told, flaws, by)


@retried
@transaction.atomic
def _write_part(import_id: int, told: list[Any], by: Actor) -> bool:
    """The next rows, together with how far the table is; False when all of them are there, or somebody else ended it.
    One table at a time: names of companies and places that two have in common are made once."""
    rows("SELECT pg_advisory_xact_lock(hashtextextended('assets:import', 0))")
    running = Import.objects.select_for_update(of=("self",))
    run = running.filter(pk=import_id, state=Import.State.RUNNING).first()
    if run is None or run.reached >= len(told):
        return False
    part = told[run.reached : run.reached + PART]
    made, changed = write_devices(part, about=f"asset-import:{run.pk}", by=by)
    run.reached += len(part)
    run.made, run.changed = run.made + made, run.changed + changed
    run.save(update_fields=["reached", "made", "changed"])
    return True


@retried
@transaction.atomic
def _end(import_id: int, told: list[Any], flaws: list[Flaw], by: Actor) -> None:
    """What is left of it, and what came of it; whoever comes second finds it done."""
    rows("SELECT pg_advisory_xact_lock(hashtextextended('assets:import', 0))")
    running = Import.objects.select_for_update(of=("self",))
    run = running.filter(pk=import_id, state=Import.State.RUNNING).first()
    if run is None:
        return
    flaws = flaws or _last(run, told, by)
    run.flaws = len(flaws)
    run.told = [[flaw.row, flaw.column, flaw.reason, flaw.value] for flaw in flaws[:TOLD]]
    run.ended_at = now()
    run.state = Import.State.WRONG if flaws else Import.State.DONE
    run.save(update_fields=["flaws", "told", "ended_at", "state", "made", "changed", "reached"])


def _last(run: Import, told: list[Any], by: Actor) -> list[Flaw]:
    """What is built into what, or all of a table of products, or nothing of it and why."""
    try:
        with transaction.atomic():
            if run.what == Import.What.DEVICES:
                hold(told)
            else:
                run.made, run.changed = write_products(told, by=by)
                run.reached = run.rows
            fact = AssetsImported(kind_of=run.what, made=run.made, changed=run.changed)
            record(fact, subject=f"asset-import:{run.pk}", by=by)
    except Unfit as error:
        return error.flaws
    return []


def read(run: Import, *, limit: int = 0) -> tuple[list[Any], list[Flaw]]:
    """What its rows say (the first `limit`, all for 0), and everything that is wrong with them."""
    lines = rows_of(read_file(run.file), encoding=run.encoding, delimiter=run.delimiter)
    found: list[Told | Made] = []
    flaws: list[Flaw] = []
    for told, wrong in _read(run, lines):
        flaws += wrong
        if told is not None:
            found.append(told)
        if limit and len(found) + len(flaws) >= limit:
            break
    return found, flaws


def _read(run: Import, lines: Iterator[Row]) -> Iterator[tuple[Any, list[Flaw]]]:
    if run.what == Import.What.PRODUCTS:
        for row in lines:
            yield made_of(row, run.mapping)
        return
    known, seen = known_for(run), dict[str, int]()
    for row in lines:
        yield told_of(row, known, seen)


def known_for(run: Import) -> Known:
    """What rows of devices are compared with (two queries)."""
    products = list(Product.objects.all())
    called = [
        (fold(name), one.pk)
        for one in products
        for name in (one.key, one.model, *one.names.values())
    ]
    of: dict[str, set[int]] = defaultdict(set)
    for name, pk in called:
        of[name].add(pk)
    return Known(
        patterns=[(one.pk, one.serial_pattern) for one in products if one.serial_pattern],
        products={name: pk for name, pk in called if name and len(of[name]) == 1},
        own={one.key: (one.type, one.choices) for one in Field.objects.filter(ended_at=None)},
        mapping=run.mapping,
        today=now().date(),
    )


def shown(told: Any) -> dict[str, Any]:
    """A row as it is shown before it comes in."""
    return asdict(told)
