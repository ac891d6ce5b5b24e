"""Words that nobody but their reader may see, as a code to sign in with: sealed while they wait in the outbox,
opened for the adapter alone, and gone as soon as they left, failed, or are too old to be of use."""

import re
from typing import Any

from makegood.base.access import sealing
from makegood.contact.channels.models import Outgoing
from makegood.contact.channels.ports import Undelivered
from makegood.kernel.clock import now

PURPOSE = "channels.outgoing"
TOO_OLD = "it was no longer good for anything"


def sealed(words: str) -> str:
    """The words as the outbox keeps them."""
    return sealing.seal(words, purpose=PURPOSE)


def opened(outgoing: Outgoing) -> dict[str, Any]:
    """What the adapter is to send. Raises Undelivered for words that were sealed with another key."""
    if not outgoing.secret:
        return dict(outgoing.envelope)
    try:
        words = sealing.unseal(outgoing.secret, purpose=PURPOSE)
    except sealing.Unreadable as error:
        raise Undelivered("its words were sealed with another key", permanent=True) from error
    return {**outgoing.envelope, "text": words}


def unspoken(outgoing: Outgoing, reason: str) -> str:
    """Why it did not leave, without the numbers in it: a provider may repeat what he was given."""
    return re.sub(r"\d{6,}", "••••", reason) if outgoing.secret else reason


def is_too_old(outgoing: Outgoing) -> bool:
    """Whether whoever reads it now could do nothing with it."""
    return outgoing.good_until is not None and outgoing.good_until <= now()
