"""A company with departments, and a case of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.tasks.models import Task
from makegood.care.tasks.operations import NewTask, ask, set_department
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops.contact_to_case import file_waiting
from makegood.records.people import operations as people
from makegood.records.people.models import Team
from tests.make import Company, arrive, company


@dataclass
class House:
    """The front line with its lead, who owns the case; billing with Bai, who leads it, and Bo."""

    front: Company
    billing: Team
    bai: User
    bo: User
    case: Case

    @property
    def owner(self) -> User:
        return self.front.lead

    def ask(self, **fields: Any) -> Task:
        fields = {"team": self.billing, "title": "Is the charge right?", **fields}
        return ask(self.case, new=NewTask(**fields), user=self.owner, by=by(self.owner))

    def fresh(self) -> Case:
        return Case.objects.get(pk=self.case.pk)


def by(user: User) -> actors.Actor:
    return actors.user(user.pk)


def house() -> House:
    front = company()
    billing = people.make_team(key="billing", names={"en": "Billing", "zh-Hans": "账务"})
    bai = front.hire("bai", role="lead", teams=[billing])
    bo = front.hire("bo", teams=[billing])
    set_department(
        billing,
        public_names={"en": "Billing", "zh-Hans": "账务部"},
        minutes=240,
        lead=bai,
        active=True,
        by=SYSTEM,
    )
    raw = arrive(front.account, text="I never ordered roaming", **{"from": "li@example.org"})
    file_waiting()
    talk = Message.objects.get(raw_id=raw).conversation
    return House(front, billing, bai, bo, Case.objects.get(strands__conversation=talk))


def virtual_clock() -> Any:
    """A clock that goes only when it is told to: hours(3)."""
    virtual = VirtualClock(now())
    clock.install(virtual)
    return lambda n: virtual.advance(timedelta(hours=n))
