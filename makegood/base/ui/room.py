"""Room for deep calls: CPython keeps frames in chunks of 16 KB, and where a loop crosses the end of one,
every call takes a chunk from the system and gives it back. A page is rendered that deep."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
WORDS = 17_000  # of a chunk of 256 KB; whatever is called from here lies in its other half


def with_room(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the call returns; it and all that it calls stay within one chunk of frames."""
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=WORDS)
