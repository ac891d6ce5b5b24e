from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, guest, rule
from makegood.base.database import rows
from makegood.care.cases.models import Case
from makegood.care.cases.queries import Place, worked_case
from makegood.care.promises.models import Promise
from makegood.care.promises.queries import INTERNAL
from makegood.care.recovery.models import (
    Apology,
    Authority,
    Budget,
    Floor,
    NudgeRule,
    Offer,
    Remedy,
)
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.entitlements.queries import entitled
from makegood.records.people.models import Queue

PURPOSE = "offer"  # of links to an offer


@rule("recovery.settings")
def may_set(who: Principal, _thing: object) -> bool:
    """The catalogue, who may give how much, budgets, reminders: leads and administrators."""
    return who.is_one_of(LEAD, ADMINISTRATOR)


def usual_currency() -> str:
    """The currency that a new sum is most likely in: that of the newest line of the catalogue, "EUR" before the first."""
    return Remedy.objects.order_by("-pk").values_list("currency", flat=True).first() or "EUR"


@dataclass(frozen=True)
class FoundApology(Place):
    """An apology as the policy sees it: the place of its case, with the row."""

    row: Apology


@dataclass(frozen=True)
class FoundOffer(Place):
    """An offer as the policy sees it: the place of its case, with the row."""

    row: Offer


def found_apology(who: Principal, *, pk: int) -> FoundApology:
    """An apology of a case that one may work on. Raises NotFound."""
    row = Apology.objects.select_related("promise").filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    case = worked_case(who, pk=row.promise.case_id)
    row.promise.case = case
    return FoundApology(case.pk, case.owner_id, case.queue.team_id, row)


def found_offer(who: Principal, *, pk: int) -> FoundOffer:
    """An offer of a case that one may work on. Raises NotFound."""
    row = Offer.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    row.case = worked_case(who, pk=row.case_id)
    return FoundOffer(row.case.pk, row.case.owner_id, row.case.queue.team_id, row)


def offer_of_link(token: str) -> Offer | None:
    """The offer that a link opens; None when the link is unknown or has ended."""
    for _purpose, pk in guest(token, purpose=PURPOSE).grants:
        return (
            Offer.objects.select_related("case__contact", "case__owner", "promise", "chosen")
            .select_related("delivery")
            .filter(pk=pk)
            .first()
        )
    return None


def drafts_of(case: Case) -> list[Apology]:
    """Apologies of a case that wait for its owner or have been sent, the newest first."""
    found = Apology.objects.filter(promise__case=case).exclude(state=Apology.State.SPARED)
    return list(found.select_related("promise", "vouched_by").order_by("-drafted_at", "-pk"))


def offers_of(case: Case) -> list[Offer]:
    """Every offer of a case, the newest first, with its choices (two queries)."""
    found = Offer.objects.filter(case=case).select_related("promise", "chosen", "delivery", "user")
    return list(found.prefetch_related("lines__remedy").order_by("-pk"))


def let_down_of(case: Case) -> "QuerySet[Promise]":
    """Promises of a case that were or will be missed: what an offer can make good."""
    late = Q(state=Promise.State.MISSED) | Q(told_at__isnull=False) | Q(overdue_at__isnull=False)
    at_risk = Q(state=Promise.State.OPEN, risk=Promise.Risk.WILL_BE_MISSED)
    return case.promises.filter(late | at_risk).exclude(kind__in=INTERNAL).order_by("-due")


def words_since(offer: Offer) -> list[Message]:
    """What the customer wrote in this case since it was offered, the newest first."""
    found = Message.objects.filter(
        conversation__strand__case=offer.case_id,
        author=Message.Author.CONTACT,
        at__gte=offer.made_at,
    )
    return list(found.order_by("-at", "-pk")[:20])


def remedies_for(kind: str = "") -> list[Remedy]:
    """What the catalogue holds for a missed promise of that kind ("": for any), the cheapest first."""
    found = Remedy.objects.filter(active=True)
    if kind:
        found = found.filter(Q(fits=[]) | Q(fits__contains=[kind]))
    return list(found.order_by("cost", "pk"))


