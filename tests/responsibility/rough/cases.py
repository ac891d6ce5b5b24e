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


def closing(where: str, *, how: bool = True) -> str:
    """A statement that closes a case, with the closure that says how or without."""
    close = f"UPDATE cases_case r SET status = 'closed', waiting_for = '' WHERE {where}"
    if not how:
        return close
    return (
        f"WITH shut AS ({close} RETURNING id, owner_id), asked AS ("
        "INSERT INTO cases_question (case_id, asked_at, withdrawn_at, answer, words)"
        " SELECT id, %(now)s, %(now)s, '', '' FROM shut RETURNING id, case_id)"
        " INSERT INTO cases_closure (case_id, question_id, how, owner_id, at)"
        " SELECT shut.id, asked.id, 'assumed', shut.owner_id, %(now)s FROM shut"
        " JOIN asked ON asked.case_id = shut.id"
    )


OWED_NO_MORE = (
    "WITH ended AS (UPDATE promises_promise SET state = 'released', ended_at = %(now)s, paused_at = NULL,"
    " paused_because = '' WHERE case_id = %(case)s AND state = 'open') "
)
SHUT = "r.case_id = %(case)s AND r.reopened_at IS NULL"
ANOTHER = "(SELECT max(c.id) FROM cases_case c WHERE c.id <> %(case)s)"
MERGED = (
    "INSERT INTO cases_merge (away_id, into_id, why, at, by, before, moved, undone_by)"
    " SELECT %(case)s, {0}, '', %(now)s, 'shell', '{{}}', '{{}}', '' FROM (SELECT 1) one"
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
    "case_closed_owes_nothing": closing(ALIVE + NO_TASK + NOBODY_ASKED + OWES),
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
    "ownerchange_never_rewritten": one(
        "cases_ownerchange", "reason = 'because'", "r.case_id = %(case)s"
    ),
    "ownerchange_never_deleted": "DELETE FROM cases_ownerchange WHERE case_id = %(case)s",
    "ownerchange_never_truncated": "TRUNCATE cases_ownerchange CASCADE",
    "case_merged_is_closed": one("cases_case", f"duplicate_of_id = {ANOTHER}", ALIVE),
    "case_merge_of_two": MERGED.format("%(case)s"),
    "case_merged_once": MERGED.format(ANOTHER) + ", generate_series(1, 2)",
    "cases_split_new_id_key": "INSERT INTO cases_split (case_id, new_id, at, by)"
    f" SELECT %(case)s, {ANOTHER}, %(now)s, 'shell' FROM generate_series(1, 2)",
    "closure_asked_or_merged": one("cases_closure", "how = 'merged'", SHUT),
    "question_once_open": "INSERT INTO cases_question (case_id, asked_at, answer, words)"
    " SELECT case_id, asked_at, '', '' FROM cases_question"
    " WHERE case_id = %(case)s AND answered_at IS NULL AND withdrawn_at IS NULL",
    "question_answered_when": one(
        "cases_question", "answer = 'yes'", "r.case_id = %(case)s AND r.answered_at IS NULL"
    ),
    "closure_once": copied("cases_closure", SHUT),
    "case_says_how_it_was_made": copied(
        "cases_case",
        CASE + "true",
        status="'closed'",
        waiting_for="''",
        owner_id="NULL",
        next_deadline="NULL",
    ),
    "case_says_how_it_closed": [
        OWED_NO_MORE + closing(ALIVE + NO_TASK + NOBODY_ASKED, how=False),
        one(
            "cases_case",
            "status = 'open', next_deadline = %(now)s",
            CASE + "r.status = 'closed' AND r.owner_id <> %(gone)s",
        ),
    ],
    "closure_of_a_case_that_is_closed": [
        one("cases_closure", "reopened_at = %(now)s", SHUT),
        "DELETE FROM cases_closure r WHERE " + SHUT,
        "INSERT INTO cases_closure (case_id, question_id, how, owner_id, at)"
        " SELECT q.case_id, q.id, 'assumed', %(person)s, %(now)s FROM cases_question q"
        " JOIN cases_case c ON c.id = q.case_id"
        " WHERE c.id = %(case)s AND c.status <> 'closed' ORDER BY q.id DESC LIMIT 1",
    ],
    "closure_never_truncated": "TRUNCATE cases_closure CASCADE",
    "person_who_leaves_owns_nothing": "UPDATE access_user SET is_active = false, deactivated_at = %(now)s"
    f" WHERE id = (SELECT r.owner_id FROM cases_case r WHERE {ALIVE})"
    " AND NOT EXISTS (SELECT 1 FROM handoffs_handoff h WHERE h.state = 'offered'"
    " AND access_user.id IN (h.sender_id, h.to_user_id))",
    "person_who_leaves_is_not_asked": "UPDATE access_user SET is_active = false, deactivated_at = %(now)s"
    " WHERE id = (SELECT to_user_id FROM handoffs_handoff WHERE case_id = %(case)s AND state = 'offered')",
}
TOLD = {
    "case_closed_owes_nothing": "case_closing",
    "case_says_how_it_was_made": "case_closed_or_reopened",
    "case_says_how_it_closed": "case_closed_or_reopened",
    "closure_of_a_case_that_is_closed": "closure_of_a_closed_case",
    "closure_never_truncated": "closure_stays",
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
    "ownerchange_never_deleted": "ownerchange_stays",
    "ownerchange_never_truncated": "ownerchange_stays",
    "person_who_leaves_owns_nothing": "person_leaves_nothing",
    "person_who_leaves_is_not_asked": "person_leaves_no_handoff",
}
ATTEMPTS = [
    *attempts(TABLE, TOLD),
    Attempt(
        "case_of_who_stays",
        copied(
            "cases_case",
            CASE + "true",
            contact_id="(SELECT min(id) FROM customers_contact WHERE merged_into_id IS NOT NULL)",
        ),
        holds="SELECT k.merged_into_id IS NULL FROM cases_case c JOIN customers_contact k"
        " ON k.id = c.contact_id ORDER BY c.id DESC LIMIT 1",
    ),
    Attempt(
        "case_counts_its_owners",
        one("cases_case", "owner_epoch = owner_epoch + 5", CASE + "true"),
        holds="SELECT coalesce(max(h.epoch), 1) = c.owner_epoch FROM cases_case c LEFT JOIN cases_ownerchange h"
        " ON h.case_id = c.id WHERE c.id = %(case)s GROUP BY c.owner_epoch",
    ),
]
