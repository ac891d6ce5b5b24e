"""Many devices and products at once: as few statements as one needs, whatever their number."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from makegood.base.database import rows, table
from makegood.base.journal.log import Fact, record_many
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.records.assets.events import AssetListed, AssetsTaken
from makegood.records.assets.models import Asset, Part, Product, Site, new_token
from makegood.records.assets.operations.indexing import index
from makegood.records.assets.operations.products import set_bill
from makegood.records.assets.operations.staying import staying_many
from makegood.records.assets.operations.usage import Noted, note_usages
from makegood.records.assets.rules.device_rows import Flaw, Told
from makegood.records.assets.rules.product_rows import Made
from makegood.records.customers.operations import Sender, identify_many, make_companies

PART = 2000  # rows that come in together
BATCH = 2000
PUT = """
WITH given AS (SELECT * FROM json_to_recordset(%(rows)s) AS g(serial text, product bigint, owner bigint,
  company bigint, site bigint, batch text, firmware text, bought date, installed date, facts jsonb, token text)),
put AS (INSERT INTO assets_asset AS a (serial, product_id, owner_id, company_id, site_id, state, batch, firmware,
    bought_on, installed_on, facts, token, version, made_at)
  SELECT serial, product, owner, company, site, 'used', batch, firmware, bought, installed, facts, token, 1, %(at)s
  FROM given ORDER BY serial
  ON CONFLICT (serial) DO UPDATE SET product_id = excluded.product_id,
    state = CASE WHEN a.state = 'unknown' THEN 'used' ELSE a.state END,
    owner_id = CASE WHEN excluded.owner_id IS NULL AND excluded.company_id IS NULL THEN a.owner_id ELSE excluded.owner_id END,
    company_id = CASE WHEN excluded.owner_id IS NULL AND excluded.company_id IS NULL THEN a.company_id ELSE excluded.company_id END,
    site_id = coalesce(excluded.site_id, a.site_id), batch = coalesce(nullif(excluded.batch, ''), a.batch),
    firmware = coalesce(nullif(excluded.firmware, ''), a.firmware),
    bought_on = coalesce(excluded.bought_on, a.bought_on),
    installed_on = coalesce(excluded.installed_on, a.installed_on),
    facts = a.facts || excluded.facts, version = a.version + 1
  RETURNING a.id, a.serial, a.product_id, a.xmax = 0 AS made)
SELECT id, serial, product_id, made FROM put
"""
ENDED = """
UPDATE assets_ownership o SET until = greatest(o.since, %(at)s) FROM assets_asset a
WHERE a.id = ANY(%(ids)s) AND o.asset_id = a.id AND o.until IS NULL
  AND (o.contact_id IS DISTINCT FROM a.owner_id OR o.company_id IS DISTINCT FROM a.company_id)
"""
BEGUN = """
INSERT INTO assets_ownership (asset_id, contact_id, company_id, since, by, why)
SELECT a.id, a.owner_id, a.company_id, %(at)s, %(by)s, '' FROM assets_asset a
WHERE a.id = ANY(%(ids)s) AND (a.owner_id IS NOT NULL OR a.company_id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM assets_ownership o WHERE o.asset_id = a.id AND o.until IS NULL)
"""
PARENTS = """
UPDATE assets_asset a SET parent_id = p.id
FROM json_to_recordset(%s) AS g(serial text, parent text) JOIN assets_asset p ON p.serial = g.parent
WHERE a.serial = g.serial AND a.id <> p.id
"""
AROUND = """
WITH RECURSIVE g AS (SELECT * FROM json_to_recordset(%s) AS g(serial text, parent text)),
up(start, at, n) AS (SELECT serial, parent, 1 FROM g
  UNION ALL SELECT up.start, coalesce(g.parent, p.serial), n + 1 FROM up
  LEFT JOIN g ON g.serial = up.at
  LEFT JOIN assets_asset a ON a.serial = up.at AND g.serial IS NULL LEFT JOIN assets_asset p ON p.id = a.parent_id
  WHERE n < 50 AND up.at <> up.start)
SELECT DISTINCT start FROM up WHERE at = start
"""
TOGETHER = 500  # devices of one fact


class Unfit(Exception):
    """Rows that are right by themselves do not fit each other, or what is there."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__()
        self.flaws = flaws


