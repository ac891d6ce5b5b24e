"""What we owe and by which policy, to whom, by when; who is warned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.base.access.models import User
from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, rule
from makegood.base.database import Asked
from makegood.base.prepared import Given, Prepared
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.promises.models import Feasibility, Policy, Promise, Warning
from makegood.care.promises.rules import after
from makegood.contact.channels.ports import adapter_for
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.kernel.text import in_language
from makegood.records.entitlements.queries import NOTHING, Entitled, entitled
from makegood.records.entitlements.queries.tier_words import tier_said
from makegood.records.people.queries import name_of
from makegood.records.worktime.models import TeamHours
from makegood.records.worktime.queries import compiled_many, ready
from makegood.records.worktime.rules import ALWAYS, Hours

ANSWERS = (Promise.Kind.FIRST_ANSWER, Promise.Kind.NEXT_ANSWER)
INTERNAL = (
    Promise.Kind.HANDOFF,
    Promise.Kind.TASK,
    Promise.Kind.FOLLOW_UP,
    Promise.Kind.CONFIRMATION,
)
WORD = (Promise.Kind.PERSON, Promise.Kind.CONTRACT, Promise.Kind.REMEDY)
BY_POLICY = (
    Promise.Kind.FIRST_ANSWER,
    Promise.Kind.NEXT_ANSWER,
    Promise.Kind.SOLUTION,
    Promise.Kind.FOLLOW_UP,
)
OWN = {
    "priority": None,
    "channel": "",
    "tier": "",
    "contract": None,
}  # of a queue, and of nothing else


@dataclass(frozen=True)
class Served:
    """What of a case decides how soon we answer."""

    contact_id: int
    queue_id: int
    team_id: int
    urgency: int = 0
    channel: str = ""


@dataclass(frozen=True)
class Terms:
    """What one case is owed, and by which hours. `tier` and `contract_id` are those of its customer."""

    policy: Policy
    hours: Hours = ALWAYS
    calendar_id: int | None = None
    tier: str = ""
    contract_id: int | None = None

    def span(self, kind: str) -> int | None:
        """Seconds of open time for a promise of that kind; None when nothing is promised."""
        minutes: int | None = getattr(self.policy, kind, None)
        return None if minutes is None else minutes * 60

    def due(self, kind: str, since: datetime) -> datetime:
        """When a promise of that kind, begun then, is due. Raises KeyError when nothing is promised."""
        span = self.span(kind)
        if span is None:
            raise KeyError(kind)
        return after(since, span, self.hours)


def served(case: Case) -> Served:
    """A case whose queue is at hand, as policies see it."""
    return Served(case.contact_id, case.queue_id, case.queue.team_id, case.urgency, case.channel)


def policies_for(cases: Sequence[Case | Served]) -> list[Terms]:
    """What each of these is owed, in order, by the most specific policy that fits (at most four queries
    for any number). Four hours where nothing is set."""
    them = [served(one) if isinstance(one, Case) else one for one in cases]
    if not them:
        return []
    customers = entitled(sorted({one.contact_id for one in them}))
    contracts = {one.contract_id for one in customers.values() if one.contract_id}
    queues = {one.queue_id for one in them}
    known = list(
        Policy.objects.filter(
            Q(queue=None) | Q(queue__in=queues),
            Q(contract=None) | Q(contract__in=contracts),
            active=True,
        )
    )
    hours = _Hours(them, known, customers)
    chosen: dict[tuple[Any, ...], Policy] = {}
    found = []
    for one in them:
        his = customers.get(one.contact_id, NOTHING)
        key = (one.queue_id, one.urgency, one.channel, his.tier, his.contract_id)
        if key not in chosen:
            chosen[key] = _most_specific(known, one, his)
        calendar_id, open_hours = hours.of(one, chosen[key], his)
        found.append(Terms(chosen[key], open_hours, calendar_id, his.tier, his.contract_id))
    return found


def policy_for(case: Case | Served) -> Terms:
    """What one case is owed, and why: `why(terms.policy)`."""
    return policies_for([case])[0]


class _Hours:
    """By which calendar each is served: the policy's, else the contract's, else the team's (two queries)."""

    def __init__(
        self, them: Sequence[Served], known: Sequence[Policy], customers: dict[int, Entitled]
    ) -> None:
        teams = TeamHours.objects.filter(team_id__in={one.team_id for one in them})
        self.teams = {
            row.team_id: (row.calendar_id, ready(row.calendar))
            for row in teams.select_related("calendar")
        }
        own = [p.calendar_id for p in known] + [one.calendar_id for one in customers.values()]
        self.calendars = compiled_many({pk for pk in own if pk is not None})

    def of(self, one: Served, policy: Policy, his: Entitled) -> tuple[int | None, Hours]:
        own = policy.calendar_id or his.calendar_id
        if own is not None:
            return own, self.calendars[own]
        return self.teams.get(one.team_id, (None, ALWAYS))


def _most_specific(known: Sequence[Policy], one: Served, his: Entitled) -> Policy:
    fitting = [policy for policy in known if _fits(policy, one, his)]
    return max(fitting, key=lambda p: (specificity(p), -p.pk), default=Policy())


def _fits(policy: Policy, one: Served, his: Entitled) -> bool:
    return (
        policy.contract_id in (None, his.contract_id)
        and policy.tier in ("", his.tier)
        and policy.priority in (None, one.urgency)
        and policy.channel in ("", one.channel)
        and policy.queue_id in (None, one.queue_id)
    )


