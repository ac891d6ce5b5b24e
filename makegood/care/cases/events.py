from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event, kind="cases.opened"):
    case_id: int
    owner: int
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnerChanged(Event, kind="cases.owner_changed"):
    case_id: int
    owner: int
    before: int | None


@dataclass(frozen=True, kw_only=True)
class CaseAnswered(Event, kind="cases.answered"):
    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseWaits(Event, kind="cases.waits"):
    case_id: int
    waiting_for: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseResolved(Event, kind="cases.resolved"):
    case_id: int
    question_id: int


@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event, kind="cases.reopened"):
    case_id: int
    owner: int
    because: str  # message, said_no, staff


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event, kind="cases.closed"):
    case_id: int
    how: str


@dataclass(frozen=True, kw_only=True)
class CaseConfirmed(Event, kind="cases.confirmed"):
    case_id: int
    answer: str


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event, kind="cases.note_written"):
    case_id: int
    note_id: int


@dataclass(frozen=True, kw_only=True)
class CaseRenamed(Event, kind="cases.renamed"):
    case_id: int
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseLookedAt(Event, kind="cases.looked_at"):
    """A person has looked at what could not be read or verified."""

    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseWeighed(Event, kind="cases.weighed"):
    case_id: int
    urgency: int
    before: int


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event, kind="cases.moved"):
    case_id: int
    queue: int
    before: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CaseAboutDevice(Event, kind="cases.device"):
    """It is known which device a case is about; 0 for none."""

    case_id: int
    asset_id: int


@dataclass(frozen=True, kw_only=True)
class CaseMerged(Event, kind="cases.merged"):
    """Told of both: the one that is away, and the one in which it goes on."""

    case_id: int
    away: int
    into: int


@dataclass(frozen=True, kw_only=True)
class CaseUnmerged(Event, kind="cases.unmerged"):
    case_id: int
    away: int
    into: int


@dataclass(frozen=True, kw_only=True)
class CaseSplit(Event, kind="cases.split"):
    """A conversation of the case is a case of its own now."""

    case_id: int
    new: int


@dataclass(frozen=True, kw_only=True)
class CaseRepeated(Event, kind="cases.repeated"):
    """The customer had to come again about it."""

    case_id: int
    by_itself: bool
