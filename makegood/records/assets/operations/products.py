"""What we sell, what it is made of, and what is kept of every device."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.assets.events import ProductChanged
from makegood.records.assets.models import Asset, Field, Part, Product, ProductPart
from makegood.records.assets.operations.indexing import index
from makegood.records.assets.operations.parts import names_of
from makegood.records.assets.rules import UnsafePattern, check_pattern, fits, serial_key

REINDEXED = 5000


@dataclass(frozen=True)
class Made:
    """What is said of a product."""

    model: str
    names: Mapping[str, str]
    line: str = ""
    kind: str = ""
    serial_pattern: str = ""
    serial_example: str = ""
    counter: str = ""


@transaction.atomic
def save_product(
    made: Made, *, by: Actor, product: Product | None = None, key: str = ""
) -> Product:
    """A new product (of this key, or one after its model), or what is said of one from now on. Raises Invalid."""
    model = clean(made.model).strip()[:60]
    if not model:
        raise Invalid(_("Name the model."), field="model")
    names = names_of(made.names)
    if not names:
        raise Invalid(_("Give it a name in one language at least."), field="names")
    _check_serials(made)
    told = {
        "model": model, "names": names, "line": clean(made.line).strip()[:60],
        "kind": slugify(made.kind)[:40], "serial_pattern": made.serial_pattern.strip(),
        "serial_example": serial_key(made.serial_example), "counter": clean(made.counter).strip()[:20],
    }  # fmt: skip
    if product is None:
        key = slugify(key or f"{made.line} {model}")[:40] or f"p{now():%Y%m%d%H%M%S}"
        rows("SELECT pg_advisory_xact_lock(hashtextextended('assets:product:' || %s, 0))", [key])
        known = Product.objects.filter(key=key).first()
        if known is not None and any(getattr(known, name) != value for name, value in told.items()):
            raise Invalid(_("Another product has this key."), field="key")
        product = known or Product.objects.create(key=key, **told)
    else:
        product = Product.objects.get(pk=product.pk)
        for name, value in told.items():
            setattr(product, name, value)
        product.save(update_fields=list(told))
        its = Asset.objects.filter(product=product).order_by("-pk")
        index(list(its.values_list("pk", flat=True)[:REINDEXED]))
    record(ProductChanged(product_id=product.pk), subject=f"product:{product.pk}", by=by)
    return product


def _check_serials(made: Made) -> None:
    pattern = made.serial_pattern.strip()
    if not pattern:
        return
    try:
        check_pattern(pattern)
    except UnsafePattern as error:
        raise Invalid(
            _(
                "This pattern cannot be used from “%(rest)s” on. Use letters, digits, \\d, sets and counts."
            )
            % {"rest": str(error)[:40]},
            field="serial_pattern",
        ) from error
    if made.serial_example and not fits(serial_key(made.serial_example), pattern):
        raise Invalid(_("The example is no number of this pattern."), field="serial_example")


@transaction.atomic
def save_part(
    *, number: str, names: Mapping[str, str], price: Decimal | None = None, currency: str = "CNY"
) -> Part:
    """A part by its number: new, or with this name and price from now on. Raises Invalid."""
    number = clean(number).strip().upper()[:40]
    if not number:
        raise Invalid(_("Type the number of the part."), field="number")
    if price is not None and not 0 <= price < 10**10:
        raise Invalid(_("Look at the price."), field="price")
    told = {"names": names_of(names), "price": price, "currency": currency[:3].upper()}
    return Part.objects.update_or_create(number=number, defaults=told)[0]


@transaction.atomic
def set_bill(product: Product, bill: Sequence[tuple[Part, int]], *, by: Actor) -> None:
    """These parts, so many of each, are what it is made of. Twice is once."""
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    wanted = {part.pk: quantity for part, quantity in bill if quantity > 0}
    now_there = dict(product.bill.values_list("part", "quantity"))
    if wanted == now_there:
        return
    product.bill.exclude(part__in=wanted).delete()
    ProductPart.objects.bulk_create(
        [ProductPart(product=product, part_id=pk, quantity=n) for pk, n in wanted.items()],
        update_conflicts=True, unique_fields=["product", "part"], update_fields=["quantity"],
    )  # fmt: skip
    record(ProductChanged(product_id=product.pk), subject=f"product:{product.pk}", by=by)


@transaction.atomic
def save_field(
    *,
    names: Mapping[str, str],
    type: str,
    searchable: bool,
    choices: Sequence[str] = (),
    key: str = "",
) -> Field:
    """A fact of one's own that is kept of devices. What it is (text, number…) stays as it was. Raises Invalid."""
    said = names_of(names)
    if not said:
        raise Invalid(_("Give it a name."), field="names")
    key = slugify(key or said.get("en", ""))[:40] or _key_of(next(iter(said.values())))
    if type not in Field.Type.values:
        raise Invalid(_("Choose what it holds."), field="type")
    listed = [clean(one).strip()[:80] for one in choices if one.strip()][:100]
    if type == Field.Type.CHOICE and len(listed) < 2:
        raise Invalid(_("Give at least two to choose from."), field="choices")
    told = {"names": said, "choices": listed, "searchable": searchable, "ended_at": None}
    return Field.objects.update_or_create(
        key=key, defaults=told, create_defaults=told | {"type": type}
    )[0]


def _key_of(name: str) -> str:
    """A key for a name without Latin letters: the same name, the same key."""
    return "f-" + hashlib.sha256(name.encode()).hexdigest()[:12]


def end_field(field: Field) -> None:
    """It is asked for no longer; what was kept stays. Twice is once."""
    Field.objects.filter(pk=field.pk, ended_at=None).update(ended_at=now())
