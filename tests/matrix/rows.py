"""Who may do what: one row for every route.

A new route fails `test_every_route_has_a_row` until it stands here. Add a line

    "package:name": Row(TEAM, about="case", get=OK, post=DONE),

with who may open it, what its address is about (a subject of `house.py`), and what those who may
get as answer. Everybody else is turned away by the matrix itself: staff by 404, as if there were
nothing; those who are not signed in by the way to sign-in (GET) or 404 (POST).
`get=None` or `post=None` says that this method does not exist (405). `keeps_in_session=True` allows
a GET that remembers something in the browser's own session, and nothing else.
"""

from dataclasses import dataclass

STAFF = frozenset(
    {
        "agent",
        "agent_elsewhere",
        "specialist",
        "dispatcher",
        "technician",
        "lead",
        "lead_elsewhere",
        "administrator",
    }
)
OUTSIDE = frozenset({"anonymous", "guest", "guest_elsewhere", "deactivated"})
EVERYBODY = STAFF | OUTSIDE
READERS = STAFF - {"technician"}
TEAM = frozenset({"agent", "specialist", "dispatcher", "lead", "administrator"})
EXPERTS = frozenset({"specialist", "lead", "lead_elsewhere", "administrator"})
OVERSEERS = frozenset({"lead", "lead_elsewhere", "administrator"})
LEADING = frozenset({"lead", "administrator"})
PROBLEMS = OVERSEERS | {"specialist"}
ADMINISTRATOR = frozenset({"administrator"})
NOBODY: frozenset[str] = frozenset()
COVER = frozenset({"specialist"})
AROUND = COVER | {"agent", "lead", "administrator"}

OK = frozenset({200})
MOVED = frozenset({200, 302})
DONE = frozenset({200, 204, 302, 422})  # 422: the empty form of this test lacks something
DECIDED = DONE | {409}
NOT_THERE = frozenset({404})
UNPROVEN = frozenset({401})
ASKED = frozenset({401, 422})  # a chat without its token


@dataclass(frozen=True)
class Row:
    """One route."""

    who: frozenset[str]
    about: str = "nothing"
    get: frozenset[int] | None = None
    post: frozenset[int] | None = None
    gone: frozenset[int] = NOT_THERE  # what those who may get when the thing is not there
    keeps_in_session: bool = False
    public_cache: bool = False


def case_page() -> Row:
    return Row(TEAM, about="case", get=OK)


def case_act() -> Row:
    return Row(TEAM, about="case", post=DECIDED)


def case_dialog() -> Row:
    return Row(TEAM, about="case", get=OK, post=DECIDED)


def my_page(*, keeps_in_session: bool = False) -> Row:
    return Row(STAFF, get=MOVED, post=DONE, keeps_in_session=keeps_in_session)


def setting(about: str = "nothing") -> Row:
    return Row(ADMINISTRATOR, about=about, get=MOVED, post=DECIDED)


def chat() -> Row:
    return Row(EVERYBODY, post=ASKED)


def demo(about: str = "nothing") -> Row:
    """The demo company's stage is not there in a real company, for nobody."""
    return Row(NOBODY, about=about, get=NOT_THERE, post=NOT_THERE)


