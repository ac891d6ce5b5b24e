"""What must not be written about making good: apologies, offers, budgets, the catalogue, reminders."""

from tests.responsibility.rough.attempt import attempts, copied, one

PROMISED_HERE = "r.promise_id IN (SELECT id FROM promises_promise WHERE case_id = %(case)s)"
DRAFT = PROMISED_HERE + " AND r.state = 'draft'"
WAITS = "r.case_id = %(case)s AND r.state IN ('asked', 'offered')"
RULE = 'INSERT INTO recovery_nudgerule (queue_id, "on", first, second, final) SELECT {0}, true, 1, 2, 3'

TABLE: dict[str, str | list[str]] = {
    "apology_once": copied("recovery_apology", PROMISED_HERE + " AND r.state <> 'spared'"),
    "apology_sent_when": one("recovery_apology", "state = 'sent'", DRAFT),
    "apology_vouched_why": one(
        "recovery_apology", "vouched_at = %(now)s", DRAFT + " AND r.vouched_at IS NULL"
    ),
    "authority_once": copied("recovery_authority", "true"),
    "authority_most": one("recovery_authority", "most = -1", "true"),
    "budget_once": copied("recovery_budget", "true"),
    "budget_ends_later": one("recovery_budget", "ends = starts", "true"),
    "budget_not_exceeded": [
        one("recovery_budget", "held = amount + 1", "true"),
        one("recovery_budget", "spent = -1", "true"),
    ],
    "choice_once": copied(
        "recovery_choice",
        "r.offer_id IN (SELECT id FROM recovery_offer WHERE case_id = %(case)s)",
    ),
    "floor_once": "INSERT INTO recovery_floor (contract_id, kind, value, currency)"
    " SELECT c.id, '', 5, 'EUR' FROM entitlements_contract c, generate_series(1, 2)",
    "floor_value": "INSERT INTO recovery_floor (contract_id, kind, value, currency)"
    " SELECT min(id), '', 0, 'EUR' FROM entitlements_contract",
    "nudge_once": copied("recovery_nudge", "r.case_id = %(case)s"),
    "nudge_step": one("recovery_nudge", "step = 4", "r.case_id = %(case)s"),
    "nudgerule_usual_once": [
        copied("recovery_nudgerule", "r.queue_id IS NULL"),
        RULE.format("q.id")
        + " FROM (SELECT min(id) AS id FROM people_queue) q, generate_series(1, 2)",
    ],
    "nudgerule_in_order": one("recovery_nudgerule", "second = first", "true"),
    "offer_once": copied("recovery_offer", WAITS + " AND r.promise_id IS NOT NULL"),
    "offer_only_by_consent": one("recovery_offer", "state = 'accepted', ended_at = %(now)s", WAITS),
    "offer_accepted_or_nothing": one("recovery_offer", "cost = 5", WAITS + " AND r.held > 0"),
    "offer_ended_when": one("recovery_offer", "state = 'declined'", WAITS),
    "offer_holds_of_a_budget": one("recovery_offer", "budget_id = NULL", WAITS + " AND r.held > 0"),
    "recovery_remedy_key_key": copied("recovery_remedy", "true"),
    "remedy_sums": one("recovery_remedy", "value = -1", "true"),
    "watchmark_one_row": "INSERT INTO recovery_watchmark (id, warning) VALUES (2, 0)",
}
ATTEMPTS = attempts(TABLE, {})
