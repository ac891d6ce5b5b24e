"""Everything that writes alarms."""

from makegood.field.alarms.operations.joining import (
    NotNow,
    claim_floods,
    claim_wanting,
    join,
    one_case_each,
    settle_flood,
    take_out,
    want,
)
from makegood.field.alarms.operations.reminding import hear, remind_of_unseen
from makegood.field.alarms.operations.seeing import acknowledge, take_back
from makegood.field.alarms.operations.setting import (
    end_window,
    keep_escalation,
    keep_limit,
    keep_rule,
    plan_window,
    raise_rule,
    retire_rule,
)
from makegood.field.alarms.operations.sweeping import floods_end, time_passes, untold
from makegood.field.alarms.operations.taking import take, take_readings, write

__all__ = [
    "NotNow",
    "acknowledge",
    "claim_floods",
    "claim_wanting",
    "end_window",
    "floods_end",
    "hear",
    "join",
    "keep_escalation",
    "keep_limit",
    "keep_rule",
    "one_case_each",
    "plan_window",
    "raise_rule",
    "remind_of_unseen",
    "retire_rule",
    "settle_flood",
    "take",
    "take_back",
    "take_out",
    "take_readings",
    "time_passes",
    "untold",
    "want",
    "write",
]
