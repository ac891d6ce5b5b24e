"""What must not be written about what people say of us in public, and about complaints."""

from tests.responsibility.rough.attempt import attempts, copied, one

HERE = "r.case_id = %(case)s"
OF = "r.review_id IN (SELECT id FROM feedback_review WHERE case_id = %(case)s)"
ANOTHER = "(SELECT min(k.id) FROM customers_contact k WHERE k.id <> r.contact_id)"

TABLE: dict[str, str | list[str]] = {
    "review_once": copied("feedback_review", HERE),
    "review_owed_has_case": [
        one("feedback_review", "answer_due = NULL", HERE + " AND r.state = 'owed'"),
        one("feedback_review", "case_id = NULL", HERE + " AND r.state = 'owed'"),
        one("feedback_review", "answered_at = %(now)s", HERE + " AND r.state = 'owed'"),
    ],
    "review_answered_when": one("feedback_review", "state = 'answered'", HERE),
    "review_stars": [
        one("feedback_review", "stars = 6", HERE),
        one("feedback_review", "stars = -1", HERE),
    ],
    "version_once": copied("feedback_version", OF),
    "delivery_once": copied("feedback_delivery", "true"),
    "import_progress": one("feedback_import", "rows = done - 1", "r.done > 0"),
    "import_counts": one("feedback_import", "wrong = wrong + 1", "true"),
    "wrongrow_once": copied("feedback_wrongrow", "true"),
    "match_once": copied("feedback_match", OF, state="'suggested'"),
    "match_one_confirmed": copied(
        "feedback_match", OF + " AND r.state = 'confirmed'", contact_id=ANOTHER
    ),
    "match_said_by_somebody": one(
        "feedback_match", "user_id = NULL", OF + " AND r.state = 'confirmed'"
    ),
    "answer_one_live": copied("feedback_publicanswer", OF + " AND r.state = 'to_post'"),
    "answer_posted_when": one("feedback_publicanswer", "state = 'posted', posted_at = NULL", OF),
}
ATTEMPTS = attempts(TABLE, {})
