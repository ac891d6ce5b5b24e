"""A newcomer writes down a product with five causes in the browser, and the first question is the best one."""

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from makegood.field.diagnosis.models import Fault, Version
from makegood.records.assets.models import Product
from tests.live import Site
from tests.make import company
from tests.matrix.house import signed_in

CAUSES = {  # name, how common, from afar
    "Water tank empty": ("25", "remote"),
    "Limescale": ("25", "remote"),
    "Pump failed": ("12", "onsite"),
    "Heater failed": ("12", "onsite"),
    "Seal leaks": ("5", "onsite"),
}
WHERE = {"remote": "from afar", "onsite": "on site"}


def part(page: Page, sheet: str, number: int) -> Any:
    return page.locator(f"[data-rows={sheet}] > fieldset").nth(number)


@pytest.mark.browser
def test_from_nothing_to_the_best_first_question(site: Site, browser: Any):
    house = company()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
    cookie = signed_in(house.lead).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.url("/")}])
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Security" in said.text else None)
    page.goto(site.url("/settings/faults/"))
    page.get_by_role("link", name="New table").click()
    page.get_by_label("What is wrong, as a customer would say it").fill("No hot coffee")
    page.get_by_label("Or a product that is not in the list").fill("C200")
    page.get_by_role("button", name="Go on to the causes").click()
    for number, (name, (common, where)) in enumerate(CAUSES.items()):
        if number:
            page.get_by_role("button", name="One more cause").click()
        row = part(page, "causes", number)
        row.get_by_label("Name English").fill(name)
        row.get_by_label("How common").select_option(common)
        row.get_by_label("Mended").select_option(label=WHERE[where])
        row.get_by_label("Minutes").fill("10" if where == "remote" else "60")
    page.get_by_role("button", name="One more sign").click()
    sign = part(page, "symptoms", 0)
    sign.get_by_label("Name English").fill("Water on the table")
    for name in CAUSES:
        sign.get_by_label(name).select_option("95" if name == "Seal leaks" else "2")
    page.get_by_role("button", name="One more check").click()
    check = part(page, "checks", 0)
    check.get_by_label("Name English").first.fill("Fill the tank to the mark and try again")
    check.get_by_label("Name English").nth(1).fill("It makes coffee")
    check.get_by_label("Name English").nth(2).fill("Still none")
    for name in CAUSES:
        answer = check.locator(".outcome").first
        answer.get_by_label(name).select_option("95" if "tank" in name else "2")
    # What it would ask stands beside it while it is written, and it is the question that tells most.
    preview = page.locator("#preview")
    expect(preview.get_by_text("Fill the tank to the mark and try again")).to_be_visible(
        timeout=20000
    )
    expect(page.locator("#kept")).to_have_text("Draft kept", timeout=20000)
    page.reload()  # nothing is lost
    expect(part(page, "causes", 4).get_by_label("Name English")).to_have_value("Seal leaks")
    page.get_by_role("button", name="Put in use").click()
    page.get_by_role("heading", name="Does 80 % mean 80 %?").wait_for()
    fault = Fault.objects.get()
    assert fault.live is not None
    assert [one["name"]["en"] for one in fault.live.table["causes"]] == list(CAUSES)
    assert Version.objects.count() == 1
    product = Product.objects.get(model="C200")
    phone = browser.new_context(viewport={"width": 360, "height": 740}, locale="en").new_page()
    phone.goto(site.url(f"/guide/p/{product.key}/"))
    phone.get_by_role("button", name="No hot coffee").click()
    expect(phone.get_by_role("heading")).to_have_text("Fill the tank to the mark and try again")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("button", name="It makes coffee").click()
    phone.get_by_role("button", name="It is working again").first.click()
    expect(phone.get_by_role("heading")).to_have_text("Good. It works again.")
    assert problems == []
    context.close()
