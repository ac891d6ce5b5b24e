"""What is known of devices by what they sent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db.models import Exists, OuterRef, QuerySet

from makegood.base.access.policy import Principal, may, rule
from makegood.base.database import rows
from makegood.field.telemetry.models import (
    Aside,
    Batch,
    Credential,
    Gap,
    Last,
    Name,
    ProductKey,
    Raw,
    Stand,
)
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.assets.models import Asset

SINGLE, HOURLY = (
    timedelta(days=2),
    timedelta(days=70),
)  # what a chart of so long a time is drawn from
MOST_POINTS = 1500
MOST_SHOWN = 400


@rule("telemetry.keys")
def may_key(who: Principal, _thing: Any) -> bool:
    """Give a device a key and take it back: who may change devices."""
    return who.is_staff and who.role != "technician"


def digest_of(token: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who may speak: a key that opens, and its device."""

    key_id: int
    asset_id: int
    serial: str


def admitted(tried: Sequence[tuple[str, str]]) -> list[Admitted | None]:
    """Who is behind each pair of name (serial number or number of the key, "" for none) and token; None for
    nobody. One statement for any number."""
    digests = [digest_of(token) for _name, token in tried]
    found = {
        digest: Admitted(pk, asset_id, serial)
        for digest, pk, asset_id, serial in rows(
            "SELECT c.digest, c.id, c.asset_id, a.serial FROM telemetry_credential c"
            " JOIN assets_asset a ON a.id = c.asset_id WHERE c.digest = ANY(%s) AND c.revoked_at IS NULL",
            [digests],
        )
    }
    result = []
    for (name, _token), digest in zip(tried, digests, strict=True):
        one = found.get(digest)
        fits = one is not None and name in ("", one.serial, str(one.key_id))
        result.append(one if fits else None)
    return result


def product_key_of(token: str) -> int | None:
    """The key of a product that a token is, None for none and for one that was taken back (one statement at most,
    which locks nothing)."""
    if not token.startswith("mgp_"):
        return None
    known = ProductKey.objects.filter(digest=digest_of(token), revoked_at=None)
    return known.values_list("pk", flat=True).first()


def revoked_since(since: datetime) -> list[int]:
    """Keys that were taken back since a moment."""
    return list(Credential.objects.filter(revoked_at__gte=since).values_list("pk", flat=True))


def keys_of(asset_id: int) -> "QuerySet[Credential]":
    """The keys of a device, the newest first, with who gave and took them."""
    known = Credential.objects.filter(asset_id=asset_id).select_related("made_by", "revoked_by")
    return known.order_by("revoked_at", "-pk")


def oldest_unread() -> datetime | None:
    """When the oldest message came that nobody has followed yet."""
    return Batch.objects.order_by("pk").values_list("came_at", flat=True).first()


def set_aside(asset_id: int | None = None) -> "QuerySet[Aside]":
    """What was set aside and nobody has looked at, of one device or of all, the newest first."""
    found = Aside.objects.filter(seen_at=None).select_related("asset").order_by("-came_at")
    return found if asset_id is None else found.filter(asset_id=asset_id)


@dataclass(frozen=True)
class Newest:
    """The newest value of a series."""

    name_id: int
    name: str
    unit: str
    value: float
    at: datetime
    clock: bool


def newest(asset_id: int) -> list[Newest]:
    """The newest value of each series of a device, by name (one query)."""
    found = Last.objects.filter(asset_id=asset_id).order_by("name__name", "name__unit")
    told = found.values_list("name_id", "name__name", "name__unit", "value", "at", "clock")
    return [Newest(*row) for row in told[:MOST_SHOWN]]


def stand_of(asset_id: int) -> Stand | None:
    """How far a device has been heard; None when it never spoke."""
    return Stand.objects.filter(pk=asset_id).first()


def missing_of(asset_id: int) -> int:
    """How many messages of a device are missing by their numbers."""
    gaps = Gap.objects.filter(asset_id=asset_id).values_list("first", "last")
    return sum(last - first + 1 for first, last in gaps)


@dataclass(frozen=True)
class Dot:
    """One place of a chart: the lowest, the mean and the highest value of so much time."""

    at: datetime
    low: float
    mean: float
    high: float


