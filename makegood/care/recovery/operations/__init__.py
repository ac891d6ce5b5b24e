"""Everything that writes what we do when a promise will be missed."""

from makegood.care.recovery.operations.answering import (
    NeedsConsent,
    OfferIsOver,
    accept,
    account,
    decline,
    deliver_by,
    expire_due,
    withdraw,
)
from makegood.care.recovery.operations.apologising import (
    NotNeeded,
    ReasonChanged,
    lost,
    send,
    send_by_itself,
    settle_missed,
    vouch,
)
from makegood.care.recovery.operations.budgets import BudgetSpent
from makegood.care.recovery.operations.catalogue import (
    NewRemedy,
    keep_budget,
    keep_remedy,
    set_authority,
    set_floor,
    set_nudges,
)
from makegood.care.recovery.operations.drafting import draft, spare
from makegood.care.recovery.operations.looking import look_now, watch_again
from makegood.care.recovery.operations.nudging import note_nudge, nudged
from makegood.care.recovery.operations.offering import (
    AboveAuthority,
    AlreadyOffered,
    go_on,
    make_offer,
)
from makegood.care.recovery.operations.watching import watch

__all__ = [
    "AboveAuthority",
    "AlreadyOffered",
    "BudgetSpent",
    "NeedsConsent",
    "NewRemedy",
    "NotNeeded",
    "OfferIsOver",
    "ReasonChanged",
    "accept",
    "account",
    "decline",
    "deliver_by",
    "draft",
    "expire_due",
    "go_on",
    "keep_budget",
    "keep_remedy",
    "look_now",
    "lost",
    "make_offer",
    "note_nudge",
    "nudged",
    "send",
    "send_by_itself",
    "set_authority",
    "set_floor",
    "set_nudges",
    "settle_missed",
    "spare",
    "vouch",
    "watch",
    "watch_again",
    "withdraw",
]
