"""Departments are asked, and answer."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule

from makegood.care.cases.models import Case
from makegood.care.tasks import operations as tasks
from makegood.care.tasks.models import Task
from tests.responsibility import situations
from tests.responsibility.machine.known import HOW, ONCE, PEOPLE, PKS, Known
from tests.responsibility.situations import by


class Departments(Known):
    """Tasks, reviews, approvals, plans of several steps."""

    @rule(
        pk=PKS, kind=st.sampled_from(["task", "review", "approval"]), blocks=st.booleans(), how=ONCE
    )
    def a_department_is_asked(self, pk: int, kind: str, blocks: bool, how: str) -> None:
        known, house = self.known[pk], self.house
        new = tasks.NewTask(
            team=house.billing, title="Is it right?", kind=kind, blocking=blocks,
            approver=house.lead, substitute=house.chen, items=situations.LINES[: self.count % 3],
        )  # fmt: skip
        act = partial(tasks.ask, Case.objects.get(pk=pk), new=new, user=house.wei, by=by(house.wei))
        no = known.status == "closed" or (known.status == "resolved" and blocks)
        if self._went(act, how, unless=no) and blocks:
            known.blocking.add(Task.objects.latest("pk").pk)

    @rule(pk=PKS, how=HOW)
    def steps_are_asked_for(self, pk: int, how: str) -> None:
        wei = self.house.wei
        act = partial(
            tasks.start_plan, Case.objects.get(pk=pk), plan=self.house.plan, user=wei, by=by(wei)
        )
        self._went(act, how, sure=False)
        self._tasks()

    @rule(
        pk=PKS,
        who=PEOPLE,
        way=st.sampled_from(["take", "done", "refused", "decline", "back", "tick", "skip"]),
        how=HOW,
    )
    def a_department_answers(self, pk: int, who: int, way: str, how: str) -> None:
        task = Task.objects.filter(case=pk, state__in=("planned", "open")).order_by("pk").first()
        user = self._person(who)
        if task is None or user.pk not in self.here:
            return
        told = {"user": user, "by": by(user)}
        item = task.items.first()
        verdict = {"done": "approved", "refused": "refused"}.get(way, "")
        ways = {
            "take": partial(tasks.take, task, **told),
            "done": partial(tasks.finish, task, result="Yes", verdict=verdict, **told),
            "refused": partial(tasks.finish, task, result="No", verdict=verdict, **told),
            "decline": partial(tasks.decline, task, reason="Not ours", **told),
            "back": partial(tasks.call_back, task, reason="No need", **told),
        }
        if way in ("tick", "skip"):
            if item is None:
                return
            ways[way] = partial(
                tasks.check_item, item, skipped=way == "skip", reason="None here", **told
            )
        self._went(ways[way], how, sure=False)
        self._tasks()
