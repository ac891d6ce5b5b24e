"""Which passwords everybody else has too: asked offline, so nothing of a password ever leaves this machine.

Three questions: is it on the list of long passwords that leaked most often (`breached.txt`), is it a
short common one made longer (doubled, with a year, with letters written as digits), is it a walk
over the keyboard. A look-up at an online service of breaches is not made: it would tell a stranger
when somebody here changes his password, and fail where there is no internet.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from makegood.base.access.models import User

LIST = Path(__file__).with_name("breached.txt")
LOOK_ALIKES = str.maketrans("@4301!5$7|", "aaeoiisstl")
WALKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "zaqxswcdevfrbgtnhymju",
    "5201314",
)
SHORTEST_WALK = 4


class BreachedPasswordValidator:
    """Django asks it for every new password."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError with a sentence that says what to do instead."""
        if is_breached(password):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        """The rule in one sentence."""
        return _(
            "This password is among those that attackers try first. "
            "Three or four words that do not belong together are better."
        )


def is_breached(password: str) -> bool:
    """Whether attackers try this one first."""
    plain = password.strip().casefold()
    bare = re.sub(r"[\W_]", "", plain)
    forms = {plain, plain.translate(LOOK_ALIKES), bare}
    return any(_is_known(form) or _is_stretched(form) for form in forms) or _is_walk(plain)


def _is_known(word: str) -> bool:
    return word in _long_ones() or word in _common()


def _is_stretched(word: str) -> bool:
    """A common word made long: doubled, or with digits and signs around it."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", word)
    bare = re.sub(r"[\W_]", "", word)
    for form in (core, bare):
        for part in (2, 3, 4):
            size, rest = divmod(len(form), part)
            if size >= 1 and not rest and form == form[:size] * part:
                return True
        if form != word and form and form in _common():
            return True
        if any(
            form[:cut] in _common() and form[cut:] in _common() for cut in range(4, len(form) - 3)
        ):
            return True
    return len(set(word)) <= 3


def _is_walk(word: str) -> bool:
    """Whether nothing is left but digits of a year once neighbours on the keyboard are taken out."""
    left = word
    for walk in WALKS:
        for line in (walk, walk[::-1]):
            left = _without(left, line + line)
    return len(left) <= 4 and len(left) < len(word) / 2


def _without(word: str, line: str) -> str:
    """`word` without its runs of four and more signs that stand in `line` in this order."""
    kept, at = [], 0
    while at < len(word):
        size = SHORTEST_WALK
        while at + size <= len(word) and word[at : at + size] in line:
            size += 1
        if size > SHORTEST_WALK:
            at += size - 1
        else:
            kept.append(word[at])
            at += 1
    return "".join(kept)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Twenty thousand of Django's, most of them shorter than we allow at all."""
    return frozenset(CommonPasswordValidator().passwords)


@lru_cache(maxsize=1)
def _long_ones() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split())
