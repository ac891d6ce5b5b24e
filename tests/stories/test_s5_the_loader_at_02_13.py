"""S5, the first half: a wheel loader reports E-1042 twice in a minute, then 400 times in a burst, then falling
pressure. One alarm, one case with an owner and a deadline by the night calendar, and its owner has read it from us
before he notices. From the message of the device to the customer's mail and back, in three languages."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import html

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import make_policy
from makegood.field.alarms.models import Alarm, VisitRequest
from makegood.field.alarms.operations import keep_rule
from makegood.field.diagnosis.operations import import_table
from makegood.field.diagnosis.queries.advising import advise
from makegood.field.telemetry.operations import Arrived, accept
from makegood.field.telemetry.rules.messages import EVENTS, READINGS
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset, Product, Site, Usage
from makegood.records.assets.operations import Named, save_word
from makegood.records.customers.operations import Sender, identify
from makegood.records.entitlements.models import Decided
from makegood.records.entitlements.operations.terms import NewTerms, keep_terms
from makegood.records.worktime.operations import keep_calendar, set_hours
from makegood.world.demo.content import data_json
from tests.stories.stage import SHANGHAI, Desk, Stage, link_in, stage

NIGHT = datetime(2026, 11, 24, 2, 13, 7, tzinfo=SHANGHAI)
DAYS = [[day, "08:00", "18:00"] for day in range(7)]
ALL_DAY = [[day, "00:00", "24:00"] for day in range(7)]
HYDRAULICS = {"en": "Hydraulics", "zh-Hans": "液压", "zh-Hant": "液壓"}
SAYS = {
    "en": "Hydraulic pressure is falling",
    "zh-Hans": "液压压力下降",
    "zh-Hant": "液壓壓力下降",
}
NAMES = {"en": "wheel loader WL90", "zh-Hans": "WL90 装载机", "zh-Hant": "WL90 裝載機"}
pytestmark = pytest.mark.usefixtures("real_commits")


@pytest.fixture(params=["en", "zh-Hans", "zh-Hant"])
def night(request, inbox, settle):
    with stage(settle, inbox, language=request.param, start=NIGHT) as one:
        yield one


def at_the_quarry(
    night: Stage, *, weekly: list[list[Any]] = DAYS, moment: datetime = NIGHT
) -> Asset:
    """The loader, its owner, what was promised with it, and what is an alarm for it."""
    set_hours(night.firm.team, key="days", zone=str(SHANGHAI), weekly=weekly)
    nights = keep_calendar(
        key="nights",
        names={"en": "Nights", "zh-Hans": "夜班"},
        zone=str(SHANGHAI),
        weekly=ALL_DAY,
        by=SYSTEM,
    )
    make_policy(None, by=SYSTEM, channel="device", calendar=nights, first_answer=30, solution=480)
    loader = Product.objects.create(key="wl90", model="WL90", names=NAMES, counter="h")
    tables = (table for one in data_json("products")["products"] for table in one["faults"])
    import_table(loader, next(t for t in tables if t["id"] == "loader-pressure"), by=SYSTEM)
    save_word(Named("skill", "hydraulics", HYDRAULICS))
    keep_terms(
        loader, NewTerms(months=36, usage=8000, unit="h", ends="first", starts="bought"), by=SYSTEM
    )
    owner = identify(
        Sender("mail", "zhou@quarry.test", "Zhou", night.language, str(SHANGHAI), verified=True),
        by=SYSTEM,
    )
    site = Site.objects.create(name="North quarry", contact=owner, zone=str(SHANGHAI))
    asset = Asset.objects.create(
        serial="WL90-00417",
        product=loader,
        owner=owner,
        site=site,
        bought_on=date(2025, 3, 1),
        installed_on=date(2025, 3, 4),
    )
    Usage.objects.create(
        asset=asset,
        unit="h",
        value=5683.2,
        total=5683.2,
        at=moment - timedelta(hours=3),
        source="device",
    )
    keep_rule(
        None,
        by=SYSTEM,
        name="Falling pressure",
        product=loader,
        fault="hydraulic-pressure",
        conditions=[
            {"on": "code", "codes": ["E-1042"]},
            {"on": "falls", "reading": "pressure", "limit": 4, "within": 10},
        ],
        severity="critical",
        says=SAYS,
    )
    return asset


def sends(asset: Asset, *messages: dict, kind: int = EVENTS) -> None:
    """Messages as a door has taken them."""
    for begin in range(0, len(messages), 100):
        accept(
            [
                Arrived(asset_id=asset.pk, kind=kind, payload=json.dumps(one).encode())
                for one in messages[begin : begin + 100]
            ]
        )


def fault(moment: datetime, number: int) -> dict:
    return {
        "id": f"m-{number}",
        "seq": number,
        "at": moment.isoformat(),
        "code": "E-1042",
        "state": "active",
        "severity": "critical",
    }


def the_night(night: Stage, asset: Asset) -> Alarm:
    """Twice in a minute, 400 times in a burst, then readings."""
    sends(asset, fault(night.time.moment, 1), fault(night.time.moment + timedelta(seconds=40), 2))
    night.settle()
    night.minutes(1)
    sends(
        asset,
        *[fault(night.time.moment + timedelta(milliseconds=9 * n), 3 + n) for n in range(400)],
    )
    night.settle()
    pressures = [
        {
            "at": (night.time.moment + timedelta(seconds=20 * n)).isoformat(),
            "values": {"pressure": 16 - n},
        }
        for n in range(8)
    ]
    sends(asset, *pressures, kind=READINGS)
    night.minutes(1)
    return Alarm.objects.get()


def test_one_alarm_one_owner_and_the_customer_knows_before_he_notices(night):
    he = night.hire("heyu")
    asset = at_the_quarry(night)
    alarm = the_night(night, asset)
    assert (alarm.count, alarm.active, alarm.severity) == (402, True, 5)

    case = Case.objects.get()
    assert (alarm.case, case.asset, case.channel) == (case, asset, "device")
    assert (case.owner, case.contact) == (he, asset.owner)
    assert case.next_deadline.astimezone(SHANGHAI).strftime("%H:%M") == "02:43"
    [decided] = Decided.objects.filter(case=case.pk)
    assert (decided.covered, decided.ends_by) == (True, "time")
    assert decided.stood_on["total"] == 5683.2

    advice = advise(case.searches.get(), night.language)
    first, second = advice.causes[:2]
    assert (first.key, first.percent, second.key, second.percent) == ("seal", 63, "sensor", 22)
    assert first.speaks_for
    assert advice.next.key == "oil"  # the customer can look below the pump before anybody drives
    assert {part.number for part in advice.parts} >= {"K-208"}
    assert (HYDRAULICS[night.language], 3) in advice.skills

    [text] = night.inbox.texts()
    assert f"{SAYS[night.language]} (E-1042)" in text
    assert "WL90-00417" in text
    assert "02:43" in text
    assert case.number in text
    assert violations() == {}


def test_the_time_he_chooses_is_promised(night):
    he = night.hire("heyu")
    asset = at_the_quarry(night)
    the_night(night, asset)
    desk = Desk(he, Case.objects.get().pk)
    shown = desk.get(f"/cases/{desk.case_id}/visit/")
    assert "08:30" in shown
    form = html.fromstring(shown)
    fields = {i.get("name"): i.get("value", "") for i in form.xpath("//input[@name]")}
    night.minutes(1)
    desk.post(
        f"/cases/{desk.case_id}/visit/",
        **{**fields, "tried": "Pressure read from afar, restart in vain"},
    )
    night.minutes(1)
    asked = night.inbox.texts()[-1]
    assert "08:30" in asked
    assert "10:00" in asked

    path = link_in(asked) + "visit/"
    page = html.fromstring(Client().get(path).content.decode())
    [answer] = page.xpath("//form[.//input[@name='time']]")
    assert not answer.xpath(".//input[@name='time'][@checked]")
    taken = Client().post(answer.get("action"), {"time": "0", "words": ""})
    assert taken.status_code in (302, 303), taken.content[:400]
    night.settle()

    promise = desk.case.promises.get(kind="person")
    assert (promise.state, promise.keeper) == (Promise.State.OPEN, None)
    assert promise.due.astimezone(SHANGHAI).strftime("%d %H:%M") == "24 10:00"
    assert "08:30" in promise.what
    assert VisitRequest.objects.get().promise == promise
    assert "10:00" in Client().get(link_in(asked)).content.decode()
    again = Client().post(answer.get("action"), {"time": "0", "words": ""})
    assert again.status_code in (302, 303)
    assert desk.case.promises.filter(kind="person").count() == 1
    assert violations() == {}


def test_it_clears_by_itself_the_owner_decides_and_the_customer_hears_it(night):
    night.hire("heyu")
    asset = at_the_quarry(night)
    the_night(night, asset)
    night.minutes(20, step=5)
    sends(asset, {**fault(night.time.moment, 900), "state": "cleared"})
    calm = [{"at": night.time.moment.isoformat(), "values": {"pressure": 16}}]
    sends(asset, *calm, kind=READINGS)
    night.minutes(1)
    alarm = Alarm.objects.get()
    assert (alarm.active, alarm.count) == (False, 402)
    case = Case.objects.get()
    assert case.status == Case.Status.OPEN
    assert case.notes.count() == 1
    assert len(night.inbox.mails) == 2
    assert violations() == {}
