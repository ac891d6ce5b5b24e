"""Pages of making good: beside a case, by the customer's link, in the settings."""

from datetime import timedelta

import pytest
from django.test import Client

from makegood.base.access.operations import give_grant
from makegood.care.promises.tests.make import make_house, open_case, word_of
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Apology, Authority, Budget, Offer, Remedy
from makegood.care.recovery.operations.knowing import look_at
from makegood.care.recovery.tests.make import authority, budget, promised, prove, remedy
from makegood.kernel import actor as actors
from makegood.kernel.clock import now

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def house(db, no_violations):
    firm = make_house()
    authority()
    authority("lead", "100")
    budget(firm.team)
    return firm


@pytest.fixture
def case(house):
    found = open_case(house)
    prove(found)
    return found


@pytest.fixture
def page(house):
    browser = Client()
    browser.force_login(house.lead)
    return browser


def drafted(case):
    promise = promised(case, already_said=True)
    return Apology.objects.create(
        promise=promise,
        because=look_at([promise])[0].risk.because or "late",  # as the watch would say it now
        language="en",
        text="We will not make it.",
        new_due=promise.due + timedelta(days=4),  # whatever day it is, we work before
        send_at=now() + timedelta(hours=1),
    )


def offered(case, house):
    by = actors.user(house.lead.pk)
    return recovery.make_offer(case, remedies=[remedy()], user=house.lead, by=by)


def link(offer):
    return f"/o/{give_grant(purpose='offer', subject=offer.pk, lasts=timedelta(days=1))}/"


def test_the_owner_sees_what_lies_ready_and_sends_it_as_it_is(case, page):
    apology = drafted(case)
    shown = page.get(f"/cases/{case.pk}/recovery/", **HX).content.decode()
    assert "We will not make it." in shown
    assert "leaves by itself" in shown
    assert page.post(f"/apologies/{apology.pk}/sending/", **HX).status_code == 204
    apology.refresh_from_db()
    assert apology.state == "sent"
    assert "Told that it will be" in page.get(f"/cases/{case.pk}/recovery/", **HX).content.decode()


def test_what_he_changes_is_what_leaves_and_an_empty_word_comes_back(case, page):
    apology = drafted(case)
    url = f"/apologies/{apology.pk}/words/"
    assert "We will not make it." in page.get(url, **HX).content.decode()
    assert page.post(url, {"text": " "}, **HX).status_code == 422
    due = (apology.new_due + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    given = {"text": "Sorry, tomorrow.", "due": due, "remedies": [remedy().pk]}
    assert page.post(url, given, **HX).status_code == 204
    offer = Offer.objects.get()
    assert (offer.promise, offer.state) == (apology.promise, "offered")
    assert offer.said.startswith("We would like to make it good.")


def test_he_may_say_why_it_will_be_kept(case, page):
    apology = drafted(case)
    url = f"/apologies/{apology.pk}/word/"
    assert page.post(url, {"why": ""}, **HX).status_code == 422
    assert page.post(url, {"why": "The courier is on his way"}, **HX).status_code == 204
    assert (
        "The courier is on his way"
        in page.get(f"/cases/{case.pk}/recovery/", **HX).content.decode()
    )


def test_something_is_offered_and_his_answer_is_written_down_by_his_message(case, page):
    url = f"/cases/{case.pk}/offers/"
    assert page.post(url, {}, **HX).status_code == 422
    assert page.post(url, {"remedies": [remedy().pk]}, **HX).status_code == 204
    offer, word = Offer.objects.get(), word_of(case, "Yes, the voucher please")
    answer = f"/offers/{offer.pk}/consent/"
    assert page.post(answer, {"choice": remedy().pk}, **HX).status_code == 422
    given = {"choice": remedy().pk, "message": word.pk}
    assert page.post(answer, given, **HX).status_code == 204
    offer.refresh_from_db()
    assert (offer.state, offer.words) == ("accepted", "Yes, the voucher please")


def test_the_customer_finds_nothing_chosen_and_reading_changes_nothing(case, house):
    offer = offered(case, house)
    shown = Client().get(link(offer))
    text = shown.content.decode()
    assert "Voucher" in text
    assert "checked" not in text
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_the_customer_takes_one_in_his_own_words(case, house):
    offer = offered(case, house)
    url = link(offer)
    assert Client().post(f"{url}choice/", {}).status_code == 422
    given = {"choice": remedy().pk, "words": ""}
    assert Client().post(f"{url}choice/", given).status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.words, offer.delivery.kind) == ("accepted", "Voucher", "remedy")
    assert "You chose this" in Client().get(url).content.decode()
    assert Client().post(f"{url}choice/", {"choice": "none"}).status_code == 409


def test_something_else_needs_words_and_they_reach_the_case(case, house):
    offer = offered(case, house)
    url = link(offer)
    assert Client().post(f"{url}choice/", {"choice": "else", "words": " "}).status_code == 422
    given = {"choice": "else", "words": "A call from your boss"}
    assert Client().post(f"{url}choice/", given).status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.wants_else) == ("declined", True)
    texts = [
        message.text
        for strand in case.strands.all()
        for message in strand.conversation.messages.all()
    ]
    assert "A call from your boss" in texts


def test_a_link_that_is_unknown_says_that_it_has_ended(db):
    assert Client().get("/o/nothing/").status_code == 404
    assert Client().post("/o/nothing/choice/", {"choice": "none"}).status_code == 404


def test_the_lead_keeps_catalogue_sums_budgets_and_reminders(house, page):
    new = {
        "name_en": "A call",
        "cost": "0",
        "value": "5",
        "currency": "eur",
        "min_role": "agent",
        "minutes": "60",
        "active": "on",
    }
    assert page.post("/settings/remedies/new/", new).status_code == 302
    row = Remedy.objects.get(names__en="A call")
    assert row.currency == "EUR"
    new["currency"] = "E1"
    assert page.post(f"/settings/remedies/{row.pk}/", new).status_code == 422
    sum_ = {"role": "specialist", "most": "50", "currency": "EUR"}
    assert page.post("/settings/remedies/authority/", sum_).status_code == 302
    assert Authority.objects.get(role="specialist").most == 50
    told = {"team": house.team.pk, "starts": "2026-12-01", "ends": "2026-11-01", "amount": "9"}
    assert page.post("/settings/remedies/budget/", told | {"currency": "EUR"}).status_code == 422
    told["ends"] = "2026-12-31"
    assert page.post("/settings/remedies/budget/", told | {"currency": "EUR"}).status_code == 302
    assert Budget.objects.filter(amount=9).exists()
    days = {"first": "3", "second": "2", "final": "9"}
    assert page.post(f"/settings/reminders/{house.queue.pk}/", days).status_code == 422
    days["second"] = "6"
    assert page.post(f"/settings/reminders/{house.queue.pk}/", days).status_code == 302
    assert "Off" in page.get("/settings/reminders/").content.decode()
