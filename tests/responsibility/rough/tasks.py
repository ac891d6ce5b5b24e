"""What must not be written about what departments were asked."""

from tests.responsibility.rough.attempt import attempts, copied, in_state, one

HERE = "r.case_id = %(case)s AND "
OPEN = HERE + "r.state = 'open'"
LIVE = HERE + "r.state IN ('planned', 'open')"
ENDED = "r.state NOT IN ('planned', 'open')"
OF_OPEN = "r.task_id IN (SELECT id FROM tasks_task WHERE case_id = %(case)s AND state = 'open')"
OF_ENDED = "r.task_id IN (SELECT id FROM tasks_task WHERE case_id = %(case)s AND state NOT IN ('planned', 'open'))"
END = ", ended_at = %(now)s"


def task(changes: str, where: str = OPEN) -> str:
    return one("tasks_task", changes, where)


TABLE: dict[str, str | list[str]] = {
    "department_minutes": one("tasks_department", "minutes = 0", "true"),
    "tasks_department_team_id_key": copied("tasks_department", "true"),
    "task_item_once": copied("tasks_item", OF_OPEN),
    "task_item_skipped_why": one(
        "tasks_item", "state = 'skipped', reason = ''", OF_OPEN + " AND r.mandatory"
    ),
    "plan_step_approver": one("tasks_planstep", "kind = 'approval', approver_id = NULL", "true"),
    "plan_step_minutes": one("tasks_planstep", "minutes = 0", "true"),
    "plan_step_once": copied("tasks_planstep", "true"),
    "plan_step_two_people": one(
        "tasks_planstep", "approver_id = %(person)s, substitute_id = %(person)s", "true"
    ),
    "task_approval_has_somebody": task("assignee_id = NULL", OPEN + " AND r.kind = 'approval'"),
    "task_approver": task("approver_id = NULL", HERE + "r.kind = 'approval'"),
    "task_decided": task(
        "state = 'done', verdict = ''" + END, OPEN + " AND r.kind IN ('review', 'approval')"
    ),
    "task_due_finite": task("due = 'infinity'"),
    "task_ended_when": task("ended_at = %(now)s"),
    "task_ended_why": task("state = 'declined', reason = ''" + END),
    "task_four_eyes": task(
        "decided_by_id = asked_by_id", HERE + "r.kind = 'approval' AND r.asked_by_id IS NOT NULL"
    ),
    "task_minutes": task("minutes = 0"),
    "task_open_is_due": task("due = NULL"),
    "tasks_task_after_id_key": copied(
        "tasks_task",
        HERE + "r.after_id IS NOT NULL",
        state="'cancelled'",
        reason="'x'",
        ended_at="%(now)s",
    ),
    "item_of_an_open_task": copied("tasks_item", OF_ENDED, position="100"),
    "item_changed_of_an_open_task": one("tasks_item", "text = 'another'", OF_ENDED),
    "item_never_deleted": "DELETE FROM tasks_item WHERE task_id IN (SELECT id FROM tasks_task WHERE case_id = %(case)s)",
    "item_never_truncated": "TRUNCATE tasks_item CASCADE",
    "task_done_with_its_list": task(
        "state = 'done', result = 'x'" + END,
        OPEN + " AND r.kind = 'task' AND EXISTS (SELECT 1 FROM tasks_item i WHERE i.task_id = r.id"
        " AND i.mandatory AND i.state = 'open')",
    ),
    "task_after_another": task(
        "state = 'open', due = %(now)s, started_at = %(now)s, owed_as = 0, assignee_id = %(person)s",
        HERE + "r.state = 'planned' AND r.after_id IS NOT NULL",
    ),
    "task_of_an_open_case": copied(
        "tasks_task",
        in_state("resolved", "closed") + " AND " + ENDED,
        state="'planned'",
        ended_at="NULL",
        blocking="true",
        after_id="NULL",
    ),
    "task_moved_to_an_open_case": task(
        "blocking = true",
        in_state("resolved") + " AND r.state IN ('planned', 'open') AND NOT r.blocking",
    ),
    "task_ended_for_good": [
        task("reason = 'another reason'", HERE + ENDED),
        task("state = 'planned', ended_at = NULL", in_state("open", "waiting") + " AND " + ENDED),
    ],
    "task_never_deleted": "DELETE FROM tasks_task WHERE id = (SELECT max(t.id) FROM tasks_task t"
    " WHERE case_id = %(case)s AND NOT EXISTS (SELECT 1 FROM tasks_item i WHERE i.task_id = t.id))",
    "task_never_truncated": "TRUNCATE tasks_task CASCADE",
}
TOLD = {
    "item_of_an_open_task": "item_of_a_task",
    "item_changed_of_an_open_task": "item_of_a_task",
    "item_never_deleted": "task_refuses",
    "item_never_truncated": "task_refuses",
    "task_done_with_its_list": "task_done_over_items",
    "task_after_another": "task_in_order",
    "task_of_an_open_case": "task_of_a_case",
    "task_moved_to_an_open_case": "task_of_a_case",
    "task_ended_for_good": "task_stays_ended",
    "task_never_deleted": "task_refuses",
    "task_never_truncated": "task_refuses",
}
ATTEMPTS = attempts(TABLE, TOLD)
