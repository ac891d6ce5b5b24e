"""Everything that writes a hand-off."""

from makegood.care.handoffs.operations.alarms import ask_for, heard
from makegood.care.handoffs.operations.answering import (
    accept,
    decline,
    end_of_case,
    expire_in,
    give_back,
    withdraw,
)
from makegood.care.handoffs.operations.leaving import move_from
from makegood.care.handoffs.operations.offering import (
    AlreadyOffered,
    AnswerIsOwed,
    Offer,
    StillOffered,
    offer,
)
from makegood.care.handoffs.operations.state import OfferIsOver, asked

__all__ = [
    "AlreadyOffered",
    "AnswerIsOwed",
    "Offer",
    "OfferIsOver",
    "StillOffered",
    "accept",
    "ask_for",
    "asked",
    "decline",
    "end_of_case",
    "expire_in",
    "give_back",
    "heard",
    "move_from",
    "offer",
    "withdraw",
]
