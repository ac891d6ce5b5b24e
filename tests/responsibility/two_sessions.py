"""Two sessions that write at once, one of them first: who is refused, and by whom."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError

from makegood.base.database import run
from makegood.care.cases.models import Case
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.ids import random_name
from makegood.records.people import operations as people
from tests.make import Company
from tests.responsibility import situations
from tests.responsibility.house import refused_by
from tests.sessions import in_order

Act = Callable[[], Any]


class Firm:
    """People as in `House`, who commit, with one case of Wei's."""

    def __init__(self, firm: Company) -> None:
        self.firm, self.lead = firm, firm.lead
        self.name = random_name(8)
        self.billing = people.make_team(names={"en": self.name})
        self.lin, self.chen, self.wei, self.gone = (
            firm.hire(f"{name}{self.name}", teams=[firm.team, self.billing])
            for name in ("lin", "chen", "wei", "gone")
        )
        people.deactivate(self.gone, takes_over=self.lead, by=SYSTEM)
        self.case = situations.owned(self, f"wang{self.name}")  # type: ignore[arg-type]

    def told(self) -> dict[str, Any]:
        return {
            "case": self.case.pk,
            "other": self.lin.pk,
            "person": self.lead.pk,
            "gone": self.gone.pk,
            "team": self.billing.pk,
            "now": clock.now(),
        }

    def write(self, sql: str) -> Callable[[], int]:
        """A statement past every operation."""
        told = self.told()
        return lambda: run(sql, told)

    def fresh(self) -> Case:
        return Case.objects.get(pk=self.case.pk)


def one_after_the_other(first: Act, second: Act) -> tuple[str, str]:
    """`first` has written but not committed when `second` writes; then both commit, `first` first.

    Returns who refused each: a constraint, the function of a trigger, or the class of a refusal; "" when
    it went through.
    """
    came = in_order(first, second)
    return _refusal(came.first), _refusal(came.second)


def _refusal(came: Any) -> str:
    if isinstance(came, DatabaseError):
        return refused_by(came)
    if isinstance(came, (Refused, Invalid)):
        return type(came).__name__
    if isinstance(came, Exception):
        raise came
    return ""
