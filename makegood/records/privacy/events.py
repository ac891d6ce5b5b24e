from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Event, kind="privacy.erasure_asked"):
    erasure_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class ErasureConfirmed(Event, kind="privacy.erasure_confirmed"):
    erasure_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class ErasureWithdrawn(Event, kind="privacy.erasure_withdrawn"):
    erasure_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event, kind="privacy.erased"):
    erasure_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class HoldChanged(Event, kind="privacy.hold_changed"):
    contact_id: int
    holds: bool


@dataclass(frozen=True, kw_only=True)
class CopyAsked(Event, kind="privacy.copy_asked"):
    copy_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class CopyMade(Event, kind="privacy.copy_made"):
    copy_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class CopyFetched(Event, kind="privacy.copy_fetched"):
    """Somebody read what we hold of a person."""

    copy_id: int
    contact_id: int


@dataclass(frozen=True, kw_only=True)
class WishesChanged(Event, kind="privacy.wishes_changed"):
    """How he wants to be written to: the ledger of what he agreed to."""

    contact_id: int
    only_owed: bool
    no_surveys: bool
    not_by: list[str]
    quiet: bool


@dataclass(frozen=True, kw_only=True)
class LanguageRecognised(Event, kind="privacy.language_recognised"):
    contact_id: int
    language: str
    source: str


@dataclass(frozen=True, kw_only=True)
class KeepingChanged(Event, kind="privacy.keeping_changed"):
    kept: str
    days: int
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class HiddenShown(Event, kind="privacy.hidden_shown"):
    """Somebody looked at a number, a key or a code that is hidden. `place` says where it stands, `of` what it is."""

    contact_id: int
    place: str
    of: str
