"""Room for deep calls: CPython keeps the frames of a thread in chunks of 16 KB, and where a loop of calls
crosses the end of one, each round takes a chunk from the system and gives it back (mmap, munmap, a fresh page).

Where the end lies depends on how deep the server calls us. Traced with strace on the case page of
`makegood bench case`, entered at sixteen depths that are spread over one chunk: without this, 4 to 2,479 page
faults a page, at the worst 2,233 mmap and as many munmap, and 84 ms of CPU where it takes 54 with it; with it,
one mmap and one munmap and 5 faults, wherever the end lies (34 once).
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
WORDS = 17_000  # of a chunk of 256 KB; whatever is called from here lies in its other half


def with_room(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What the call returns; it and all that it calls stay within one chunk of frames."""
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=WORDS)
