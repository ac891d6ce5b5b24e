"""What an adapter tells the settings about accounts of its kind: their fields, a test, how secrets are kept."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeGuard

from django.utils.functional import Promise

from makegood.contact.channels.ports import AccountView, Doubtful, Undelivered

Settings = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Blank:
    """One field of the form. `name` is its place in the account's settings: "smtp.host"."""

    name: str
    label: str | Promise
    help: str | Promise = ""
    choices: Sequence[tuple[str, str | Promise]] = ()
    number: bool = False
    switch: bool = False
    lines: bool = False  # several, one below the other
    secret: bool = False  # kept sealed; never shown again
    made: Callable[[], str] | None = None  # a secret that we make: shown once, before it is kept
    default: str | int | bool = ""
    pair: bool = False  # stands beside the one before


@dataclass(frozen=True)
class Finding:
    """One line of a test: whether it went well, what is said, how long it took."""

    well: bool
    said: str
    seconds: float


@dataclass(frozen=True)
class Copied:
    """Something that has to be entered on the provider's side."""

    label: str | Promise
    value: str


class Face(Protocol):
    """Installed by an adapter."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str | Promise: ...
    @property
    def icon(self) -> str: ...
    @property
    def address_label(self) -> str | Promise: ...
    @property
    def blanks(self) -> Sequence[Blank]: ...

    def check_address(self, address: str) -> str:
        """The address as it is kept. Raises Invalid."""

    def seal(self, secret: str) -> str:
        """The form in which a secret is kept."""

    def test(self, address: str, settings: Mapping[str, Any]) -> list[Finding]:
        """Try the settings for real, within some seconds; never raises for what the far side does."""


class Guiding(Protocol):
    """A face that can say what there is to do on the provider's side."""

    @property
    def steps(self) -> Sequence[str | Promise]:
        """What to do there, one after the other."""

    def copies(self, account: AccountView) -> Sequence[Copied]:
        """What to enter there."""


class Connecting(Protocol):
    """A face that can enter it there by itself."""

    def connect(self, account: AccountView) -> list[Finding]:
        """Tell the provider our address; never raises for what the far side does."""


@dataclass
class _Faces:
    known: dict[str, Face] = field(default_factory=dict)


_faces = _Faces()


def install_face(face: Face) -> None:
    """Let accounts of a kind be made and changed in the settings; at start-up."""
    _faces.known[face.kind] = face


def face_of(kind: str) -> Face | None:
    """The face of a kind, if its accounts can be changed by hand."""
    return _faces.known.get(kind)


def faces() -> list[Face]:
    """All that can be made by hand."""
    return list(_faces.known.values())


def is_guiding(face: object) -> TypeGuard[Guiding]:
    """Whether a face says what to do on the provider's side."""
    return hasattr(face, "copies")


def is_connecting(face: object) -> TypeGuard[Connecting]:
    """Whether a face enters our address there by itself."""
    return hasattr(face, "connect")


def tried(*works: Callable[[], str]) -> list[Finding]:
    """What came of each attempt, with how long it took; a refusal of the provider is said as he said it."""
    found = []
    for work in works:
        began = time.monotonic()
        try:
            well, said = True, work()
        except (Undelivered, Doubtful) as error:
            well, said = False, str(error)[:300]
        found.append(Finding(well=well, said=said, seconds=time.monotonic() - began))
    return found


def place(settings: Settings, name: str) -> Any:
    """The value at "smtp.host"."""
    found: Any = settings
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def put(settings: Settings, name: str, value: Any) -> None:
    """Set the value at "smtp.host"."""
    *path, last = name.split(".")
    for part in path:
        settings = settings.setdefault(part, {})
    settings[last] = value
