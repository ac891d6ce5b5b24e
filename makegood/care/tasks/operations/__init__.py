"""Everything that writes a task."""

from makegood.care.tasks.operations.answering import (
    call_back,
    cancel_all,
    check_item,
    decline,
    finish,
    refuse_over_tasks,
    take,
)
from makegood.care.tasks.operations.asking import NewTask, ask, start_plan
from makegood.care.tasks.operations.passing import (
    follow_hours,
    hand_over_tasks,
    pass_on,
    pass_on_late,
)
from makegood.care.tasks.operations.planning import save_plan, set_department
from makegood.care.tasks.operations.state import NotDecidable, TaskBlocks, TaskEnded

__all__ = [
    "NewTask",
    "NotDecidable",
    "TaskBlocks",
    "TaskEnded",
    "ask",
    "call_back",
    "cancel_all",
    "check_item",
    "decline",
    "finish",
    "follow_hours",
    "hand_over_tasks",
    "pass_on",
    "pass_on_late",
    "refuse_over_tasks",
    "save_plan",
    "set_department",
    "start_plan",
    "take",
]
