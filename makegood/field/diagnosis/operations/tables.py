"""Fault tables: begun, written, published, imported, rolled back."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.field.diagnosis.errors import DraftChanged, Flawed
from makegood.field.diagnosis.events import TableRetired, TableSaved, TableWentLive
from makegood.field.diagnosis.models import Fault, FaultProduct, Turn, Version
from makegood.field.diagnosis.operations.state import lock_fault, tell_of_fault
from makegood.field.diagnosis.queries.saying import flaw_said
from makegood.field.diagnosis.reading.completing import (
    completed,
    key_from,
    skills_in,
    whole_names,
)
from makegood.field.diagnosis.rules import BadTable, FaultTable, read_table
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.ids import random_name
from makegood.records.assets.models import Product, Word
from makegood.records.assets.operations import name_unknown

LARGEST = 600_000  # characters of a table as JSON
CHANGED = gettext_lazy(
    "Somebody else has saved this table meanwhile. What you wrote is still here."
)


def checked(table: Mapping[str, Any]) -> FaultTable:
    """The table, whole and without flaws. Raises Flawed with every sentence."""
    try:
        return read_table(table)
    except BadTable as error:
        said = [flaw_said(flaw, table) for flaw in error.flaws]
        count = len(said)
        message = said[0] if count == 1 else _("%(count)s places must be mended first.")
        said_all = message % {"count": count} if count > 1 else message
        raise Flawed(said_all, said) from error


def fitting(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table as it can be stored: completed, of a size that one can work with. Raises Invalid."""
    whole = completed(table)
    text = json.dumps(whole, ensure_ascii=False).replace("\\u0000", "")
    if len(text) > LARGEST:
        raise Invalid(_("This table is too large."), field="table")
    found: dict[str, Any] = json.loads(text)
    return found


@transaction.atomic
def begin_fault(*, names: Mapping[str, str], products: Iterable[Product], by: Actor) -> Version:
    """A new fault of these products with an empty draft. Raises Invalid without a name."""
    whole = whole_names(names)
    if not whole:
        raise Invalid(_("Say in a few words what is wrong: “Picture flickers”."), field="name")
    taken = Fault.objects.values_list("key", flat=True)
    key = key_from(whole, taken, f"fault-{random_name(6)}")
    fault = Fault.objects.create(key=key, names=whole)
    set_products(fault, products)
    return _new_draft(fault, fitting({"id": key, "title": whole}), None, by)


