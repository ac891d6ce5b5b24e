"""What an administrator of the demo company has set up: hours, contracts, policies, rules, connected channels."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from makegood.care.promises.operations import make_policy
from makegood.care.recovery.operations import set_floor
from makegood.contact.channels.models import Account
from makegood.desk.routing.operations import keep_rule
from makegood.kernel.actor import Actor
from makegood.records.customers.models import Company
from makegood.records.entitlements.operations import agree_contract
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.operations import keep_calendar, set_site_hours
from makegood.world.demo.content import data_toml
from makegood.world.demo.house import BRANDS, House
from makegood.world.farside import stage

FILE = "setting"
CURRENCY = "CNY"


def set_up(house: House, *, now: datetime, by: Actor) -> dict[str, Account]:
    """Everything that is set up beside teams and queues; the connected channels, by kind."""
    told = data_toml(FILE)
    calendars = {one["key"]: _calendar(one, by) for one in told["calendar"]}
    for company, key in told["sites"].items():
        set_site_hours(_company(company), calendar=calendars[key], by=by)
    for one in told["contract"]:
        _contract(one, now, by)
    for one in told["policy"]:
        _policy(one, house, calendars, by)
    for one in told["rule"]:
        asked = {name: one[name] for name in one if name not in ("queue", "names")}
        keep_rule(name=one["names"]["zh-Hans"], queue=house.queues[one["queue"]], by=by, **asked)
    return {one["kind"]: _channel(one, house, by) for one in told["channel"]}


def _company(name: str) -> Company:
    return Company.objects.get(name=name)


def _calendar(told: dict[str, Any], by: Actor) -> Calendar:
    weekly = [[day, *block] for day in told["days"] for block in told["blocks"]]
    return keep_calendar(
        key=told["key"],
        names=told["names"],
        zone=told["zone"],
        weekly=weekly,
        region=told.get("region", ""),
        by=by,
    )


def _contract(told: dict[str, Any], now: datetime, by: Actor) -> None:
    company = _company(told["company"])
    contract = agree_contract(
        company,
        key=told["key"],
        names=told["names"],
        tier=told["tier"],
        starts=now + timedelta(days=told["starts"]),
        ends=now + timedelta(days=told["ends"]),
        by=by,
    )
    for kind, value in told["floors"].items():
        set_floor(contract, value=Decimal(value), currency=CURRENCY, kind=kind, by=by)


def _policy(told: dict[str, Any], house: House, calendars: dict[str, Calendar], by: Actor) -> None:
    given = {**told}
    if "queue" in told:
        given["queue"] = house.queues[told["queue"]]
    if "calendar" in told:
        given["calendar"] = calendars[told["calendar"]]
    make_policy(by=by, **given)


def _channel(told: dict[str, Any], house: House, by: Actor) -> Account:
    """Connected to its simulator: what `/demo/far/` plays."""
    return stage.connect(
        told["kind"],
        queue=house.queues[told["queue"]],
        language=told["language"],
        names=BRANDS[told["brand"]],
        by=by,
    )
