"""What the demo company knows of its machines from before: terms, fault tables, alarms that are over, what was
learned of them, readings of the last weeks; and what is wrong with some of them right now."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.base.database import run
from makegood.care.cases.models import Case
from makegood.field.alarms.models import Alarm, Change, Severity
from makegood.field.alarms.operations import take
from makegood.field.alarms.operations.setting import keep_rule
from makegood.field.diagnosis.models import Fault as FaultRow
from makegood.field.diagnosis.models import Lesson
from makegood.field.diagnosis.operations import begin_for_case, hear, import_table
from makegood.field.diagnosis.queries import fault_of_codes
from makegood.field.telemetry.operations.partitions import ensure_partitions
from makegood.field.telemetry.operations.values import Value, keep_values
from makegood.field.telemetry.ports import Happening
from makegood.kernel.actor import Actor
from makegood.records.assets.models import Asset, Product, Usage
from makegood.records.entitlements.models import ServiceDue
from makegood.records.entitlements.operations import NewTerms, keep_terms
from makegood.records.entitlements.operations.servicing import NewPlan, keep_service_plan
from makegood.records.people.models import Queue
from makegood.world.demo.content import Asset as Told
from makegood.world.demo.content import data_json
from makegood.world.demo.machines.life import (
    DAY,
    Fault,
    Machine,
    faults,
    kinds,
    readings,
    tables,
    told_of,
)
from makegood.world.demo.story import dice

BACK = 400 * DAY  # as far as alarms and lessons reach
LATELY = 2 * DAY  # with a reading every two hours
BEFORE = 40 * DAY  # with one every twelve
OPEN = "958F-21-00417"  # the loader of the story, with its case
BURST = 402
HEARD = """
INSERT INTO telemetry_stand (asset_id, heard_at, messages, restarts, wrong_clock)
SELECT asset_id, max(at), count(DISTINCT at), 0, 0 FROM telemetry_reading GROUP BY asset_id
ON CONFLICT DO NOTHING"""
_YEARS = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?")
_HOURS = re.compile(r"PT(\d+)H")
_PRESSURE = {
    "en": "The hydraulic pressure has fallen by more than 5 MPa within three minutes",
    "zh-Hans": "液压压力三分钟内下降超过5 MPa",
    "zh-Hant": "液壓壓力三分鐘內下降超過5 MPa",
}
_SERVICE = {"en": "Regular service", "zh-Hans": "定期保养", "zh-Hant": "定期保養"}


@dataclass(frozen=True)
class Living:
    """A machine with its row."""

    asset: Asset
    machine: Machine


def remember(
    pairs: Iterable[tuple[Told, Asset]],
    *,
    cases: Mapping[str, Case],
    queues: Mapping[str, Queue],
    now: datetime,
    by: Actor,
) -> str:
    """Write it all down; says in words how much it was. `cases`: of the story, by serial number."""
    living = [Living(asset, machine_of(told, asset, now)) for told, asset in pairs]
    products = {one.asset.product.key: one.asset.product for one in living if one.asset.product}
    promise_and_teach(products, by)
    watch_over(products, queues, by)
    lives = {one.asset.pk: faults(one.machine, now - BACK, now, now=now) for one in living}
    over = [(one, fault) for one in living for fault in lives[one.asset.pk] if fault.ends <= now]
    alarms = Alarm.objects.bulk_create(
        [alarm for one, fault in over for alarm in _over(one, fault)]
    )
    Change.objects.bulk_create([change for alarm in alarms for change in _changes(alarm)])
    _teach(over)
    ensure_partitions()
    count = 0
    for part in _portions(_values(living, lives, now), 20_000):
        count += len(keep_values(part))
    run(HEARD)
    _known_trouble(living, cases, by)
    take(list(_now(living, lives, now)))
    _served(now)
    return f"{len(alarms)} alarms from before, {count} readings"


def machine_of(told: Told, asset: Asset, now: datetime) -> Machine:
    """The life behind a row."""
    product = asset.product
    assert product is not None  # noqa: S101 - the demo company knows its products
    kind = product.kind.replace("-", "_")
    usage = told.usage or {}
    return Machine(
        serial=asset.serial,
        product=product.key,
        kind=kind,
        firmware=asset.firmware,
        born=now + told.bought,
        counter=product.counter if usage else "",
        total=float(usage.get("value", 0)),
        at=now if usage else None,
        per_day=told.per_day,
    )


def promise_and_teach(products: Mapping[str, Product], by: Actor) -> None:
    """Warranty, service and fault tables of each product, as the content has them."""
    for one in data_json("products")["products"]:
        product = products.get(one["id"])
        if product is None:
            continue
        terms = one["warranty"]
        years, months = (int(n or 0) for n in _YEARS.match(terms["time"] or "P0Y").groups())  # type: ignore[union-attr]
        exchange = re.search(r"(\d+)D", terms["exchange_within"] or "")
        keep_terms(
            product,
            NewTerms(
                months=12 * years + months or None,
                usage=float(terms["usage"]) if terms["usage"] else None,
                exchange=int(exchange[1]) if exchange else 0,
            ),
            by=by,
        )
        _service(product, one["service_interval"], by)
        for table in one["faults"]:
            import_table(product, table, by=by)


def watch_over(products: Mapping[str, Product], queues: Mapping[str, Queue], by: Actor) -> None:
    """Whose alarms go to whom, and what else than a code is one."""
    for key, product in products.items():
        is_heavy = key.startswith("hy-")
        queue = queues["heavy-line" if is_heavy else "home-tech"]
        if product.kind.replace("-", "_") not in kinds():
            continue
        codes = [{"on": "code", "codes": ["*"]}]
        keep_rule(
            None,
            by=by,
            name=product.model,
            product=product,
            conditions=codes,
            queue=queue,
        )
        if is_heavy:
            drop = [{"on": "falls", "reading": "hydraulic_pressure", "limit": 5, "within": 3}]
            keep_rule(None, by=by, name=f"{product.model} ↓ 5 MPa", product=product, conditions=drop,
                      fault="pressure-drop", severity="major", quiet=60, queue=queue, says=_PRESSURE)  # fmt: skip


def _service(product: Product, interval: str | None, by: Actor) -> None:
    hours, years = _HOURS.match(interval or ""), _YEARS.match(interval or "")
    if hours:
        keep_service_plan(product, NewPlan(names=_SERVICE, usage=float(hours[1])), by=by)
    elif interval and years:
        months = 12 * int(years[1] or 0) + int(years[2] or 0)
        keep_service_plan(product, NewPlan(names=_SERVICE, months=months), by=by)


def _over(one: Living, fault: Fault) -> Iterator[Alarm]:
    for code in fault.codes:
        words = [told for told in told_of(fault) if told.code == code and told.state == "active"]
        if not words:
            continue
        yield Alarm(
            asset=one.asset,
            fault=code,
            code=code,
            severity=Severity.CRITICAL if len(words) > 9 else Severity.MAJOR,
            active=False,
            count=len(words),
            first_at=fault.begins,
            last_at=words[-1].at,
            state_at=fault.ends,
            heard_at=fault.ends,
            raised_at=fault.begins,
            cleared_at=fault.ends,
            over_at=fault.ends + timedelta(minutes=20),
            told_severity=Severity.MAJOR,
            path="told",
        )


def _changes(alarm: Alarm) -> Iterator[Change]:
    for what, at in (("raised", alarm.first_at), ("cleared", alarm.state_at)):
        yield Change(alarm=alarm, what=what, severity=alarm.severity, at=at, by="device")


def _teach(over: Iterable[tuple[Living, Fault]]) -> None:
    """Every fault with a table that is over was repaired by somebody, who said what it was."""
    rows = {row.key: row for row in FaultRow.objects.all()}
    lessons = []
    for one, fault in over:
        row, table = rows.get(fault.table), tables().get(one.machine.kind)
        if row is None or table is None or table["id"] != fault.table:
            continue
        luck = dice("lesson", one.machine.serial, fault.begins.isoformat())
        known = {
            finding["id"]: luck.random() < finding["probability"][fault.cause]
            for finding in table["symptoms"]
            if luck.random() < 0.8
        }
        lessons.append(
            Lesson(
                fault=row,
                cause=fault.cause,
                evidence=known,
                product=one.asset.product,
                model=one.asset.product.model if one.asset.product else "",
                batch=one.asset.batch,
                at=fault.ends,
            )
        )
    Lesson.objects.bulk_create(sorted(lessons, key=lambda lesson: lesson.at))


def _values(
    living: Iterable[Living], lives: Mapping[int, list[Fault]], now: datetime
) -> Iterator[Value]:
    whole = now.replace(minute=0, second=0, microsecond=0)
    moments = [whole - n * timedelta(hours=2) for n in range(int(LATELY / timedelta(hours=2)))]
    moments += [whole - LATELY - n * DAY / 2 for n in range(int((BEFORE - LATELY) / (DAY / 2)))]
    for one in living:
        kind = kinds().get(one.machine.kind)
        ill = lives[one.asset.pk]
        for at in moments if kind else ():
            near = [fault for fault in ill if fault.begins <= at < fault.ends]
            for name, value in readings(one.machine, at, near).items():
                gauge = kind.gauges.get(name) if kind else None
                if gauge is not None and one.machine.born < at:
                    yield Value(
                        asset_id=one.asset.pk, name=name, unit=gauge.unit, value=value, at=at, came_at=at, raw_id=0, clock=True
                    )  # fmt: skip


def _portions(values: Iterator[Value], size: int) -> Iterator[list[Value]]:
    part: list[Value] = []
    for value in values:
        part.append(value)
        if len(part) >= size:
            yield part
            part = []
    if part:
        yield part


def _known_trouble(living: Iterable[Living], cases: Mapping[str, Case], by: Actor) -> None:
    """The loader of the story: one alarm for its four hundred words, in the case that is worked on."""
    loader = next((one for one in living if one.machine.serial == OPEN), None)
    case = cases.get(OPEN)
    if loader is None or case is None:
        return
    began = case.opened_at
    alarm = Alarm.objects.create(
        asset=loader.asset,
        fault="E-1042",
        code="E-1042",
        severity=Severity.CRITICAL,
        count=BURST,
        first_at=began,
        last_at=began + timedelta(minutes=9),
        state_at=began + timedelta(minutes=9),
        heard_at=began + timedelta(minutes=9),
        raised_at=began,
        told_active=True,
        told_severity=Severity.CRITICAL,
        case=case,
        path="case",
        acknowledged_at=began + timedelta(minutes=4),
        acknowledged_by=case.owner,
        facts={"pressure": 12.1},
    )
    Change.objects.bulk_create(
        [
            Change(alarm=alarm, what="raised", severity=alarm.severity, at=began, by="device"),
            Change(alarm=alarm, what="joined", severity=alarm.severity, at=began, by=str(by)),
        ]
    )
    fault = fault_of_codes(loader.asset.product_id or 0, [alarm.code])
    if fault is not None:  # as the loop does for an alarm that is heard
        hear(begin_for_case(case, fault=fault, by=by, origin="device"), by=by)


def _now(
    living: Iterable[Living], lives: Mapping[int, list[Fault]], now: datetime
) -> Iterator[Happening]:
    """What is wrong at this moment, as the machines have said it up to now."""
    for one in living:
        for fault in lives[one.asset.pk]:
            if fault.ends <= now or one.machine.serial == OPEN:
                continue
            for number, told in enumerate(told_of(fault)):
                if told.at <= now:
                    yield Happening(
                        asset_id=one.asset.pk, code=told.code, state=told.state, severity=told.severity,
                        at=told.at, came_at=told.at, message_id=f"{one.machine.serial}-{fault.begins:%m%d}-{number}",
                    )  # fmt: skip


def _served(now: datetime) -> None:
    """Every machine had its last service at some time of its own: not all of them are due today."""
    dues = list(ServiceDue.objects.select_related("asset", "plan"))
    ran = dict(
        Usage.objects.order_by("asset", "at").values_list("asset", "total")  # the last one wins
    )
    for due in dues:
        span = 30 * (due.plan.months or 12)
        back = dice("service", due.asset.serial).randrange(10, max(11, span - 5))
        due.since = max(due.since, (now - timedelta(days=back)).date())
        if due.plan.usage is not None:
            due.ran = max(
                0.0,
                ran.get(due.asset_id, 0.0)
                - due.plan.usage * dice("ran", due.asset.serial).uniform(0.05, 0.97),
            )
    ServiceDue.objects.bulk_update(dues, ["since", "ran"])
