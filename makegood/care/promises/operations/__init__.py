"""Everything that writes a promise."""

from makegood.care.promises.operations.clock import (
    foresee,
    keep_by,
    pause,
    reconsider,
    resume,
    resume_many,
)
from makegood.care.promises.operations.ending import (
    EndsByItself,
    NeedsHisWord,
    end,
    end_given,
    end_internal,
    end_many,
    owe_again,
    release,
)
from makegood.care.promises.operations.making import (
    NewPromise,
    NotAllowed,
    Unlikely,
    feasible,
    make_many,
    overrule,
    owed,
    why_unlikely,
)
from makegood.care.promises.operations.policies import make_policy, retire_policy, set_target
from makegood.care.promises.operations.proposing import (
    AlreadyDecided,
    NewProposal,
    dismiss,
    hear_of,
    never_left,
    propose,
    record_proposal,
)
from makegood.care.promises.operations.recomputing import recompute, recompute_waiting
from makegood.care.promises.operations.state import settle
from makegood.care.promises.operations.sweeping import (
    notice_overdue,
    see_warnings,
    set_risk,
    sweep_warnings,
)
from makegood.care.promises.operations.telling import (
    NotTold,
    agree_new_time,
    miss,
    tell,
)

__all__ = [
    "AlreadyDecided",
    "EndsByItself",
    "NeedsHisWord",
    "NewPromise",
    "NewProposal",
    "NotAllowed",
    "NotTold",
    "Unlikely",
    "agree_new_time",
    "dismiss",
    "end",
    "end_given",
    "end_internal",
    "end_many",
    "feasible",
    "foresee",
    "hear_of",
    "keep_by",
    "make_many",
    "make_policy",
    "miss",
    "never_left",
    "notice_overdue",
    "overrule",
    "owe_again",
    "owed",
    "pause",
    "propose",
    "recompute",
    "recompute_waiting",
    "reconsider",
    "record_proposal",
    "release",
    "resume",
    "resume_many",
    "retire_policy",
    "see_warnings",
    "set_risk",
    "set_target",
    "settle",
    "sweep_warnings",
    "tell",
    "why_unlikely",
]
