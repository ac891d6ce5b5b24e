"""What making good asks of those above: a voice that reaches the customer by his channel."""

import uuid
from dataclasses import dataclass
from typing import Protocol

from makegood.base.access.models import User
from makegood.care.cases.models import Case


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A message that is on its way; `channel` is the kind of account it leaves by."""

    outgoing: uuid.UUID
    channel: str


class Voice(Protocol):
    """Says something to the customer of a case, in the caller's transaction."""

    def say(self, case: Case, text: str, *, user: User | None) -> Spoken | None:
        """By the channel he used last. None when nobody of us speaks and a machine may not write to this
        address again yet. The caller holds the lock of the case."""


_VOICE: list[Voice] = []


def install_voice(voice: Voice) -> None:
    """Give making good a voice; the last one installed speaks."""
    _VOICE[:] = [voice]


def voice() -> Voice:
    """Who speaks. Raises IndexError when nobody was installed: silence must not look like a message."""
    return _VOICE[0]
