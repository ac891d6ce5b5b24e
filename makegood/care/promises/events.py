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
