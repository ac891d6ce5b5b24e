"""Lin's case, Wu of billing, and an offer between them."""

from dataclasses import dataclass

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.cases.operations import assign
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations import Offer
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.loops import case_to_another, contact_to_case
from makegood.records.people import operations as people
from makegood.records.people.models import Team
from tests.make import Company, arrive, company


@dataclass
class Roaming:
    """A charge that billing must decide: the case of Lin, and those who can be asked."""

    lanhe: Company
    billing: Team
    lin: User
    wu: User
    he: User
    case: Case

    def offer(self, to: User | Team | None = None, **more) -> Handoff:
        """Offer the case to Wu, or to somebody else, as its owner does."""
        owner = Case.objects.get(pk=self.case.pk).owner
        return case_to_another.offer(
            self.case, told(to or self.wu, **more), by=actors.user(owner.pk)
        )

    def fresh(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    def open_promises(self) -> list[str]:
        return sorted(self.case.promises.filter(state="open").values_list("kind", flat=True))


def told(to: User | Team, **more) -> Offer:
    """What the other is told."""
    target = {"to_team": to} if isinstance(to, Team) else {"to_user": to}
    more = {"summary": "Never ordered roaming, charged 86", "question": "Refund?", **target, **more}
    return Offer(**more)


def roaming() -> Roaming:
    """A fresh company in which Lin owns a case about roaming."""
    lanhe = company()
    billing = people.make_team(key="billing", names={"en": "Billing"})
    lin = lanhe.hire("lin")
    wu = lanhe.hire("wu", teams=[billing])
    he = lanhe.hire("he", teams=[billing])
    raw = arrive(lanhe.account, subject="Roaming", text="I never ordered roaming")
    message = contact_to_case.file_now(raw)
    case = Case.objects.get(strands__conversation=message.conversation)
    assign(case, to=lin, reason="hers", by=SYSTEM)
    case.refresh_from_db()
    return Roaming(lanhe, billing, lin, wu, he, case)
