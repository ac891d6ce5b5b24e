"""S4: "the repair man is at lunch". Words that shift responsibility are marked while they are typed, with a
better sentence; taken with one key, it is what the customer reads. From a chat to a chat."""

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
    "en": "The television I bought is flickering, when does somebody come?",
    "zh-Hans": "新买的电视一直闪，什么时候有人来修？",
    "zh-Hant": "新買的電視一直閃，什麼時候有人來修？",
}
BLAME = {
    "en": "The repair man is at lunch, you will have to wait until he is back.",
    "zh-Hans": "维修的吃饭去了，您得等他回来",
    "zh-Hant": "維修的吃飯去了，您得等他回來",
}
BETTER = {  # he is apologised to, asked for the fault, helped if it can be, else called at an agreed time
    "en": ("sorry", "Tell me", "help", "your number"),
    "zh-Hans": ("抱歉", "什么故障", "帮上", "电话", "约好时间"),
    "zh-Hant": ("抱歉", "什麼故障", "幫上", "電話", "約好時間"),
}
AGREED = "好的，明天下午三点请师傅给您回电。"
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
    assert [words for words in BETTER[language] if words not in better] == []

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
    page.keyboard.press(
        "Control+Enter"
    )  # it asks when to call and promises nothing yet: no question
    page.locator(".msg.ours", has_text="抱歉").wait_for()
    assert not desk.case.promises.filter(kind="person").exists()

    customer.say("明天下午三点方便")
    box.focus()
    page.keyboard.type(AGREED)
    page.keyboard.press("Control+Enter")  # the call at the agreed time: asked about it once
    page.locator("[data-dock] [data-then-send]").click()
    page.locator(".msg.ours", has_text="回电").wait_for()
    later(settle)
    [_asked, answer, _when, agreed] = [m["text"] for m in customer.read()["messages"]]
    assert "吃饭" not in answer
    assert "抱歉" in answer
    assert agreed == AGREED
    call = desk.case.promises.get(kind="person")
    assert (call.message, call.said in agreed) == (Message.objects.get(text=AGREED), True)
    assert desk.case.next_deadline <= call.due
    assert page.wrong == []
    assert violations() == {}
