from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AssetEntered(Event, kind="assets.entered"):
    asset_id: int
    product_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AssetListed(Event, kind="assets.listed"):
    """It is known from now on: it came in with a table, and `AssetsTaken` says what follows."""

    asset_id: int
    product_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AssetsTaken(Event, kind="assets.taken"):
    """Some hundred devices of a table came in, new ones and known ones: what hangs on them is looked at again."""

    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class AssetHeard(Event, kind="assets.heard"):
    """A serial number that nobody has entered spoke to us."""

    asset_id: int


@dataclass(frozen=True, kw_only=True)
class AssetClaimed(Event, kind="assets.claimed"):
    """An unknown device is known now."""

    asset_id: int
    product_id: int


@dataclass(frozen=True, kw_only=True)
class AssetChanged(Event, kind="assets.changed"):
    asset_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class AssetTransferred(Event, kind="assets.transferred"):
    """Another has it now; 0 for nobody."""

    asset_id: int
    contact_id: int = 0
    company_id: int = 0
    from_contact_id: int = 0
    from_company_id: int = 0


@dataclass(frozen=True, kw_only=True)
class AssetRetired(Event, kind="assets.retired"):
    asset_id: int


@dataclass(frozen=True, kw_only=True)
class PartFitted(Event, kind="assets.part_fitted"):
    asset_id: int
    fitted_id: int
    part_id: int


@dataclass(frozen=True, kw_only=True)
class PartRemoved(Event, kind="assets.part_removed"):
    asset_id: int
    fitted_id: int
    part_id: int


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event, kind="assets.document_added"):
    document_id: int
    asset_id: int = 0
    product_id: int = 0


@dataclass(frozen=True, kw_only=True)
class UsageNoted(Event, kind="assets.usage_noted"):
    """A new reading of its counter, a few a day at most; `doubt` as in `Usage`, the total without it otherwise."""

    asset_id: int
    unit: str
    total: float
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class UsageSettled(Event, kind="assets.usage_settled"):
    """Somebody of us said what a doubtful reading is."""

    asset_id: int
    usage_id: int
    believed: bool


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event, kind="assets.product_changed"):
    product_id: int


@dataclass(frozen=True, kw_only=True)
class AssetsImported(Event, kind="assets.imported"):
    """A table of devices or products came in whole."""

    kind_of: str
    made: int
    changed: int
