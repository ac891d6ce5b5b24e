"""How an adapter calls its provider: through the one egress, and with what may have arrived told apart."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from makegood.base import egress
from makegood.base.access import sealing
from makegood.base.egress import Answer
from makegood.contact.channels.ports.messages import Doubtful, OutgoingView, Undelivered
from makegood.kernel.clock import now
from makegood.kernel.ids import random_name

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Enclosure:
    """One file of a form to post."""

    field: str
    name: str
    type: str
    content: bytes


def end_of(url: str) -> str:
    """ "host:port" of an address."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or PORTS.get(parts.scheme, 0)}"


def call(
    method: str,
    url: str,
    *,
    api: str,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    most: int = egress.MAX_BYTES,
    handing_over: Callable[[], None] | None = None,
) -> Answer:
    """One request. `api` is the address of the provider as the administrator entered it: it may lie in
    our own network, everything else must be public. `handing_over`: this is the request that sends.

    Raises Undelivered, and Doubtful when the request that sends may have arrived.
    """
    if handing_over is not None:
        handing_over()
    try:
        return egress.exchange(
            method,
            url,
            headers=dict(headers or {}),
            body=body,
            allowed=[end_of(api)],
            max_bytes=most,
        )
    except egress.Forbidden as error:
        raise Undelivered(
            f"not an address that we send to: {error}", permanent=False, ours=True
        ) from error
    except egress.Unreachable as error:
        raise Undelivered(f"{urlsplit(url).hostname}: {error}", permanent=False) from error
    except egress.Broken as error:
        if handing_over is None:
            raise Undelivered(f"{urlsplit(url).hostname}: {error}", permanent=False) from error
        raise Doubtful(str(error)) from error


def told(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; an empty one for anything else."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def form(fields: Mapping[str, str], files: Sequence[Enclosure]) -> tuple[str, bytes]:
    """Content type and body of a form with files."""
    edge = random_name(32)
    parts = []
    for name, value in fields.items():
        parts.append(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        )
    for file in files:
        shown = file.name.replace("\\", "_").replace('"', "_").replace("\r", " ").replace("\n", " ")
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{file.field}"; filename="{shown}"\r\n'
        parts.append(f"{head}Content-Type: {file.type}\r\n\r\n".encode() + file.content + b"\r\n")
    return f"multipart/form-data; boundary={edge}", b"".join(parts) + f"--{edge}--\r\n".encode()


def secret(settings: Mapping[str, Any], name: str, *, purpose: str) -> str:
    """A secret of an account. Raises Undelivered where it is missing or cannot be read any more."""
    try:
        found = sealing.unseal(str(settings.get(name) or ""), purpose=purpose)
    except sealing.Unreadable as error:
        raise Undelivered(
            f"{name} cannot be read; enter it again", permanent=False, ours=True
        ) from error
    if not found:
        raise Undelivered(f"{name} is missing", permanent=False, ours=True)
    return found


def base_of(settings: Mapping[str, Any], usual: str) -> str:
    """The address of the provider: the usual one, or what the administrator entered."""
    return str(settings.get("api") or usual).rstrip("/")


def send_in_turn(outgoing: OutgoingView, pieces: Sequence[Callable[[int, int], str]]) -> None:
    """Send the pieces that were not sent before; each is called with its number and how many there are,
    and gives the name that the far side gave it."""
    for number, piece in enumerate(pieces):
        if number not in outgoing.noted:
            outgoing.note(number, piece(number, len(pieces)))


def wait_of(answer: Answer) -> timedelta | None:
    """What `Retry-After` says, in seconds or as a moment; None where it says nothing, or nothing that can be
    meant."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=int(said)) if len(said) < 7 else None
    try:
        moment = parsedate_to_datetime(said)
    except ValueError:
        return None
    return moment - now() if moment.tzinfo is not None and moment > now() else None
