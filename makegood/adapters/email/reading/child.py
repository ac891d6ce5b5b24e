"""The inside of the cage: reads mails from a pipe, answers on a pipe, may do nothing else.

Run as `python -m makegood.adapters.email.reading.child`. It imports the reader and no more: no Django, no settings.
"""

import contextlib
import encodings
import importlib.util
import pkgutil
import struct
import sys
from collections.abc import Callable
from typing import IO

import msgspec

from makegood.adapters.email.reading import meetings, sealed
from makegood.adapters.email.reading.parsed import ParsedMail, Unreadable
from makegood.adapters.email.reading.read import attempt

# Without it (Windows) only the time limit of the parent remains.
CAN_LIMIT = importlib.util.find_spec("resource") is not None
if CAN_LIMIT:
    import resource

SECONDS = 10
ADDRESS_SPACE = 512 * 1024 * 1024
LENGTH = struct.Struct(">I")
LONGEST_FRAME = 512 * 1024 * 1024

Answer = ParsedMail | Unreadable
Reader = Callable[..., Answer]


class Request(msgspec.Struct, array_like=True):
    """One mail to read, and the addresses of our own inboxes."""

    raw: bytes
    ours: frozenset[str] = frozenset()


def serve(reader: Reader) -> None:
    """Answer mails from stdin on stdout until the pipe closes."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever prints must not speak into the pipe
    lock_down()
    encode = msgspec.msgpack.Encoder().encode
    decode = msgspec.msgpack.Decoder(Request).decode
    send(sink, encode("ready" if CAN_LIMIT else "ready without limits"))
    while (frame := receive(source)) is not None:
        allow_seconds()
        request = decode(frame)
        del frame
        send(sink, encode(_answer(reader, request)))


def _answer(reader: Reader, request: Request) -> Answer:
    try:
        return reader(request.raw, ours=request.ours)
    except MemoryError:
        return Unreadable("reader_failed", "it needs too much memory")
    except Exception as failure:  # noqa: BLE001 - the border of the cage: a bug costs one mail and is shown with it
        return Unreadable("reader_failed", f"{type(failure).__name__}: {failure}"[:300])


def lock_down() -> None:
    """Take away files, cores, new processes and more memory than any honest mail needs."""
    if not CAN_LIMIT:
        return
    _load_codecs()
    meetings.load()
    sealed.load()
    wanted = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_AS, ADDRESS_SPACE),
        (resource.RLIMIT_NOFILE, 3),
    )
    for limit, value in wanted:
        # A stricter limit of the machine may not be raised, and need not be.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _load_codecs() -> None:
    """Import every codec now: later no file can be opened."""
    for module in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(ImportError):
            importlib.import_module(f"encodings.{module.name}")


def allow_seconds() -> None:
    """Give the next mail its seconds of computing."""
    if not CAN_LIMIT:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = used + SECONDS + 1
    if hard == resource.RLIM_INFINITY or soft <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def send(sink: IO[bytes], payload: bytes) -> None:
    """Write one frame: length, then octets."""
    sink.write(LENGTH.pack(len(payload)))
    sink.write(payload)
    sink.flush()


def receive(source: IO[bytes]) -> bytes | None:
    """Read one frame, or None at the end of the pipe or where none can be."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    if size > LONGEST_FRAME:
        return None
    payload = source.read(size)
    return payload if len(payload) == size else None


if __name__ == "__main__":
    serve(attempt)
