"""The machines of the demo company's customers: products, parts, places, serial numbers, how far they have run."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.field.diagnosis.reading.completing import whole_names
from makegood.kernel.text import tsvector
from makegood.records.assets.models import (
    Asset,
    Fitted,
    Ownership,
    Part,
    Product,
    ProductPart,
    Site,
    Usage,
)
from makegood.records.assets.operations import Named, save_words
from makegood.records.assets.operations.indexing import index
from makegood.records.assets.rules import unit_of
from makegood.records.customers.models import Contact
from makegood.world.demo.content import Asset as Machine
from makegood.world.demo.content import Contact as Customer
from makegood.world.demo.content import Content, data_json, data_toml
from makegood.world.demo.story import dice

TRAIL = 84  # days of counters that are told
STEP = 7
OLD = 200  # days after which a part may have been changed
BY = "system"
_FIRMWARES = ("2.1.4", "2.2.0", "2.2.1", "2.3.0")
_SHARES = {"washing-machine": (0.15, 0.2, 0.2, 0.45)}  # the newest is on many, and has a flaw
_YEAR = re.compile(r"-(\d{2,4})-")
_PER_DAY = {"cycles": 0.9, "litres": 9.0, "hours": 8.0}


@dataclass
class Park:
    """Everything that stands at customers, by the ids of the story."""

    products: dict[str, Product]
    parts: dict[str, Part]
    assets: dict[str, Asset]
    told: dict[str, Machine]


def stand(
    content: Content, people: Mapping[str, tuple[Customer, Contact]], *, now: datetime
) -> Park:
    """Has the products and every machine of these customers; a fixed number of statements."""
    parts = _parts()
    products = _products(parts)
    save_words(
        Named(of, key, names)
        for of, those in data_toml("names").items()
        for key, names in those.items()
    )
    sites = _sites(people.values())
    told = [(machine, *who) for who in people.values() for machine in who[0].assets]
    made = Asset.objects.bulk_create(
        [_asset(one, contact, products, sites, now) for one, _customer, contact in told]
    )
    Ownership.objects.bulk_create(
        [
            Ownership(
                asset=asset,
                contact=contact,
                company_id=contact.company_id,
                since=now + machine.bought,
                by=BY,
            )
            for (machine, _customer, contact), asset in zip(told, made, strict=True)
        ]
    )
    index([asset.pk for asset in made])
    pairs = [(machine, asset) for (machine, _c, _p), asset in zip(told, made, strict=True)]
    Usage.objects.bulk_create(
        [row for machine, asset in pairs for row in _trail(machine, asset, now)]
    )
    Fitted.objects.bulk_create(_fitted(pairs, content, parts, now))
    return Park(
        products,
        parts,
        {machine.id: asset for machine, asset in pairs},
        {machine.id: machine for machine, _asset in pairs},
    )


def _parts() -> dict[str, Part]:
    told = {
        part["number"]: part for one in data_json("products")["products"] for part in one["parts"]
    }
    made = Part.objects.bulk_create(
        [
            Part(
                number=number, names=whole_names(part["name"]), price=part["price"], currency="CNY"
            )
            for number, part in told.items()
        ]
    )
    return {part.number: part for part in made}


def _products(parts: dict[str, Part]) -> dict[str, Product]:
    told = data_json("products")["products"]
    brands = {one["id"]: one["brand"] for one in data_json("company")["lines"]}
    made = Product.objects.bulk_create(
        [
            Product(
                key=one["id"],
                model=one["model"],
                line=brands.get(one["line"], one["line"]),
                kind=one["kind"].replace("_", "-"),
                names=whole_names(one["name"]),
                serial_pattern=one["serial_pattern"].strip("^$"),
                serial_example=one["serial_example"],
                counter=one["warranty"]["unit"] or "",
            )
            for one in told
        ]
    )
    ProductPart.objects.bulk_create(
        [
            ProductPart(product=product, part=parts[number])
            for product, one in zip(made, told, strict=True)
            for number in dict.fromkeys(part["number"] for part in one["parts"])
        ]
    )
    return {product.key: product for product in made}


def _sites(people: Iterable[tuple[Customer, Contact]]) -> dict[int, Site]:
    """One place for each company that has machines, by the number of the company."""
    firsts: dict[int, tuple[Customer, Contact]] = {}
    for customer, contact in people:
        if contact.company_id and customer.assets:
            firsts.setdefault(contact.company_id, (customer, contact))
    made = Site.objects.bulk_create(
        [
            Site(
                name=str(customer.organisation),
                company_id=company,
                address=customer.place,
                zone=customer.zone,
            )
            for company, (customer, _contact) in firsts.items()
        ]
    )
    return dict(zip(firsts, made, strict=True))


def _asset(
    machine: Machine,
    contact: Contact,
    products: dict[str, Product],
    sites: dict[int, Site],
    now: datetime,
) -> Asset:
    luck = dice("device", machine.serial)
    bought = (now + machine.bought).date()
    year = _YEAR.search(machine.serial)
    return Asset(
        serial=machine.serial,
        product=products[machine.product],
        owner=contact,
        company_id=contact.company_id,
        site=sites.get(contact.company_id or 0),
        batch=year.group(1) if year else machine.serial.rpartition("-")[2][:2],
        firmware=luck.choices(_FIRMWARES, _SHARES.get(products[machine.product].kind))[0],
        bought_on=bought,
        installed_on=bought + timedelta(days=luck.randint(0, 5)),
        made_at=now + machine.bought,
        terms=tsvector(f"{machine.serial} {products[machine.product].model}"),
    )


def _trail(machine: Machine, asset: Asset, now: datetime) -> Iterator[Usage]:
    """What the counter showed week by week, up to what the story says it shows now."""
    if not machine.usage or asset.product is None:
        return
    total, unit = float(machine.usage["value"]), machine.usage["unit"]
    days = min(TRAIL, -machine.bought.days)
    most = total / max(1, -machine.bought.days)
    rate = machine.per_day or min(most, _PER_DAY.get(unit, most))
    for back in range(days - days % STEP, -1, -STEP):
        value = max(0.0, round(total - rate * back, 1))
        yield Usage(
            asset=asset,
            unit=unit_of(unit)[0],
            value=value,
            total=value,
            at=now - timedelta(days=back, minutes=7),
            came_at=now - timedelta(days=back, minutes=6),
            source="device",
        )


def _fitted(
    pairs: Iterable[tuple[Machine, Asset]],
    content: Content,
    parts: dict[str, Part],
    now: datetime,
) -> Iterator[Fitted]:
    """Every ninth machine of some age has had a part changed."""
    for machine, asset in pairs:
        luck = dice("fitted", machine.serial)
        bill = content.products[machine.product].parts
        if not bill or -machine.bought.days < OLD or luck.random() > 1 / 9:
            continue
        part = luck.choice(bill)
        at = now - timedelta(days=luck.randint(30, -machine.bought.days - 60))
        yield Fitted(asset=asset, part=parts[part["number"]], at=at, by=BY)