def write_devices(told: Sequence[Told], *, about: str, by: Actor) -> tuple[int, int]:
    """Devices of a table, those that were known with what it says of them; in the caller's transaction, the same
    rows again change nothing but who has what. `about`: the table, as the journal knows it. What is built into what
    comes after all of them, by `hold`. Returns how many are new and how many were known."""
    moment = now()
    companies = _companies([one.company for one in told if one.company])
    people = _people(told, by)
    sites = _sites(told, companies, people)
    given = [_row(one, companies, people, sites) for one in told]
    put = rows(PUT, {"rows": table(given), "at": moment})
    ids = [pk for pk, _serial, _product, _made in put]
    values = {"ids": ids, "at": moment, "by": str(by)}
    rows(ENDED, values)
    rows(BEGUN, values)
    index(ids)
    by_serial = {serial: pk for pk, serial, _product, _made in put}
    noted = [
        Noted(by_serial[one.serial], "", one.counter, moment, "import")
        for one in told
        if one.counter is not None
    ]
    note_usages(noted, by=by, tells=False)
    new = [(pk, product) for pk, _serial, product, made in put if made]
    _tell(ids, new, about, by)
    return len(new), len(put) - len(new)


def _tell(ids: Sequence[int], new: Sequence[tuple[int, int]], about: str, by: Actor) -> None:
    """Each new device has its line in the journal; what follows from all of them follows from a few facts."""
    listed = [(pk, AssetListed(asset_id=pk, product_id=product)) for pk, product in new]
    facts = [Fact(event=event, subject=f"asset:{pk}", by=by) for pk, event in listed]
    taken = [ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER)]
    facts += [Fact(event=AssetsTaken(asset_ids=list(some)), subject=about, by=by) for some in taken]
    record_many(facts)


def _row(
    one: Told,
    companies: Mapping[str, int],
    people: Mapping[tuple[str, str], int],
    sites: Mapping[tuple[int | None, int | None, str], int],
) -> dict[str, Any]:
    company = companies.get(one.company.casefold())
    owner = people.get(one.reach) if one.reach[1] and company is None else None
    return {
        "serial": one.serial, "product": one.product, "owner": owner, "company": company,
        "site": sites.get((company, owner, one.place)) if one.place else None,
        "batch": one.batch, "firmware": one.firmware, "bought": one.bought_on or None,
        "installed": one.installed_on or None, "facts": one.facts, "token": new_token(),
    }  # fmt: skip


