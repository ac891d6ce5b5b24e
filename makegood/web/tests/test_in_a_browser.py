"""The workspace in a real Chromium: live without reload, drafts that survive, everything by keyboard."""

import re
import shutil
import socket
import threading
from importlib import import_module

import pytest
import uvicorn
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from makegood.base.live.stream import LiveApp
from makegood.care.cases.models import Case, Draft
from makegood.care.cases.queries import open_question
from makegood.contact.conversations.models import Message
from makegood.kernel import actor
from makegood.loops import case_to_confirmation
from makegood.web.tests import make
from tests.live import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which("chromium") is None, reason="Chromium is not installed on this machine"
    ),
]
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture
def site(real_commits, monkeypatch):
    """The web process in a thread of this one, so that it knows the test's adapters; its address."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    asgi = import_module("makegood.config.asgi")
    monkeypatch.setattr(asgi, "live", LiveApp())  # the hub belongs to the loop of this server

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(asgi.application, host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = server.force_exit = True
    thread.join(10)


@pytest.fixture
def chromium():
    expect.set_options(timeout=30_000)  # as every other wait: how quick a page is, benches say
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        yield browser
        browser.close()


@pytest.fixture
def people(site):
    lead = make.make_staff("Chen Tao", role="lead")
    lin = make.make_staff("Lin Xiao")
    mail, chat = make.make_accounts(lead)
    return {"lead": lead, "lin": lin, "mail": mail, "chat": chat}


def browse(chromium, site, user, **options):
    """A page in which somebody is signed in; whatever goes wrong in it fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, **options)
    session = make.signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on(
        "console",
        lambda said: (
            page.wrong.append(said.text) if "Content Security Policy" in said.text else None
        ),
    )
    return page


def until_live(page):
    page.locator('body[data-live-state="live"]').wait_for()


def test_words_cross_between_open_pages_without_reload(site, chromium, people):
    case = make.make_case(people["chat"], people["lin"], "Television flickers", text="It flickers.")
    talk = Message.objects.get(conversation__strand__case=case).conversation
    lin = browse(chromium, site, people["lin"])
    chen = browse(chromium, site, people["lead"])
    for page in (lin, chen):
        page.goto(f"{site}/cases/{case.pk}/")
        until_live(page)
    make.say(people["chat"], "When is somebody coming?", conversation=talk.pk)
    lin.get_by_text("When is somebody coming?", exact=True).first.wait_for()
    chen.get_by_text("When is somebody coming?", exact=True).first.wait_for()
    chen.keyboard.press("n")
    chen.keyboard.type("The backlight is broken", delay=5)
    lin.get_by_text("Chen Tao is writing an internal note").wait_for()
    chen.keyboard.press("Control+Enter")
    lin.locator(".slip", has_text="The backlight is broken").wait_for()
    make.make_case(people["mail"], people["lin"], "A second trouble")
    lin.locator(".wrow", has_text="A second trouble").wait_for()
    assert lin.wrong == chen.wrong == []


def test_a_case_opened_by_its_address_stands_in_sight_in_the_list(site, chromium, people):
    for n in range(30):
        last = make.make_case(people["mail"], people["lin"], f"Trouble {n}")
    page = browse(chromium, site, people["lin"])
    page.goto(f"{site}/cases/{last.pk}/")
    row = page.locator(f"#row-{last.pk}")
    row.wait_for()
    page.wait_for_function(
        f"""() => {{ const row = document.getElementById('row-{last.pk}').getBoundingClientRect();
        return document.getElementById('list').scrollTop > 0 && row.top > 0 && row.bottom <= innerHeight }}"""
    )
    assert page.wrong == []


def test_a_draft_survives_reload_crash_and_a_server_that_is_away(site, chromium, people):
    case = make.make_case(people["mail"], people["lin"])
    page = browse(chromium, site, people["lin"])
    page.goto(f"{site}/cases/{case.pk}/")
    until_live(page)
    box = page.locator("#compose-reply textarea")
    box.fill("Dear Ms Zhou, thank you")
    page.get_by_text("Draft kept", exact=True).wait_for()
    until(Draft.objects.filter(text="Dear Ms Zhou, thank you").exists)
    page.context.set_offline(True)
    box.fill("Dear Ms Zhou, thank you for the picture.")
    page.get_by_text("Draft kept on this computer").wait_for()
    page.context.set_offline(False)
    page.reload()
    expect(box).to_have_value("Dear Ms Zhou, thank you for the picture.")
    expect(page.locator("#compose-reply [data-draft-state]")).to_have_text("Draft kept")
    until(Draft.objects.filter(text="Dear Ms Zhou, thank you for the picture.").exists)
    box.focus()
    page.keyboard.press("Control+Enter")
    page.locator(".msg.ours", has_text="for the picture").wait_for()
    expect(box).to_have_value("")
    until(lambda: not Draft.objects.exists())
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(box).to_have_value(re.compile("for the picture"))
    assert page.wrong == []


