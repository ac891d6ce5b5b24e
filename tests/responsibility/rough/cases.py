"""What must not be written about a case and those who were responsible for it, nor about one who leaves."""

from tests.responsibility.rough.attempt import Attempt, attempts, copied, one

CASE = "r.id = %(case)s AND "
ALIVE = CASE + "r.status <> 'closed'"
NOBODY_ASKED = " AND NOT EXISTS (SELECT 1 FROM handoffs_handoff h WHERE h.case_id = r.id AND h.state = 'offered')"
NO_TASK = " AND NOT EXISTS (SELECT 1 FROM tasks_task t WHERE t.case_id = r.id AND t.state IN ('planned', 'open'))"
OWES = " AND EXISTS (SELECT 1 FROM promises_promise p WHERE p.case_id = r.id AND p.state = 'open')"
BLOCKED = (
    " AND EXISTS (SELECT 1 FROM tasks_task t WHERE t.case_id = r.id AND t.blocking"
    " AND t.state IN ('planned', 'open'))"
)
ASKED = (
    " AND EXISTS (SELECT 1 FROM handoffs_handoff h WHERE h.case_id = r.id AND h.state = 'offered')"
)


def given(why: str, *, to: str = "%(other)s", before: str = "r.owner_id", reason: str = "x") -> str:
    """Another owner with his row in the history, as SQL would write them."""
    return (
        "WITH r AS (SELECT r.* FROM cases_case r WHERE "
        f"{ALIVE}{NOBODY_ASKED} AND r.owner_id NOT IN (%(other)s, %(gone)s)), changed AS ("
        f"UPDATE cases_case c SET owner_id = {to} FROM r WHERE c.id = r.id RETURNING c.owner_epoch AS epoch)"
        " INSERT INTO cases_ownerchange (case_id, epoch, owner_id, before_id, why, reason, actor, at)"
        f" SELECT r.id, changed.epoch, {to}, {before}, '{why}', '{reason}', 'shell', %(now)s FROM r, changed"
    )


NEW_CASE = copied("cases_case", ALIVE + " AND r.owner_id <> %(gone)s")
BY_ONE_WHO_LEFT = (
    "WITH made AS ("
    + copied("cases_case", ALIVE, owner_id="%(gone)s", owner_epoch="1")
    + " RETURNING id) INSERT INTO cases_ownerchange (case_id, epoch, owner_id, why, reason, actor, at)"
    " SELECT id, 1, %(gone)s, 'opened', '', 'shell', %(now)s FROM made"
)
HISTORY = "INSERT INTO cases_ownerchange (case_id, epoch, owner_id, before_id, why, reason, actor, at) SELECT "

