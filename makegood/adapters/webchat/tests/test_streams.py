"""Who hears what on the visitor's stream."""

from datetime import timedelta

import pytest

from makegood.adapters.webchat.streams import ChatSource, visitors
from makegood.adapters.webchat.tests.make import SHOP, chat_company, only_case, visitor
from makegood.base.access.operations import give_grant, withdraw_grants
from makegood.base.access.policy import NOBODY
from makegood.base.live.ports import Stir
from makegood.contact.conversations.models import Conversation
from makegood.kernel import ids

pytestmark = pytest.mark.django_db
SOURCE = ChatSource()


def identify(token: str, origin: str = SHOP) -> str | None:
    return SOURCE.identify({"origin": origin, "host": "help.example"}, {"token": token})


def test_only_the_visitors_own_token_on_a_listed_site_opens_the_stream():
    _company, account = chat_company()
    wang = visitor(account)
    assert identify(wang.token) == ids.digest(wang.token)
    assert identify(wang.token, "https://evil.example") is None
    for token in ("", "%", "*", wang.token + " ", wang.token[:-1]):
        assert identify(token) is None
    other = give_grant(purpose="case", subject=wang.pk, lasts=timedelta(days=1))
    assert identify(other) is None


def test_a_token_that_ends_while_the_stream_is_open_has_no_rights_any_more():
    _company, account = chat_company()
    wang = visitor(account)
    key = ids.digest(wang.token)
    assert SOURCE.principals([key])[key].holds("visitor", wang.pk)
    withdraw_grants(purpose="visitor", subject=wang.pk)
    assert SOURCE.principals([key]) == {}


def test_a_visitor_hears_of_his_own_talk_only_and_reads_nothing_of_ours_in_it():
    _company, account = chat_company()
    wang, li = visitor(account), visitor(account)
    wang.say("Hello")
    case, talk = only_case(), Conversation.objects.get()
    facts = {"user_id": 7, "name": "Lin Xiao", "secret": "MARKER"}
    told = visitors(
        [
            Stir(0, "typing.staff", case.topic, case.pk, None, facts),
            Stir(
                5,
                "conversations.message_written",
                case.topic,
                case.pk,
                1,
                {"conversation_id": talk.pk},
            ),
            Stir(6, "cases.note_written", case.topic, case.pk, 1, {}),
            Stir(7, "cases.owner_changed", case.topic, case.pk, 1, {"owner": 9}),
        ]
    )
    assert [n.stir.kind for n in told] == ["typing", "changed", "changed"]
    assert [dict(n.stir.facts) for n in told] == [{"name": "Lin Xiao"}, {}, {}]
    keys = {one.pk: ids.digest(one.token) for one in (wang, li)}
    principals = SOURCE.principals(list(keys.values()))
    for notice in told:
        assert notice.topics == (f"chat:{wang.pk}",)
        assert notice.allowed(principals[keys[wang.pk]])
        assert not notice.allowed(principals[keys[li.pk]])
        assert not notice.allowed(NOBODY)


def test_reading_and_writing_cost_a_fixed_number_of_statements(django_assert_max_num_queries):
    _company, account = chat_company()
    wang = visitor(account)
    for n in range(30):
        wang.say(f"Line {n}")
    with django_assert_max_num_queries(20):
        wang.read()
    with django_assert_max_num_queries(60):
        wang.say("One more")
