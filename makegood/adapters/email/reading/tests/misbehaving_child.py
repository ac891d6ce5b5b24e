"""A child for the tests of the cage: reads mails as the real one does, unless the mail tells it to misbehave."""

import os
import sys
import time

from makegood.adapters.email.reading import child
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.read import attempt


def misbehave(raw: bytes, *, ours: frozenset[str]) -> ParsedMail | Unreadable:
    """Hang, die, eat memory, open a file, speak nonsense or fail as the mail says."""
    if b"HANG" in raw:
        time.sleep(60)
    elif b"DIE" in raw:
        os._exit(3)
    elif b"EAT" in raw:
        return Unreadable("reader_failed", str(len(bytearray(2 * child.ADDRESS_SPACE))))
    elif b"OPEN" in raw:
        with open(__file__, "rb") as file:
            return Unreadable("opened", file.name)
    elif b"NONSENSE" in raw:
        child.send(sys.__stdout__.buffer, b"\xc1 nonsense")
    elif b"FAIL" in raw:
        raise KeyError("a bug in the reader")
    return attempt(raw, ours=ours)


if __name__ == "__main__":
    child.serve(misbehave)
