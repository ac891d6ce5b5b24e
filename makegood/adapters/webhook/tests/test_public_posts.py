"""Posts that everybody reads: whom and where an answer is for."""

import json

import pytest

from makegood.adapters.webhook.reading import place_of, public_peer, understood
from makegood.loops.recognising import TYPED_BY


def read(**data):
    told = {"id": "p1", "from": {"id": "u-7"}, "text": "hi", **data}
    body = json.dumps({"type": "message.created", "data": told}).encode()
    return understood(body, "network", {"id": "p1"}, "en")


def test_an_answer_to_a_public_post_says_so_and_names_it():
    assert place_of(read(public=True).peer) == {"to": "u-7", "public": True, "thread": "p1"}
    assert place_of(read(public=True, thread="t9").peer)["thread"] == "t9"


def test_an_answer_to_a_private_message_stays_private():
    assert place_of(read().peer) == {"to": "u-7"}
    assert place_of(read(public="yes").peer) == {"to": "u-7"}


def test_he_is_the_same_person_in_public_and_in_private():
    assert read(public=True).sender == read().sender


def test_two_who_write_under_one_post_are_two_talks():
    other = read(public=True, **{"from": {"id": "u-8"}})
    assert other.peer != read(public=True).peer


def test_names_that_are_none_ask_a_person_to_look():
    assert read(public=True, thread="a b").needs_look
    with pytest.raises(ValueError, match="no names"):
        public_peer(thread="t" * 250, person="u-7")


def test_a_person_cannot_make_a_private_message_public_by_his_name():
    odd = read(**{"from": {"id": "public:p1 u-8"}})
    assert odd.needs_look
    assert odd.peer == ""


@pytest.mark.parametrize(
    ("who", "kind"), [({"phone": "+8613800138000"}, "phone"), ({"email": "a@x.example"}, "mail")]
)
def test_an_address_that_an_untrusted_system_was_told_finds_nobody_who_really_has_it(who, kind):
    told = {"type": "message.created", "data": {"id": "p1", "from": {"id": "u-7", **who}}}
    claimed, known = (
        understood(json.dumps(told).encode(), "network", {"id": "p1", "trusted": trusted}, "en")
        for trusted in (False, True)
    )
    assert (claimed.sender_kind, known.sender_kind) == (kind, kind)
    assert (TYPED_BY in claimed.marks, claimed.verified) == (True, False)
    assert (TYPED_BY in known.marks, known.verified) == (False, True)
