"""What came in and was done in the last days: each at its moment, by the doors and operations that everybody uses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from makegood.base.access.models import User
from makegood.base.jobs.sweeps import SWEEPS
from makegood.care.cases.models import Case
from makegood.care.handoffs import operations as handoffs
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations import Offer
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.channels.operations import bounced, deliver
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, use
from makegood.kernel.clock import now as clock_now
from makegood.loops.case_to_answer import answer
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify, merge
from makegood.records.people.models import Presence
from makegood.records.people.operations import set_presence
from makegood.world.demo import letters, reviews, ringing
from makegood.world.demo.content import data_toml
from makegood.world.demo.filing import Filed
from makegood.world.demo.house import House

FILE = "lately"
HERE = ("linxiao", "baixue", "lamcw", "tomh", "denise", "mayue")  # at their desks these days
TAKEN_BACK = timedelta(seconds=30)  # after so long an answer has left
ROUNDS = 12  # what follows from what follows
USUAL = 120  # minutes that an offer lies

Step = Callable[[dict[str, Any]], None]


@dataclass
class Stage:
    """Who and what is there, and the last of what a further step may be about."""

    house: House
    filed: Sequence[Filed]
    people: dict[str, Contact]
    channels: dict[str, Account]
    time: VirtualClock
    said: Message | None = None
    offered: Handoff | None = None
    steps: dict[str, Step] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps = {
            "came": lambda told: ringing.ring(self.channels[told["kind"]], told),
            "mail": lambda told: letters.post(told, self.filed, self.house),
            "form": lambda told: letters.fill_in(told, self.house),
            "review": lambda told: reviews.came(self.house, told, now=self.time()),
            "posted": lambda told: reviews.posted(self.house, told),
            "answer": self._answer,
            "bounce": self._bounce,
            "offer": self._offer,
            "accept": self._accept,
            "decline": self._decline,
            "merge": self._merge,
        }

    def play(self, name: str, told: dict[str, Any], at: datetime) -> None:
        """One step at its moment, and what follows from it."""
        self.time.moment = at
        self._here().update(seen_at=at)
        self.steps[name](told)
        self._follow()

    def _follow(self) -> None:
        """What the worker does when it is woken, and the outbox, until nothing is left to do."""
        for _round in range(ROUNDS):
            done = sum(one.work() for one in SWEEPS.values() if one.hot)
            if not done + self._leave():
                return

    def _leave(self) -> int:
        """Answers to mailboxes leave; what goes to a played provider waits for his page."""
        self.time.advance(TAKEN_BACK)
        near = Outgoing.objects.filter(state=Outgoing.State.QUEUED, send_after__lte=self.time())
        due = list(near.exclude(account__in=self.channels.values()).values_list("pk", flat=True))
        for pk in due:
            deliver(outgoing_id=str(pk))
        return len(due)

    def _here(self) -> "QuerySet[Presence]":
        return Presence.objects.filter(user__in=[self.house.users[who] for who in HERE])

    def _user(self, name: str) -> User:
        return self.house.users[name]

    def _case(self, told: dict[str, Any]) -> Case:
        """The case that is meant, as it stands: by its subject, or by its owner and its place among his."""
        subject, nth = told["of"], told.get("nth", 0)
        wanted = [one for one in self.filed if one.told.subject == subject]
        if nth:
            newest = sorted(self.filed, key=lambda one: one.told.opened, reverse=True)
            open_ones = [one for one in newest if one.told.state == "open" and not one.told.story]
            channel = told.get("channel")
            there = [one for one in open_ones if channel in (None, one.reading.last_channel)]
            quiet = self._quiet_by_now(there)
            # at some hours of the week a person has fewer: then the nearest that there is
            wanted = [one for one in quiet if one.told.owner == subject] or quiet
        place = min(max(nth, 1), len(wanted)) - 1
        return Case.objects.select_related("queue").get(pk=wanted[place].row.pk)

    def _quiet_by_now(self, there: Sequence[Filed]) -> list[Filed]:
        """Those in which nothing is said after this moment: what happens now would stand before it."""
        known = Case.objects.filter(pk__in=[one.row.pk for one in there])
        past = set(known.filter(last_word_at__lte=self.time()).values_list("pk", flat=True))
        return [one for one in there if one.row.pk in past]

    def _answer(self, told: dict[str, Any]) -> None:
        user = self._user(told["by"])
        case = self._case(told)
        self.said = answer(case, text=told["text"], user=user, by=actors.user(user.pk))

    def _bounce(self, told: dict[str, Any]) -> None:
        assert self.said is not None  # noqa: S101 - the step before
        assert self.said.outgoing_id is not None  # noqa: S101 - it left
        bounced(self.said.outgoing_id, reason=told["reason"])

    def _offer(self, told: dict[str, Any]) -> None:
        case = self._case(told)
        team = self.house.queues[told["to_team"]].team if "to_team" in told else None
        new = Offer(
            summary=told.get("summary") or case.subject,
            question=told["question"],
            told=told["told"],
            to_user=self._user(told["to"]) if "to" in told else None,
            to_team=team,
            minutes=told.get("minutes", USUAL),
            comes_back=told.get("comes_back", False),
        )
        by = actors.user(self._user(told["by"]).pk)
        self.offered = handoffs.offer(case, new, by=by)

    def _accept(self, told: dict[str, Any]) -> None:
        assert self.offered is not None  # noqa: S101 - the step before
        user = self._user(told["by"])
        handoffs.accept(self.offered, user=user, by=actors.user(user.pk))

    def _decline(self, told: dict[str, Any]) -> None:
        assert self.offered is not None  # noqa: S101 - the step before
        user = self._user(told["by"])
        by = actors.user(user.pk)
        handoffs.decline(self.offered, user=user, reason=told["reason"], by=by)

    def _merge(self, told: dict[str, Any]) -> None:
        away = identify(Sender("other", told["handle"], told["name"], "zh-Hans"), by=SYSTEM)
        by = actors.user(self._user(told["by"]).pk)
        merge(away, into=self.people[told["into"]], by=by, why=told["why"])


def happen(
    house: House,
    filed: Sequence[Filed],
    *,
    people: dict[str, Contact],
    channels: dict[str, Account],
    now: datetime,
) -> int:
    """Play everything in the order of time, and come back to `now`; how many steps there were."""
    steps = sorted(_steps(now), key=lambda step: step[0])
    stage = Stage(house, filed, people, channels, VirtualClock(steps[0][0]))
    with use(stage.time):
        _everybody_has_gone()
        for who in HERE:
            set_presence(house.users[who], state="available", by=SYSTEM)
        for at, name, told in steps:
            stage.play(name, told, at)
        _everybody_has_gone()
    return len(steps)


def _everybody_has_gone() -> None:
    """Nobody sits at a page: whoever signs in is the one who is here."""
    Presence.objects.update(seen_at=clock_now() - timedelta(days=1))


def _steps(now: datetime) -> list[tuple[datetime, str, dict[str, Any]]]:
    found = [
        (now - timedelta(minutes=told["ago"]), name, told)
        for name, many in data_toml(FILE).items()
        for told in many
    ]
    for told in data_toml(reviews.FILE)["review"]:
        found.append((now - timedelta(hours=told["ago"]), "review", told))
        if "posted" in told:
            one = {"source": told["source"], "id": told["id"], **told["posted"]}
            found.append((now - timedelta(hours=one["ago"]), "posted", one))
    return found
