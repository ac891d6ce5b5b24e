"""Two teams, one of every role, and one of everything a route can be about; all of it belongs to the first team."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from makegood.base.access.models import User
from makegood.base.access.operations import INVITE, RESET, SETUP, give_grant
from makegood.care.cases.models import Case
from makegood.care.cover import operations as cover
from makegood.care.cover.models import CoverAlarm
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations import Offer
from makegood.care.promises.models import HousePhrase, Promise, Proposal, Warning
from makegood.care.promises.operations import (
    NewPromise,
    NewProposal,
    make_many,
    make_policy,
    propose,
)
from makegood.care.promises.operations.phrasing import keep_phrase
from makegood.care.tasks.models import Task, TaskPlan
from makegood.care.tasks.operations import NewTask, ask, save_plan, set_department
from makegood.contact.channels.operations import make_account
from makegood.contact.channels.queries import hook_key
from makegood.contact.conversations.models import Message
from makegood.desk.routing.operations import keep_rule
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import case_to_another
from makegood.loops.case_to_confirmation import status_link
from makegood.loops.contact_to_case import file_now
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.operations import agree_contract
from makegood.records.people import operations as people
from makegood.records.worktime.models import Calendar
from makegood.records.worktime.operations import keep_calendar
from tests.make import arrive, echo
from tests.matrix import (
    alarms,
    contacts,
    devices,
    diagnosis,
    entitled,
    fleet,
    recovery,
    reviews,
    telemetry,
)

NOWHERE = 999_999_999
NO_TOKEN = "n" * 43
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@dataclass(frozen=True)
class House:
    """Clients by the name of their principal, and the arguments of a route by the name of its subject."""

    clients: dict[str, Client]
    subjects: dict[str, dict[str, Any]]
    users: dict[str, User]
    case: Case
    other_case: Case


def furnish() -> House:
    """Built once for each route, inside its transaction."""
    echo()
    ours = people.make_team(key="ours", names={"en": "Ours"})
    theirs = people.make_team(key="theirs", names={"en": "Theirs"})
    users = _staff(ours, theirs)
    case, case_message = _case("ours", ours, users["lead"], "ours@lanhe.test", "Our pump")
    other, _message = _case(
        "theirs", theirs, users["lead_elsewhere"], "theirs@lanhe.test", "Their oven"
    )
    mailbox = make_account(kind="email", address="box@lanhe.test", name="Box", queue=case.queue)
    system = make_account(kind="webhook", address="shop", name="Shop", queue=case.queue)
    clients = {name: signed_in(user) for name, user in users.items()}
    clients["anonymous"] = Client()
    clients["guest"], clients["guest_elsewhere"] = _guest(case), _guest(other)
    clients["deactivated"] = _deactivated(users["agent"], ours)
    subjects = _subjects(users, case, case_message, ours, mailbox.pk)
    subjects |= contacts.subjects(case, other)
    subjects["hook"] = {"kind": "webhook", "pk": system.pk, "key": hook_key(system.pk)}
    return House(clients, subjects, users, case, other)


def _staff(ours: Any, theirs: Any) -> dict[str, User]:
    roles = {
        "agent": ("agent", ours),
        "agent_elsewhere": ("agent", theirs),
        "specialist": ("specialist", ours),
        "dispatcher": ("dispatcher", ours),
        "technician": ("technician", ours),
        "lead": ("lead", ours),
        "lead_elsewhere": ("lead", theirs),
        "administrator": ("administrator", None),
    }
    users = {
        name: people.hire(
            email=f"{name}@lanhe.test",
            name=name,
            role=role,
            by=SYSTEM,
            teams=[team] if team else [],
        )
        for name, (role, team) in roles.items()
    }
    for user in users.values():
        user.password = "of$no$use"  # they have one, so they can be asked for it; nothing fits it
        user.save(update_fields=["password"])
    return users


def _case(key: str, team: Any, lead: User, address: str, subject: str) -> tuple[Case, Message]:
    queue = people.make_queue(
        key=key, names={"en": key}, team=team, duty_lead=lead, by=SYSTEM, is_default=key == "ours"
    )
    account = make_account(kind="echo", address=address, name=key, queue=queue)
    raw = arrive(
        account, **{"from": f"{key}@example.org"}, subject=subject, text=f"{subject} shows E41"
    )
    file_now(raw)
    message = Message.objects.get(raw_id=raw)
    return Case.objects.get(strands__conversation=message.conversation), message


def signed_in(user: User) -> Client:
    """A browser in which this person signed in a moment ago; no password is hashed for it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def _guest(case: Case) -> Client:
    client = Client()
    client.get(f"/s/{_token(case)}/")
    return client


def _token(case: Case) -> str:
    return status_link(case).rstrip("/").rpartition("/")[2]


def _deactivated(heir: User, team: Any) -> Client:
    """His cookie is still in the browser, and even his session row is brought back."""
    user = people.hire(
        email="gone@lanhe.test", name="Gone", role="administrator", by=SYSTEM, teams=[team]
    )
    people.deactivate(user, takes_over=heir, by=SYSTEM)
    user.refresh_from_db()
    return signed_in(user)


def _promise(case: Case) -> Promise:
    before, due = now() - timedelta(days=1), now() + timedelta(days=1)  # he has written since
    given = NewPromise(case=case, kind="person", due=due, what="We call", at=before)
    return make_many([given], by=SYSTEM)[0]


def _warning(case: Case, told: User) -> Warning:
    return Warning.objects.create(promise=_promise(case), step=90, person=told)


