"""What higher packages tell of a device: lines of its life, and readers of its label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Line:
    """One thing in the life of a device. `kind` is what a reader filters by; `tone` late, ok or ""."""

    at: datetime
    kind: str
    icon: str
    text: str
    url: str = ""
    tone: str = ""
    whole_day: bool = False  # nobody knows at what time


# `read(asset_id, who, limit)` gives the newest lines first, with the rights of the one who looks.
Read = Callable[[int, Any, int], Sequence[Line]]
_LIVES: dict[str, tuple[Any, Read]] = {}


def add_life(kind: str, label: Any, read: Read) -> None:
    """Show something in the life of devices; called once, when the package that knows it is loaded."""
    _LIVES[kind] = label, read


def lives() -> dict[str, tuple[Any, Read]]:
    """All of them: kind → its name for people and what reads it."""
    return dict(_LIVES)


class LabelReader(Protocol):
    """Reads the lines and codes of a picture; slow, and kept apart from whoever asks."""

    def __call__(self, picture: bytes) -> tuple[list[tuple[str, float, str]], str]:
        """Texts with how sure each is and how it was read, and why nothing could be ("" when all went well)."""


_READERS: list[LabelReader] = []


def install_reader(reader: LabelReader) -> None:
    """Let an adapter read labels; the last one counts."""
    _READERS[:] = [reader]


def label_reader() -> LabelReader | None:
    """Who reads labels; None where nobody does."""
    return _READERS[0] if _READERS else None
