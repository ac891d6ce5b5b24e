"""What is hidden is shown by the keyboard alone, where the focus then stands, and is not in the page before."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from makegood.base.journal.models import Entry
from makegood.care.cases.operations import write_note
from makegood.kernel import actor as actors
from tests.live import Site
from tests.one_story.make import House

PHONE = "13812345678"


def signed(site: Site, context: Any, user: Any) -> Any:
    client = Client()
    client.force_login(user)
    name = next(n for n in client.cookies if "session" in n)
    told = {"name": name, "value": client.cookies[name].value, "url": site.url("/")}
    context.add_cookies([told])
    return context.new_page()


@pytest.mark.browser
def test_a_hidden_number_is_shown_by_a_press_of_enter(site: Site, browser: Any):
    site.stop("worker")  # the test files what comes
    house = House()
    case = house.writes(f"Call {PHONE} tonight", sender="anna.berg@x.example", name="Anna Berg")
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    page = signed(site, context, house.agent)
    page.goto(site.url(f"/cases/{case.pk}/"))
    assert PHONE not in page.content()
    button = page.get_by_role("button", name="Phone number 5678, hidden. Show it")
    button.focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("log").get_by_text(PHONE)
    expect(shown).to_be_visible()
    expect(shown).to_be_focused()
    write_note(case, text="Ask the van", user=house.agent, by=actors.user(house.agent.pk))
    expect(page.get_by_role("log").get_by_text("Ask the van")).to_be_visible()
    expect(shown).to_be_visible()  # the conversation was read again around it
    expect(shown).to_be_focused()
    assert Entry.objects.filter(kind="privacy.hidden_shown").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