@dataclass(frozen=True)
class Series:
    """Values for a chart; `step` says from what it is drawn: single, hour, day."""

    step: str
    dots: list[Dot]


def series(
    asset_id: int, name_id: int, *, since: datetime, until: datetime | None = None
) -> Series:
    """Values of a series for a chart: single ones for up to two days, hours for up to seventy, days beyond; never
    more than about 1,500 places, each with the lowest and the highest value of its time, however many readings there
    are (one query, two where single ones are gone)."""
    end = until or now()
    if end - since <= SINGLE:
        found = _single(asset_id, name_id, since, end)
        if found:
            return Series("single", found)
    size, step = ("h", timedelta(hours=1)) if end - since <= HOURLY else ("d", timedelta(days=1))
    together = max(1, -(-(end - since) // (step * MOST_POINTS)))  # so many that they fit
    width = together * step
    told = rows(
        "SELECT min(start), min(low), sum(sum) / sum(count), max(high) FROM telemetry_span"
        " WHERE asset_id = %s AND name_id = %s AND size = %s AND start >= %s AND start <= %s"
        " GROUP BY floor(extract(epoch FROM start) / %s) ORDER BY 1",
        [asset_id, name_id, size, since, end, width.total_seconds()],
    )
    return Series("hour" if size == "h" else "day", [Dot(*row) for row in told])


def _single(asset_id: int, name_id: int, since: datetime, end: datetime) -> list[Dot]:
    """Single values, taken together by pieces of the time when there are many."""
    width = max((end - since) / MOST_POINTS, timedelta(seconds=1))
    told = rows(
        "SELECT min(at), min(value), avg(value), max(value) FROM telemetry_reading"
        " WHERE asset_id = %s AND name_id = %s AND at >= %s AND at <= %s"
        " GROUP BY floor(extract(epoch FROM at) / %s) ORDER BY 1",
        [asset_id, name_id, since, end, width.total_seconds()],
    )
    return [Dot(*row) for row in told]


@dataclass(frozen=True)
class Came:
    """One message as it came, for people."""

    id: int
    came_at: datetime
    kind: int
    text: str


def came(asset_id: int, *, limit: int = 20) -> list[Came]:
    """The newest messages of a device as they came, shortened (one query by its index)."""
    found = Raw.objects.filter(asset_id=asset_id).order_by("-pk")[:limit]
    return [Came(one.pk, one.came_at, one.kind, _text(bytes(one.payload))) for one in found]


def _text(payload: bytes) -> str:
    try:
        return msgspec.json.encode(msgspec.json.decode(payload)).decode()[:2000]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return payload[:500].decode("utf-8", "backslashreplace")


def series_heard(limit: int = 500) -> set[str]:
    """What devices measure, by its key."""
    return set(Name.objects.order_by("name").values_list("name", flat=True).distinct()[:limit])


def open_keys() -> list[tuple[int, str, str]]:
    """Every key that opens, the oldest first: its number, the serial number, its digest for Mosquitto."""
    keys = Credential.objects.filter(revoked_at=None).order_by("pk")
    return list(keys.values_list("pk", "asset__serial", "broker_hash"))


def seen_key(who: Principal, *, pk: int) -> Credential:
    """A key that he may take back. Raises NotFound."""
    found = Credential.objects.select_related("asset").filter(pk=pk).first()
    if found is None or not may(who, "telemetry.keys", found.asset):
        raise NotFound
    return found


def product_keys_of(product_id: int) -> "QuerySet[ProductKey]":
    """The keys with which devices of a product fetch their own: those that open first, the newest first."""
    return ProductKey.objects.filter(product_id=product_id).order_by("revoked_at", "-pk")


def seen_product_key(who: Principal, *, pk: int) -> ProductKey:
    """One that he may take back. Raises NotFound."""
    found = ProductKey.objects.select_related("product").filter(pk=pk).first()
    if found is None or not may(who, "devices.manage"):
        raise NotFound
    return found


def without_key(product_id: int, *, limit: int) -> list[str]:
    """The serial numbers of devices in use of a product that have no key."""
    opens = Credential.objects.filter(asset=OuterRef("pk"), revoked_at=None)
    found = Asset.objects.filter(~Exists(opens), product_id=product_id, state=Asset.State.USED)
    return list(found.order_by("serial").values_list("serial", flat=True)[:limit])
