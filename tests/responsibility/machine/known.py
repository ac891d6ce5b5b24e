"""The company, what is known of each case, and the words that all rules share."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple

from makegood.base.access.models import User
from makegood.care.handoffs.models import Handoff
from makegood.care.tasks.models import Task
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from tests.responsibility import situations
from tests.responsibility.house import House

PEOPLE = st.integers(0, 3)
HOW = st.sampled_from(["once", "once", "twice", "dies"])
ONCE = st.sampled_from(["once", "once", "dies"])
LIVE = ("open", "waiting")
STORIES = sorted(situations.SITUATIONS)
REFUSED = (Refused, Invalid)
REFUSALS: Counter[str] = Counter()  # how often each guard was tried, over all runs
PKS = Bundle("cases")


@dataclass
class Model:
    """What we know of one case."""

    owner: int
    status: str = "open"
    offer: int | None = None  # the hand-off that waits for an answer
    blocking: set[int] = field(default_factory=set)


class Known(RuleBasedStateMachine):
    """Cases of a small company, and a model of each."""

    guard = ""  # the only one that is tried, when `mutate` has taken it away,
    stories: tuple[str, ...] = ()  # and where it can be tried

    def __init__(self) -> None:
        super().__init__()
        self.house = House()
        self.known: dict[int, Model] = {}
        self.here = {person.pk for person in [*self.house.people, self.house.ming]}
        self.count = self.steps = 0
        self.late = False

    def teardown(self) -> None:
        self.house.close()

    @initialize(target=PKS, number=st.integers(0, (len(STORIES) - 1) // 5))
    def it_has_come_this_far(self, number: int) -> Any:
        names = self.stories or STORIES[5 * number :][:5]
        return multiple(self._arrives(), *(self._comes_to(name) for name in names))

    def _comes_to(self, name: str) -> int:
        """A case of Wei's in one of the situations, and what the model has to know of it."""
        self.count += 1
        with self.house.step():
            case = situations.owned(self.house, f"c{self.count}")
            situations.SITUATIONS[name](self.house, case)
        self.late = True  # in some of them time has passed
        case.refresh_from_db()
        offer = Handoff.objects.pending().filter(case=case).values_list("pk", flat=True).first()
        self.known[case.pk] = Model(case.owner_id or 0, case.status, offer)
        self._tasks()
        return int(case.pk)

    def _arrives(self) -> int:
        self.count += 1
        case = self.house.do(lambda: situations.opened(self.house, f"c{self.count}"))
        self.known[case.pk] = Model(case.owner_id)
        assert case.owner_id in self.here
        return int(case.pk)

    def _closed(self, pk: int) -> None:
        self.known[pk].status = "closed"
        self.known[pk].blocking.clear()

    def _back(self, pk: int) -> None:
        """It goes on with the same owner, or with the duty lead if he has left."""
        self.known[pk].status = "open"
        if self.known[pk].owner not in self.here:
            self.known[pk].owner = self.house.lead.pk

    def _tasks(self) -> None:
        """What blocks, as the rows say; that nothing ends twice the triggers say."""
        for pk, known in self.known.items():
            live = Task.objects.filter(case=pk, blocking=True, state__in=("planned", "open"))
            known.blocking = set(live.values_list("pk", flat=True))

    def _expires(self, pk: int) -> None:
        known = self.known[pk]
        if known.offer is not None:
            over = Handoff.objects.get(pk=known.offer).expires_at <= now()
            known.offer = None if over else known.offer

    def _person(self, who: int) -> User:
        """That person, or the lead when he has left."""
        user = self.house.people[who]
        return user if user.pk in self.here else self.house.lead

    def _went(self, act: Any, how: str, *, unless: bool = False, sure: bool = True) -> bool:
        """Do it once, twice, or die before the commit; whether it was done. `unless`: it must be refused.
        `sure`: it must not be refused otherwise."""
        if how == "dies":
            self.house.crash(act)
            return False
        came = self.house.do(act)
        if how == "twice":
            again = self.house.do(act)
            assert isinstance(again, REFUSED) or not isinstance(came, REFUSED), act
        if unless:
            assert isinstance(came, REFUSED), act
        elif sure:
            assert not isinstance(came, REFUSED), came
        return not isinstance(came, REFUSED)
