"""Everything that writes a case."""

from makegood.care.cases.operations.life import (
    Heard,
    answer,
    close_assumed,
    close_confirmed,
    hear_many,
    reopen,
    resolve,
    take_answer,
    unanswer,
    wait_for,
)
from makegood.care.cases.operations.merging import lock_both, merge
from makegood.care.cases.operations.opening import (
    NewCase,
    join_conversation,
    open_many,
    set_deadlines,
)
from makegood.care.cases.operations.owning import (
    NotTheLeads,
    assign,
    change_owner,
    hand_over_all,
    take,
)
from makegood.care.cases.operations.sorting import move, name_device, weigh
from makegood.care.cases.operations.splitting import (
    add_talk,
    join_many,
    resemble_many,
    resembles_nothing,
    split,
    take_back_split,
)
from makegood.care.cases.operations.state import (
    CaseChanged,
    CaseGone,
    WrongState,
    lock,
    lock_at,
    tell_many,
)
from makegood.care.cases.operations.unmerging import TooLate, unmerge
from makegood.care.cases.operations.writing import (
    add_draft_file,
    drop_draft,
    drop_draft_file,
    needs_no_look,
    rename,
    save_draft,
    write_note,
)

__all__ = [
    "CaseChanged",
    "CaseGone",
    "Heard",
    "NewCase",
    "NotTheLeads",
    "TooLate",
    "WrongState",
    "add_draft_file",
    "add_talk",
    "answer",
    "assign",
    "change_owner",
    "close_assumed",
    "close_confirmed",
    "drop_draft",
    "drop_draft_file",
    "hand_over_all",
    "hear_many",
    "join_conversation",
    "join_many",
    "lock",
    "lock_at",
    "lock_both",
    "merge",
    "move",
    "name_device",
    "needs_no_look",
    "open_many",
    "rename",
    "reopen",
    "resemble_many",
    "resembles_nothing",
    "resolve",
    "save_draft",
    "set_deadlines",
    "split",
    "take",
    "take_answer",
    "take_back_split",
    "tell_many",
    "unanswer",
    "unmerge",
    "wait_for",
    "weigh",
    "write_note",
]
