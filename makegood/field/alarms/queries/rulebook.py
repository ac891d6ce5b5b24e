"""The rules as they are applied, and how long alarms wait for somebody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from makegood.care.promises.rules import after
from makegood.field.alarms.models import (
    Escalation,
    FloodLimit,
    Rule,
    Window,
)
from makegood.field.alarms.rules.conditions import MISSING, Plan, condition_from
from makegood.field.alarms.rules.grave import USUAL_STEPS
from makegood.records.assets.models import Asset
from makegood.records.people.models import Queue
from makegood.records.people.queries import default_queue
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import ALWAYS, Hours


def plan_of(row: Rule) -> Plan:
    """A rule as it is applied."""
    return Plan(
        rule_id=row.pk or 0,
        product_id=row.product_id,
        fault=row.fault,
        conditions=tuple(condition_from(one) for one in row.conditions),
        severity=row.severity,
        severities=row.severities,
        ignore=row.ignore,
        hold=row.hold,
        quiet=row.quiet,
        flap_changes=row.flap_changes,
        flap_minutes=row.flap_minutes,
    )


class Book:
    """The rules that count, by product: those of the product first, then those of every product. Each question is
    worked out once, however often a batch asks it."""

    def __init__(self, rows: Iterable[Rule]) -> None:
        self.plans = [plan_of(row) for row in rows]
        self._of: dict[int | None, list[Plan]] = {}
        self._for_code: dict[tuple[int | None, str], Plan] = {}
        self._for_reading: dict[tuple[int | None, str], list[Plan]] = {}
        self._for_life: dict[int | None, list[Plan]] = {}

    def of(self, product_id: int | None) -> list[Plan]:
        """Every rule that is asked for a product, in order."""
        if product_id not in self._of:
            own = [p for p in self.plans if p.product_id == product_id and product_id is not None]
            self._of[product_id] = own + [p for p in self.plans if p.product_id is None]
        return self._of[product_id]

    def for_code(self, product_id: int | None, code: str) -> Plan:
        """The first rule that hears that code; the usual one where none does."""
        key = product_id, code
        if key not in self._for_code:
            found = (p for p in self.of(product_id) if p.place_of(code) is not None)
            self._for_code[key] = next(found, USUAL)
        return self._for_code[key]

    def for_reading(self, product_id: int | None, name: str) -> list[Plan]:
        """The rules that judge readings of that name."""
        key = product_id, name
        if key not in self._for_reading:
            self._for_reading[key] = [
                plan
                for plan in self.of(product_id)
                if not plan.ignore and any(c.reading == name for c in plan.conditions)
            ]
        return self._for_reading[key]

    def for_life(self, product_id: int | None) -> list[Plan]:
        """The rules that ask whether a device speaks at all."""
        if product_id not in self._for_life:
            self._for_life[product_id] = [
                plan
                for plan in self.of(product_id)
                if not plan.ignore
                and any(c.on == MISSING and not c.reading for c in plan.conditions)
            ]
        return self._for_life[product_id]


USUAL = Plan()


def book() -> Book:
    """The rules that count now (one query)."""
    return Book(Rule.objects.filter(active=True))


def products_of(asset_ids: Collection[int]) -> dict[int, int | None]:
    """The product of each device (one query)."""
    found = Asset.objects.filter(pk__in=asset_ids).values_list("pk", "product_id")
    return dict(found)


def planned_of(assets: Collection[Asset], moment: datetime) -> set[int]:
    """Those of these devices on which work is planned at that moment, or at their site (one query)."""
    sites = {one.site_id for one in assets if one.site_id}
    lasting = Window.objects.filter(begins__lte=moment, ends__gt=moment)
    found = lasting.filter(Q(asset__in=[one.pk for one in assets]) | Q(site__in=sites))
    own, places = set(), set()
    for asset_id, site_id in found.values_list("asset_id", "site_id"):
        own.add(asset_id)
        places.add(site_id)
    return {one.pk for one in assets if one.pk in own or (one.site_id and one.site_id in places)}


def limit() -> FloodLimit:
    """From when on alarms are a flood."""
    return FloodLimit.objects.first() or FloodLimit(pk=1)


@dataclass(frozen=True)
class Steps:
    """When whoever is to see to an alarm hears that nobody has: minutes of open time for each severity."""

    minutes: dict[int, tuple[int | None, int | None]]

    def after(self, severity: int, step: int, since: datetime, hours: Hours) -> datetime | None:
        """The moment of a step, 1 for the owner or 2 for the duty lead, of an alarm raised then; None for never."""
        pair = self.minutes.get(severity, (None, None))
        wanted = pair[step - 1] if step <= len(pair) else None
        return None if wanted is None else after(since, wanted * 60, hours)

    def first(self, severity: int, since: datetime, hours: Hours) -> tuple[int, datetime | None]:
        """The step that comes first, and when; (0, None) where nobody is ever reminded."""
        for step in (1, 2):
            at = self.after(severity, step, since, hours)
            if at is not None:
                return step, at
        return 0, None


def steps() -> Steps:
    """As set, and as usual where nothing is (one query)."""
    set_ones = {one.severity: (one.owner_after, one.lead_after) for one in Escalation.objects.all()}
    return Steps(dict(USUAL_STEPS) | set_ones)


class Desks:
    """By whose hours alarms are seen to: the queue of their rule, else the one of every device (a few queries,
    once for a batch)."""

    def __init__(self, queue_ids: Iterable[int | None], usual: Queue | None = None) -> None:
        self.usual = usual or default_queue()
        wanted = {pk for pk in queue_ids if pk}
        self.queues = Queue.objects.select_related("team").in_bulk(sorted(wanted)) if wanted else {}
        teams = {one.team_id for one in (*self.queues.values(), self.usual) if one}
        self.hours = hours_of(sorted(teams))

    def of(self, queue_id: int | None) -> Queue | None:
        """The queue of a rule; None only where there is none at all."""
        return self.queues.get(queue_id or 0, self.usual)

    def hours_for(self, queue_id: int | None) -> Hours:
        """Its open hours."""
        queue = self.of(queue_id)
        return self.hours.get(queue.team_id, ALWAYS) if queue else ALWAYS
