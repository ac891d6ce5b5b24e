from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewArrived(Event, kind="feedback.arrived"):
    review_id: int
    negative: bool


@dataclass(frozen=True, kw_only=True)
class ReviewChanged(Event, kind="feedback.changed"):
    review_id: int
    change: str  # worse, better, words
    version: int


@dataclass(frozen=True, kw_only=True)
class ReviewGone(Event, kind="feedback.gone"):
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered(Event, kind="feedback.answered"):
    review_id: int
    by_hand: bool


@dataclass(frozen=True, kw_only=True)
class ReviewNotAnswered(Event, kind="feedback.not_answered"):
    """The answer did not reach its place: it is owed again."""

    review_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewMatched(Event, kind="feedback.matched"):
    review_id: int
    contact_id: int
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(Event, kind="feedback.asked"):
    review_id: int


@dataclass(frozen=True, kw_only=True)
class ImportBegun(Event, kind="feedback.import_begun"):
    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportEnded(Event, kind="feedback.import_ended"):
    import_id: int
    stopped: bool


@dataclass(frozen=True, kw_only=True)
class ComplaintMade(Event, kind="feedback.complaint"):
    case_id: int
    lead: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ComplaintRead(Event, kind="feedback.complaint_read"):
    case_id: int