def set_products(fault: Fault, products: Iterable[Product]) -> None:
    """Which products can have it; the caller is in a transaction."""
    wanted = {product.pk for product in products}
    FaultProduct.objects.filter(fault=fault).exclude(product__in=wanted).delete()
    FaultProduct.objects.bulk_create(
        [FaultProduct(fault=fault, product_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )


@transaction.atomic
def begin_draft(fault: Fault, *, by: Actor) -> Version:
    """The draft of a fault, begun from what is in use where there is none yet."""
    fault = lock_fault(fault.pk)
    draft = fault.versions.filter(state=Version.State.DRAFT).first()
    if draft is not None:
        return draft
    live = fault.live
    table = live.table if live else {"id": fault.key, "title": fault.names}
    return _new_draft(fault, table, live, by)


def _new_draft(
    fault: Fault, table: Mapping[str, Any], based_on: Version | None, by: Actor
) -> Version:
    draft = Version.objects.create(
        fault=fault,
        number=next_number(fault),
        table=table,
        based_on=based_on,
        made_by=str(by),
        saved_by=str(by),
    )
    tell_of_fault(fault, TableSaved(fault_id=fault.pk, version_id=draft.pk), by)
    return draft


def next_number(fault: Fault) -> int:
    """The number of the next version; the caller holds the lock of the fault."""
    return int(fault.versions.aggregate(most=Max("number"))["most"] or 0) + 1


@transaction.atomic
def save_draft(
    version: Version,
    *,
    table: Mapping[str, Any],
    revision: int,
    by: Actor,
    products: Iterable[Product] | None = None,
    origin: str = Version.Origin.HAND,
) -> Version:
    """Keep a draft as it stands, with its flaws. `revision` is the one that was read.

    Raises DraftChanged when it is not the newest any more; the same words again change nothing.
    """
    fault = lock_fault(version.fault_id)
    draft = Version.objects.select_for_update().get(pk=version.pk)
    whole = fitting({**table, "id": fault.key})
    if draft.state != Version.State.DRAFT:
        raise DraftChanged(CHANGED)
    if products is not None:
        set_products(fault, products)
    if draft.table == whole:
        return draft
    if draft.revision != revision:
        raise DraftChanged(CHANGED)
    draft.table, draft.revision, draft.origin = whole, draft.revision + 1, origin
    draft.saved_at, draft.saved_by = now(), str(by)
    draft.save(update_fields=["table", "revision", "origin", "saved_at", "saved_by"])
    if fault.live_id is None:
        fault.names = whole["title"] or fault.names
        fault.save(update_fields=["names"])
    tell_of_fault(fault, TableSaved(fault_id=fault.pk, version_id=draft.pk), by)
    return draft


@transaction.atomic
def save_over(
    version: Version,
    *,
    table: Mapping[str, Any],
    revision: int,
    by: Actor,
    products: Iterable[Product] | None = None,
) -> Version:
    """Keep mine where another has saved meanwhile, whose draft is put away whole: nothing of it is lost.
    `revision` is theirs, as it was shown; Raises DraftChanged when they went on since."""
    fault = lock_fault(version.fault_id)
    theirs = Version.objects.select_for_update().get(pk=version.pk)
    if theirs.revision == revision and theirs.state == Version.State.DRAFT:
        Version.objects.create(
            fault=fault,
            number=next_number(fault),
            state=Version.State.DROPPED,
            table=theirs.table,
            based_on=theirs.based_on,
            made_by=theirs.saved_by or theirs.made_by,
            saved_by=theirs.saved_by,
        )
    return save_draft(version, table=table, revision=revision, products=products, by=by)


@transaction.atomic
def take_up(version: Version, *, by: Actor) -> Version:
    """A draft that was put away goes on as the draft; the one that stands there is put away for it."""
    fault = lock_fault(version.fault_id)
    version = Version.objects.get(pk=version.pk)
    if version.state != Version.State.DROPPED:
        raise Invalid(_("This version was not put away."), field="version")
    fault.versions.filter(state=Version.State.DRAFT).update(state=Version.State.DROPPED)
    return _new_draft(fault, version.table, version.based_on, by)


@transaction.atomic
def drop_draft(version: Version, *, by: Actor) -> None:
    """Away with a draft; it stays among the versions, and can be taken up again by hand."""
    fault = lock_fault(version.fault_id)
    changed = Version.objects.filter(pk=version.pk, state=Version.State.DRAFT).update(
        state=Version.State.DROPPED
    )
    if changed:
        tell_of_fault(fault, TableSaved(fault_id=fault.pk, version_id=version.pk), by)


@transaction.atomic
def publish(version: Version, *, revision: int, by: Actor) -> Version:
    """From now on this draft answers. Twice is once. Raises DraftChanged, and Flawed with every cell."""
    fault = lock_fault(version.fault_id)
    draft = Version.objects.select_for_update().get(pk=version.pk)
    if draft.state == Version.State.KEPT:
        return draft
    if draft.state != Version.State.DRAFT or draft.revision != revision:
        raise DraftChanged(CHANGED)
    checked(draft.table)
    if not fault.products.exists():
        raise Invalid(_("Say which products can have this."), field="products")
    go_live(fault, draft, why=Turn.Why.PUBLISHED, by=by)
    return draft


@transaction.atomic
def roll_back(version: Version, *, by: Actor) -> Version:
    """This older version answers again. It is one click, and so is the way back. Twice is once."""
    fault = lock_fault(version.fault_id)
    version = Version.objects.get(pk=version.pk)
    if version.state != Version.State.KEPT:
        raise Invalid(_("This version was never in use."), field="version")
    if fault.live_id != version.pk:
        go_live(fault, version, why=Turn.Why.ROLLED_BACK, by=by)
    return version


def go_live(fault: Fault, version: Version, *, why: str, by: Actor) -> None:
    """A version answers from now on; the caller holds the lock of the fault."""
    before = fault.live_id
    version.state = Version.State.KEPT
    version.save(update_fields=["state"])
    fault.live, fault.names = version, version.table.get("title") or fault.names
    fault.codes = list(version.table.get("codes") or ())
    fault.retired_at = None
    fault.save(update_fields=["live", "names", "codes", "retired_at"])
    Turn.objects.create(fault=fault, version=version, why=why, by=str(by))
    event = TableWentLive(fault_id=fault.pk, version_id=version.pk, before=before, why=why)
    tell_of_fault(fault, event, by)


@transaction.atomic
def retire(fault: Fault, *, retired: bool, by: Actor) -> None:
    """Out of use, or in use again; searches that go on keep their version."""
    fault = lock_fault(fault.pk)
    if (fault.retired_at is not None) == retired:
        return
    fault.retired_at = now() if retired else None
    fault.save(update_fields=["retired_at"])
    tell_of_fault(fault, TableRetired(fault_id=fault.pk, retired=retired), by)


def name_skills(skills: Mapping[str, Mapping[str, str]]) -> None:
    """What a table that comes from elsewhere calls its skills: of those that nobody has named here."""
    name_unknown(Word.Of.SKILL, skills)


@transaction.atomic
def import_table(product: Product, data: Mapping[str, Any], *, by: Actor) -> Version:
    """A fault of a product from its JSON (`id`, `codes`, `title`, `causes`, `symptoms`, `checks`), in use at
    once. The same again changes nothing. Raises Flawed with every cell, and Invalid."""
    whole = fitting(data)
    key = str(whole.get("id") or "")
    if not key:
        raise Invalid(_("The table has no key."), field="id")
    checked(whole)
    name_skills(skills_in(data))
    fault, _made = Fault.objects.get_or_create(key=key[:60], defaults={"names": whole["title"]})
    fault = lock_fault(fault.pk)
    FaultProduct.objects.bulk_create(
        [FaultProduct(fault=fault, product=product)], ignore_conflicts=True
    )
    if fault.live is not None and fault.live.table == whole:
        return fault.live
    version = Version.objects.create(
        fault=fault,
        number=next_number(fault),
        origin=Version.Origin.IMPORT,
        table=whole,
        based_on=fault.live,
        made_by=str(by),
        saved_by=str(by),
        state=Version.State.DROPPED,  # until it goes live below: no second draft
    )
    go_live(fault, version, why=Turn.Why.PUBLISHED, by=by)
    return version