TABLE: dict[str, str | list[str]] = {
    "case_owned_and_due": [
        one("cases_case", "next_deadline = NULL", ALIVE),
        one("cases_case", "owner_id = NULL", ALIVE),
    ],
    "case_due_finite": one("cases_case", "next_deadline = 'infinity'", ALIVE),
    "case_waits_for_somebody": one(
        "cases_case", "status = 'waiting', waiting_for = ''", CASE + "r.status = 'open'"
    ),
    "case_closed_owes_nothing": one(
        "cases_case", "status = 'closed', waiting_for = ''", ALIVE + OWES
    ),
    "case_ends_after_its_tasks": one(
        "cases_case",
        "status = 'resolved', waiting_for = ''",
        CASE + "r.status IN ('open', 'waiting')" + BLOCKED,
    ),
    "case_fits_its_handoff": [
        one(
            "cases_case",
            "status = 'resolved', waiting_for = ''",
            CASE + "r.status IN ('open', 'waiting')" + ASKED + NO_TASK,
        ),
        one("cases_case", "owner_id = %(other)s", ALIVE + ASKED + " AND r.owner_id <> %(other)s"),
    ],
    "case_new_owner_is_told": NEW_CASE,
    "case_new_owner_is_here": BY_ONE_WHO_LEFT,
    "case_next_owner_is_told": one(
        "cases_case", "owner_id = %(other)s", ALIVE + NOBODY_ASKED + " AND r.owner_id <> %(other)s"
    ),
    "case_next_owner_is_here": given("given", to="%(gone)s"),
    "cases_caseconversation_conversation_id_key": copied(
        "cases_caseconversation", "r.case_id = %(case)s"
    ),
    "draft_once": "INSERT INTO cases_draft (case_id, user_id, kind, text, saved_at, revision)"
    " SELECT %(case)s, %(person)s, 'reply', 'x', %(now)s, 0 FROM generate_series(1, 2)",
    "cases_draft_files_draft_id_file_id_17bc8499_uniq": "INSERT INTO cases_draft_files (draft_id, file_id)"
    " SELECT %(case)s, 1 FROM generate_series(1, 2)",
    "ownerchange_epoch": copied("cases_ownerchange", "r.case_id = %(case)s AND r.epoch = 1"),
    "ownerchange_first_is_opened": given("opened", reason=""),
    "ownerchange_given_why": given("given", reason=""),
    "ownerchange_follows_the_one_before": [
        given("given", before="%(other)s"),
        given("taken").replace(
            "NOT IN (%(other)s, %(gone)s)",
            "NOT IN (%(other)s, %(gone)s) AND r.owner_id <> ALL (SELECT duty_lead_id FROM people_queue)",
        ),
    ],
    "ownerchange_follows_a_yes": [given("handoff"), given("returned")],
    "ownerchange_is_not_ahead": [
        HISTORY
        + "r.id, r.owner_epoch + 1, %(other)s, r.owner_id, 'given', 'x', 'shell', %(now)s FROM cases_case r"
        " WHERE " + ALIVE,
        given("departure", reason=""),
    ],
    "ownerchange_never_rewritten": [
        one("cases_ownerchange", "reason = 'because'", "r.case_id = %(case)s"),
        "DELETE FROM cases_ownerchange WHERE case_id = %(case)s",
    ],
    "ownerchange_never_truncated": "TRUNCATE cases_ownerchange CASCADE",
    "question_once_open": "INSERT INTO cases_question (case_id, asked_at, answer, words)"
    " SELECT case_id, asked_at, '', '' FROM cases_question"
    " WHERE case_id = %(case)s AND answered_at IS NULL AND withdrawn_at IS NULL",
    "question_answered_when": one(
        "cases_question", "answer = 'yes'", "r.case_id = %(case)s AND r.answered_at IS NULL"
    ),
    "closure_once": copied("cases_closure", "r.case_id = %(case)s AND r.reopened_at IS NULL"),
    "person_who_leaves_owns_nothing": "UPDATE access_user SET is_active = false, deactivated_at = %(now)s"
    f" WHERE id = (SELECT r.owner_id FROM cases_case r WHERE {ALIVE})"
    " AND NOT EXISTS (SELECT 1 FROM handoffs_handoff h WHERE h.state = 'offered'"
    " AND access_user.id IN (h.sender_id, h.to_user_id))",
    "person_who_leaves_is_not_asked": "UPDATE access_user SET is_active = false, deactivated_at = %(now)s"
    " WHERE id = (SELECT to_user_id FROM handoffs_handoff WHERE case_id = %(case)s AND state = 'offered')",
}
TOLD = {
    "case_closed_owes_nothing": "case_closing",
    "case_ends_after_its_tasks": "case_ending_over_tasks",
    "case_fits_its_handoff": "handoff_case_held",
    "case_new_owner_is_told": "case_owner_is_told",
    "case_next_owner_is_told": "case_owner_is_told",
    "case_new_owner_is_here": "case_owner_is_here",
    "case_next_owner_is_here": "case_owner_is_here",
    "ownerchange_follows_the_one_before": "ownerchange_follows",
    "ownerchange_follows_a_yes": "ownerchange_by_a_yes",
    "ownerchange_is_not_ahead": "ownerchange_is_true",
    "ownerchange_never_rewritten": "ownerchange_stays",
    "ownerchange_never_truncated": "ownerchange_stays",
    "person_who_leaves_owns_nothing": "person_leaves_nothing",
    "person_who_leaves_is_not_asked": "person_leaves_no_handoff",
}
ATTEMPTS = [
    *attempts(TABLE, TOLD),
    Attempt(
        "case_counts_its_owners",
        one("cases_case", "owner_epoch = owner_epoch + 5", CASE + "true"),
        holds="SELECT coalesce(max(h.epoch), 1) = c.owner_epoch FROM cases_case c LEFT JOIN cases_ownerchange h"
        " ON h.case_id = c.id WHERE c.id = %(case)s GROUP BY c.owner_epoch",
    ),
]
