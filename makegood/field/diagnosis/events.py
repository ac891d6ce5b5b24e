from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TableSaved(Event, kind="diagnosis.table_saved"):
    """A draft of a fault table was begun, written or dropped."""

    fault_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class TableWentLive(Event, kind="diagnosis.table_live"):
    """From now on this version answers. `why`: published, learned, approved, rolled_back."""

    fault_id: int
    version_id: int
    before: int | None
    why: str


@dataclass(frozen=True, kw_only=True)
class TableRetired(Event, kind="diagnosis.table_retired"):
    fault_id: int
    retired: bool


@dataclass(frozen=True, kw_only=True)
class SearchBegan(Event, kind="diagnosis.search_began"):
    session_id: int
    fault_id: int | None


@dataclass(frozen=True, kw_only=True)
class SearchAnswered(Event, kind="diagnosis.search_answered"):
    """Something is known, or was taken back (`value` is empty)."""

    session_id: int
    key: str
    value: str
    source: str


@dataclass(frozen=True, kw_only=True)
class SearchEnded(Event, kind="diagnosis.search_ended"):
    """solved: by the customer himself, without a visit; handed: to us; stopped: for safety."""

    session_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class CauseConfirmed(Event, kind="diagnosis.cause_confirmed"):
    case_id: int
    session_id: int
    cause: str


@dataclass(frozen=True, kw_only=True)
class CauseWithdrawn(Event, kind="diagnosis.cause_withdrawn"):
    case_id: int
    session_id: int


@dataclass(frozen=True, kw_only=True)
class LessonLearned(Event, kind="diagnosis.lesson_learned"):
    """A closed job teaches; with `taken_back` it does so no more."""

    fault_id: int
    lesson_id: int
    taken_back: bool = False
