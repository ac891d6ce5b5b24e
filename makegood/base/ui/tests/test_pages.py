import json
import re

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from makegood.base.ui.csp import SecurityHeaders, content_origin, csp, nonce_of
from makegood.base.ui.preferences import LanguageAndTheme, html_lang
from makegood.base.ui.refusals import Refusals
from makegood.base.ui.toasts import toast
from makegood.kernel.errors import Invalid, Refused

ERRORS = ["400", "403", "404", "409", "500", "503"]


def ask(**headers):
    return RequestFactory(headers=headers).get("/cases/7/")


def test_every_answer_says_what_the_browser_may_do():
    response = SecurityHeaders(lambda request: HttpResponse("fragment"))(ask())
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_nonce_is_new_for_each_request_and_the_same_within_it():
    first, second = ask(), ask()
    assert nonce_of(first) == nonce_of(first)
    assert nonce_of(first) != nonce_of(second)
    response = SecurityHeaders(lambda request: HttpResponse(nonce_of(request)))(first)
    assert f"'nonce-{response.content.decode()}'" in response["Content-Security-Policy"]


def test_a_view_can_be_framed_only_when_it_says_so():
    view = csp(frame_ancestors="*")(lambda request: HttpResponse("widget"))
    assert "frame-ancestors *" in SecurityHeaders(view)(ask())["Content-Security-Policy"]


def test_what_says_it_is_public_stays_cacheable():
    view = lambda request: HttpResponse(headers={"Cache-Control": "public, max-age=60"})  # noqa: E731
    assert SecurityHeaders(view)(ask())["Cache-Control"] == "public, max-age=60"


def test_foreign_content_has_another_origin(settings):
    settings.CONTENT_URL = ""
    assert (
        content_origin(RequestFactory().get("/", headers={"host": "127.0.0.1:8000"}))
        == "http://content.localhost:8000"
    )
    settings.CONTENT_URL = "https://content.example.com/"
    assert content_origin(ask()) == "https://content.example.com"


@pytest.mark.parametrize(
    ("error", "status"),
    [(Refused("He Yu has just taken it."), 409), (Invalid("This is no address."), 422)],
)
def test_a_refusal_is_one_sentence_in_the_page(error, status):
    middleware = Refusals(lambda request: HttpResponse())
    fragment = middleware.process_exception(ask(hx_request="true"), error)
    assert fragment.status_code == status
    assert fragment["HX-Retarget"] == "#notice"
    assert str(error.message) in fragment.content.decode()
    assert json.loads(
        middleware.process_exception(ask(accept="application/json"), error).content
    ) == {"message": str(error.message)}
    page = middleware.process_exception(ask(), error)
    assert page.status_code == status
    assert "<!doctype html>" in page.content.decode()


def test_a_lost_database_is_503_and_says_when_to_come_back():
    response = Refusals(lambda request: HttpResponse()).process_exception(
        ask(), OperationalError("gone")
    )
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "gone" not in response.content.decode()


def test_a_bug_stays_loud():
    assert (
        Refusals(lambda request: HttpResponse()).process_exception(ask(), ValueError("bug")) is None
    )


def test_a_refused_word_is_shown_as_text():
    response = Refusals(lambda request: HttpResponse()).process_exception(
        ask(hx_request="true"), Refused("<script>")
    )
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize("number", ERRORS)
def test_error_pages_need_no_script_no_database_and_no_inline_style(number):
    page = render_to_string(f"ui/{number}.html", {"message": "Said."}, request=ask())
    assert "<script" not in page
    assert not re.search(r"\s(style|on\w+)=", page)
    assert 'lang="en"' in page


@pytest.mark.parametrize(
    ("cookie", "accept", "lang"),
    [
        ("", "zh-TW,zh;q=0.8", "zh-Hant"),
        ("", "zh-CN", "zh-Hans"),
        ("", "fr", "en"),
        ("zh-hant", "en", "zh-Hant"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_what_was_chosen_else_what_the_browser_says(settings, cookie, accept, lang):
    request = ask(accept_language=accept)
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = LanguageAndTheme(lambda request: HttpResponse(html_lang()))(request)
    assert response.content.decode() == lang == response["Content-Language"]


def test_a_language_does_not_leak_into_the_next_request():
    with translation.override("en"):
        LanguageAndTheme(lambda request: HttpResponse())(ask(accept_language="zh-CN"))
        assert translation.get_language() == "en"


def test_a_toast_travels_in_the_answer_even_in_chinese():
    response = toast(HttpResponse(), "已发送", undo="/outgoing/1/withdrawal/", seconds=8)
    told = json.loads(response["HX-Trigger"])["toast"]
    assert told == {"text": "已发送", "undo": "/outgoing/1/withdrawal/", "seconds": 8}