def _proposal(case: Case, message: Message) -> Proposal:
    due = now() + timedelta(days=2)
    new = NewProposal(said="We call on Friday", due=due, message=message)
    return propose(case, [new], said_by=SYSTEM)[0]


def _calendar() -> Calendar:
    weekly = [[0, "09:00", "17:00"]]
    return keep_calendar(key="gold", names={"en": "Gold"}, zone="UTC", weekly=weekly, by=SYSTEM)


def _task(case: Case, team: Any) -> tuple[Task, TaskPlan]:
    """A task of the team itself with a line to tick, and a plan of one step."""
    set_department(team, public_names={}, minutes=60, lead=None, active=True, by=SYSTEM)
    line = [{"text": "Read the contract", "mandatory": True}]
    new = NewTask(team=team, title="Is the charge right?", items=line, blocking=False)
    step = {"team": team, "title": "Look", "minutes": 60}
    plan = save_plan(None, names={"en": "Look"}, steps=[step], by=SYSTEM)
    return ask(case, new=new, user=None, by=SYSTEM), plan


def _handoff(case: Case, asked: User) -> Handoff:
    words = {"summary": "Our pump", "question": "Can you come?"}
    return case_to_another.offer(case, Offer(to_user=asked, **words), by=SYSTEM)


def _absence(users: dict[str, User]) -> dict[str, dict[str, Any]]:
    """The agent will be away and the specialist is asked to cover; a list of the end of a shift from the
    one to the other; something the lead is to hear."""
    agent, specialist = users["agent"], users["specialist"]
    begins = now() + timedelta(days=1)
    absence = cover.plan(
        agent, starts=begins, ends=begins + timedelta(days=1), cover=specialist, by=SYSTEM
    )
    alarm = CoverAlarm.objects.create(person=users["lead"], kind="unaccepted", absence=absence)
    shift = cover.begin_handover(agent, at=now() + timedelta(hours=1), by=SYSTEM)
    sent = cover.send(shift, receiver=specialist, by=SYSTEM)
    return {
        "absence": {"pk": absence.pk},
        "cover_alarm": {"pk": alarm.pk},
        "shift": {"pk": sent.pk},
    }


def _subjects(
    users: dict[str, User], case: Case, message: Message, team: Any, mailbox: int
) -> dict[str, dict[str, Any]]:
    agent = users["agent"]
    another = people.hire(email="keys@lanhe.test", name="Keys", role="agent", by=SYSTEM)
    key = Authenticator.objects.create(
        user=another, type="webauthn", data={"name": "k", "credential": {}}
    )
    hour, day = timedelta(hours=1), timedelta(days=1)
    task, plan = _task(case, team)
    return {
        "nothing": {},
        "case": {"pk": case.pk},
        "message": {"pk": message.pk},
        "promise": {"pk": _promise(case).pk},
        "proposal": {"pk": _proposal(case, message).pk},
        "warning": {"pk": _warning(case, agent).pk},
        "handoff": {"pk": _handoff(case, agent).pk},
        "alarm": {"pk": case_to_another.ask_for(case, user=agent, reason="mine", by=SYSTEM).pk},
        "reply_draft": {"pk": case.pk, "kind": "reply"},
        "draft_file": {"pk": case.pk, "kind": "reply", "key": "x"},
        "case_team": {"pk": case.pk, "team": team.pk},
        "case_plan": {"pk": case.pk, "plan": plan.pk},
        "task": {"pk": task.pk},
        "task_item": {"pk": task.pk, "position": 1},
        "plan": {"pk": plan.pk},
        "calendar": {"pk": _calendar().pk},
        "person": {"pk": agent.pk},
        "team": {"pk": team.pk},
        "queue": {"pk": case.queue_id},
        "rule": {"pk": keep_rule(name="Trains", queue=case.queue, words="G#", by=SYSTEM).pk},
        "policy": {"pk": make_policy(by=SYSTEM, priority=2, first_answer=30)[0].pk},
        "contract": {"pk": _contract(case).pk},
        "phrase": {"pk": _phrase().pk},
        "mailbox": {"pk": mailbox},
        "mail_kind": {"kind": "email"},
        "passkey_of_another": {"pk": key.pk},
        **_absence(users),
        **recovery.subjects(case, _promise(case), agent),
        **diagnosis.subjects(case),
        **reviews.subjects(case, agent),
        **devices.subjects(agent),
        **fleet.subjects(agent),
        **entitled.subjects(case, agent),
        **alarms.subjects(case, agent),
        **telemetry.subjects(),
        "status_link": {"token": _token(case)},
        "invite_link": {"token": give_grant(purpose=INVITE, subject=agent.pk, lasts=day)},
        "reset_link": {"token": give_grant(purpose=RESET, subject=agent.pk, lasts=hour)},
        "setup_link": {"token": give_grant(purpose=SETUP, subject=0, lasts=hour)},
        "content": {
            "purpose": "file",
            "name": "1",
            "until": int(now().timestamp()) + 60,
            "signature": "x" * 26,
        },
        "caught_mail": {"pk": 1},
        "played": {"kind": "telegram"},
        "played_path": {"kind": "telegram", "path": "x"},
    }


def _contract(case: Case) -> Contract:
    return agree_contract(case.contact, key="gold", names={"en": "Gold"}, by=SYSTEM)


def _phrase() -> HousePhrase:
    return keep_phrase(words="as per policy", kind="robotic", better="Here is why", by=SYSTEM)


def gone(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same arguments about something that is not there."""
    swap = {"pk": NOWHERE, "token": NO_TOKEN, "kind": "nothing", "address": "nowhere"}
    swap["model"] = "nowhere"
    return {name: swap.get(name, value) for name, value in arguments.items()}
