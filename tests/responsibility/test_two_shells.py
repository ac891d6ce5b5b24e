"""A case and what must be ended before it ends, written by two sessions at once, in both orders, past
every operation: only the triggers stand between. Each child locks the row of its case; a check without
that lock would let both through, since each session would see the world as it was before the other."""

import pytest

from makegood.base.database import run
from tests.responsibility import situations
from tests.responsibility.rough.cases import closing, given
from tests.responsibility.rough.handoffs import offered
from tests.responsibility.two_sessions import Firm, one_after_the_other

CLOSE = closing("r.id = %(case)s")
RESOLVE = "UPDATE cases_case SET status = 'resolved', waiting_for = '' WHERE id = %(case)s"
LEAVES = "UPDATE access_user SET is_active = false, deactivated_at = %(now)s WHERE id = %(other)s"
PROMISE = (
    "INSERT INTO promises_promise (case_id, kind, what, made_at, made_by, due, state, ended_by)"
    " VALUES (%(case)s, 'contract', 'x', %(now)s, 'x', %(now)s, 'open', '')"
)
OPEN_AGAIN = (
    "UPDATE promises_promise SET state = 'open', ended_at = NULL WHERE id ="
    " (SELECT min(id) FROM promises_promise WHERE case_id = %(case)s)"
)
TASK = (
    'INSERT INTO tasks_task (case_id, kind, team_id, turn, step, conditions, "when", title, question,'
    " public_names, blocking, minutes, state, verdict, result, reason, made_by, made_at, ended_by)"
    " VALUES (%(case)s, 'task', %(team)s, 0, 1, '[]', 'approved', 'x', '', '{}', true, 60, 'planned', '', '',"
    " '', 'x', %(now)s, '')"
)
DONE = "UPDATE tasks_task SET state = 'done', result = 'x', ended_at = %(now)s WHERE case_id = %(case)s"
LINE = (
    "INSERT INTO tasks_item (task_id, position, text, mandatory, state, reason)"
    " SELECT id, 9, 'x', true, 'open', '' FROM tasks_task WHERE case_id = %(case)s"
)
CLOSURE = "(SELECT id FROM cases_closure WHERE case_id = %(case)s AND reopened_at IS NULL)"
REOPEN = (
    f"WITH over AS (UPDATE cases_closure SET reopened_at = %(now)s WHERE id = {CLOSURE})"
    " UPDATE cases_case SET status = 'open', next_deadline = %(now)s WHERE id = %(case)s"
)
CLOSED_ANEW = (
    f"WITH over AS (UPDATE cases_closure SET reopened_at = %(now)s WHERE id = {CLOSURE} RETURNING *)"
    " INSERT INTO cases_closure (case_id, question_id, how, owner_id, at)"
    " SELECT case_id, question_id, how, owner_id, %(now)s FROM over"
)
# what holds a case or a person -> (what must not come at the same time, the statement)
CHILDREN: dict[str, tuple[str, str]] = {
    "a promise and the end": (CLOSE, PROMISE),
    "a promise open again and the end": (CLOSE, OPEN_AGAIN),
    "a hand-off and the solution": (RESOLVE, offered()),
    "a hand-off and the end": (CLOSE, offered()),
    "a task and the solution": (RESOLVE, TASK),
    "a task and the end": (CLOSE, TASK),
    "an owner and his leaving": (LEAVES, given("given")),
    "an offer to one and his leaving": (LEAVES, offered()),
    "an offer and another owner": (given("given"), offered(to_user_id="%(person)s")),
    "a task that blocks and the solution": (
        RESOLVE,
        "UPDATE tasks_task SET blocking = true WHERE case_id = %(case)s",
    ),
    "a line of a check-list and the end of its task": (DONE, LINE),
    "how it closed and that it goes on": (REOPEN, CLOSED_ANEW),
}


def nothing_owed(house: Firm, child: str) -> None:
    """Nothing is open on the case, so that it could close by SQL."""
    if (
        "blocks" in child or "check-list" in child
    ):  # a department, not in the way of the solution yet
        situations.asked(house, house.case, blocking=False)  # type: ignore[arg-type]
    if child.startswith("how it closed"):
        situations.closed(house, house.case)  # type: ignore[arg-type]
    run(
        "UPDATE promises_promise SET state = 'released', ended_at = now(), paused_at = NULL,"
        " paused_because = '' WHERE case_id = %s",
        [house.case.pk],
    )


@pytest.mark.parametrize("child_first", [True, False])
@pytest.mark.parametrize("child", CHILDREN)
def test_of_two_sessions_past_every_operation_the_second_is_refused(house, child, child_first):
    nothing_owed(house, child)
    end, make = (house.write(sql) for sql in CHILDREN[child])
    acts = (make, end) if child_first else (end, make)
    first, second = one_after_the_other(*acts)
    assert bool(first) != bool(second), "both, or neither"
    if "leaving" not in child:  # there the check comes with the commit, whichever is first
        assert first == ""
