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
from makegood.care.cases.operations.sorting import move, weigh
from makegood.care.cases.operations.state import CaseChanged, WrongState, lock, lock_at
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
    "Heard",
    "NewCase",
    "NotTheLeads",
    "WrongState",
    "add_draft_file",
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
    "lock",
    "lock_at",
    "move",
    "needs_no_look",
    "open_many",
    "rename",
    "reopen",
    "resolve",
    "save_draft",
    "set_deadlines",
    "take",
    "take_answer",
    "unanswer",
    "wait_for",
    "weigh",
    "write_note",
]
