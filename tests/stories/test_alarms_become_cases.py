"""Who is responsible for what a device reports, what is one trouble, and what its owner hears."""

from datetime import UTC, datetime, time, timedelta

import pytest

from makegood.adapters.email.tests.make import another_mailbox
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise
from makegood.contact.channels.models import Outgoing
from makegood.field.alarms.models import Alarm
from makegood.field.alarms.operations import take_out, time_passes, want
from makegood.field.alarms.tests.make import device, gone, hear, product, rule, said
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops.alarm_to_case import join_floods, open_cases
from makegood.records.assets.models import Asset, Site
from makegood.records.customers.operations import Sender, identify
from makegood.records.people.operations import make_queue
from makegood.records.privacy.models import Wishes
from tests.make import company

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 24, 2, 13, tzinfo=UTC)


@pytest.fixture
def night():
    with clock.use(VirtualClock(NIGHT)) as one:
        yield one


@pytest.fixture
def firm(night):
    firm = company()
    another_mailbox(firm.queue, "service@makers.test", sink=True)
    return firm


def owner(name="zhou", **more):
    told = {"language": "en", "zone": "UTC", "verified": True, **more}
    return identify(Sender("mail", f"{name}@quarry.test", name.title(), **told), by=SYSTEM)


def reported(asset, code="E-1042", **more):
    hear(said(asset, code, **more))
    open_cases()
    return Alarm.objects.get(asset=asset, fault=code)


def left():
    return list(Outgoing.objects.order_by("made_at"))


def test_a_case_with_owner_and_deadline_and_the_customer_is_told(firm):
    asset = device(owner=owner())
    alarm = reported(asset)
    case = alarm.case
    assert (case.asset, case.owner, case.contact) == (asset, firm.lead, asset.owner)
    assert case.promises.filter(kind="first_answer", state=Promise.State.OPEN).exists()
    [told] = left()
    assert (told.recipient, told.send_after) == ("zhou@quarry.test", NIGHT)
    assert case.number in told.envelope["text"]
    assert open_cases() == 0
    assert violations() == {}


def test_quiet_hours_are_obeyed_and_danger_is_told_at_once(firm):
    for number, grave in enumerate((False, True)):
        him = owner(f"zhou{number}")
        Wishes.objects.create(contact=him, quiet_from=time(22), quiet_until=time(7))
        rule({"on": "code", "codes": [f"E-{number}"]}, danger=grave, then="case")
        reported(device(owner=him), f"E-{number}")
    first, second = left()
    assert first.send_after == NIGHT.replace(hour=7, minute=0)
    assert second.send_after == NIGHT
    assert Case.objects.get(contact__name="Zhou1").urgency == 2


def test_it_goes_where_its_owner_was_seen_to_last(firm):
    him = owner()
    desk = make_queue(
        key="desk", names={"en": "Desk"}, team=firm.queue.team, duty_lead=firm.lead, by=SYSTEM
    )
    first = reported(device(owner=him)).case
    assert first.queue == firm.queue
    Case.objects.filter(pk=first.pk).update(queue=desk)
    assert reported(device(owner=him), "E-9").case.queue == desk


def test_without_a_customer_the_duty_lead_has_it_all_the_same(firm):
    firm.hire("he")
    alarm = reported(device())
    assert alarm.case.owner == firm.lead
    assert alarm.asset.serial in alarm.case.contact.name
    assert left() == []
    assert violations() == {}


def test_a_minor_one_is_proposed_and_one_press_opens_it(firm):
    alarm = reported(device(owner=owner()), severity="minor")
    assert (alarm.path, alarm.case) == ("ask", None)
    want(alarm, by=SYSTEM)
    want(alarm, by=SYSTEM)
    open_cases()
    alarm.refresh_from_db()
    assert alarm.case is not None
    assert Case.objects.count() == 1


def test_what_nobody_has_entered_is_only_proposed(firm):
    stranger = device("UNKNOWN-1", product=None, state=Asset.State.UNKNOWN)
    assert reported(stranger).path == "ask"


def test_further_faults_of_a_device_join_its_case_and_one_can_be_taken_out(firm):
    asset = device(owner=owner())
    first, second = reported(asset), reported(asset, "E-2")
    assert second.case == first.case
    assert first.case.notes.count() == 1
    assert len(left()) == 1  # he is told once
    take_out(second, by=SYSTEM)
    open_cases()
    second.refresh_from_db()
    assert second.case not in (None, first.case)
    assert violations() == {}


@pytest.mark.parametrize("together", ["fault", "parent", "site"])
def test_what_is_one_trouble_is_said_by_the_rule(firm, together):
    him = owner()
    site = Site.objects.create(name="North", contact=him)
    machine = device(owner=him, site=site)
    part = device(owner=him, site=site, parent=machine)
    other = device(owner=him, site=site)
    rule({"on": "code", "codes": ["E-*"]}, together=together, then="case")
    found = [reported(one).case for one in (machine, part, other)]
    apart = {"fault": 3, "parent": 2, "site": 1}[together]
    assert len(set(found)) == apart


def test_a_case_that_rested_is_open_again_when_it_is_back(firm, night):
    asset = device(owner=owner())
    case = reported(asset).case
    Case.objects.filter(pk=case.pk).update(status="waiting", waiting_for="third")
    night.advance(timedelta(minutes=5))
    reported(asset, "E-3")
    case.refresh_from_db()
    assert (case.status, case.waiting_for) == ("open", "")


def test_a_flood_is_one_case_at_the_duty_lead_and_nobody_is_told_unasked(firm):
    him = owner()
    many = [device(owner=him) for _n in range(30)]
    hear(*[said(one) for one in many])
    open_cases()
    join_floods()
    cases = Case.objects.all()
    assert len(cases) == 1
    assert cases[0].owner == firm.lead
    assert set(Alarm.objects.values_list("case", flat=True)) == {cases[0].pk}
    assert left() == []
    hear(said(device(owner=him)))
    open_cases()
    join_floods()
    assert Case.objects.count() == 1
    assert violations() == {}


def test_twice_and_in_his_language(firm):
    asset = device(owner=owner(language="zh-Hans"))
    rule(
        {"on": "code", "codes": ["E-1"]},
        says={"zh-Hans": "液压压力下降", "en": "Pressure falls"},
        then="case",
    )
    alarm = reported(asset, "E-1")
    assert "液压压力下降" in alarm.case.subject
    assert "液压压力下降" in left()[0].envelope["text"]


def test_a_rule_may_tell_nobody(firm):
    rule({"on": "code", "codes": ["E-*"]}, tell=False, then="case")
    assert reported(device(owner=owner())).case is not None
    assert left() == []


def test_what_goes_on_after_its_case_was_closed_is_somebodys_again(firm, night, settle):
    asset = device(owner=owner())
    case = reported(asset).case
    from makegood.loops.case_to_confirmation import customer_says, resolve  # noqa: PLC0415

    question = resolve(case, user=firm.lead, by=SYSTEM, text="Done")
    customer_says(question, solved=True, words="")
    case.refresh_from_db()
    assert case.status == "closed"
    night.advance(timedelta(minutes=5))
    hear(said(asset))
    time_passes()
    open_cases()
    again = Alarm.objects.get().case
    assert again.pk != case.pk
    assert violations() == {}


def test_all_that_was_told_and_cleared_is_told_again(firm, night, settle):
    asset = device(owner=owner())
    case = reported(asset).case
    night.advance(timedelta(minutes=5))
    hear(gone(asset))
    settle()
    assert case.notes.count() == 1
    assert len(left()) == 2
    assert product().pk == asset.product_id
    assert now() > NIGHT
