"""The customer's pages speak his language: what this browser chose, else the one in which we write to him."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from makegood.care.cases.models import Case
from makegood.contact.channels.operations import make_account
from makegood.kernel import ids
from makegood.kernel.clock import now
from makegood.loops.case_to_confirmation import status_link
from makegood.loops.contact_to_case import file_now
from makegood.portal.models import Session
from makegood.portal.signing_in import SESSION_COOKIE
from makegood.records.customers.models import Contact
from makegood.records.privacy.models import Spoken
from tests.make import arrive, company

pytestmark = pytest.mark.django_db
HANT = "我們"


@pytest.fixture
def path() -> str:
    us = company()
    make_account(kind="form", address="portal", name="Lanhe", queue=us.queue)
    file_now(arrive(us.account, text="冷氣不冷，請派人來檢查一下，謝謝您的協助"))
    Contact.objects.update(language="zh-Hant")
    return status_link(Case.objects.get()).split("://", 1)[-1].partition("/")[2].join(("/", ""))


def contact() -> Contact:
    return Contact.objects.get()


def choose(browser: Client, language: str, path: str, token: str) -> None:
    answer = browser.post("/portal/language/", {"language": language, "next": path, "token": token})
    assert (answer.status_code, answer["Location"]) == (302, path)


def test_a_link_opens_in_the_language_in_which_we_write_to_him(path):
    browser = Client(headers={"accept-language": "en"})
    answer = browser.get(path)
    assert answer["Content-Language"] == "zh-Hant"
    assert 'lang="zh-Hant"' in answer.content.decode()
    assert browser.get(f"{path}now/")["Content-Language"] == "zh-Hant"


def test_what_this_browser_chose_wins_here_and_changes_nothing_that_is_kept_with_him(path):
    browser, token = Client(), path.split("/")[2]
    choose(browser, "en", path, token)
    assert browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert browser.get(path)["Content-Language"] == "en"
    assert contact().language == "zh-Hant"
    assert not Spoken.objects.exists()
    assert Client(headers={"accept-language": "en"}).get(path)["Content-Language"] == "zh-Hant"


def test_in_which_language_we_write_to_him_he_says_on_his_own_page(path):
    stranger, browser = Client(), Client()
    assert stranger.post("/portal/written/", {"language": "en"}).status_code == 404
    Session.objects.create(
        token=ids.digest("cookie"), contact=contact(), expires_at=now() + timedelta(days=1)
    )
    browser.cookies[SESSION_COOKIE] = "cookie"
    assert 'value="zh-Hant" lang="zh-Hant" selected' in browser.get("/portal/me/").content.decode()
    answer = browser.post("/portal/written/", {"language": "en"})
    assert (answer.status_code, answer["Location"]) == (302, "/portal/me/#written")
    assert contact().language == "en"
    assert Spoken.objects.get(contact=contact()).source == Spoken.Source.HIMSELF
    assert browser.post("/portal/written/", {"language": "xx"}).status_code == 422
    assert contact().language == "en"


@pytest.mark.parametrize("token", ["", "nonsense", "my-1-1-abc"])
def test_without_proof_who_he_is_only_the_browser_is_told(path, token):
    browser = Client()
    choose(browser, "en", "/portal/", token)
    assert browser.get("/portal/")["Content-Language"] == "en"
    assert contact().language == "zh-Hant"


def test_a_language_that_we_do_not_have_changes_nothing(path):
    choose(Client(), "xx", path, path.split("/")[2])
    assert contact().language == "zh-Hant"


def test_one_of_us_who_opens_it_keeps_his_own(path, django_user_model):
    browser = Client(headers={"accept-language": "en"})
    lead = django_user_model.objects.get()
    lead.language = "zh-Hans"
    lead.save()
    browser.force_login(lead)
    assert browser.get(path)["Content-Language"] == "zh-Hans"


def test_what_can_be_taken_along_is_whole(path):
    browser = Client(headers={"accept-language": "en"})
    Contact.objects.update(language="en")
    page, case = browser.get(path).content.decode(), Case.objects.get()
    assert f'data-copy-text="{case.number}"' in page
    assert f'data-copy-text="http://testserver{path}"' in page
    assert f"{case.owner.name} is responsible" in page
    assert "We promised you an answer by" in page


def test_the_language_can_be_chosen_on_every_page(path):
    browser = Client()
    for one in (
        "/portal/",
        "/portal/?complaint=1",
        "/portal/sign-in/",
        "/portal/sign-in/code/",
        path,
        "/s/gone/",
    ):
        page = browser.get(one).content.decode()
        for name in ("简体", "繁體", "English"):
            assert f'aria-label="{name}"' in page, one


def test_a_page_that_refused_something_can_be_read_in_another_language(path):
    browser = Client()
    answer = browser.post(f"{path}messages/", {"text": ""})
    assert answer.status_code == 422
    assert f'name="next" value="{path}"' in answer.content.decode()
