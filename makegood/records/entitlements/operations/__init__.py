"""Everything that writes what customers are entitled to."""

from makegood.records.entitlements.operations import merging
from makegood.records.entitlements.operations.contracts import (
    agree_contract,
    end_contract,
    set_tier,
)
from makegood.records.entitlements.operations.deciding import decide_again, write_decision
from makegood.records.entitlements.operations.terms import (
    NewTerms,
    count_anew,
    drop_terms,
    keep_terms,
    look_again,
)

__all__ = [
    "NewTerms",
    "agree_contract",
    "count_anew",
    "decide_again",
    "drop_terms",
    "end_contract",
    "keep_terms",
    "look_again",
    "merging",
    "set_tier",
    "write_decision",
]
