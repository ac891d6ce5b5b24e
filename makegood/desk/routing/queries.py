from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, QuerySet
from django.db.models.functions import JSONObject

from makegood.base.access.policy import Principal
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account
from makegood.desk.routing.models import FirstReading, Hint, Rule
from makegood.desk.routing.rules import ASKED, Conditions
from makegood.kernel.errors import NotFound
from makegood.records.people.models import Queue
from makegood.records.people.queries import available, hold_active, members_of


def rules() -> "QuerySet[Rule]":
    """The rules that count, in the order in which they are asked."""
    return Rule.objects.select_related("queue").filter(active=True)


def one_rule(_who: Principal, *, pk: int) -> Rule:
    """A rule that counts. Raises NotFound."""
    found = rules().filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


def with_rules(accounts: "QuerySet[Account]") -> "QuerySet[Account]":
    """Accounts that bring the rules along: a batch reads both in one statement."""
    told = JSONObject(rule_id=F("pk"), queue_id=F("queue_id"), **{name: F(name) for name in ASKED})
    standing = Rule.objects.filter(active=True).order_by("position", "pk")
    return accounts.annotate(rules=ArraySubquery(standing.values(told=told)))


def rules_of(account: Account) -> list[Conditions]:
    """The rules that came with an account."""
    return [Conditions(**one) for one in getattr(account, "rules", None) or ()]


def conditions_of(rule: Rule) -> Conditions:
    """What a rule asks."""
    asked = {name: getattr(rule, name) for name in ASKED}
    return Conditions(rule_id=rule.pk or 0, queue_id=rule.queue_id or 0, **asked)


def queues_named(ids: Sequence[int]) -> dict[int, Queue]:
    """Queues with their teams (one query, none without)."""
    return Queue.objects.select_related("team").in_bulk(sorted(set(ids))) if ids else {}


def understood(case: Case) -> FirstReading | None:
    """How a case was understood when it began (one query)."""
    found = FirstReading.objects.select_related("rule", "before", "case__queue")
    return found.filter(case=case).first()


def hints_of(case: Case) -> "QuerySet[Hint]":
    """What he wrote that may be a complaint and of which nobody has said whether it is, the newest first."""
    mine = Hint.objects.filter(settled_at=None, message__conversation__strand__case=case)
    return mine.order_by("-pk")


@dataclass
class Seat:
    """Somebody who can take work now, and how much he carries."""

    user_id: int
    load: int
    capacity: int


class Board:
    """Who could take a new case, read once for a whole batch (three queries); `take` counts along."""

    def __init__(self, queues: Sequence[Queue]) -> None:
        members = members_of([q.team_id for q in queues])
        people = {pk for ids in members.values() for pk in ids}
        people |= {q.duty_lead_id for q in queues} | {q.deputy_id for q in queues if q.deputy_id}
        present = {p.user_id: p.capacity for p in available(list(people))}
        loads = dict(
            Case.objects.filter(
                owner_id__in=present, status=Case.Status.OPEN, unanswered_since__isnull=False
            )
            .values_list("owner_id")
            .annotate(n=Count("id"))
        )
        self.seats = {pk: Seat(pk, loads.get(pk, 0), cap) for pk, cap in present.items()}
        self.members = members

    def owners(self, queues: Sequence[Queue]) -> list[int]:
        """Who gets a new case of each queue, in order. They are held: nobody of them can leave before
        the transaction ends, and who has just left is replaced by the duty lead."""
        chosen = [self.take(queue) for queue in queues]
        active = hold_active(chosen)
        return [
            pk if pk in active else queue.duty_lead_id
            for pk, queue in zip(chosen, queues, strict=True)
        ]

    def take(self, queue: Queue) -> int:
        """The least loaded free member of the queue's team, else its duty lead, or his deputy while
        only the deputy is here."""
        free = [
            self.seats[pk]
            for pk in self.members[queue.team_id]
            if pk in self.seats and self.seats[pk].load < self.seats[pk].capacity
        ]
        if not free:
            return self._on_duty(queue)
        seat = min(free, key=lambda s: (s.load / s.capacity, s.user_id))
        seat.load += 1
        return seat.user_id

    def _on_duty(self, queue: Queue) -> int:
        if (
            queue.deputy_id
            and queue.duty_lead_id not in self.seats
            and queue.deputy_id in self.seats
        ):
            return queue.deputy_id
        return queue.duty_lead_id
