"""The one door through which HTTP leaves: to named hosts or public addresses only, checked at connect time.

Redirects are not followed, answers are cut at a size, everything ends after a time. No other module
may import an HTTP client (import contract 8).
"""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass

import httpcore
import httpx

CONNECT_SECONDS, TOTAL_SECONDS, MAX_BYTES = 5.0, 15.0, 5 * 1024 * 1024


class Forbidden(Exception):
    """The address is not one we send to."""


@dataclass(frozen=True)
class Answer:
    """What came back: status, lower-case headers, at most `max_bytes` of body."""

    status: int
    headers: dict[str, str]
    body: bytes


def public(address: str) -> bool:
    """Whether an IP address belongs to the public internet (mapped and tunnelled forms looked through)."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            ip = inner
        elif ip in ipaddress.ip_network("64:ff9b::/96"):
            ip = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


class _Checked(httpcore.SyncBackend):
    """Resolves once, checks what it resolved, and connects to exactly that."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed

    def connect_tcp(  # type: ignore[override]
        self, host: str, port: int, timeout: float | None = None, **rest: object
    ) -> httpcore.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in found]
        if f"{host}:{port}" not in self.allowed and not all(map(public, addresses)):
            raise Forbidden(host)
        return super().connect_tcp(addresses[0], port, timeout=timeout)


def send(
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    allowed: Iterable[str] = (),
    max_bytes: int = MAX_BYTES,
) -> Answer:
    """One request. `allowed` names "host:port" pairs inside our own network that the administrator
    permitted for this purpose.

    Raises Forbidden for other schemes and private addresses, httpx.HTTPError for what goes wrong.
    """
    _check(url)
    transport = httpx.HTTPTransport(retries=0, trust_env=False)
    transport._pool._network_backend = _Checked(frozenset(allowed))
    timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    with (
        httpx.Client(transport=transport, timeout=timeout, follow_redirects=False) as client,
        client.stream(method, url, headers=headers, content=body) as response,
    ):
        return Answer(
            response.status_code, dict(response.headers), _limited(response.iter_bytes(), max_bytes)
        )


def _check(url: str) -> None:
    try:
        usable = httpx.URL(url).scheme in ("http", "https")
    except httpx.InvalidURL as error:
        raise Forbidden(url) from error
    if not usable:
        raise Forbidden(url)


def _limited(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        if len(kept) > max_bytes:
            raise Forbidden("the answer is larger than we take")
    return bytes(kept)
