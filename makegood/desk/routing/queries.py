from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from makegood.care.cases.models import Case
from makegood.records.people.models import Queue
from makegood.records.people.queries import available, hold_active, members_of


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
