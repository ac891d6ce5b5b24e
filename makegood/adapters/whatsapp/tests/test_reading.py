"""The examples of Meta's documents for the Cloud API, each taken apart and understood.

Their shape was compared with the published “Status messages” and “Text messages” webhook references (May 2026)
and with the payloads that the SDK david-lev/pywa tests against: `delivered`, `failed`, `text`, `image`, `location`,
`edit`, `revoke`; fields of users without a telephone number (`from_user_id`, `user_id`, `recipient`) with the
published description of business-scoped user ids. Nothing here was recorded from a real account.
"""

from pathlib import Path

import pytest

from makegood.adapters.whatsapp.adapter import _items
from makegood.adapters.whatsapp.reading import understood
from makegood.contact.channels.ports import Inbound

PAYLOADS = Path(__file__).parent / "payloads"


def read(name: str) -> Inbound:
    [item] = _items((PAYLOADS / f"{name}.json").read_bytes())
    assert item.address == "106540352242922"
    return understood(item.body, "en")


def test_words_are_from_a_number_that_is_the_same_by_text_message():
    one = read("text")
    assert one.text == "Does it come in another color?"
    assert (one.sender_kind, one.sender, one.peer) == ("phone", "+16505551234", "16505551234")
    assert one.sender_name == "Sheena Nelson"
    assert one.verified


def test_somebody_who_hides_his_number_is_known_by_the_name_that_meta_gives_him():
    one = read("no_number")
    assert (one.sender_kind, one.sender) == ("whatsapp", "US.13491208655302741918")
    assert (one.peer, one.sender_name) == ("US.13491208655302741918", "Sheena Nelson")
    assert not one.needs_look


def test_while_his_number_is_told_both_names_are_his():
    one = read("number_and_user")
    assert (one.sender_kind, one.sender, one.peer) == ("phone", "+16505551234", "16505551234")
    assert one.also == (("whatsapp", "US.13491208655302741918"),)


def test_an_edit_is_a_message_of_its_own_and_says_so():
    one = read("edit")
    assert (one.text, one.marks) == ("Does it come in blue?", ("edited",))
    assert one.external_id == "wamid.HBgLRURJVA=="


def test_what_was_taken_back_is_set_aside():
    assert read("revoke").ignored == "no words: revoke"


def test_a_message_of_nobody_asks_a_person_to_look():
    assert understood(b'{"message": {"id": "1", "type": "text", "text": {}}}', "en").needs_look


def test_a_picture_is_named_to_be_fetched():
    one = read("image")
    assert one.text == "The label is torn"
    assert one.media[0].reference["id"] == "1003383421387256"
    assert one.media[0].type == "image/jpeg"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("location", "📍 37.442215, -122.161659 Philz Coffee 101 Forest Ave, Palo Alto, CA 94301"),
        ("interactive", "Priority Mail Express"),
    ],
)
def test_what_is_no_plain_word_is_said_in_words(name: str, text: str):
    assert read(name).text == text


def test_what_is_not_passed_on_asks_a_person_to_look():
    one = read("unsupported")
    assert one.needs_look
    assert "not-passed-on" in one.marks


def test_statuses_are_receipts():
    [receipt] = read("delivered").receipts
    assert (receipt.state, receipt.name) == ("delivered", "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBIwM")
    [receipt] = read("failed").receipts
    assert receipt.state == "failed"
    assert receipt.reason.startswith("131047 · Re-engagement message · Message failed to send")


def test_several_messages_of_one_call_are_several_items():
    body = (
        b'{"entry": [{"changes": [{"field": "messages", "value": {"metadata": {"phone_number_id": "7"},'
        b' "messages": [{"id": "a"}, {"id": "b"}], "statuses": [{"id": "c", "status": "read"}]}}]}]}'
    )
    assert [item.external_id for item in _items(body)] == ["a", "b", "c:read"]
