"""Everything that writes a case."""

from makegood.care.cases.operations.life import (
    Heard,
    answer,
    close_assumed,
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
from makegood.care.cases.operations.owning import assign, hand_over_all
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
    "WrongState",
    "add_draft_file",
    "answer",
    "assign",
    "close_assumed",
    "drop_draft",
    "drop_draft_file",
    "hand_over_all",
    "hear_many",
    "join_conversation",
    "lock",
    "lock_at",
    "needs_no_look",
    "open_many",
    "rename",
    "reopen",
    "resolve",
    "save_draft",
    "set_deadlines",
    "take_answer",
    "unanswer",
    "wait_for",
    "write_note",
]