def specificity(policy: Policy) -> int:
    """How narrow a policy is: contract before tier before priority before channel before queue."""
    conditions = (
        policy.contract_id is not None,
        policy.tier != "",
        policy.priority is not None,
        policy.channel != "",
        policy.queue_id is not None,
    )
    return sum(met << place for place, met in enumerate(reversed(conditions)))


def why(policy: Policy) -> str:
    """For which cases a policy counts, as a sentence in the reader's language."""
    language = html_lang()
    parts = []
    if policy.contract is not None:
        names = policy.contract.names
        name = in_language(names, language) or policy.contract.key
        parts.append(_("with the contract “%(name)s”") % {"name": name})
    if policy.tier:
        parts.append(_("of the tier “%(tier)s”") % {"tier": tier_said(policy.tier)})
    if policy.priority is not None:
        parts.append(said_priority(policy.priority))
    if policy.channel:
        parts.append(_("by the channel “%(channel)s”") % {"channel": _channel(policy.channel)})
    if policy.queue is not None:
        parts.append(_("in the queue “%(queue)s”") % {"queue": name_of(policy.queue, language)})
    if not parts:
        return _("This counts for every case that nothing more specific fits.")
    return _("This counts for cases %(which)s.") % {"which": _(", ").join(parts)}


def _channel(kind: str) -> str:
    """What a channel is called; its key where no adapter is there for it."""
    try:
        return str(adapter_for(kind).label)
    except KeyError:
        return kind


def said_priority(priority: int) -> str:
    """A priority inside the sentence of `why`."""
    said = {0: _("of normal priority"), 1: _("of high priority"), 2: _("where there is danger")}
    return said.get(priority) or _("of priority %(n)s") % {"n": priority}


def said_time(minutes: int) -> str:
    """Minutes of working time in words: "45 minutes", "4 hours", "4 hours 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def policies() -> "QuerySet[Policy]":
    """All policies that count, with what they are for."""
    return Policy.objects.filter(active=True).select_related(
        "queue", "contract", "calendar", "contract__company", "contract__contact"
    )


def one_policy(_who: Principal, *, pk: int) -> Policy:
    """A policy that counts. Raises NotFound."""
    found = policies().filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def targets_of(queue_ids: Sequence[int]) -> dict[int, Policy]:
    """What queues promise where nothing more specific fits: four hours where nothing is set (one query)."""
    own = Policy.objects.filter(queue_id__in=queue_ids, active=True, **OWN)
    found = {policy.queue_id: policy for policy in own}
    return {pk: found.get(pk) or Policy(queue_id=pk) for pk in queue_ids}


@rule("promises.overrule")
def may_overrule(who: Principal, _thing: Feasibility | None) -> bool:
    """Promise what those who know call unlikely: leads, specialists and administrators, with a reason."""
    return who.is_one_of(LEAD, ADMINISTRATOR, "specialist")


_OF_CASE = Prepared(lambda: Promise.objects.filter(case=Given("case")).order_by("made_at", "pk"))


def promises_of(case: Case) -> list[Promise]:
    """Every promise of a case, in the order in which they were made (one query)."""
    found = _OF_CASE(case=case.pk)
    for promise in found:
        promise.case = case
    return found


def promises_to_customer(case: Case) -> "QuerySet[Promise]":
    """What the customer may know: promises to him, not our own reminders."""
    return case.promises.exclude(kind__in=INTERNAL).order_by("made_at", "pk")


def given_of(case: Case) -> "QuerySet[Promise]":
    """What we gave our word for in this case and neither kept nor were released from, the earliest first."""
    return case.promises.filter(kind__in=WORD, state=Promise.State.OPEN).order_by("due")


OVER = """
FROM promises_promise p JOIN cases_case c ON c.id = p.case_id
WHERE c.contact_id = %(contact)s AND NOT (p.kind = ANY(%(internal)s))
  AND (p.state IN ('kept', 'missed') OR (p.state = 'open' AND p.due <= %(now)s))
"""


def kept_to(contact_id: int) -> tuple[Asked, Asked]:
    """How many promises to a contact are past their time or ended, and how many were kept in time."""
    values = {"contact": contact_id, "internal": [str(kind) for kind in INTERNAL], "now": now()}
    return (
        Asked(f"SELECT count(*) {OVER}", values),
        Asked(f"SELECT count(*) {OVER} AND p.state = 'kept' AND p.ended_at <= p.due", values),
    )


def next_of(case_ids: Sequence[int]) -> dict[int, Promise]:
    """The next open promise of each case whose clock runs: what it owes, and by when (one query)."""
    found = (
        Promise.objects.filter(case_id__in=case_ids, state=Promise.State.OPEN, paused_at=None)
        .order_by("case_id", "due")
        .distinct("case_id")
        .only("case_id", "kind", "what", "due")
    )
    return {p.case_id: p for p in found}


def warnings_for(user: User, *, least: int = 0) -> "QuerySet[Warning]":
    """Warnings that this person has not seen: those about what he keeps, from the step `least` on, and
    those he hears for another. The earliest promise first, and of one promise the last step last."""
    return (
        Warning.objects.filter(
            Q(fallback=user) | Q(fallback=None, person=user, step__gte=least),
            seen_at=None,
            promise__state=Promise.State.OPEN,
            promise__paused_at=None,
        )
        .select_related("promise__case", "person", "fallback")
        .defer("promise__case__terms")
        .order_by("promise__due", "promise", "step")
    )
