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