ROWS: dict[str, Row] = {
    "readyz": Row(EVERYBODY, get=OK),
    "metrics": Row(EVERYBODY, get=OK),
    "ui:language": Row(EVERYBODY, post=MOVED),
    "ui:theme": Row(EVERYBODY, post=MOVED),
    "ui:keys": Row(STAFF, post=MOVED),
    "ui:content": Row(
        EVERYBODY, about="content", get=NOT_THERE
    ),  # a wrong signature, for everybody
    # signing in
    "account_login": Row(EVERYBODY, get=MOVED, post=MOVED),
    "mfa_authenticate": Row(EVERYBODY, get=MOVED, post=MOVED),
    "mfa_login_webauthn": Row(EVERYBODY, get=MOVED, post=MOVED),
    "account_logout": Row(EVERYBODY, get=MOVED, post=MOVED),
    "access:forgotten": Row(EVERYBODY, get=OK, post=DONE),
    "access:invite": Row(EVERYBODY, about="invite_link", get=OK, post=DONE),
    "access:reset": Row(EVERYBODY, about="reset_link", get=OK, post=DONE),
    "settings:setup": Row(EVERYBODY, about="setup_link", get=OK, post=DONE),
    # oneself
    "access:settings": my_page(),
    "access:me": my_page(),
    "access:password": my_page(),
    "access:sessions": Row(STAFF, get=OK, post=DONE),
    "access:session_end": Row(STAFF, post=MOVED),
    "account_reauthenticate": my_page(),
    "mfa_reauthenticate": my_page(),
    "mfa_reauthenticate_webauthn": my_page(),
    "mfa_index": Row(STAFF, get=OK),
    "mfa_activate_totp": my_page(keeps_in_session=True),
    "mfa_deactivate_totp": Row(NOBODY, get=NOT_THERE, post=NOT_THERE),  # nobody here has an app
    "mfa_list_webauthn": my_page(),
    "mfa_add_webauthn": my_page(keeps_in_session=True),
    "mfa_remove_webauthn": Row(NOBODY, about="passkey_of_another", get=NOT_THERE, post=NOT_THERE),
    "mfa_view_recovery_codes": Row(NOBODY, get=NOT_THERE),  # nobody here has codes
    "mfa_generate_recovery_codes": my_page(),
    "people:presence": Row(STAFF, get=OK, post=DONE),
    # settings of the company
    "access:company": setting(),
    "people:people": setting(),
    "people:invite": setting(),
    "people:person": setting("person"),
    "people:link": setting("person"),
    "people:leaving": setting("person"),
    "people:teams": setting(),
    "people:team_new": setting(),
    "people:team": setting("team"),
    "worktime:teams": Row(ADMINISTRATOR, get=OK),
    "worktime:hours": setting("team"),
    "worktime:new": setting(),
    "worktime:calendar": setting("calendar"),
    "settings:queues": setting(),
    "settings:queue_new": setting(),
    "settings:queue": setting("queue"),
    "settings:channels": setting(),
    "settings:channel_new": setting("mail_kind"),
    "settings:channel": setting("mailbox"),
    "settings:policies": Row(ADMINISTRATOR, get=OK),
    "settings:policy_new": setting(),
    "settings:policy": setting("policy"),
    "settings:policy_retire": Row(ADMINISTRATOR, about="policy", post=MOVED),
    "settings:routing": Row(ADMINISTRATOR, get=OK),
    "settings:rule_new": setting(),
    "settings:rule": setting("rule"),
    "settings:rule_raise": Row(ADMINISTRATOR, about="rule", post=MOVED),
    "settings:rule_retire": Row(ADMINISTRATOR, about="rule", post=MOVED),
    "settings:contracts": Row(ADMINISTRATOR, get=OK),
    "settings:contract_new": setting(),
    "settings:contract": setting("contract"),
    "settings:contract_end": Row(ADMINISTRATOR, about="contract", post=MOVED),
    "settings:floors": setting("contract"),
    "settings:sites": Row(ADMINISTRATOR, get=OK, post=DONE),
    "settings:tier": Row(ADMINISTRATOR, post=DONE),
    "settings:wording": setting(),
    "settings:wording_drop": Row(ADMINISTRATOR, about="phrase", post=MOVED),
    "settings:channel_undelivered": Row(ADMINISTRATOR, about="mailbox", get=OK, post=MOVED),
    "settings:channel_switch": Row(ADMINISTRATOR, about="mailbox", get=MOVED, post=MOVED),
    "settings:sending": Row(ADMINISTRATOR, get=MOVED, post=MOVED),
    # providers, without a signature
    "channels:hook": Row(EVERYBODY, about="hook", get=UNPROVEN, post=UNPROVEN),
    # the workspace
    "web:work": Row(STAFF, get=OK),
    "web:list": Row(STAFF, get=OK),
    "web:find": Row(STAFF, get=OK),
    "web:here": Row(STAFF, post=DONE),
    "web:trust": Row(STAFF, get=OK),
    "web:evidence": Row(OVERSEERS, get=OK),
    "web:lead": Row(OVERSEERS, get=OK),
    "web:lead_promises": Row(OVERSEERS, get=OK),
    "web:case": case_page(),
    "web:head": case_page(),
    "web:side": case_page(),
    "web:boxes": case_page(),
    "web:offering": Row(LEADING, about="case", get=OK, post=DECIDED),  # the owner is the lead
    "web:returning": Row(frozenset({"lead"}), about="case", get=OK, post=DECIDED),
    "web:acceptance": Row(frozenset({"agent"}), about="handoff", post=DECIDED),
    "web:refusal": Row(frozenset({"agent"}), about="handoff", get=OK, post=DECIDED),
    "web:handoff_withdrawal": Row(LEADING, about="handoff", post=DECIDED),
    "web:offers": Row(STAFF, get=OK),
    "web:warning": Row(frozenset({"agent"}), about="warning", post=OK),
    "web:hearing": Row(frozenset({"lead"}), about="alarm", post=OK),
    "web:talk": case_page(),
    "web:presence": case_act(),
    "web:replies": case_act(),
    "web:guiding": case_act(),
    "web:notes": case_act(),
    "web:window": case_page(),
    "web:wording": case_act(),
    "web:reading": case_act(),
    "web:recording": Row(TEAM, about="proposal", post=DECIDED),
    "web:dismissing": Row(TEAM, about="proposal", get=OK, post=DECIDED),
    "web:proposal_heard": Row(TEAM, about="proposal", post=OK),
    "web:draft": Row(TEAM, about="reply_draft", post=DECIDED),
    "web:draft_files": Row(TEAM, about="reply_draft", post=DECIDED),
    "web:draft_file_dropped": Row(TEAM, about="draft_file", post=DECIDED),
    "web:resolution": case_dialog(),
    "web:waiting": case_dialog(),
    "web:taking": case_dialog(),
    "web:giving": Row(LEADING, about="case", get=OK, post=DECIDED | {404}),  # 404: to nobody
    "web:keeping": Row(TEAM, about="promise", post=DONE),
    "web:release": Row(TEAM, about="promise", get=OK, post=DECIDED),
    "web:new_time": Row(TEAM, about="promise", get=OK, post=DECIDED),
    "web:ledger": case_page(),
    "web:history": case_page(),
    "web:contact": Row(TEAM, about="contact", get=OK),
    "web:contact_merging": Row(TEAM, about="contact", get=DECIDED, post=DECIDED),
    "web:contact_apart": Row(TEAM, about="contact", post=DECIDED),
    "web:contact_splitting": Row(TEAM, about="contact", get=OK, post=DECIDED),
    "web:contact_merge_undo": Row(TEAM, about="contact_merge", post=DECIDED),
    "web:privacy": Row(ADMINISTRATOR, get=OK),
    "web:retention": setting(),
    "web:person": Row(TEAM, about="contact", get=OK, post=DONE),
    "web:person_language": Row(TEAM, about="contact", post=DECIDED),
    "web:person_copies": Row(ADMINISTRATOR, about="contact", post=DECIDED),
    "web:person_copy": Row(ADMINISTRATOR, about="person_copy", post=DECIDED),
    "web:person_erasing": Row(TEAM, about="contact", post=DECIDED),
    "web:person_decision": Row(ADMINISTRATOR, about="erased_contact", post=DECIDED),
    "web:person_hold": Row(ADMINISTRATOR, about="contact", post=DECIDED),
    "web:contact_split_undo": Row(TEAM, about="contact_split", post=DECIDED),
    "web:known": Row(TEAM, about="case", get=OK),
    "web:case_merging": Row(TEAM, about="case", get=OK, post=DECIDED),
    "web:case_splitting": Row(TEAM, about="case", get=OK, post=DECIDED),
    "web:case_merge_undo": Row(TEAM, about="case_merge", post=DECIDED),
    "web:recognition": Row(TEAM, about="recognition", post=DECIDED),
    "web:history_export": case_page(),
    "web:understood": case_page(),
    "web:thanking": case_dialog(),
    "web:weighing": case_dialog(),
    "web:moving": case_dialog(),
    "web:title": case_dialog(),
    "web:reopening": case_act(),
    "web:look": case_act(),
    "web:withdrawal": Row(
        TEAM, about="message", post=NOT_THERE
    ),  # the customer's words: not ours to take back
    "web:outcome": Row(
        TEAM, about="message", post=NOT_THERE
    ),  # it came, so nobody doubts that it left
    "web:original": Row(TEAM, about="message", get=OK),
    "web:look_at_hidden": Row(TEAM, about="case", post=DONE),
    "mail:raw": Row(TEAM, about="message", get=OK),
    "mail:undelivered": Row(OVERSEERS, get=OK, post=DONE),
    # the fleet
    "fleet:fleet": Row(READERS, get=OK),
    "fleet:problem": Row(PROBLEMS, about="problem", get=OK, post=DECIDED),
    # warranties, contracts, services, campaigns, goodwill
    "entitled:case": case_page(),
    "entitled:again": case_act(),
    "entitled:use": case_act(),
    "entitled:use_back": case_dialog(),
    "entitled:cover_anyway": case_dialog(),
    "entitled:note": case_dialog(),
    "entitled:read": case_act(),
    "entitled:note_end": case_act(),
    "entitled:device": Row(STAFF, about="covered_device", get=OK),
    "entitled:device_note": Row(READERS, about="covered_device", get=OK, post=DECIDED),
    "entitled:service_done": Row(READERS, about="service", get=OK, post=DECIDED),
    "entitled:service_now": Row(READERS, about="service", post=DECIDED),
    "entitled:goodwill_back": Row(OVERSEERS, about="goodwill", post=DECIDED),
    "entitled:products": Row(ADMINISTRATOR, get=OK),
    "entitled:terms": setting("covered_product"),
    "entitled:terms_drop": Row(ADMINISTRATOR, about="terms", post=MOVED),
    "entitled:plan_new": setting("covered_product"),
    "entitled:plan": setting("service_plan"),
    "entitled:campaigns": Row(OVERSEERS, get=OK),
    "entitled:campaign_new": Row(OVERSEERS, get=OK, post=DECIDED),
    "entitled:campaign": Row(OVERSEERS, about="campaign", get=OK),
    "entitled:campaign_change": Row(OVERSEERS, about="campaign", get=OK, post=DECIDED),
    "entitled:campaign_start": Row(OVERSEERS, about="campaign", post=MOVED),
    "entitled:campaign_end": Row(OVERSEERS, about="campaign", post=MOVED),
    "entitled:campaign_device": Row(OVERSEERS, about="campaign_device", get=OK, post=DECIDED),
    "entitled:goodwill": Row(ADMINISTRATOR, get=OK),
    "entitled:limit": Row(ADMINISTRATOR, post=DECIDED),
    "entitled:budget": Row(ADMINISTRATOR, post=DECIDED),
    "entitled:gives": setting("contract"),
    "portal:appointment": Row(EVERYBODY, about="appointment_link", get=OK),
    "portal:appointment_answer": Row(EVERYBODY, about="appointment_link", post=DECIDED),
    # reviews
    "reviews:board": Row(READERS, get=OK),
    "reviews:export": Row(READERS, get=OK),
    "reviews:review": Row(READERS, about="review", get=OK),
    "reviews:answering": Row(TEAM, about="review", get=OK, post=DECIDED),
    "reviews:private": Row(TEAM, about="review", get=OK, post=DECIDED),
    "reviews:posted": Row(TEAM, about="public_answer", get=OK, post=DECIDED),
    "reviews:dropping": Row(TEAM, about="public_answer", post=DECIDED),
    "reviews:matching": Row(TEAM, about="match", post=DECIDED),
    "reviews:panel": case_page(),
    "reviews:complaints": Row(READERS, get=OK),
    "reviews:complaint": case_act(),
    "reviews:imports": Row(OVERSEERS, get=OK, post=DONE),
    "reviews:table": Row(OVERSEERS, about="table", get=OK, post=DECIDED),
    "reviews:delivery": Row(OVERSEERS, about="delivery", post=MOVED),
    "reviews:going": Row(OVERSEERS, about="table", post=MOVED | {422}),
    "reviews:errors": Row(OVERSEERS, about="table", get=OK),
    "reviews_in:delivery": Row(
        EVERYBODY, about="source", post=frozenset({401}), gone=frozenset({401})
    ),
    # tasks of departments
    "tasks:tasks": Row(STAFF, get=OK),
    "tasks:rows": Row(STAFF, get=OK),
    "tasks:panel": case_page(),
    "tasks:ask": Row(TEAM, about="case_team", get=OK, post=DECIDED),
    "tasks:begin": Row(TEAM, about="case_plan", get=OK, post=DECIDED),
    "tasks:recall": Row(TEAM, about="task", get=OK, post=DECIDED),
    "tasks:taking": Row(TEAM, about="task", post=DECIDED),
    "tasks:result": Row(TEAM, about="task", get=OK, post=DECIDED),
    "tasks:refusal": Row(TEAM, about="task", get=OK, post=DECIDED),
    "tasks:item": Row(TEAM, about="task_item", post=DECIDED),
    "tasks:omission": Row(TEAM, about="task_item", get=OK, post=DECIDED),
    "tasks:departments": Row(ADMINISTRATOR, get=OK),
    "tasks:department": setting("team"),
    "tasks:plans": Row(ADMINISTRATOR, get=OK),
    "tasks:plan_new": setting(),
    "tasks:plan": setting("plan"),
    "tasks:trial": Row(ADMINISTRATOR, about="plan", get=OK),
    # absences and shifts; the subjects are the agent's, covered and signed by the specialist
    "cover:page": Row(STAFF, get=OK),
    "cover:parts": Row(STAFF, get=OK),
    "cover:new": Row(STAFF, get=OK, post=DONE),
    "cover:absence": Row(AROUND, about="absence", get=OK, post=DECIDED),
    "cover:acceptance": Row(COVER, about="absence", post=DECIDED),
    "cover:refusal": Row(COVER, about="absence", get=OK, post=DECIDED),
    "cover:naming": Row(AROUND - COVER, about="absence", post=DECIDED),
    "cover:cancellation": Row(AROUND - COVER, about="absence", post=DECIDED),
    "cover:returning": Row(AROUND - COVER, about="absence", post=DECIDED),
    "cover:hearing": Row(frozenset({"lead"}), about="cover_alarm", post=DONE),
    "cover:shift_new": Row(STAFF, post=DONE),
    "cover:shift": Row(frozenset({"agent"}) | COVER, about="shift", get=OK, post=DECIDED),
    "cover:sending": Row(frozenset({"agent"}), about="shift", post=DECIDED),
    "cover:signature": Row(COVER, about="shift", post=DECIDED),
    "cover:rules": Row(ADMINISTRATOR, get=OK),
    "cover:rule": Row(ADMINISTRATOR, about="queue", get=OK, post=DONE),
    # making good
    "recovery:panel": case_page(),
    "recovery:offering": case_dialog(),
    "recovery:sending": Row(TEAM, about="apology", post=DECIDED),
    "recovery:words": Row(TEAM, about="apology", get=OK, post=DECIDED),
    "recovery:word": Row(TEAM, about="apology", get=OK, post=DECIDED),
    "recovery:consent": Row(TEAM, about="offer", get=OK, post=DECIDED),
    "recovery:recall": Row(TEAM, about="offer", get=OK, post=DECIDED),
    "recovery:remedies": Row(OVERSEERS, get=OK),
    "recovery:remedy_new": Row(OVERSEERS, get=OK, post=DONE),
    "recovery:remedy": Row(OVERSEERS, about="remedy", get=OK, post=DONE),
    "recovery:authority": Row(OVERSEERS, get=OK, post=DONE),
    "recovery:budget": Row(OVERSEERS, get=OK, post=DONE),
    "recovery:nudges": Row(OVERSEERS, get=OK),
    "recovery:nudge": Row(OVERSEERS, about="queue", get=OK, post=DONE),
    "diagnosis:faults": Row(STAFF, get=OK),
    "diagnosis:fault_new": Row(EXPERTS, get=OK, post=DONE),
    "diagnosis:fault": Row(STAFF, about="fault", get=OK),
    "diagnosis:json": Row(STAFF, about="fault", get=OK),
    "diagnosis:csv": Row(STAFF, about="fault", get=OK),
    "diagnosis:trial": Row(STAFF, about="fault", get=OK),
    "diagnosis:learning": Row(EXPERTS, about="fault", get=MOVED, post=DECIDED),
    "diagnosis:retirement": Row(EXPERTS, about="fault", post=DECIDED),
    "diagnosis:draft": Row(EXPERTS, about="fault", get=OK, post=DECIDED),
    "diagnosis:publication": Row(EXPERTS, about="fault", post=DECIDED),
    "diagnosis:removal": Row(EXPERTS, about="fault", post=DECIDED),
    "diagnosis:importing": Row(EXPERTS, about="fault", get=OK, post=DECIDED),
    "diagnosis:turn": Row(EXPERTS, about="fault_version", post=DECIDED),
    "diagnosis:revival": Row(EXPERTS, about="fault_version", post=DECIDED),
    "diagnosis:proposal": Row(EXPERTS, about="fault_version", post=DECIDED),
    "diagnosis:panel": case_page(),
    "diagnosis:choice": case_act(),
    "diagnosis:answers": case_act(),
    "diagnosis:cause": case_dialog(),
    "diagnosis:undo": Row(TEAM, about="search_answer", post=DECIDED),
    "portal:guide_device": Row(EVERYBODY, about="device_code", get=OK, post=DECIDED),
    "portal:guide_status": Row(EVERYBODY, about="status_link", get=OK, post=DECIDED),
    "portal:guide_product": Row(EVERYBODY, about="guide_product", get=OK, post=DECIDED),
    "portal:guide": Row(EVERYBODY, about="guide", get=OK),
    "portal:guide_answers": Row(EVERYBODY, about="guide", post=DECIDED),
    "portal:guide_back": Row(EVERYBODY, about="guide", post=DECIDED),
    "portal:guide_end": Row(EVERYBODY, about="guide", post=DECIDED),
    "portal:guide_case": Row(EVERYBODY, about="guide", post=DECIDED),
    # customers
    "portal:sign_in": Row(EVERYBODY, get=OK, post=DONE),
    "portal:code": Row(EVERYBODY, get=OK, post=DONE),
    "portal:by_link": Row(
        EVERYBODY, about="sign_in_link", get=frozenset({422}), post=DONE, gone=frozenset({422})
    ),
    "translating:panel": Row(TEAM, about="case", get=OK, post=OK),
    "translating:wish": Row(TEAM, about="case", post=DONE),
    "translating:reply": Row(TEAM, about="case", post=DECIDED),
    "translating:kept": Row(TEAM, about="case", post=DECIDED),
    "translating:settings": Row(ADMINISTRATOR, get=OK, post=DONE),
    "portal:language": Row(EVERYBODY, post=MOVED),
    "portal:written": Row(NOBODY, post=NOT_THERE),
    "portal:home": Row(EVERYBODY, get=MOVED),
    "portal:sign_out": Row(EVERYBODY, post=MOVED),
    "portal:colleague": Row(NOBODY, about="colleague", post=NOT_THERE),
    "portal:complaint": Row(EVERYBODY, about="status_link", get=OK, post=DONE),
    "portal:seat_panel": Row(LEADING, about="case", get=OK),
    "portal:seat": Row(LEADING, about="case", post=DECIDED),
    "portal:form": Row(EVERYBODY, get=OK, post=DONE),
    "portal:status": Row(EVERYBODY, about="status_link", get=OK),
    "portal:now": Row(EVERYBODY, about="status_link", get=OK),
    "portal:question": Row(EVERYBODY, about="status_link", get=OK),
    "portal:messages": Row(EVERYBODY, about="status_link", post=DONE),
    "portal:answer": Row(EVERYBODY, about="status_link", post=DECIDED),
    "alarms:board": Row(STAFF, get=OK),
    "alarms:acknowledgement": Row(STAFF, post=DONE),
    "alarms:undo": Row(STAFF, post=DONE),
    "alarms:alarm": Row(STAFF, about="alarm", get=OK),
    "alarms:case": Row(STAFF, about="alarm", post=DECIDED),
    "alarms:apart": Row(TEAM, about="alarm_of_a_case", post=DECIDED),
    "alarms:each": Row(OVERSEERS, about="flood", post=DECIDED),
    "alarms:reminder": Row(frozenset({"agent"}), about="reminder", post=DONE),
    "alarms:of_device": Row(STAFF, about="alarmed", get=OK),
    "alarms:of_case": case_page(),
    "alarms:visit": case_dialog(),
    "alarms:rules": Row(OVERSEERS, get=OK),
    "alarms:rule_new": Row(OVERSEERS, get=OK, post=DONE),
    "alarms:rule": Row(OVERSEERS, about="alarm_rule", get=OK, post=DECIDED),
    "alarms:rule_raise": Row(OVERSEERS, about="alarm_rule", post=DECIDED),
    "alarms:rule_retire": Row(OVERSEERS, about="alarm_rule", post=DECIDED),
    "alarms:window_new": Row(OVERSEERS, get=OK, post=DONE),
    "alarms:window_end": Row(OVERSEERS, about="window", post=DECIDED),
    "alarms:steps": Row(OVERSEERS, get=OK, post=DONE),
    "portal:visit": Row(EVERYBODY, about="status_link", get=OK),
    "portal:visit_time": Row(EVERYBODY, about="status_link", post=DECIDED),
    "portal:seen": Row(EVERYBODY, about="status_link", post=DONE, gone=frozenset({204, 404})),
    "portal:offer": Row(EVERYBODY, about="offer_link", get=OK),
    "portal:offer_choice": Row(EVERYBODY, about="offer_link", post=DECIDED),
    "webchat:widget": Row(EVERYBODY, get=OK, public_cache=True),
    "webchat:claims": case_page(),
    "chat:session": chat(),
    "chat:messages": Row(EVERYBODY, get=ASKED, post=ASKED),
    "chat:files": chat(),
    "chat:typing": chat(),
    "chat:seen": chat(),
    "chat:answer": chat(),
    "chat:address": chat(),
    # the stage of the demo company
    "webchat:demo_shop": Row(NOBODY, get=NOT_THERE),
    "world:mailbox": demo(),
    "world:mailbox_received": demo(),
    "world:mailbox_write": demo(),
    "world:mailbox_say": demo(),
    "world:mailbox_raw": demo("caught_mail"),
    "world:far": Row(NOBODY, get=NOT_THERE),
    "world:far_connecting": Row(NOBODY, about="played", post=NOT_THERE),
    "world:far_writing": Row(NOBODY, about="played", post=NOT_THERE),
    "world:far_api": demo("played_path"),
}
