from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class KeyIssued(Event, kind="telemetry.key_issued"):
    """A device may speak with one more key."""

    asset_id: int
    key_id: int


@dataclass(frozen=True, kw_only=True)
class KeyRevoked(Event, kind="telemetry.key_revoked"):
    """A key of a device opens nothing any more."""

    asset_id: int
    key_id: int


@dataclass(frozen=True, kw_only=True)
class KeyClaimed(Event, kind="telemetry.key_claimed"):
    """A device fetched a key of its own with that of its product."""

    asset_id: int
    key_id: int
    product_key_id: int


@dataclass(frozen=True, kw_only=True)
class ProductKeyIssued(Event, kind="telemetry.product_key_issued"):
    """Devices of a product may fetch keys of their own, so many of them."""

    product_id: int
    product_key_id: int
    most: int


@dataclass(frozen=True, kw_only=True)
class ProductKeyRevoked(Event, kind="telemetry.product_key_revoked"):
    """No device fetches a key with it any more."""

    product_id: int
    product_key_id: int
