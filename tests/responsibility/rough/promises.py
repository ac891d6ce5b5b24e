"""What must not be written about a promise."""

from tests.responsibility.rough.attempt import attempts, copied, in_state, one

OPEN = "r.case_id = %(case)s AND r.state = 'open'"
ENDED_HERE = in_state("closed") + " AND r.state <> 'open'"


def open_one(changes: str, more: str = "") -> str:
    return one("promises_promise", changes, OPEN + more)


def proposed(where: str, *, times: int = 1, ended: str = "NULL") -> str:
    """A statement that keeps words that promise something, found in a message or a note of the case."""
    return (
        "INSERT INTO promises_proposal (case_id, message_id, note_id, said, said_by, what, due, firm, channel,"
        " why, found_at, state, ended_at, ended_by, reason) SELECT %(case)s, p.message, p.note, 'x', 'shell', '',"
        f" %(now)s, true, '', 'sent', %(now)s, 'open', {ended}, '', '' FROM ({where}) p,"
        f" generate_series(1, {times})"
    )


IN_A_MESSAGE = (
    "SELECT min(m.id) AS message, NULL::bigint AS note FROM conversations_message m"
    " JOIN cases_caseconversation s USING (conversation_id) WHERE s.case_id = %(case)s"
)
IN_A_NOTE = (
    "SELECT NULL::bigint AS message, n.id AS note FROM cases_note n WHERE n.case_id = %(case)s"
)
NOWHERE = "SELECT NULL::bigint AS message, NULL::bigint AS note"
TABLE: dict[str, str | list[str]] = {
    "promise_due_finite": open_one("due = '-infinity'", " AND r.told_at IS NULL"),
    "promise_within_ten_years": open_one("due = made_at + interval '3654 days'"),
    "promise_policy_once": copied(
        "promises_promise",
        OPEN
        + " AND r.kind IN ('first_answer', 'next_answer', 'solution', 'follow_up', 'confirmation')",
    ),
    "promise_ended_when": open_one("state = 'kept'"),
    "promise_missed_told": open_one(
        "state = 'missed', ended_at = %(now)s, amends = 'none'", " AND r.told_at IS NULL"
    ),
    "promise_told_in_time": open_one("told_at = due + interval '1 hour', untold_why = ''"),
    "promise_was_feasible": one(
        "promises_promise", "feasibility_id = NULL", "r.case_id = %(case)s AND r.kind = 'person'"
    ),
    "promise_paused_because": open_one("paused_because = 'customer'", " AND r.paused_at IS NULL"),
    "promise_clock": open_one("since = NULL", " AND r.span IS NOT NULL"),
    "promise_risk": open_one("risk = 3"),
    "promise_chance": open_one("chance = 1.5"),
    "promise_warned": open_one("warned = 60"),
    "promise_not_itself": one("promises_promise", "moved_to_id = id", "r.case_id = %(case)s"),
    "promise_opened_for_an_open_case": one(
        "promises_promise", "state = 'open', ended_at = NULL", ENDED_HERE
    ),
    "promise_made_for_an_open_case": copied(
        "promises_promise", ENDED_HERE, state="'open'", ended_at="NULL", kind="'contract'"
    ),
    "promise_never_deleted": "DELETE FROM promises_promise WHERE id = (SELECT min(id) FROM promises_promise"
    " WHERE case_id = %(case)s AND kind IN ('follow_up', 'confirmation', 'next_answer'))",
    "promise_never_truncated": "TRUNCATE promises_promise CASCADE",
    "feasibility_chance": one("promises_feasibility", "chance = 2", "r.case_id = %(case)s"),
    "feasibility_overruled_why": one(
        "promises_feasibility",
        "overruled_by_id = %(person)s",
        "r.case_id = %(case)s AND r.overruled_by_id IS NULL",
    ),
    "policy_once": copied("promises_policy", "r.active"),
    "policy_positive": one("promises_policy", "first_answer = 0", "true"),
    "recompute_of_one": "INSERT INTO promises_recompute"
    ' (at, "by", upto, looked_at, earlier, later, most_earlier, most_later)'
    " VALUES (%(now)s, 'shell', 0, 0, 0, 0, 0, 0)",
    "house_phrase_once": "INSERT INTO promises_housephrase (language, words, kind, better)"
    " SELECT 'en', 'we never', 'blame', 'we will' FROM generate_series(1, 2)",
    "proposal_one_place": proposed(NOWHERE),
    "proposal_ended": proposed(IN_A_MESSAGE, ended="%(now)s"),
    "proposal_once_in_message": proposed(IN_A_MESSAGE, times=2),
    "proposal_once_in_note": proposed(IN_A_NOTE, times=2),
    "warning_once": copied(
        "promises_warning",
        "r.promise_id IN (SELECT id FROM promises_promise WHERE case_id = %(case)s)",
    ),
}
TOLD = {
    "promise_opened_for_an_open_case": "promise_opened",
    "promise_made_for_an_open_case": "promises_made",
    "promise_never_deleted": "promise_refuses",
    "promise_never_truncated": "promise_refuses",
}
ATTEMPTS = attempts(TABLE, TOLD)
