"""The customer's pages in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.care.cases.models import Case
from makegood.contact.channels.operations import make_account
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import resolve
from tests.live import Site, until
from tests.make import company


@pytest.mark.browser
def test_from_the_form_to_yes_without_a_reload_and_without_losing_a_word(site: Site, browser: Any):
    made = company()
    make_account(kind="form", address="portal", name="Lanhe Service", queue=made.queue)
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Security" in said.text else None)
    page.goto(site.url("/portal/"))
    page.get_by_label("What happened").fill("The kettle hisses")
    page.get_by_role("button", name="简体").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("What happened")).to_have_value("The kettle hisses")
    page.get_by_label("Mail address or phone number").fill("020 7946 0018")
    page.get_by_role("button", name="Send").dblclick()
    page.get_by_text("We have it. Nothing more is needed from you now.").wait_for()
    until(Case.objects.exists)
    case = Case.objects.select_related("owner").get()
    by = actors.user(case.owner.pk)
    page.get_by_label("Add something").fill("half a word")
    answer(case, text="A new lid is on its way", user=case.owner, by=by)
    page.get_by_text("A new lid is on its way").wait_for()
    expect(page.get_by_label("Add something")).to_have_value("half a word")
    page.reload()
    expect(page.get_by_label("Add something")).to_have_value("half a word")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("log").get_by_text("half a word").wait_for()
    expect(page.get_by_label("Add something")).to_have_value("")
    case.refresh_from_db()
    resolve(case, user=case.owner, by=by)
    page.get_by_label("Yes, it is solved").wait_for()
    assert page.locator("input[name=solved]:checked").count() == 0
    page.get_by_label("Yes, it is solved").check()
    page.locator(".ask").get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="You said it is solved").wait_for()
    until(lambda: Message.objects.filter(author="contact").count() == 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert problems == []
    context.close()
