"""The shapes in which the demo company is told: cases with entries and promises, at real moments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random


def dice(*parts: object) -> Random:
    """A source of chance that always falls the same way for the same parts."""
    return Random(":".join(str(part) for part in parts))  # noqa: S311 - a story, not a secret


@dataclass(frozen=True)
class Attachment:
    """A small file to be made at load: `kind` is png, pdf or txt."""

    name: str
    kind: str
    caption: str


@dataclass(frozen=True)
class Entry:
    """One thing that was said, noted or that happened; `who` is the id of a contact, person or asset."""

    at: datetime
    author: str  # contact, staff, assistant, system, asset
    who: str
    channel: str
    kind: str  # message, call_note, note, event, alarm, review, review_reply
    visible: bool
    text: str
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Promise:
    """Something we said we would do; `by` is the id of a person. `what` names the act alone, since `due`
    says when; it is empty for an answer."""

    what: str
    made: datetime
    due: datetime
    by: str
    state: str  # open, kept, missed, withdrawn
    ended: datetime | None = None  # when it was kept, released, or known to be missed
    note: str = ""


@dataclass(frozen=True)
class Case:
    """One case as it stands at the moment of loading; not closed means a deadline."""

    id: str
    subject: str
    language: str
    contact: str
    product: str | None
    asset: str | None
    team: str
    owner: str
    state: str  # open, waiting, resolved, closed
    closure: str  # confirmed or assumed when closed, else empty
    deadline: datetime | None
    urgency: str
    mood: str
    tags: tuple[str, ...]
    entries: tuple[Entry, ...]
    promises: tuple[Promise, ...] = ()
    outcome: str = ""
    satisfaction: int | None = None
    reopened: bool = False
    handoff: str = ""  # the team that is asked to accept it
    story: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def opened(self) -> datetime:
        """When the first thing happened."""
        return self.entries[0].at

    @property
    def touched(self) -> datetime:
        """When the last thing happened."""
        return self.entries[-1].at
