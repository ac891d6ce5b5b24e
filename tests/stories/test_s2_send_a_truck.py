"""S2: "send a truck now". What cannot be kept is found while it is typed and a truthful time is said; or it is
said all the same by someone with the right, and the lead sees it. From a mail to a mail, in three languages."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import open_door, post
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.ports import KNOWERS, Verdict, install_knower
from makegood.contact.conversations.models import Message
from tests.stories.stage import (
    CHARSETS,
    SHANGHAI,
    Desk,
    Stage,
    link_in,
    say,
    stage,
    words_of,
    written,
)

NOON = datetime(2026, 11, 23, 12, 40, tzinfo=SHANGHAI)
FREE = datetime(2026, 11, 23, 16, 10, tzinfo=SHANGHAI)
WANTS = {
    "en": ("A removal truck, now", "Send a truck to Songjiang at once, we must be out tonight."),
    "zh-Hans": ("马上要一辆搬家卡车", "请马上派一辆卡车到松江，我们今晚必须搬出去。"),
    "zh-Hant": ("馬上要一輛搬家卡車", "請馬上派一輛卡車到松江，我們今晚必須搬出去。"),
}
RASH = {
    "en": "No problem, we will be there within an hour",
    "zh-Hans": "没问题,一小时内到",
    "zh-Hant": "沒問題,一小時內到",
}
TRUE = {
    "en": "The truck will be at your door today between 16:10 and 17:00.",
    "zh-Hans": "卡车今天16:10到17:00之间到您家。",
    "zh-Hant": "卡車今天16:10到17:00之間到您家。",
}
OUT = {
    "en": "All trucks are out until 16:10.",
    "zh-Hans": "卡车都出去了，16:10才有。",
    "zh-Hant": "卡車都出去了，16:10才有。",
}
pytestmark = pytest.mark.usefixtures("real_commits")


@pytest.fixture
def plan() -> Iterator[None]:
    """The dispatch plan: every truck is out until 16:10."""
    before = dict(KNOWERS)

    def trucks(question):
        language = question.case.language
        if question.due >= FREE:
            return Verdict(chance=0.93, earliest=FREE, sentence=TRUE[language])
        return Verdict(
            chance=0.04, earliest=FREE, reasons=(OUT[language],), sentence=TRUE[language]
        )

    install_knower("dispatch", trucks)
    yield
    KNOWERS.clear()
    KNOWERS.update(before)


@pytest.fixture(params=list(WANTS))
def day(request, inbox, settle, plan) -> Iterator[Stage]:
    with stage(settle, inbox, language=request.param, start=NOON) as one:
        yield one


def asks_for_a_truck(day: Stage) -> Case:
    subject, text = WANTS[day.language]
    with open_door() as door:
        mail = written(subject, text, CHARSETS[day.language])
        assert post(door, mail, to="billing@lanhe.test")[0] == 250
    day.settle()
    return Case.objects.get()


def given(case: Case) -> Promise:
    return case.promises.get(kind="person")


def hour(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%H:%M}"


def test_the_truthful_sentence_is_sent_recorded_and_kept(day):
    lin = day.hire("lin")
    desk = Desk(lin, asks_for_a_truck(day).pk)
    assert desk.case.owner == lin

    shown = desk.read(RASH[day.language])
    [[start, end, words, recorded]] = shown["promises"]
    assert (RASH[day.language][start:end], recorded) == (words, False)
    assert "13:40" in shown["dock"]
    assert OUT[day.language] in shown["dock"]
    assert f'data-take="{TRUE[day.language]}"' in shown["dock"]
    assert "data-record" not in shown["dock"]  # he has no right to say it

    [[_start, _end, words, _recorded]] = (shown := desk.read(TRUE[day.language]))["promises"]
    assert "17:00" in shown["dock"]
    assert f'data-record="{words}"' in shown["dock"]
    desk.reply(TRUE[day.language], {"words": words})
    day.minutes(1)
    assert TRUE[day.language] in words_of(day.inbox.newest())
    promise = given(desk.case)
    assert (promise.said, hour(promise.due)) == (words, "17:00")
    assert promise.feasibility.verdict == Feasibility.Verdict.FEASIBLE
    assert promise.message == Message.objects.get(author="staff")

    day.to(16, 25)
    desk.post(f"/promises/{promise.pk}/keeping/")
    promise.refresh_from_db()
    assert (promise.state, hour(promise.ended_at)) == ("kept", "16:25")
    desk.act("resolution")
    day.minutes(1)
    say(Client(), link_in(words_of(day.inbox.newest())), solved="yes", words="")
    day.settle()
    assert desk.case.status == Case.Status.CLOSED
    assert violations() == {}


def test_without_the_right_it_is_refused_and_his_words_stay(day):
    desk = Desk(day.hire("lin"), asks_for_a_truck(day).pk)
    rash = RASH[day.language]
    desk.act("drafts/reply", code=200, text=rash, revision="1")
    [[_start, _end, words, _recorded]] = desk.read(rash)["promises"]

    refused = desk.reply(rash, {"words": words, "why": "They drive fast"}, code=409)
    assert refused.content.strip()
    day.minutes(1)
    assert f"{rash}</textarea>" in desk.get(f"/cases/{desk.case_id}/")
    assert not Message.objects.filter(author="staff").exists()
    assert not desk.case.promises.filter(kind="person").exists()
    assert day.inbox.mails == []
    assert violations() == {}


def test_said_all_the_same_with_a_reason_the_lead_sees_it_and_the_customer_hears_in_time(day):
    """Nobody comes by 13:40: he hears it before, with a new time, and the promise moves to it."""
    sun = day.hire("sun", "specialist")
    lead = day.hire("ma", "lead")
    desk = Desk(sun, asks_for_a_truck(day).pk)
    if desk.case.owner != sun:
        Desk(lead, desk.case_id).act("giving", to=sun.pk, reason="He knows the drivers")
    why = "A driver has just called in"
    [[_start, _end, words, _recorded]] = (shown := desk.read(RASH[day.language]))["promises"]
    assert "data-needs-why" in shown["dock"]

    day.minutes(1)
    desk.reply(RASH[day.language], {"words": words}, code=409)
    desk.reply(RASH[day.language], {"words": words, "why": why})
    promise = given(desk.case)
    assert (promise.risk, promise.risk_why) == (Promise.Risk.AT_RISK, why)
    assert (promise.feasibility.overruled_by, promise.feasibility.overruled_why) == (sun, why)
    board = Desk(lead, desk.case_id).get("/lead/")
    assert WANTS[day.language][0] in board
    assert why in board

    for hour_, minute in ((13, 10), (13, 30), (13, 35), (13, 38), (13, 39), (13, 41)):
        day.to(hour_, minute)
    promise.refresh_from_db()
    assert (promise.state, promise.told_at < promise.due) == ("missed", True)
    assert promise.moved_to.due >= FREE
    [rash, apology] = day.inbox.texts()
    assert rash.startswith(RASH[day.language])
    assert words in apology
    assert hour(promise.moved_to.due) in apology
    assert violations() == {}
