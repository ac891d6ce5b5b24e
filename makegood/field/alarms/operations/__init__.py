"""Everything that writes alarms."""

from makegood.field.alarms.operations import merging as _merging  # noqa: F401 - follows cases
from makegood.field.alarms.operations.joining import (
    NotNow,
    claim,
    claim_flood,
    hold_flood,
    join,
    join_floods,
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
    keep_steps,
    plan_window,
    raise_rule,
    retire_rule,
)
from makegood.field.alarms.operations.sweeping import floods_end, time_passes, untold
from makegood.field.alarms.operations.taking import take, take_readings, write
from makegood.field.alarms.operations.trying import Trial, try_rule
from makegood.field.alarms.operations.visiting import (
    RequestIsOver,
    choose_time,
    promised,
    propose_times,
    times_of,
)

__all__ = [
    "NotNow",
    "RequestIsOver",
    "Trial",
    "acknowledge",
    "choose_time",
    "claim",
    "claim_flood",
    "end_window",
    "floods_end",
    "hear",
    "hold_flood",
    "join",
    "join_floods",
    "keep_escalation",
    "keep_limit",
    "keep_rule",
    "keep_steps",
    "one_case_each",
    "plan_window",
    "promised",
    "propose_times",
    "raise_rule",
    "remind_of_unseen",
    "retire_rule",
    "settle_flood",
    "take",
    "take_back",
    "take_out",
    "take_readings",
    "time_passes",
    "times_of",
    "try_rule",
    "untold",
    "want",
    "write",
]
