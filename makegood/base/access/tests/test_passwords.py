import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from makegood.base.access.models import User
from makegood.base.access.passwords import is_breached
from makegood.base.access.sealing import Unreadable, seal, unseal


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "qwertyuiop1234",
        "1qaz2wsx3edc4rfv",
        "passwordpassword",
        "Password2026!",
        "P@ssw0rd!2026",
        "liverpool2026",
        "monkeydragon",
        "abcdefgh1234",
        "aaaaaaaaaaaaaa",
        "5201314520131",
        "correct horse battery staple",
        "  qwerty123456  ",
        "QWERTY-123456",
    ],
)
def test_what_attackers_try_first_is_refused(password: str):
    assert is_breached(password)


@pytest.mark.parametrize(
    "password",
    [
        "tulip harbour engine",
        "purple tractor lemon 9",
        "Zx8!kkfq02mv",
        "夏天的西瓜很甜，冬天的呢",
        "river stone candle",
    ],
)
def test_what_nobody_guesses_is_taken(password: str):
    assert not is_breached(password)
    validate_password(password, User(email="wang@lanhe.test", name="Wang"))


@pytest.mark.parametrize(
    "password", ["short words", "wangxiaoming@lanhe", "wangxiaoming1", "493827162534"]
)
def test_short_own_and_all_digits_are_refused(password: str):
    with pytest.raises(ValidationError):
        validate_password(password, User(email="wangxiaoming@lanhe.test", name="Wang"))


def test_what_is_sealed_opens_for_its_purpose_only():
    kept = seal("s3cret", purpose="one")
    assert "s3cret" not in kept
    assert unseal(kept, purpose="one") == "s3cret"
    with pytest.raises(Unreadable):
        unseal(kept, purpose="two")
