"""The widget in a real browser, on a page of another origin with a strict policy, both sides live."""

import http.server
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from makegood.adapters.webchat.models import Visitor
from makegood.adapters.webchat.pages import widget_code
from makegood.base.live.signals import signal
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import seen
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import resolve
from makegood.records.people.models import Presence
from makegood.records.people.operations import seen as at_desk
from tests.live import Site, until
from tests.make import Company, company

ROOT = Path(__file__).resolve().parents[4]


def test_the_widget_is_smaller_than_thirty_kilobytes():
    code, _tag = widget_code()
    assert len(code) < 30_000


def test_the_packed_widget_belongs_to_its_source():
    assert (
        subprocess.run([sys.executable, ROOT / "bin" / "widget", "--check"], check=False).returncode
        == 0
    )


def test_the_widget_builds_nothing_from_text_that_could_be_code():
    source = (ROOT / "makegood/adapters/webchat/static/webchat/widget.js").read_text()
    for risky in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "eval(",
        "document.write",
        ".style.",
    ):
        assert risky not in source


@pytest.mark.django_db
def test_the_widget_is_served_for_any_site_and_kept_by_browsers():
    first = Client().get("/widget.js")
    assert first.headers["Content-Type"].startswith("text/javascript")
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "public" in first.headers["Cache-Control"]
    assert not first.cookies
    again = Client().get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_the_demo_shop_exists_only_where_there_is_an_account_for_it():
    made = company()
    assert Client().get("/demo-shop/").status_code == 404
    make_account(
        kind="webchat", address="heji", name="Heji", queue=made.queue, settings={"demo_shop": True}
    )
    body = Client().get("/demo-shop/").content.decode()
    assert '<makegood-chat account="heji">' in body
    assert 'src="/widget.js"' in body


# ---- in the browser


class Shop(http.server.BaseHTTPRequestHandler):
    """Somebody else's site: no inline anything, scripts and connections only to us."""

    server_url = ""

    def do_GET(self) -> None:
        body = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>'
            f'<script src="{self.server_url}/widget.js" async></script>'
            '<h1>Shop</h1><makegood-chat account="shop"></makegood-chat></html>'
        ).encode()
        policy = f"default-src 'none'; script-src {self.server_url}; connect-src {self.server_url}; style-src 'none'; require-trusted-types-for 'script'"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Quiet."""


@pytest.fixture
def shop(site: Site) -> Iterator[str]:
    """The address of the shop's page."""
    Shop.server_url = site.url("").rstrip("/")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def chat(site: Site) -> tuple[Company, Account]:
    made = company()
    account = make_account(kind="webchat", address="shop", name="Lanhe Service", queue=made.queue)
    at_desk(made.lead.pk)
    return made, account


class Chat:
    """The widget on a page, as its reader meets it."""

    def __init__(self, page: Any) -> None:
        self.page, self.root = page, page.locator("makegood-chat")
        self.box, self.log = (
            self.root.get_by_label("Message", exact=True),
            self.root.get_by_role("log"),
        )

    def open(self) -> None:
        self.root.get_by_role("button", name="Chat with us").click()

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def shows(self, *texts: str) -> None:
        """Wait for all of them, then: each is there once and in this order."""
        for text in texts:
            self.log.get_by_text(text, exact=True).first.wait_for()
        expect(self.log.locator(".b > span:not(.sr)")).to_have_text(list(texts))


def the_case() -> Case:
    """The one case, as soon as the worker has opened it: "Sent" only means that nothing is lost."""
    until(Case.objects.exists)
    return Case.objects.select_related("owner").get()


def reply(text: str) -> Message:
    case = the_case()
    return answer(case, text=text, user=case.owner, by=actors.user(case.owner.pk))


def texts() -> list[str]:
    return list(Message.objects.order_by("seq").values_list("text", flat=True))


def hold(*wanted: str, seconds: float = 60) -> None:
    """The messages become these, and stay these."""
    end = time.monotonic() + seconds
    while texts() != list(wanted) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(1)
    assert texts() == list(wanted)


@pytest.fixture
def page(browser: Any, shop: str) -> Any:
    context = browser.new_context(viewport={"width": 1200, "height": 800}, locale="en")
    one = context.new_page()
    one.problems = []
    one.on("pageerror", lambda error: one.problems.append(str(error)))
    one.goto(shop)
    yield one
    context.close()


@pytest.mark.browser
def test_both_sides_talk_live_and_see_who_writes_and_what_is_read(chat, page):
    made, _account = chat
    talk = Chat(page)
    talk.open()
    talk.say("My kettle does not switch off")
    talk.shows("My kettle does not switch off")
    talk.root.get_by_text(re.compile("Sent")).wait_for()
    talk.root.get_by_text("Lead answers by").wait_for()
    case = the_case()
    signal("typing.staff", subject=case.topic, case=case.pk, user=made.lead.pk, name="Lead")
    talk.root.get_by_text("Lead is writing").wait_for()
    reply("Take it off the base, please")
    talk.shows("My kettle does not switch off", "Take it off the base, please")
    until(lambda: Message.objects.get(seq=2).seen_at)
    talk.say("Done")
    talk.shows("My kettle does not switch off", "Take it off the base, please", "Done")
    conversation = Message.objects.get(seq=1).conversation
    seen(conversation, up_to=3, ours=False, by=actors.user(made.lead.pk), case=case.pk)
    talk.root.get_by_text("· Read").wait_for()
    assert page.problems == []


