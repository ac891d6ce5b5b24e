"""Forms of the gateway as its documents show them, their signature, and how a network counts.

`message.txt` has the parameters of the published "request to your incoming message webhook URL", `undelivered.txt` those
of "track the message status of outbound messages" (with RawDlrDoneDate, which came in February 2023). Nothing here was
recorded from a real account.
"""

from pathlib import Path

import pytest

from makegood.adapters.sms.adapter import signature
from makegood.adapters.sms.reading import segments, understood

PAYLOADS = Path(__file__).parent / "payloads"


def test_the_example_of_the_documents_is_signed_as_they_say():
    """https://www.twilio.com/docs/usage/security#validating-requests"""
    fields = [
        ("Digits", "1234"),
        ("To", "+18005551212"),
        ("From", "+14158675310"),
        ("Caller", "+14158675310"),
        ("CallSid", "CA1234567890ABCDE"),
    ]
    found = signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", fields)
    assert found == "GvWf1cFY/Q7PnoempGyD5oXAezc="


def test_a_message_with_a_picture():
    one = understood((PAYLOADS / "message.txt").read_bytes(), {}, "en")
    assert one.text == "Ahoy! We can't wait to see what you build."
    assert (one.sender_kind, one.sender, one.peer) == ("phone", "+14155551234", "+14155551234")
    assert one.media[0].type == "image/jpeg"


def test_a_failure_says_why():
    told = understood((PAYLOADS / "undelivered.txt").read_bytes(), {"mark": "m"}, "en")
    [receipt] = told.receipts
    assert (receipt.state, receipt.ours) == ("failed", "m")
    assert receipt.reason == "30003 · the telephone cannot be reached"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("权" * 70, 1),
        ("权" * 71, 2),
        ("🙏" * 35, 1),
        ("🙏" * 36, 2),
    ],
)
def test_a_network_counts_signs_of_its_own_alphabet(text: str, count: int):
    assert segments(text) == count