def test_everything_can_be_reached_by_keyboard_and_single_letters_can_be_switched_off(
    site, chromium, people
):
    first = make.make_case(people["mail"], people["lin"], "Refund", text="Where is my refund?")
    second = make.make_case(people["mail"], people["lin"], "Dishwasher", text="It leaks.")
    page = browse(chromium, site, people["lin"])
    page.goto(site)
    until_live(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/cases/{second.pk}/")
    page.locator(f'[data-case="{second.pk}"]').wait_for()
    page.keyboard.press("r")
    page.keyboard.type("jjj")
    expect(page.locator("#compose-reply textarea")).to_have_value("jjj")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(f"#row-{second.pk}")).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("refund")
    page.keyboard.press("Enter")  # before the answer is there: it is waited for
    page.wait_for_url(f"{site}/cases/{first.pk}/")
    until_live(page)
    page.keyboard.press("e")
    page.get_by_label("A last word to the customer").fill("It is on its way.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("The customer is asked whether it is solved", exact=True).first.wait_for()
    until(Case.objects.filter(pk=first.pk, status=Case.Status.RESOLVED).exists)
    page.keyboard.press("?")
    with page.expect_response("**/ui/keys/"):
        page.get_by_role("switch").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert page.locator("#compose-note").is_hidden()
    page.reload()
    page.keyboard.press("n")
    assert page.locator("#compose-note").is_hidden()
    assert page.wrong == []


def test_on_a_phone_there_is_one_column_and_the_side_is_a_drawer(site, chromium, people):
    case = make.make_case(people["mail"], people["lin"], "Refund")
    page = browse(chromium, site, people["lin"])
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site)
    page.locator(".wrow").click()
    page.locator(f'[data-case="{case.pk}"]').wait_for()
    expect(page.locator(".listcol")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".showside").click()
    expect(page.locator("#side .ledger")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    page.locator(".back").click()
    page.locator(".wrow").wait_for()
    assert page.wrong == []


def test_a_case_that_closes_while_it_is_open_here_loses_its_reply_box_and_keeps_what_is_typed(
    site, chromium, people
):
    case = make.make_case(people["mail"], people["lin"], "Refund")
    Case.objects.filter(pk=case.pk).update(urgency=1)
    page = browse(chromium, site, people["lin"])
    page.goto(f"{site}/cases/{case.pk}/")
    until_live(page)
    head = page.locator("#case-head")
    expect(head.get_by_text("High priority")).to_be_visible()
    case_to_confirmation.resolve(case, user=people["lin"], by=actor.user(people["lin"].pk), text="")
    page.keyboard.press("n")
    page.keyboard.type("He called, all is well")
    case_to_confirmation.customer_says(open_question(case), solved=True, words="")
    page.get_by_text("This case is closed. Reopen it to write to the customer.").wait_for(
        state="attached",
    )
    expect(head.get_by_text("High priority")).to_have_count(0)
    note = page.locator("#compose-note textarea")
    expect(note).to_have_value("He called, all is well")
    expect(note).to_be_focused()
    expect(page.locator("#compose-reply")).to_have_count(0)
    case_to_confirmation.reopen(case, by=actor.user(people["lead"].pk))
    expect(page.locator("#compose-reply")).to_have_count(1)
    expect(note).to_have_value("He called, all is well")
    assert page.wrong == []


def test_what_was_taken_back_beside_the_message_is_not_offered_again(site, chromium, people):
    case = make.make_case(people["mail"], people["lin"], "Refund")
    page = browse(chromium, site, people["lin"])
    page.goto(f"{site}/cases/{case.pk}/")
    until_live(page)
    page.locator("#compose-reply textarea").fill("It is on its way.")
    page.keyboard.press("Control+Enter")
    toast = page.locator("#toasts .toast", has_text="Leaves in a moment")
    toast.wait_for()
    page.get_by_role("button", name="Take back").click()
    expect(toast).to_have_count(0)
    expect(page.locator("#compose-reply textarea")).to_have_value("It is on its way.")
    assert page.wrong == []


def test_taking_over_asks_for_the_reason_and_the_page_obeys_its_own_policy(site, chromium, people):
    case = make.make_case(people["mail"], people["lin"], "Refund")
    page = browse(chromium, site, people["lead"])
    page.goto(f"{site}/cases/{case.pk}/")
    until_live(page)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Give to a colleague").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Take over").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Take over").click()
    dialog.get_by_text("Say why: the owner and the lead read it.").wait_for()
    dialog.get_by_role("textbox").fill("Lin is ill today")
    dialog.get_by_role("button", name="Take over").click()
    page.get_by_text("Chen Tao took it over: Lin is ill today").wait_for()
    assert page.wrong == []


