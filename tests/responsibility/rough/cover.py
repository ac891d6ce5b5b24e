"""What must not be written about absences, their decisions, and the lists at the end of a shift."""

from tests.responsibility.rough.attempt import attempts, copied, one

HERE = "r.case_id = %(case)s"
HIS = "r.id IN (SELECT absence_id FROM cover_decision WHERE case_id = %(case)s)"
ON_IT = "r.id IN (SELECT handover_id FROM cover_shiftline WHERE case_id = %(case)s)"
LIST = ON_IT + " AND r.state = 'open'"
ALARM = (
    "INSERT INTO cover_coveralarm (person_id, kind, absence_id, cases, words, at)"
    " SELECT %(person)s, 'left', {0}, 0, '', %(now)s FROM "
)

TABLE: dict[str, str | list[str]] = {
    "absence_ends_later": one("cover_absence", "ends = starts", HIS),
    "absence_covered_by_another": one("cover_absence", "cover_id = user_id", HIS),
    "absence_accepted_by_somebody": one(
        "cover_absence", "cover_id = NULL, accepted_at = %(now)s", HIS
    ),
    "absence_times": [
        one("cover_absence", "ended_at = %(now)s", HIS + " AND r.state IN ('planned', 'running')"),
        one("cover_absence", "began_at = NULL", HIS + " AND r.state = 'running'"),
    ],
    "absence_one_running": copied("cover_absence", HIS + " AND r.state = 'running'"),
    "decision_once": copied("cover_decision", HERE),
    "decision_park_until": one("cover_decision", "choice = 'park', until = NULL", HERE),
    "decision_hand_offered": one(
        "cover_decision", "choice = 'hand', until = NULL, handoff_id = NULL", HERE
    ),
    "decision_covered_when": one(
        "cover_decision", "covered_by_id = %(person)s, covered_at = NULL", HERE
    ),
    "handover_one_open": copied("cover_shifthandover", LIST),
    "handover_resumes_later": one("cover_shifthandover", "resumes = at", ON_IT),
    "handover_to_another": one("cover_shifthandover", "receiver_id = user_id", ON_IT),
    "handover_sent_to_somebody": one(
        "cover_shifthandover", "receiver_id = NULL, sent_at = %(now)s", ON_IT
    ),
    "handover_signed_after_sent": [
        one("cover_shifthandover", "state = 'signed', ended_at = %(now)s, sent_at = NULL", LIST),
        one("cover_shifthandover", "state = 'over'", LIST),
    ],
    "shiftline_once": copied("cover_shiftline", HERE),
    "shiftline_park_until": one("cover_shiftline", "choice = 'park', until = NULL", HERE),
    "shiftline_keep_why": one("cover_shiftline", "choice = 'keep', why = '', until = NULL", HERE),
    "skip_once": "INSERT INTO cover_skip (case_id, user_id, to_id, epoch, seconds, at)"
    " SELECT %(case)s, %(person)s, %(other)s, 1, 0, %(now)s FROM generate_series(1, 2)",
    "cover_alarm_about_one": ALARM.format("NULL::bigint") + "generate_series(1, 1)",
    "cover_alarm_once": ALARM.format("d.absence_id")
    + "cover_decision d, generate_series(1, 2) WHERE d.case_id = %(case)s",
}
ATTEMPTS = attempts(TABLE, {})
