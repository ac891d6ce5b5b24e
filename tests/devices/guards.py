"""For each check of the tables of devices, rows that it alone must refuse; uniqueness is asked of the catalogue.

A row is made up from its table: what may be empty is, the rest is the least of its type, and `BASE` says what else
it must be to be right. Foreign keys are not asked.
"""

import re
from typing import Any

Row = dict[str, Any]
TABLES = "^(telemetry|alarms|diagnosis|assets|entitlements)_"
MOMENT, LATER, DAY = "2026-11-20 08:00+00", "2026-11-21 08:00+00", "2026-11-20"
LEAST: list[tuple[str, Any]] = [  # by the beginning of the type
    ("timestamp", MOMENT),
    ("date", DAY),
    ("bool", False),
    ("json", "{}"),
    ("uuid", "00000000-0000-0000-0000-000000000001"),
    ("bytea", b""),
    ("character", "x"),
    ("text", "x"),
    ("ARRAY", []),
    ("", 1),
]
BASE: dict[str, Row] = {  # what makes a made-up row right
    "alarms_alarm": {"severity": 3, "active": True},
    "alarms_flood": {"product_id": 1},
    "alarms_floodlimit": {"id": 1, "alarms": 2},
    "alarms_rule": {"flap_changes": 2},
    "alarms_window": {"asset_id": 1, "ends": LATER},
    "assets_asset": {"state": "unknown"},
    "assets_document": {"asset_id": 1},
    "assets_word": {"names": '{"en": "x"}'},
    "entitlements_campaign": {"state": "draft"},
    "entitlements_contract": {"contact_id": 1},
    "entitlements_handling": {"contact_id": 1},
    "entitlements_servicedue": {"state": "planned"},
    "entitlements_terms": {"months": 12},
}
AT_ONCE: dict[str, Row] = {  # when a uniqueness that holds for some rows only holds
    "version_one_draft": {"state": "draft"},
    "version_one_proposed": {"state": "proposed"},
    "session_once_a_case": {"case_id": 1},
    "decided_once_for_a_case": {"case": 1},
    "diagnosis_session_token_key": {"token": "t"},
    "diagnosis_lesson_confirmation_id_key": {"confirmation_id": 1},
}
WRONG: dict[str, tuple[str, list[Row]]] = {
    "word_has_key_and_name": ("assets_word", [{"key": ""}, {"names": "{}"}]),
    "product_key_has_an_end": ("telemetry_productkey", [{"most": 3, "claimed": 4}]),
    "gap_is_one": ("telemetry_gap", [{"first": 7, "last": 6}]),
    "alarm_rule_flaps": ("alarms_rule", [{"flap_changes": 1}, {"flap_minutes": 0}]),
    "flood_limit_some": ("alarms_floodlimit", [{"id": 2}, {"alarms": 1}, {"minutes": 0}]),
    "flood_of_one": ("alarms_flood", [{"site_id": 1}, {"product_id": None}]),
    "alarm_severity": ("alarms_alarm", [{"severity": 0}, {"severity": 6}]),
    "alarm_over_is_cleared": ("alarms_alarm", [{"over_at": LATER}]),
    "alarm_cleared_when": ("alarms_alarm", [{"cleared_at": LATER}, {"active": False}]),
    "alarm_acknowledged_who": (
        "alarms_alarm",
        [{"acknowledged_at": MOMENT}, {"acknowledged_by_id": 1}],
    ),
    "alarm_first_last": ("alarms_alarm", [{"first_at": LATER, "last_at": MOMENT}]),
    "escalation_in_order": ("alarms_escalation", [{"owner_after": 30, "lead_after": 30}]),
    "visit_request_chosen": (
        "alarms_visitrequest",
        [
            {"begins": MOMENT, "ends": LATER},
            {"answered_at": MOMENT, "begins": LATER, "ends": MOMENT},
            {"answered_at": MOMENT, "begins": MOMENT},
            {"answered_at": MOMENT, "ends": MOMENT},
        ],
    ),
    "window_ends_later": ("alarms_window", [{"ends": MOMENT}]),
    "window_of_one": ("alarms_window", [{"site_id": 1}, {"asset_id": None}]),
    "session_version_of_fault": ("diagnosis_session", [{"fault_id": 1}, {"version_id": 1}]),
    "lesson_withdrawn_later": ("diagnosis_lesson", [{"at": LATER, "withdrawn_at": MOMENT}]),
    "site_on_earth": (
        "assets_site",
        [
            {"latitude": 91, "longitude": 0},
            {"latitude": 0, "longitude": -181},
            {"latitude": 0},
            {"longitude": 0},
        ],
    ),
    "asset_has_serial": ("assets_asset", [{"serial": ""}, {"serial": "a b"}, {"serial": "a/b"}]),
    "asset_not_in_itself": ("assets_asset", [{"id": 5, "parent_id": 5}]),
    "asset_known_has_product": ("assets_asset", [{"state": "used"}]),
    "usage_is_a_number": (
        "assets_usage",
        [{"total": -1}, {"value": float("nan")}, {"total": float("inf")}],
    ),
    "ownership_ends_later": ("assets_ownership", [{"since": LATER, "until": MOMENT}]),
    "fitted_before_removed": ("assets_fitted", [{"at": LATER, "removed_at": MOMENT}]),
    "document_of_one": ("assets_document", [{"product_id": 1}, {"asset_id": None}]),
    "product_part_some": ("assets_productpart", [{"quantity": 0}]),
    "contract_with_one": (
        "entitlements_contract",
        [{"company_id": 1}, {"contact_id": None}],
    ),
    "contract_ends_later": ("entitlements_contract", [{"starts": LATER, "ends": LATER}]),
    "campaign_ended_when": (
        "entitlements_campaign",
        [{"state": "ended", "started_at": MOMENT}, {"ended_at": LATER}],
    ),
    "campaign_started_when": (
        "entitlements_campaign",
        [{"started_at": MOMENT}, {"state": "running"}],
    ),
    "campaign_given_up_why": (
        "entitlements_campaignasset",
        [{"state": "given_up", "reason": ""}],
    ),
    "goodwill_within_budget": (
        "entitlements_goodwillbudget",
        [{"amount": 5, "spent": 6}, {"spent": -1}],
    ),
    "goodwill_budget_days": ("entitlements_goodwillbudget", [{"ends": "2026-11-19"}]),
    "goodwill_with_reason": ("entitlements_goodwill", [{"reason": ""}]),
    "goodwill_some": ("entitlements_goodwill", [{"amount": -1}]),
    "goodwill_limit_some": ("entitlements_goodwilllimit", [{"most": -1}]),
    "handling_of_one": (
        "entitlements_handling",
        [{"contact_id": None}, {"asset_id": 1}, {"company_id": 1}, {"site_id": 1}],
    ),
    "handling_says_something": ("entitlements_handling", [{"text": ""}]),
    "quota_some": ("entitlements_quota", [{"amount": 0}]),
    "service_plan_limits": (
        "entitlements_serviceplan",
        [{"months": 0}, {"months": 1201}, {"usage": 5, "unit": ""}, {"usage": -1}],
    ),
    "service_done_when": ("entitlements_servicedue", [{"state": "done"}]),
    "terms_give_something": ("entitlements_terms", [{"months": None, "exchange": 0}]),
    "terms_limits_are_limits": (
        "entitlements_terms",
        [{"months": 1201}, {"usage": 5, "unit": ""}, {"usage": -1, "exchange": 1}],
    ),
    "ending_accepted_has_a_case": ("entitlements_ending", [{"state": "accepted"}]),
    "use_some": ("entitlements_use", [{"amount": 0}]),
}


def least(kind: str) -> Any:
    """The least value of a type."""
    return next(value for begin, value in LEAST if kind.startswith(begin))


def fresh(value: Any, number: int) -> Any:
    """Another value of the same type, for columns that two rows may not share."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return number
    if isinstance(value, str) and re.match(r"0{8}-", value):
        return value[:-4] + f"{number:04}"
    return f"{number}" if value == "x" else value
