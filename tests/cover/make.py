"""Lin, who will be away, Wu, who covers, and the lead; and a case of Lin's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.cases.operations import assign
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence
from makegood.kernel import actor as actors
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import VirtualClock
from makegood.loops import absence_to_cover, case_to_answer, contact_to_case
from tests.make import ECHO, Company, arrive, company

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class House:
    """A company that works around the clock, on a clock that the test moves."""

    lanhe: Company
    lin: User
    wu: User
    case: Case
    time: VirtualClock

    @property
    def lead(self) -> User:
        return self.lanhe.lead

    @property
    def now(self) -> datetime:
        return clock.now()

    def plan(self, *, after: timedelta = HOUR, lasts: timedelta = 3 * DAY, **more) -> Absence:
        """Lin will be away; Wu is asked to cover."""
        more = {"user": self.lin, "cover": self.wu, "by": by(self.lin), **more}
        user = more.pop("user")
        return cover.plan(user, starts=self.now + after, ends=self.now + after + lasts, **more)

    def accepted(self, **more) -> Absence:
        return cover.accept(self.plan(**more), user=self.wu, by=by(self.wu))

    def begun(self, **more) -> Absence:
        """An absence that Wu accepted, in which every case is left to him, and that has begun."""
        absence = self.accepted(**more)
        for case in Case.objects.filter(owner=self.lin).exclude(status="closed"):
            cover.decide(absence, case, choice="cover", by=by(self.lin))
        self.time.advance(HOUR + MINUTE)
        sweep()
        absence.refresh_from_db()
        return absence

    def another(self, who: str = "zhao", *, answered: bool = True) -> Case:
        """One more case of Lin's; the customer has his answer."""
        case = opened(self.lanhe, who)
        assign(case, to=self.lin, reason="hers", by=SYSTEM)
        if answered:
            case_to_answer.answer(case, text="We look at it", user=self.lin, by=by(self.lin))
        return fresh(case)

    def writes(self, case: Case | None = None, text: str = "Is anybody there?") -> None:
        """The customer of a case writes again."""
        case = case or self.case
        name = case.contact.handles.get().shown
        talk = case.strands.get().conversation
        first = talk.messages.order_by("pk").first()
        arrive(self.lanhe.account, text=text, refs=[first.external_id], **{"from": name})
        while contact_to_case.file_waiting():
            pass


def by(user: User) -> Actor:
    return actors.user(user.pk)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("owner", "queue").get(pk=case.pk)


def opened(lanhe: Company, who: str) -> Case:
    raw = arrive(
        lanhe.account,
        subject="Roaming",
        text="Never ordered",
        id=f"<{who}@x>",
        **{"from": f"{who}@example.org"},
    )
    message = contact_to_case.file_now(raw)
    return Case.objects.get(strands__conversation=message.conversation)


def sweep() -> None:
    """Everything that happens by itself in an absence, twice: the second time changes nothing."""
    for _ in range(2):
        absence_to_cover.end_absences()
        absence_to_cover.begin_absences()
        absence_to_cover.cover_who_is_away()
        absence_to_cover.tell_who_waits()
        absence_to_cover.offer_back_who_returned()


def house(virtual: VirtualClock) -> House:
    """A fresh company; Lin's case waits for its customer."""
    lanhe = company()
    lin, wu = lanhe.hire("lin"), lanhe.hire("wu")
    one = House(lanhe, lin, wu, opened(lanhe, "wang"), virtual)
    assign(one.case, to=lin, reason="hers", by=SYSTEM)
    case_to_answer.answer(one.case, text="Please send the invoice", user=lin, by=by(lin))
    one.case = fresh(one.case)
    ECHO.sent.clear()
    return one
