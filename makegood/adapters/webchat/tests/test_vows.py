"""The list of promises in the chat is that of the customer's page."""

from datetime import UTC, datetime

import pytest

from makegood.adapters.webchat.tests.make import chat_company, only_case, visitor
from makegood.kernel.clock import VirtualClock, use
from makegood.portal.tests.test_vows import promised

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with use(VirtualClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))) as one:
        yield one


def test_the_chat_has_the_same_list(clock):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("My kettle does not switch off")
    case = only_case()
    promised(case)
    promised(case, kind="follow_up", what="secret")
    found = wang.read()["promises"]
    assert sorted((v["what"], v["state"]) for v in found) == [
        ("A first answer", "open"),
        ("We call you", "open"),
    ]
    assert found[-1]["due"] == "2026-11-24T09:00:00.000+00:00"


def test_a_chat_without_a_case_has_no_promises(clock):
    _company, account = chat_company()
    assert visitor(account).read()["promises"] == []