@pytest.mark.browser
def test_a_cut_of_the_network_loses_and_doubles_nothing(chat, page, site):
    talk = Chat(page)
    talk.open()
    talk.say("One")
    talk.shows("One")
    talk.root.get_by_text(re.compile("Sent")).wait_for()
    page.context.set_offline(True)
    talk.say("Two")
    talk.say("Three")
    reply("Four")
    talk.root.get_by_text("Not connected.").wait_for()
    talk.shows("One", "Two", "Three")
    assert texts() == ["One", "Four"]
    page.context.set_offline(False)
    for text in ("Two", "Three", "Four"):
        talk.log.get_by_text(text, exact=True).wait_for()
    talk.root.get_by_text("Not connected.").wait_for(
        state="hidden",
    )
    talk.shows("One", "Four", "Two", "Three")
    page.reload()
    Chat(page).shows("One", "Four", "Two", "Three")
    assert texts() == ["One", "Four", "Two", "Three"]
    assert Case.objects.count() == 1


@pytest.mark.browser
def test_what_was_written_without_a_server_survives_a_reload(chat, page, site):
    talk = Chat(page)
    talk.open()
    talk.say("One")
    talk.root.get_by_text(re.compile("Sent")).wait_for()
    talk.box.fill("half a sent")
    talk.box.press("End")
    page.route("**/chat/messages/", lambda route: route.abort())
    talk.say("Two")
    talk.box.fill("half a sentence")
    page.wait_for_timeout(300)
    page.unroute("**/chat/messages/")
    page.reload()
    again = Chat(page)
    again.shows("One", "Two")
    expect(again.box).to_have_value("half a sentence")
    hold("One", "Two")


@pytest.mark.browser
def test_an_answer_of_the_server_that_got_lost_doubles_nothing(chat, page):
    talk = Chat(page)
    talk.open()
    lost = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())  # it arrives; its answer does not come back
            route.abort()
        else:
            route.continue_()

    page.route("**/chat/messages/*", lose)
    page.route("**/chat/messages/", lose)
    talk.say("Only once")
    talk.root.get_by_text(re.compile("Sent")).wait_for()
    talk.shows("Only once")
    assert lost
    hold("Only once")


@pytest.mark.browser
def test_a_restart_of_the_server_goes_unnoticed(chat, page, site):
    talk = Chat(page)
    talk.open()
    talk.say("One")
    talk.root.get_by_text(re.compile("Sent")).wait_for()
    site.stop("web", hard=True)
    talk.say("Two")
    page.wait_for_timeout(500)
    site.start("web")
    hold("One", "Two", seconds=30)


@pytest.mark.browser
def test_files_go_with_the_words(chat, page):
    talk = Chat(page)
    talk.open()
    talk.root.locator("input[type=file]").set_input_files(
        {"name": "铭牌.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"x" * 900}
    )
    talk.root.get_by_text("铭牌.png").wait_for()
    talk.say("The label")
    talk.log.get_by_role("link", name="铭牌.png").wait_for()
    until(Message.objects.exists)
    assert Message.objects.get().files.get().file.name == "铭牌.png"


@pytest.mark.browser
def test_when_nobody_is_here_an_address_may_be_left(chat, page):
    Presence.objects.update(seen_at=None)
    talk = Chat(page)
    talk.open()
    talk.say("Hello")
    field = talk.root.get_by_label("Mail address")
    field.fill("zhou")
    field.press("Enter")
    talk.root.get_by_role("alert").wait_for()
    field.fill("zhou@example.org")
    field.press("Enter")
    talk.root.get_by_text("we know zhou@example.org").wait_for()
    assert Visitor.objects.get().mail == "zhou@example.org"
    assert not the_case().contact.handles.filter(kind="mail").exists()


@pytest.mark.browser
def test_a_person_is_one_press_away_and_the_keyboard_is_enough(chat, page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    talk = Chat(page)
    assert talk.box.evaluate("box => box.getRootNode().activeElement === box")
    talk.root.get_by_role("button", name="Talk to a person").press("Enter")
    talk.shows("I would like to talk to a person.")
    talk.root.get_by_role("button", name="Talk to a person").press("Enter")
    hold("I would like to talk to a person.")
    page.keyboard.press("Escape")
    launch = talk.root.get_by_role("button", name="Chat with us")
    assert launch.evaluate("button => button.getRootNode().activeElement === button")


@pytest.mark.browser
def test_yes_is_said_beside_the_conversation_with_the_keyboard(chat, page):
    talk = Chat(page)
    talk.open()
    talk.say("My kettle does not switch off")
    hold("My kettle does not switch off")
    case = the_case()
    resolve(case, user=case.owner, by=actors.user(case.owner.pk))
    yes = talk.root.get_by_role("button", name="Yes, it is solved")
    yes.wait_for()
    yes.press("Enter")
    yes.wait_for(state="hidden")
    until(Case.objects.filter(status="closed").exists)
    assert talk.box.evaluate("box => box.getRootNode().activeElement === box")
    assert page.problems == []


@pytest.mark.browser
def test_two_tabs_are_one_conversation(chat, page, shop):
    talk = Chat(page)
    talk.open()
    other_page = page.context.new_page()
    other_page.goto(shop)
    other = Chat(other_page)
    other.box.wait_for()
    talk.say("One")
    other.shows("One")
    other.say("Two")
    talk.shows("One", "Two")
    hold("One", "Two")
    assert Case.objects.count() == 1


@pytest.mark.browser
def test_the_promises_to_the_visitor_stand_in_a_list_of_their_own(chat, page):
    talk = Chat(page)
    talk.open()
    talk.say("My kettle does not switch off")
    talk.root.get_by_text(re.compile("Sent")).wait_for()
    listed = talk.root.get_by_text("What we promised you")
    listed.wait_for()
    listed.click()
    talk.root.get_by_text("A first answer").wait_for()
    reply("Take it off the base, please")
    talk.root.get_by_text("kept, ").wait_for()
    assert talk.root.get_by_text("Follow-up").count() == 0
    assert page.problems == []
