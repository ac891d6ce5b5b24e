"""Signatures as Standard Webhooks has them."""

import pytest

from makegood.adapters.webhook.signing import NotSigned, checked, headers, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, MOMENT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'


def test_the_example_of_the_reference_libraries():
    assert (
        signature(SECRET, id=ID, moment=MOMENT, body=BODY)
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_what_we_sign_we_accept_for_five_minutes():
    signed = headers(SECRET, id=ID, moment=MOMENT, body=BODY)
    for at in (MOMENT, MOMENT - 300, MOMENT + 300):
        assert checked(SECRET, headers=signed, body=BODY, at=at) == ID
    for at in (MOMENT - 301, MOMENT + 301):
        with pytest.raises(NotSigned):
            checked(SECRET, headers=signed, body=BODY, at=at)


def test_one_of_several_signatures_is_enough():
    signed = headers(SECRET, id=ID, moment=MOMENT, body=BODY)
    signed["webhook-signature"] = "v1,AAAA v1a,BBBB " + signed["webhook-signature"]
    assert checked(SECRET, headers=signed, body=BODY, at=MOMENT) == ID


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", ["", "x", "1", "-1", "9" * 30, "é", "v1,", " ".join("a" * 99)])
def test_nothing_else_is_accepted(name: str, value: str):
    signed = {**headers(SECRET, id=ID, moment=MOMENT, body=BODY), name: value}
    with pytest.raises(NotSigned):
        checked(SECRET, headers=signed, body=BODY, at=MOMENT)
