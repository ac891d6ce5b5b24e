"""The examples of https://core.telegram.org/bots/webhooks ("Testing your bot with updates"), each understood.

Names of fields were compared with the published Bot API (Update, Message, setWebhook's secret_token, ResponseParameters).
Nothing here was recorded from a real bot.
"""

from pathlib import Path

import pytest

from makegood.adapters.telegram.reading import understood
from makegood.contact.channels.ports import Inbound

PAYLOADS = Path(__file__).parent / "payloads"


def read(name: str) -> Inbound:
    return understood((PAYLOADS / f"{name}.json").read_bytes(), "en")


def test_words_are_from_a_person_in_a_talk():
    one = read("text")
    assert (one.text, one.sender, one.peer) == ("/start", "1111111", "1111111")
    assert (one.sender_kind, one.sender_name) == ("telegram", "Test Firstname Test Lastname")
    assert one.external_id == "tg:1111111:1365"


def test_an_edit_is_a_message_of_its_own_and_says_so():
    one = read("edited")
    assert one.text == "Edited text"
    assert one.marks == ("edited",)
    assert one.external_id != read("text").external_id


@pytest.mark.parametrize(
    ("name", "file", "type"),
    [("audio", "audio.mp3", "audio/mpeg"), ("document", "Testfile.pdf", "application/pdf")],
)
def test_files_are_named_to_be_fetched(name: str, file: str, type: str):
    [media] = read(name).media
    assert media.reference == {"file_id": "AwADBAADbXXXXXXXXXXXGBdhD2l6_XX"}
    assert (media.name, media.type) == (file, type)


def test_a_pressed_button_is_no_word():
    assert read("callback").ignored == "no words: callback_query"


def test_of_a_photo_the_largest_is_taken():
    body = (
        b'{"message": {"message_id": 1, "chat": {"id": 2}, "from": {"id": 2}, "photo": ['
        b'{"file_id": "s", "width": 90, "height": 60}, {"file_id": "l", "width": 900, "height": 600}]}}'
    )
    [media] = understood(body, "en").media
    assert media.reference == {"file_id": "l"}
