"""We wait for the customer: he is reminded politely, hears a last time, and silence then ends it as assumed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.jobs.sweeps import each, sweep
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, end, make_many, pause
from makegood.care.promises.queries import ANSWERS, given_of, policy_for
from makegood.care.recovery.models import NudgeRule
from makegood.care.recovery.operations import note_nudge, nudged
from makegood.care.recovery.queries import nudge_rules, waiting_long
from makegood.care.recovery.rules import FINAL, nudge_due
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.loops.case_to_answer import notify
from makegood.loops.case_to_confirmation import ASKS_ITSELF, status_link
from makegood.loops.public_places import is_public
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import Hours, NeverOpen, between, is_open

LONGEST_DAY = timedelta(days=1)


@sweep(every=300)
def remind_who_is_waited_for() -> int:
    """Customers whose answer we need are reminded once for each step, in our working time; how many were."""
    return each(_all_due(), lambda one: _remind(*one))


def _all_due() -> list[tuple[int, int]]:
    """Every case whose customer is to be reminded, and of which step (three queries)."""
    moment, some = now(), waiting_long()
    rules = nudge_rules(sorted({one.queue_id for one in some}))
    teams = hours_of(sorted({one.team_id for one in some}))
    open_now = {team for team, hours in teams.items() if is_open(moment, hours)}
    found = []
    for one in some:
        if one.team_id in open_now:
            step = _step(rules[one.queue_id], one.since, moment, teams[one.team_id], one.given)
            if step is not None:
                found.append((one.case_id, step))
    return found


def _step(
    rule: NudgeRule, since: datetime, moment: datetime, hours: Hours, given: int
) -> int | None:
    passed = working_days(since, moment, hours)
    return nudge_due(passed, given, first=rule.first, second=rule.second, final=rule.final)


def working_days(since: datetime, moment: datetime, hours: Hours) -> int:
    """How many days of 24 hours have passed in which we worked at all."""
    days, whole = 0, (moment - since) // LONGEST_DAY
    for n in range(min(whole, 366)):
        begins = since + n * LONGEST_DAY
        try:
            days += between(begins, begins + LONGEST_DAY, hours) > timedelta(0)
        except NeverOpen:
            return whole
    return days


@transaction.atomic
def _remind(case_id: int, step: int) -> bool:
    case = cases.lock(case_id)
    waits = case.status == Case.Status.WAITING and case.waiting_for == Case.Waiting.CUSTOMER
    talks = conversations_of(case)
    if not waits or not talks or is_public(talks[0]) or nudged(case, step=step):
        return False
    if step == FINAL:
        return _ask_a_last_time(case, talks[0])
    with override(case.language.lower()):
        text = _reminder(case, step, talks[0])
    message = notify(talks[0], text, case=case)
    note_nudge(case, step=step, outgoing=message.outgoing_id if message else None)
    return True


def _reminder(case: Case, step: int, talk: Conversation) -> str:
    values = {"subject": case.subject}
    if step == 1:
        said = _("We still need your answer to go on with “%(subject)s”.") % values
    else:
        said = (
            _(
                "We have not heard from you yet about “%(subject)s”. If it is no longer needed, a word is enough."
            )
            % values
        )
    if case.waiting_reason:
        said = _("%(said)s We wait for: %(what)s") % {"said": said, "what": case.waiting_reason}
    if talk.account.kind in ASKS_ITSELF:
        return said
    link = _("Answer here, or reply to this message: %(link)s") % {"link": status_link(case)}
    return f"{said}\n\n{link}"


def _ask_a_last_time(case: Case, talk: Conversation) -> bool:
    """The final notice: is it solved? One tap says no, and it goes on. Silence counts as assumed, never as
    confirmed. Where something is still promised or asked of others it waits, and its owner sees it."""
    if given_of(case).exists():
        return False
    with override(case.language.lower()):
        text = _final_notice(case, talk)
    try:
        with transaction.atomic():
            asked = _ask(case, talk, text)
    except Refused:
        return False
    note_nudge(case, step=FINAL, outgoing=asked.outgoing_id if asked else None)
    return asked is not None


def _ask(case: Case, talk: Conversation, text: str) -> Message | None:
    message = notify(talk, text, case=case)
    if message is None:
        return None
    locked = cases.lock(case.pk)
    cases.resolve(locked, by=SYSTEM)
    end(locked, kinds=[*ANSWERS, Promise.Kind.FOLLOW_UP], kept=False, by=SYSTEM)
    pause(locked, because=Promise.Because.CUSTOMER, by=SYSTEM)
    due = now() + timedelta(minutes=policy_for(locked).policy.silence)
    make_many([NewPromise(case=locked, kind=Promise.Kind.CONFIRMATION, due=due)], by=SYSTEM)
    return message


def _final_notice(case: Case, talk: Conversation) -> str:
    said = _(
        "We have not heard from you about “%(subject)s”, so we will close it. Nothing is lost: one word"
        " from you opens it again, with the same person."
    ) % {"subject": case.subject}
    if talk.account.kind in ASKS_ITSELF:
        return f"{said}\n\n{_('Is it solved, and is there anything else you need?')}"
    link = _("Say here whether it is solved: %(link)s") % {"link": status_link(case)}
    return f"{said}\n\n{link}"
