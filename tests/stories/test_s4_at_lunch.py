"""S4: "the repair man is at lunch". Words that shift responsibility are marked while they are typed, with a
better sentence: he is apologised to, asked for the fault, helped if it can be, else his phone is taken in, with a
receipt and a promise. Taken with one key, it is what the customer reads. From a chat to a chat."""

import re
import shutil
from html import unescape

import pytest
from playwright.sync_api import expect

from makegood.adapters.webchat.tests.make import Visitor, chat_company, only_case, visitor
from makegood.base.invariants.checks import violations
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.records.people import operations as people
from makegood.web.tests.test_in_a_browser import (
    browse,
    chromium,  # noqa: F401 - a fixture
    site,  # noqa: F401 - a fixture
    until_live,
)
from tests.stories.stage import Desk, later

FAULT = {
    "en": "I brought my phone, the screen flickers. Where is the repair man?",
    "zh-Hans": "我把手机拿来了，屏幕一直闪，维修的人呢？",
    "zh-Hant": "我把手機拿來了，螢幕一直閃，維修的人呢？",
}
BLAME = {
    "en": "The repair man is at lunch, you will have to wait until he is back.",
    "zh-Hans": "维修的吃饭去了，您得等他回来",
    "zh-Hant": "維修的吃飯去了，您得等他回來",
}
BETTER = {  # in this order
    "en": ("sorry", "Tell me what it does", "help", "take it in", "receipt", "by when"),
    "zh-Hans": ("抱歉", "什么故障", "帮上", "放我这儿", "收据"),
    "zh-Hant": ("抱歉", "什麼故障", "幫上", "放我這兒", "收據"),
}
RECEIPT = "手机已经收下，收据号是A-117。明天下午三点前给您修好。"
pytestmark = pytest.mark.usefixtures("real_commits")


def asked_in_the_chat(language: str) -> tuple[Desk, Visitor]:
    """A customer asks in the chat, and the agent who has it sits at the composer."""
    firm, account = chat_company()
    lin = firm.hire("lin", language=language)
    people.set_presence(lin, state="available", by=SYSTEM)
    customer = visitor(account)
    customer.say(FAULT[language])
    case = only_case()
    assert (case.owner, case.language) == (lin, language)
    return Desk(lin, case.pk), customer


@pytest.mark.parametrize("language", FAULT)
def test_words_that_shift_responsibility_come_with_better_ones_that_are_sent(language, settle):
    desk, customer = asked_in_the_chat(language)
    blame = BLAME[language]
    shown = desk.read(blame)
    [[start, end]] = shown["wording"]
    assert blame[start:end] in (blame, blame.rstrip("."))
    better = unescape(re.search(r'data-take="([^"]+)"', shown["dock"])[1])
    places = [better.find(words) for words in BETTER[language]]
    assert (places, -1 in places) == (sorted(places), False)

    text = blame[:start] + better + blame[end:]
    assert desk.read(text)["wording"] == []
    desk.reply(text)
    later(settle)
    heard = [message["text"] for message in customer.read()["messages"]]
    assert heard == [FAULT[language], text]
    assert violations() == {}


@pytest.mark.browser
@pytest.mark.skipif(
    shutil.which("chromium") is None, reason="Chromium is not installed on this machine"
)
def test_in_the_browser_it_is_marked_as_it_is_typed_and_one_key_takes_the_better(
    site,  # noqa: F811 - the fixture
    chromium,  # noqa: F811 - the fixture
    settle,
):
    desk, customer = asked_in_the_chat("zh-Hans")
    page = browse(chromium, site, desk.user)
    page.goto(f"{site}/cases/{desk.case_id}/")
    until_live(page)
    box = page.locator("#compose-reply textarea")
    box.focus()
    page.keyboard.type("您好！" + BLAME["zh-Hans"])
    expect(page.locator(".under .blame")).to_have_text(re.compile("维修的吃饭去了"))
    page.keyboard.press("Tab")
    expect(box).not_to_have_value(re.compile("吃饭"))
    expect(box).to_have_value(re.compile("抱歉"))
    page.keyboard.press("Control+Enter")  # it offers and promises nothing yet: no question
    page.locator(".msg.ours", has_text="抱歉").wait_for()
    assert not desk.case.promises.filter(kind="person").exists()

    customer.say("触摸没反应，放您这儿吧")
    box.focus()
    page.keyboard.type(RECEIPT)
    page.keyboard.press("Control+Enter")  # taken in, with a time: he is asked about it once
    page.locator("[data-dock] [data-then-send]").click()
    page.locator(".msg.ours", has_text="收据号").wait_for()
    later(settle)
    [_asked, answer, _left, receipt] = [m["text"] for m in customer.read()["messages"]]
    assert "吃饭" not in answer
    assert "抱歉" in answer
    assert receipt == RECEIPT
    repair = desk.case.promises.get(kind="person")
    assert (repair.message, repair.said in receipt) == (Message.objects.get(text=RECEIPT), True)
    assert repair.what in [vow["what"] for vow in customer.read()["promises"]]
    assert desk.case.next_deadline <= repair.due
    assert page.wrong == []
    assert violations() == {}
