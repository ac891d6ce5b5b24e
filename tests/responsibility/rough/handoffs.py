"""What must not be written about a hand-off."""

from tests.responsibility.rough.attempt import attempts, copied, one

PENDING = "r.case_id = %(case)s AND r.state = 'offered'"
FIELDS = {
    "case_id": "r.id",
    "sender_id": "r.owner_id",
    "to_user_id": "%(other)s",
    "to_team_id": "NULL",
    "summary": "'x'",
    "question": "'x'",
    "told": "''",
    "offered_at": "%(now)s",
    "expires_at": "%(now)s + interval '1 hour'",
    "epoch": "r.owner_epoch",
    "state": "'offered'",
    "answered_at": "NULL",
    "answered_by_id": "NULL",
    "reason": "''",
    "answer": "''",
}


def pending(changes: str, more: str = "") -> str:
    return one("handoffs_handoff", changes, PENDING + more)


def offered(**changes: str) -> str:
    """A statement that offers the case to another, with something wrong."""
    fields = FIELDS | changes
    return (
        f"INSERT INTO handoffs_handoff ({', '.join(fields)}) SELECT {', '.join(fields.values())}"
        " FROM cases_case r WHERE r.id = %(case)s AND r.status IN ('open', 'waiting')"
        " AND r.owner_id <> %(other)s AND NOT EXISTS (SELECT 1 FROM handoffs_handoff h"
        " WHERE h.case_id = r.id AND h.state = 'offered')"
    )


YES = "state = 'accepted', answered_at = offered_at + interval '1 second', answered_by_id = "
TABLE: dict[str, str | list[str]] = {
    "handoff_one_pending": copied("handoffs_handoff", PENDING),
    "handoff_one_target": pending("to_team_id = %(team)s", " AND r.to_team_id IS NULL"),
    "handoff_to_another": pending("to_user_id = sender_id", " AND r.to_team_id IS NULL"),
    "handoff_expires_later": offered(expires_at="%(now)s - interval '1 hour'"),
    "handoff_expires_finite": offered(expires_at="'infinity'::timestamptz"),
    "handoff_answered_once": pending("answered_at = %(now)s"),
    "handoff_returned_once": pending("answer = 'x'"),
    "handoff_begins_as_an_offer": [
        offered(
            state="'declined'", answered_at="%(now)s", answered_by_id="%(person)s", reason="'x'"
        ),
        offered(epoch="r.owner_epoch + 1"),
        offered(sender_id="%(gone)s"),
        copied(
            "handoffs_handoff",
            "r.case_id = %(case)s AND r.state <> 'offered' AND (SELECT status FROM cases_case"
            " WHERE id = r.case_id) IN ('resolved', 'closed')",
            state="'offered'",
            answered_at="NULL",
            answered_by_id="NULL",
        ),
    ],
    "handoff_goes_its_way": [
        one("handoffs_handoff", "summary = 'quite another'", "r.case_id = %(case)s"),
        one(
            "handoffs_handoff",
            "expires_at = expires_at + interval '1 day'",
            "r.case_id = %(case)s",
        ),
        one(
            "handoffs_handoff",
            YES + "%(other)s",
            "r.case_id = %(case)s AND r.state IN ('declined', 'expired', 'withdrawn')",
        ),
        one(
            "handoffs_handoff",
            "state = 'offered', answered_at = NULL, answered_by_id = NULL",
            "r.case_id = %(case)s AND r.state <> 'offered'",
        ),
        pending(YES + "%(gone)s", " AND r.to_team_id IS NULL"),
        pending(
            "state = 'accepted', answered_by_id = to_user_id, answered_at = expires_at + interval '1 hour'",
            " AND r.to_team_id IS NULL",
        ),
    ],
    "handoff_fits_its_case": pending(
        "sender_id = %(other)s",
        " AND r.sender_id <> %(other)s AND r.to_user_id IS DISTINCT FROM %(other)s",
    ),
    "handoff_asks_who_is_here": [
        offered(to_user_id="%(gone)s"),
        pending("to_user_id = %(gone)s", " AND r.to_team_id IS NULL"),
    ],
    "handoff_yes_is_followed": pending(YES + "to_user_id", " AND r.to_team_id IS NULL"),
    "handoff_never_deleted": "DELETE FROM handoffs_handoff WHERE id = (SELECT min(h.id) FROM handoffs_handoff h"
    " WHERE case_id = %(case)s AND NOT EXISTS (SELECT 1 FROM handoffs_alarm a WHERE a.handoff_id = h.id))",
    "handoff_never_truncated": "TRUNCATE handoffs_handoff CASCADE",
    "alarm_once": copied("handoffs_alarm", "r.case_id = %(case)s AND r.handoff_id IS NOT NULL"),
    "alarm_asked_once": copied(
        "handoffs_alarm", "r.case_id = %(case)s AND r.kind = 'asked' AND r.seen_at IS NULL"
    ),
}
TOLD = {
    "handoff_begins_as_an_offer": "handoff_begins",
    "handoff_goes_its_way": "handoff_goes",
    "handoff_fits_its_case": "handoff_held",
    "handoff_asks_who_is_here": "handoff_asks_somebody_here",
    "handoff_yes_is_followed": "handoff_is_followed",
    "handoff_never_deleted": "handoff_stays",
    "handoff_never_truncated": "handoff_stays",
}
ATTEMPTS = attempts(TABLE, TOLD)
