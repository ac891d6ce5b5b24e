"""Everything that writes absences, shifts and what becomes of their cases."""

from makegood.care.cover.operations.deciding import decide
from makegood.care.cover.operations.ending import end_due as end_shifts
from makegood.care.cover.operations.leaving import pass_on_misplaced
from makegood.care.cover.operations.planning import (
    NotAsked,
    accept,
    cancel,
    come_back,
    name_cover,
    plan,
    refuse,
)
from makegood.care.cover.operations.ruling import heard, set_rule
from makegood.care.cover.operations.running import (
    begin_due,
    cover_due,
    end_due,
    offer_back_due,
    tell_waiting,
)
from makegood.care.cover.operations.shifts import (
    Undecided,
    begin_handover,
    next_shift,
    send,
    set_line,
    sign,
)
from makegood.care.cover.operations.state import AbsenceIsOver, NoCover, ShiftIsOver
from makegood.care.cover.operations.taking_up import pass_on_untaken

__all__ = [
    "AbsenceIsOver",
    "NoCover",
    "NotAsked",
    "ShiftIsOver",
    "Undecided",
    "accept",
    "begin_due",
    "begin_handover",
    "cancel",
    "come_back",
    "cover_due",
    "decide",
    "end_due",
    "end_shifts",
    "heard",
    "name_cover",
    "next_shift",
    "offer_back_due",
    "pass_on_misplaced",
    "pass_on_untaken",
    "plan",
    "refuse",
    "send",
    "set_line",
    "set_rule",
    "sign",
    "tell_waiting",
]