def authority_of(role: str, currency: str) -> Decimal:
    """The most that a role may give in one remedy; nothing where nothing is set."""
    found = Authority.objects.filter(role=role, currency=currency).first() if role else None
    return found.most if found else Decimal(0)


def floor_of(case: Case, kind: str) -> tuple[Decimal, str] | None:
    """What a contract of this customer says a missed promise of that kind is worth at least, with its
    currency; None when nothing is said."""
    contract = entitled([case.contact_id])[case.contact_id].contract_id
    if contract is None:
        return None
    found = Floor.objects.filter(contract=contract, kind__in=("", kind)).order_by("-value").first()
    return (found.value, found.currency) if found else None


def budgets() -> "QuerySet[Budget]":
    """Every budget with its team, those of today first."""
    return Budget.objects.select_related("team").order_by("-ends", "team_id")


def one_remedy(_who: Principal, *, pk: int) -> Remedy:
    """A remedy of the catalogue. Raises NotFound."""
    found = Remedy.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def catalogue() -> "QuerySet[Remedy]":
    """Every remedy, those that can be offered first."""
    return Remedy.objects.order_by("-active", "cost", "pk")


USUAL = NudgeRule(first=2, second=5, final=10)


def nudge_rules(queue_ids: Sequence[int]) -> dict[int, NudgeRule]:
    """How each of these queues reminds customers (one query)."""
    rules = NudgeRule.objects.filter(Q(queue=None) | Q(queue_id__in=queue_ids))
    found = {one.queue_id: one for one in rules}
    return {pk: found.get(pk) or found.get(None) or USUAL for pk in queue_ids}


@dataclass(frozen=True)
class QueueRule:
    """A queue and how it reminds; `own`: not as all others do."""

    queue: Queue
    rule: NudgeRule
    own: bool


def rules_of_queues() -> list[QueueRule]:
    """Every queue with how it reminds customers (two queries)."""
    queues = list(Queue.objects.order_by("-is_default", "key"))
    rules = nudge_rules([queue.pk for queue in queues])
    return [QueueRule(q, rules[q.pk], rules[q.pk].queue_id == q.pk) for q in queues]


@dataclass(frozen=True)
class Waits:
    """A case that waits for the customer since our last word, and the last step of reminding since then."""

    case_id: int
    since: datetime
    queue_id: int
    team_id: int
    given: int


# Days of the calendar are never fewer than those in which we worked: who is not due by them is left out.
WAITING = """
SELECT c.id, c.last_word_at, c.queue_id, q.team_id, n.given
FROM cases_case c JOIN people_queue q ON q.id = c.queue_id
CROSS JOIN LATERAL (SELECT coalesce(max(step), 0) AS given FROM recovery_nudge
  WHERE case_id = c.id AND since = c.last_word_at) n
CROSS JOIN LATERAL (SELECT r."on", (ARRAY[r.first, r.second, r.final])[n.given + 1] AS days FROM (
  SELECT id, "on", first, second, final, queue_id FROM recovery_nudgerule WHERE queue_id = c.queue_id OR queue_id IS NULL
  UNION ALL SELECT NULL, true, %(first)s, %(second)s, %(final)s, NULL) r(id, "on", first, second, final, queue)
  ORDER BY r.queue IS NULL, r.id IS NULL LIMIT 1) rule
WHERE c.status = 'waiting' AND c.waiting_for = 'customer' AND rule."on"
  AND c.last_word_at <= %(now)s - make_interval(days => rule.days)
ORDER BY c.id
"""


def waiting_long() -> list[Waits]:
    """Cases that wait for the customer long enough for the next step of reminding, if we had worked every
    day (one statement)."""
    values = {"now": now(), "first": USUAL.first, "second": USUAL.second, "final": USUAL.final}
    return [Waits(*row) for row in rows(WAITING, values)]


def is_open(offer: Offer) -> bool:
    """Whether it can still be answered."""
    return offer.state == Offer.State.OFFERED and offer.expires_at > now()
