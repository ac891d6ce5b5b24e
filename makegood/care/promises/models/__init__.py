"""What we owe, by which policy, and what was said and is not recorded yet."""

from makegood.care.promises.models.promise import (
    INTERNAL_KINDS,
    ONCE,
    OPEN,
    RUNNING,
    Feasibility,
    HousePhrase,
    Move,
    Policy,
    Promise,
    Recompute,
    Warning,
)
from makegood.care.promises.models.proposal import Proposal

__all__ = [
    "INTERNAL_KINDS",
    "ONCE",
    "OPEN",
    "RUNNING",
    "Feasibility",
    "HousePhrase",
    "Move",
    "Policy",
    "Promise",
    "Proposal",
    "Recompute",
    "Warning",
]
