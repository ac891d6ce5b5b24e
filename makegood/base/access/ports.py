"""What signing in asks of higher packages: to post a letter, to say how the demo is entered, and to keep
in the journal that a way of signing in changed."""

from dataclasses import dataclass
from typing import Protocol


class Post(Protocol):
    """Sends a link for a new password to an address if it belongs to one of us. The work is the same
    for every address, so that nothing about the account shows in the time it takes."""

    def __call__(self, *, address: str, language: str) -> None: ...


class Demo(Protocol):
    """The password of the demo accounts, known only to the company that is made up."""

    def __call__(self) -> str: ...


class Told(Protocol):
    """Keeps that a way of signing in changed; called in the transaction of the change."""

    def __call__(self, *, user_id: int, what: str) -> None: ...


@dataclass
class _Installed:
    post: Post | None = None
    demo: Demo | None = None
    told: Told | None = None


_installed = _Installed()


def install_post(post: Post) -> None:
    """Plug in who writes to staff; at start-up."""
    _installed.post = post


def install_demo(demo: Demo) -> None:
    """Plug in what the sign-in page shows to a person at this very machine; at start-up."""
    _installed.demo = demo


def install_told(told: Told) -> None:
    """Plug in who keeps what changed; at start-up."""
    _installed.told = told


def tell_change(*, user_id: int, what: str) -> None:
    """A way of signing in changed. Without somebody who keeps it, nothing may change: LookupError."""
    if _installed.told is None:
        raise LookupError("nobody was installed who keeps what changes")
    _installed.told(user_id=user_id, what=what)


def ask_for_link(*, address: str, language: str) -> None:
    """Have a link for a new password sent. Without a post nothing can be sent, and that is a wrong
    installation: LookupError."""
    if _installed.post is None:
        raise LookupError("nobody was installed who writes to staff")
    _installed.post(address=address, language=language)


def demo_password() -> str:
    """What opens the demo accounts, or nothing."""
    return _installed.demo() if _installed.demo is not None else ""
