"""What the border asks of an adapter. `ChannelAdapter` is a must; the rest only where the provider has it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

from makegood.contact.channels.ports.messages import Inbound, OutgoingView, RawView

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Window:
    """How long after the customer's last word we may answer freely, and how often (None: no limit).
    `templates`: approved wordings may be sent after it has closed."""

    span: timedelta
    most: int | None = None
    templates: bool = False


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """An account of ours, as its adapter sees it. `hook` is the address that the provider calls."""

    pk: int
    kind: str
    address: str
    language: str
    hook: str
    settings: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Knock:
    """A request at the account's address. Names of headers are in lower case; `url` is the whole address
    as the provider wrote it."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to keep: what the provider calls it, and its bytes. `address`: which of our accounts of
    this kind it is for, where one call brings things for several."""

    external_id: str
    body: bytes
    address: str = ""
    envelope: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Welcome:
    """What a knock means: `items` are stored before this answer goes out. `pull`: there is something to
    fetch; the text helps to."""

    items: tuple[Item, ...] = ()
    pull: str | None = None
    pull_for: str = ""  # the account by its address; this one when empty
    status: int = 200
    body: bytes = b""
    type: str = "text/plain; charset=utf-8"


class NotProven(Exception):
    """The knock does not prove from whom it is: 401, and nothing is kept."""


@dataclass(frozen=True, kw_only=True)
class Pulled:
    """A portion of what was fetched, and what to remember for the next (None: it stays as it was)."""

    items: tuple[Item, ...]
    remember: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A file as the provider gave it; name and type are still claims."""

    content: bytes
    name: str = ""
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A template that the provider has approved. `{{1}}` in the body are places to fill in."""

    name: str
    language: str
    category: str
    body: str


class ChannelAdapter(Protocol):
    """One provider. `kind` is the account's kind; `label` and `icon` are its face everywhere. One with a `window`
    (Window) closes it; with `in_order` (timedelta) messages to one person leave one after the other, and a later one
    waits so long for an earlier one that is tried in vain. One that reads slowly, without the database, may have
    `read_ahead(raws)`: it begins with what it will be given next, while others are filed."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> "str | Promise": ...
    @property
    def icon(self) -> str: ...

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        """Understand raw items, in order. What cannot be understood comes back with `needs_look` and a
        mark that says why; it never raises for bad input. An adapter that reads slowly may stop after
        some seconds and leave the rest off the end: it is given to it again."""

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        """Send one message. Calls `handing_over()` just before the far side may have it. True when
        delivery to the person is certain (chat), False when the far side took charge of it.

        Raises Undelivered, or Doubtful when the connection was lost after handing over.
        """


class Door(Protocol):
    """The provider calls us."""

    def open(self, knock: Knock, account: AccountView) -> Welcome:
        """Check who knocks, and take apart what he brings. Never raises for bad input that is proven to
        be the provider's: it comes back as one item, whole. Raises NotProven."""


class Puller(Protocol):
    """What came is to be fetched."""

    def pull(self, account: AccountView, *, hint: str, memory: dict[str, Any]) -> Iterator[Pulled]:
        """Portion after portion of what is new since `memory`. Raises Undelivered, Doubtful."""


class Keeper(Protocol):
    """Files lie with the provider."""

    def fetch(self, account: AccountView, reference: dict[str, Any], *, most: int) -> Fetched:
        """One file, of at most so many bytes. Raises Undelivered."""


class Approving(Protocol):
    """Beyond the window only approved wordings may be sent."""

    def wordings(self, account: AccountView) -> list[Wording]:
        """Those approved now. Raises Undelivered."""


_ADAPTERS: dict[str, ChannelAdapter] = {}


def install(adapter: ChannelAdapter) -> None:
    """Plug an adapter in, at start-up."""
    _ADAPTERS[adapter.kind] = adapter


def adapter_for(kind: str) -> ChannelAdapter:
    """The adapter of an account's kind. KeyError for an unknown one: that is a wrong installation, and loud."""
    return _ADAPTERS[kind]


def adapters() -> list[ChannelAdapter]:
    """All that are installed."""
    return list(_ADAPTERS.values())


def orders() -> dict[str, timedelta]:
    """The kinds whose messages to one person leave one after the other, and how long a later one waits for one
    before it that is tried in vain."""
    told = ((kind, getattr(one, "in_order", None)) for kind, one in _ADAPTERS.items())
    return {kind: span for kind, span in told if span is not None}


def window_of(kind: str) -> Window | None:
    """The reply window of a channel; None where there is none, or no such adapter."""
    return getattr(_ADAPTERS.get(kind), "window", None)


def is_door(adapter: object) -> TypeGuard[Door]:
    """Whether its provider calls us."""
    return hasattr(adapter, "open")


def is_puller(adapter: object) -> TypeGuard[Puller]:
    """Whether what comes is to be fetched."""
    return hasattr(adapter, "pull")


def is_keeper(adapter: object) -> TypeGuard[Keeper]:
    """Whether files lie with the provider."""
    return hasattr(adapter, "fetch")


def is_approving(adapter: object) -> TypeGuard[Approving]:
    """Whether it knows approved wordings."""
    return hasattr(adapter, "wordings")
