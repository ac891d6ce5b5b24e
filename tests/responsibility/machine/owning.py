"""Who is responsible: offered, given, covered, left behind."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from makegood.base.access.models import User
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cover import operations as cover
from makegood.care.cover.models import Absence
from makegood.care.handoffs.models import Handoff
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops import case_to_another
from makegood.records.people import operations as people
from makegood.records.people.models import Membership
from tests.responsibility import situations
from tests.responsibility.machine.known import HOW, LIVE, ONCE, PEOPLE, PKS, Known
from tests.responsibility.situations import by


class Owning(Known):
    """A case goes from one to another, and people come and go."""

    @rule(pk=PKS, whom=PEOPLE, team=st.booleans(), comes_back=st.booleans(), how=ONCE)
    def it_is_offered(self, pk: int, whom: int, team: bool, comes_back: bool, how: str) -> None:
        known, case = self.known[pk], Case.objects.get(pk=pk)
        self._expires(pk)
        to = self.house.billing if team else self.house.people[whom]
        new = situations.offer_of(to, comes_back=comes_back)
        owner = User.objects.get(pk=known.owner)
        act = partial(case_to_another.offer, case, new, by=by(owner))
        fits = team or (to.pk in self.here and to.pk != known.owner)
        no = known.status not in LIVE or known.offer is not None or not fits
        if self._went(act, how, unless=no, sure=not team):
            known.offer = Handoff.objects.pending().get(case=pk).pk
        elif how == "dies":
            self._expires(pk)

    @rule(pk=PKS, who=PEOPLE, yes=st.booleans(), how=HOW)
    def it_is_answered(self, pk: int, who: int, yes: bool, how: str) -> None:
        handoff = Handoff.objects.filter(case=pk).order_by("pk").last()
        if handoff is None:
            return
        known, user = self.known[pk], self.house.people[who]
        may = (
            known.offer == handoff.pk and now() < handoff.expires_at and self._asked(handoff, user)
        )
        if yes:
            act = partial(case_to_another.accept, handoff, user=user, by=by(user))
        else:
            act = partial(
                case_to_another.decline, handoff, user=user, reason="Not mine", by=by(user)
            )
        again = handoff.state in ("accepted", "declined") and handoff.answered_by_id == user.pk
        if not self._went(act, how, unless=not may, sure=not again) or not may:
            return
        known.offer = None
        if yes:
            known.owner = user.pk

    def _asked(self, handoff: Handoff, user: User) -> bool:
        if user.pk not in self.here or user.pk == handoff.sender_id:
            return False
        team = Membership.objects.filter(team=handoff.to_team, user=user)
        return handoff.to_user_id == user.pk or (handoff.to_team_id is not None and team.exists())

    @rule(pk=PKS, how=HOW)
    def it_is_taken_back(self, pk: int, how: str) -> None:
        known = self.known[pk]
        if known.offer is not None:
            handoff = Handoff.objects.get(pk=known.offer)
            if self._went(partial(case_to_another.withdraw, handoff, by=SYSTEM), how):
                known.offer = None

    @rule(pk=PKS, who=PEOPLE, how=ONCE)
    def the_answer_comes_back(self, pk: int, who: int, how: str) -> None:
        case, known = Case.objects.get(pk=pk), self.known[pk]
        user = self.house.people[who]
        act = partial(case_to_another.give_back, case, answer="It leaks", user=user, by=by(user))
        came = self._went(
            act, how, unless=user.pk != known.owner or known.status not in LIVE, sure=False
        )
        if came:
            known.owner, known.offer = Handoff.objects.filter(case=pk).exclude(
                returned_epoch=None
            ).latest("returned_epoch").back_to_id, None  # fmt: skip
            known.status = "open"

    @rule(pk=PKS, whom=PEOPLE, takes=st.booleans(), how=HOW)
    def another_gets_it(self, pk: int, whom: int, takes: bool, how: str) -> None:
        known, to = self.known[pk], self.house.people[whom]
        case = Case.objects.get(pk=pk)
        no = known.status == "closed" or to.pk not in self.here
        if takes:
            act = partial(cases.take, case, user=to, reason="mine", by=by(to))
            no = no or known.owner not in (self.house.lead.pk, to.pk)
        else:
            act = partial(cases.assign, case, to=to, reason="urgent", by=SYSTEM)
        if self._went(act, how, unless=no) and known.owner != to.pk:
            known.owner, known.offer = to.pk, None

    @rule(who=st.integers(1, 3), heir=PEOPLE, how=HOW)
    def somebody_leaves(self, who: int, heir: int, how: str) -> None:
        user, other = self.house.people[who], self.house.people[heir]
        act = partial(people.deactivate, user, takes_over=other, by=SYSTEM)
        left = user.pk not in self.here
        no = not left and (user == other or other.pk not in self.here or len(self.here) < 3)
        if no and len(self.here) < 3:
            return
        if not self._went(act, how, unless=no) or left:
            return
        self.here.discard(user.pk)
        for known in self.known.values():
            if known.status != "closed" and known.owner == user.pk:
                known.owner = other.pk
            if known.offer is not None:
                still = Handoff.objects.pending().filter(pk=known.offer, sender=known.owner)
                known.offer = known.offer if still.exists() else None

    @rule(who=st.integers(1, 3), other=PEOPLE, how=HOW)
    def somebody_will_be_away(self, who: int, other: int, how: str) -> None:
        user, instead = self.house.people[who], self.house.people[other]
        act = partial(situations.plan_absence, self.house, user, cover_by=instead)
        fits = user != instead and {user.pk, instead.pk} <= self.here
        self._went(act, how, unless=not fits, sure=False)

    @rule(
        pk=PKS,
        way=st.sampled_from(["accept", "refuse", "leave it", "park", "cancel", "come back"]),
        how=HOW,
    )
    def an_absence_goes_on(self, pk: int, way: str, how: str) -> None:
        live = Absence.objects.filter(state__in=("planned", "running"))
        absence = live.select_related("user", "cover").order_by("pk").first()
        if absence is None:
            return
        case, instead = Case.objects.get(pk=pk), absence.cover or self.house.lead
        decide = partial(cover.decide, absence, case, by=by(absence.user))
        ways = {
            "accept": partial(cover.accept, absence, user=instead, by=by(instead)),
            "refuse": partial(cover.refuse, absence, user=instead, reason="No", by=by(instead)),
            "leave it": partial(decide, choice="cover"),
            "park": partial(decide, choice="park", until=absence.ends),
            "cancel": partial(cover.cancel, absence, by=by(absence.user)),
            "come back": partial(cover.come_back, absence, by=by(absence.user)),
        }
        self._went(ways[way], how, sure=False)