def test_a_case_is_handed_off_by_keyboard_and_both_pages_follow(site, chromium, people):
    case = make.make_case(people["mail"], people["lin"], "Roaming 86")
    wu = make.make_stranger()  # of another team, who sees it only because he is asked
    lin = browse(chromium, site, people["lin"])
    bob = browse(chromium, site, wu)
    lin.goto(f"{site}/cases/{case.pk}/")
    bob.goto(f"{site}/")
    for page in (lin, bob):
        until_live(page)
    lin.keyboard.press("h")
    expect(lin.get_by_role("combobox", name="To whom")).to_be_focused()
    lin.keyboard.type(wu.name[:2])
    expect(lin.get_by_role("option", name=wu.name)).to_have_attribute("aria-selected", "true")
    lin.keyboard.press("Enter")
    expect(lin.get_by_role("listbox")).to_have_count(0)
    expect(lin.locator("select[name=to]")).to_have_value(f"user:{wu.pk}")
    lin.get_by_label("What is the question?").fill("Refund?")
    lin.get_by_label("It comes back to me").check()
    lin.keyboard.press("Tab")
    lin.locator("dialog [data-send]").click()
    lin.get_by_text("Offered to Bob", exact=True).wait_for()
    bob.locator(".offer", has_text="Refund?").locator("a").click()
    bob.locator(".between").get_by_role("button", name="Accept").click()
    bob.get_by_text("Lin Xiao waits for the answer").wait_for()
    lin.locator(".event", has_text="Bob accepted it").wait_for()
    bob.get_by_role("button", name="Give the answer back").click()
    bob.get_by_label("Your answer").fill("Taken off today")
    bob.keyboard.press("Control+Enter")
    bob.wait_for_url(f"{site}/")  # it is out of his sight with the answer
    lin.locator(".heard", has_text="Bob has answered").wait_for()
    lin.locator(".heard").get_by_role("button", name="Noted").click()
    expect(lin.locator(".heard")).to_have_count(0)
    case.refresh_from_db()
    assert case.owner == people["lin"]
    assert lin.wrong == bob.wrong == []


def test_a_promise_is_marked_as_it_is_typed_recorded_in_one_click_and_asked_about_once(
    site, chromium, people
):
    case = make.make_case(people["chat"], people["lin"], "Lorry", text="Send a lorry now.")
    page = browse(chromium, site, people["lin"])
    page.goto(f"{site}/cases/{case.pk}/")
    until_live(page)
    box, dock = page.locator("#compose-reply textarea"), page.locator("[data-dock]")
    box.focus()
    page.keyboard.type("Thank you. I'll call you back within two hours.")
    expect(page.locator(".under .pmark")).to_have_text("I'll call you back within two hours")
    expect(dock).to_contain_text("Record the promise")
    page.keyboard.press("Control+Enter")
    expect(dock).to_contain_text("Record the promise and send")
    assert not Message.objects.filter(author="staff").exists()
    dock.get_by_text("Record the promise and send").click()
    page.locator(".msg.ours", has_text="within two hours").wait_for()
    assert case.promises.get(kind="person").said == "I'll call you back within two hours"
    expect(dock).to_be_empty()
    page.keyboard.type("We sent it. You'll just have to wait your turn.")
    expect(page.locator(".under .blame")).to_have_text("You'll just have to wait your turn")
    page.keyboard.press("Tab")
    expect(box).not_to_have_value(re.compile("wait your turn"))
    page.keyboard.press("Control+a")
    page.keyboard.type("I'll call you shortly.")
    expect(dock).to_contain_text("call you shortly")
    page.keyboard.press("Escape")
    expect(dock).to_be_empty()
    assert page.url.endswith(f"/cases/{case.pk}/")
    page.keyboard.press("Control+Enter")
    expect(dock).to_contain_text("nobody will be reminded")
    page.keyboard.press("Control+Enter")
    page.locator(".msg.ours", has_text="call you shortly").wait_for()
    assert case.promises.filter(kind="person").count() == 1
    assert page.wrong == []
