"""S1 up to the remedy: an answer within two days is promised on the telephone, the order for work reaches
nobody, and the family hears it from us before the two days are over, is offered something, and gets it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from makegood.adapters.webchat.tests.make import SHOP, Visitor, visitor
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, Closure
from makegood.care.promises.models import Promise
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Budget, Offer
from makegood.care.recovery.operations import NewRemedy
from makegood.care.tasks.models import Task
from makegood.care.tasks.operations import set_department
from makegood.contact.channels.operations import make_account
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.people import operations as people
from tests.stories.stage import SHANGHAI, Desk, Stage, link_in, stage

FESTIVAL = datetime(2027, 2, 6, 10, 0, tzinfo=SHANGHAI)
CALLED = "客户来电：新电视一直闪。已告诉他们：我们两天内给您答复。"
WORD = "我们两天内给您答复"
CHOICE = "要延长保修，谢谢"
pytestmark = pytest.mark.usefixtures("real_commits")


@pytest.fixture
def day(inbox, settle) -> Iterator[Stage]:
    with stage(settle, inbox, language="zh-Hans", start=FESTIVAL) as one:
        yield one


def family(day: Stage) -> Visitor:
    """The family on its telephone, in the shop's chat."""
    chat = make_account(
        kind="webchat",
        address="shop",
        name="蓝禾商城",
        queue=day.firm.queue,
        settings={"origins": [SHOP]},
    )
    return visitor(chat)


def generous(day: Stage) -> None:
    """What may be given without asking anybody, and what the team may give away."""
    for key, name, cost in (("warranty", "延长保修一年", 12), ("voucher", "100元优惠券", 15)):
        new = NewRemedy(
            names={"zh-Hans": name},
            cost=Decimal(cost),
            value=Decimal(30),
            currency="CNY",
            minutes=24 * 60,
        )
        recovery.keep_remedy(key, new, by=SYSTEM)
    recovery.set_authority("", most=Decimal(20), currency="CNY", by=SYSTEM)
    recovery.keep_budget(
        day.firm.team,
        starts=now() - timedelta(days=1),
        ends=now() + timedelta(days=30),
        amount=Decimal(100),
        currency="CNY",
        by=SYSTEM,
    )


def heard(customer: Visitor) -> list[str]:
    """What the family reads from us in the chat."""
    return [one["text"] for one in customer.read()["messages"] if not one["mine"]]


def chooses(path: str, words: str) -> None:
    """The page is opened, one thing is chosen, and said in their own words."""
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-Hans")
    page = html.fromstring(client.get(path).content.decode())
    [form] = page.xpath("//form[.//input[@name='choice']]")
    assert not form.xpath(".//input[@name='choice'][@checked]")
    [choice] = form.xpath(".//label[contains(., '延长保修')]//input/@value")
    fields = {i.get("name"): i.get("value", "") for i in form.xpath(".//input[@type='hidden']")}
    answer = client.post(form.get("action"), {**fields, "choice": choice, "words": words})
    assert answer.status_code == 302, answer.content.decode()[:800]


def money() -> tuple[Decimal, Decimal]:
    budget = Budget.objects.get()
    return budget.held, budget.spent


def test_the_family_hears_from_us_before_two_days_are_over_and_gets_what_it_chose(day):
    generous(day)
    mei = day.hire("mei")
    repair = people.make_team(key="repair", names={"en": "Repair", "zh-Hans": "维修组"})
    set_department(
        repair,
        public_names={"zh-Hans": "维修部"},
        minutes=60,
        lead=day.firm.lead,
        active=True,
        by=SYSTEM,
    )
    customer = family(day)
    customer.say("春节刚买的电视一直闪。")
    desk = Desk(mei, Case.objects.get().pk)
    assert desk.case.owner == mei

    desk.act("notes", code=200, text=CALLED, once="call")
    day.settle()  # what was said and not recorded is found by a reaction to the note
    assert WORD in desk.get(f"/cases/{desk.case_id}/side/")
    proposal = desk.case.proposals.get()
    desk.post(f"/proposals/{proposal.pk}/record/")
    promise = desk.case.promises.get(kind="person")
    assert (promise.said, promise.due - now() > timedelta(days=1)) == (WORD, True)
    title = {"title": "电视闪烁，上门检查", "kind": "task", "blocking": "on", "minutes": "60"}
    desk.act(f"tasks/ask/{repair.pk}", **title)
    task = Task.objects.get()
    assert task.assignee is None  # the queue of the repair team is looked at by nobody

    day.to(11, 2)
    task.refresh_from_db()
    assert (task.assignee, task.late_at is not None) == (day.firm.lead, True)
    desk.reply("我们在催维修组。", then="open")
    day.minutes(1)

    local = promise.due.astimezone(SHANGHAI)
    whole = (local.date() - FESTIVAL.date()).days
    day.leave(mei)  # it is a holiday: nobody acts
    for hour, minute in ((9, 0), (18, 0)):
        day.to(hour, minute, days=whole - 1 if hour == 9 else 0)
    day.to(12, 0, days=1)
    for before in (60, 20, 14, 4, 2):
        at = (promise.due - timedelta(minutes=before)).astimezone(SHANGHAI)
        day.to(at.hour, at.minute)
        promise.refresh_from_db()
        if promise.told_at:
            break
    assert promise.told_at < promise.due
    [apology] = [text for text in heard(customer) if WORD in text]
    assert "抱歉" in apology or "对不起" in apology
    assert "23:59" in apology  # by their clock, which nobody had to tell us
    assert promise.told_due > promise.due
    offer = Offer.objects.get(promise=promise)
    assert (offer.state, money()) == ("offered", (Decimal(15), Decimal(0)))

    day.sit(mei)
    customer.say("说好两天的，怎么还没有人来？")
    case = Case.objects.get()
    assert (case.pk, case.owner, case.status) == (desk.case_id, mei, Case.Status.OPEN)
    assert case.unanswered_since is not None
    assert case.promises.filter(kind="next_answer", state="open").exists()

    chooses(link_in(apology, "o"), CHOICE)
    offer.refresh_from_db()
    assert (offer.state, offer.words, money()) == ("accepted", CHOICE, (Decimal(12), Decimal(0)))
    assert Case.objects.count() == 1
    assert (offer.delivery.kind, offer.delivery.state) == ("remedy", "open")

    day.to(23, 59)  # they were told before; now the moment itself passes
    day.minutes(1)
    promise.refresh_from_db()
    assert (promise.state, promise.amends) == ("missed", Promise.Amends.OFFERED)
    assert promise.moved_to.due == promise.told_due
    lead = Desk(day.firm.lead, desk.case_id)
    lead.post(f"/tasks/{task.pk}/result/", result="屏幕有缺陷，可以上门换新。")
    desk.reply("屏幕有缺陷，明天上门换新，旧的带走。", then="open")
    desk.post(f"/promises/{promise.moved_to_id}/keeping/")
    desk.post(f"/promises/{offer.delivery_id}/keeping/")
    day.minutes(1)
    offer.refresh_from_db()
    assert (offer.accounted_at is not None, money()) == (True, (Decimal(0), Decimal(12)))

    desk.act("resolution")
    day.minutes(1)
    question = customer.read()["question"]
    customer.post("answer/", {"question": question, "solved": True})
    day.settle()
    assert Closure.objects.get(reopened_at=None).how == "confirmed"
    assert violations() == {}