def _companies(names: Sequence[str]) -> dict[str, int]:
    """Companies by their folded name; new ones are made, as they are written first."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    sql = (
        "SELECT lower(name), min(id) FROM customers_company WHERE lower(name) = ANY(%s) GROUP BY 1"
    )
    lowered = {name.lower(): key for key, name in folded.items()}
    found = {lowered[name]: pk for name, pk in rows(sql, [list(lowered)]) if name in lowered}
    new = [name for key, name in sorted(folded.items()) if key not in found]
    for company in make_companies(new):
        found[company.name.casefold()] = company.pk
    return found


def _people(told: Sequence[Told], by: Actor) -> dict[tuple[str, str], int]:
    """Contacts by their address; new ones are made, with the name that stands beside it."""
    senders = {
        one.reach: Sender(*one.reach, one.name) for one in told if one.reach[1] and not one.company
    }
    found = identify_many(list(senders.values()), by=by) if senders else []
    stay = staying_many([contact.pk for contact in found])
    return {reach: stay[contact.pk] for reach, contact in zip(senders, found, strict=True)}


def _sites(
    told: Sequence[Told], companies: Mapping[str, int], people: Mapping[tuple[str, str], int]
) -> dict[tuple[int | None, int | None, str], int]:
    wanted: dict[tuple[int | None, int | None, str], str] = {}
    for one in told:
        if one.place:
            company = companies.get(one.company.casefold())
            owner = people.get(one.reach) if one.reach[1] and company is None else None
            wanted.setdefault((company, owner, one.place), one.address)
    names = {name for _company, _owner, name in wanted}
    there = Site.objects.filter(name__in=names).order_by("-pk")
    found = {(site.company_id, site.contact_id, site.name): site.pk for site in there}
    new = [
        Site(company_id=company, contact_id=owner, name=name, address=address)
        for (company, owner, name), address in wanted.items()
        if (company, owner, name) not in found
    ]
    for site in Site.objects.bulk_create(new):
        found[site.company_id, site.contact_id, site.name] = site.pk
    return found


def unfit(told: Sequence[Told]) -> list[Flaw]:
    """What is wrong with what is built into what, in the table and with what is there (two statements): unknown
    machines, circles."""
    holding = [one for one in told if one.parent]
    if not holding:
        return []
    parents = {one.parent for one in holding} - {one.serial for one in told}
    there = set(Asset.objects.filter(serial__in=parents).values_list("serial", flat=True))
    missing = parents - there
    if missing:
        return [
            Flaw(one.number, "parent", "parent", one.parent)
            for one in holding
            if one.parent in missing
        ]
    given = table({"serial": one.serial, "parent": one.parent} for one in holding)
    round_ = {serial for (serial,) in rows(AROUND, [given])}
    return [
        Flaw(one.number, "parent", "circle", one.parent) for one in holding if one.serial in round_
    ]


def hold(told: Sequence[Told]) -> None:
    """What is built into what, after all of them are there. Raises Unfit for a circle that somebody closed since."""
    holding = [one for one in told if one.parent]
    if not holding:
        return
    rows("SELECT pg_advisory_xact_lock(hashtextextended('assets:parents', 0))")
    flaws = unfit(holding)
    if flaws:
        raise Unfit(flaws)
    rows(PARENTS, [table({"serial": one.serial, "parent": one.parent} for one in holding)])


def write_products(told: Sequence[Made], *, by: Actor) -> tuple[int, int]:
    """Products and their parts of a table, those that were known with what it says of them. Returns how many
    products are new and how many were known."""
    parts = _parts_of(told)
    by_model: dict[str, list[Made]] = {}
    for one in told:
        by_model.setdefault(one.model, []).append(one)
    known = {one.model: one for one in Product.objects.filter(model__in=by_model)}
    taken = set(Product.objects.values_list("key", flat=True))
    for model, those in by_model.items():
        product = known.get(model) or Product(model=model, key=_key(those[0], taken))
        _say(product, those)
        product.save()
        bill = {row.part: row.quantity for row in product.bill.select_related("part")}
        bill |= {parts[one.part]: one.quantity for one in those if one.part}
        set_bill(product, list(bill.items()), by=by)
    return len(by_model) - len(known), len(known)


def _say(product: Product, those: Sequence[Made]) -> None:
    """What any of its rows says; what none says stays."""
    told = {
        "line": "line",
        "pattern": "serial_pattern",
        "example": "serial_example",
        "counts": "counter",
    }
    for one in those:
        for name, column in told.items():
            if getattr(one, name):
                setattr(product, column, getattr(one, name))
        product.kind = slugify(one.kind)[:40] or product.kind
        said = {"en": one.name_en, "zh-Hans": one.name_zh}
        product.names = {**product.names, **{code: name for code, name in said.items() if name}}
    product.names = product.names or {"en": product.model}


def _key(one: Made, taken: set[str]) -> str:
    base = slugify(f"{one.line} {one.model}")[:36] or "p"
    key = next(k for n in range(1, 10_000) if (k := base if n == 1 else f"{base}-{n}") not in taken)
    taken.add(key)
    return key


def _parts_of(told: Sequence[Made]) -> dict[str, Part]:
    numbers = {one.part for one in told if one.part}
    found = {one.number: one for one in Part.objects.filter(number__in=numbers)}
    for one in told:
        if not one.part:
            continue
        part = found.get(one.part) or Part(number=one.part)
        said = {"en": one.part_en, "zh-Hans": one.part_zh}
        part.names = {**part.names, **{code: name for code, name in said.items() if name}}
        part.price = Decimal(one.price) if one.price else part.price
        found[one.part] = part
    new = [part for part in found.values() if part._state.adding]
    Part.objects.bulk_update(
        [p for p in found.values() if not p._state.adding], ["names", "price"], batch_size=BATCH
    )
    Part.objects.bulk_create(new, batch_size=BATCH)
    return found
