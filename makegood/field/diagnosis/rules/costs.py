"""What steps cost, in the money of the company: minutes of people, trips, parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from makegood.field.diagnosis.rules.tables import Check, Repair, Who


@dataclass(frozen=True)
class Costs:
    """Money for a minute of each, for a trip, for handing over to somebody who settles it in any case."""

    customer_minute: float = 0.6
    agent_minute: float = 1.2
    technician_minute: float = 2.5
    trip: float = 180.0
    hand_over: float = 800.0
    ask_minutes: float = 1.0  # to ask for a symptom, or to look a reading up
    carry: float = 6.0  # taking one part along and back
    prices: Mapping[str, float] = field(default_factory=dict)  # by number of the part

    def minute(self, who: Who) -> float:
        """Money for a minute of theirs."""
        rates = {
            "customer": self.customer_minute,
            "agent": self.agent_minute,
            "technician": self.technician_minute,
        }
        return rates[who]

    def of_check(self, check: Check) -> float:
        """The check itself, without the trip."""
        return check.cost + check.minutes * self.minute(check.who)

    def of_repair(self, repair: Repair) -> float:
        """The repair itself with its parts, without the trip."""
        who: Who = "technician" if repair.where == "onsite" else "agent"
        parts = sum(self.prices.get(need.part, 0.0) * need.quantity for need in repair.parts)
        return repair.cost + repair.minutes * self.minute(who) + parts
