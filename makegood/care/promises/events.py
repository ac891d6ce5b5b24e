from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event, kind="promises.made"):
    promise_id: int
    promise_kind: str


@dataclass(frozen=True, kw_only=True)
class PromiseKept(Event, kind="promises.kept"):
    promise_id: int
    promise_kind: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class PromiseReleased(Event, kind="promises.released"):
    promise_id: int
    promise_kind: str


@dataclass(frozen=True, kw_only=True)
class PromiseOwedAgain(Event, kind="promises.owed_again"):
    """What ended it never reached the customer: it is open again, with the deadline it had."""

    promise_id: int
    promise_kind: str


@dataclass(frozen=True, kw_only=True)
class PromiseOverdue(Event, kind="promises.overdue"):
    """The moment passed and it is not kept: somebody must hear of it."""

    promise_id: int
    promise_kind: str


@dataclass(frozen=True, kw_only=True)
class PromisePaused(Event, kind="promises.paused"):
    promise_id: int
    promise_kind: str
    because: str  # customer, third


@dataclass(frozen=True, kw_only=True)
class PromiseResumed(Event, kind="promises.resumed"):
    promise_id: int
    promise_kind: str
    paused_for: int  # seconds of all time


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(Event, kind="promises.moved"):
    """It is due at another time than before; a move names why."""

    promise_id: int
    promise_kind: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class PromiseWarned(Event, kind="promises.warned"):
    """A share of its time has passed: `person` should hear, `told` is who does."""

    promise_id: int
    promise_kind: str
    step: int
    person: int
    told: int


@dataclass(frozen=True, kw_only=True)
class PromiseAtRisk(Event, kind="promises.at_risk"):
    promise_id: int
    promise_kind: str
    risk: int


@dataclass(frozen=True, kw_only=True)
class PromiseTold(Event, kind="promises.told"):
    """The customer heard that it will not be kept, and by when instead."""

    promise_id: int
    promise_kind: str
    in_time: bool


@dataclass(frozen=True, kw_only=True)
class PromiseMissed(Event, kind="promises.missed"):
    promise_id: int
    promise_kind: str
    amends: str


@dataclass(frozen=True, kw_only=True)
class CalendarRecomputed(Event, kind="promises.recomputed"):
    """New hours or a new policy went through what is open. Seconds; nobody's word was moved."""

    recompute_id: int
    looked_at: int
    earlier: int
    later: int
    most_earlier: int
    most_later: int


@dataclass(frozen=True, kw_only=True)
class HousePhraseChanged(Event, kind="promises.house_phrase_changed"):
    """The words that a brand avoids are others than before."""

    phrase_id: int
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class PromiseProposed(Event, kind="promises.proposed"):
    """Words of ours promise something that is not recorded: `told` is who should say what they are."""

    proposal_id: int
    told: int | None


@dataclass(frozen=True, kw_only=True)
class ProposalRecorded(Event, kind="promises.proposal_recorded"):
    proposal_id: int
    promise_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalDismissed(Event, kind="promises.proposal_dismissed"):
    """Somebody said why these words are no promise to record."""

    proposal_id: int
    reason: str
