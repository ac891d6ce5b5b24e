"""S3, the whole: a charge that the first agent cannot decide goes to billing, comes back, goes to the right
team, is answered, and the customer has the last word. It is never nobody's, whatever happens on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import open_door, post
from makegood.base.access.models import User
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case, Closure, OwnerChange
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.care.promises.models import Promise
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.people import operations as people
from tests.stories.stage import (
    CHARSETS,
    SHANGHAI,
    Desk,
    Stage,
    link_in,
    say,
    stage,
    words_of,
    written,
)

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Said:
    subject: str
    text: str
    summary: str
    question: str
    told: str
    not_ours: str
    answer: str
    solution: str
    again: str
    more: str


WORDS = {
    "en": Said(
        subject="I never ordered roaming",
        text="My bill shows 86 for roaming. I never ordered it.",
        summary="86 for roaming in October; she was at home all month.",
        question="Can the 86 be taken off?",
        told="That we ask billing today.",
        not_ours="Not ours: roaming is decided by contracts.",
        answer="A package was booked by mistake. The 86 are taken off today.",
        solution="A package was booked by our mistake. The 86 are taken off your bill.",
        again="The next bill shows it too!",
        more="Is anybody looking at it?",
    ),
    "zh-Hans": Said(
        subject="我没有开通漫游",
        text="账单里多了86元漫游费，我从来没有开通过。",
        summary="十月账单有86元漫游费，客户整月都在家。",
        question="这86元能不能退？",
        told="已告诉客户：今天问账务。",
        not_ours="不归我们管：漫游由合约组决定。",
        answer="是我们误开的套餐，86元今天退。",
        solution="是我们误开了套餐，86元已经从账单里减掉。",
        again="下期账单也有！",
        more="有人在看吗？",
    ),
    "zh-Hant": Said(
        subject="我沒有開通漫遊",
        text="帳單裡多了86元漫遊費，我從來沒有開通過。",
        summary="十月帳單有86元漫遊費，客戶整月都在家。",
        question="這86元能不能退？",
        told="已告訴客戶：今天問帳務。",
        not_ours="不歸我們管：漫遊由合約組決定。",
        answer="是我們誤開的套餐，86元今天退。",
        solution="是我們誤開了套餐，86元已經從帳單扣除。",
        again="下期帳單也有！",
        more="有人在看嗎？",
    ),
}
pytestmark = pytest.mark.usefixtures("real_commits")


@pytest.fixture
def day(inbox, settle, language) -> Iterator[Stage]:
    with stage(settle, inbox, language=language, start=TEN) as one:
        yield one


def each_language():
    return pytest.mark.parametrize("language", WORDS)


def only(language):
    return pytest.mark.parametrize("language", [language])


@dataclass
class Roaming:
    """The people of the story, and the case on the desk of the first agent."""

    day: Stage
    lin: User
    wu: User
    zhao: User
    billing: int
    contracts: int
    case_id: int

    @property
    def said(self) -> Said:
        return WORDS[self.day.language]

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.case_id)

    def desk(self, user: User) -> Desk:
        return Desk(user, self.case_id)

    def offer(self, to: str, *, minutes: int = 30, code: int = 204) -> Handoff | None:
        self.desk(self.lin).act(
            "handoffs",
            code=code,
            to=to,
            summary=self.said.summary,
            question=self.said.question,
            told=self.said.told,
            minutes=minutes,
            comes_back="on",
        )
        return Handoff.objects.filter(case=self.case_id).order_by("-pk").first()

    def written_by_customer(self, text: str, **headers: str) -> None:
        mail = written(self.said.subject, text, CHARSETS[self.day.language], **headers)
        with open_door() as door:
            assert post(door, mail, to="billing@lanhe.test")[0] == 250
        self.day.settle()

    def is_somebodys(self, owner: User) -> None:
        """Owner and a deadline to come, whatever has happened."""
        case = self.case
        assert (case.owner, case.next_deadline > now()) == (owner, True)

    def asks_whether_solved(self) -> str:
        self.desk(self.lin).act("resolution", text=self.said.solution)
        self.day.minutes(1)
        return link_in(words_of(self.day.inbox.newest()))


def open_roaming(day: Stage) -> Roaming:
    lin = day.hire("lin")
    billing = people.make_team(key="billing", names={"en": "Billing", "zh-Hans": "账务组"})
    contracts = people.make_team(key="contracts", names={"en": "Contracts", "zh-Hans": "合约组"})
    wu, zhao = day.hire("wu", teams=[billing]), day.hire("zhao", teams=[contracts])
    story = Roaming(day, lin, wu, zhao, billing.pk, contracts.pk, 0)
    story.written_by_customer(story.said.text)
    story.case_id = Case.objects.get().pk
    story.is_somebodys(lin)
    return story


@each_language()
def test_billing_says_no_the_right_team_answers_and_the_customer_has_the_last_word(day):
    story = open_roaming(day)
    said = story.said

    offered = story.offer(f"team:{story.billing}")
    assert said.question in story.desk(story.wu).get("/offers/")
    day.minutes(10, step=10)
    story.desk(story.wu).post(f"/handoffs/{offered.pk}/refusal/", reason=said.not_ours)
    story.is_somebodys(story.lin)
    assert said.not_ours in story.desk(story.lin).get("/offers/")
    assert story.desk(story.wu)._client().get(f"/cases/{story.case_id}/").status_code == 404

    offered = story.offer(f"team:{story.contracts}")
    day.minutes(5, step=5)
    story.desk(story.zhao).post(f"/handoffs/{offered.pk}/acceptance/")
    story.is_somebodys(story.zhao)
    page = story.desk(story.zhao).get(f"/cases/{story.case_id}/")
    assert said.summary in page
    assert said.told in page
    story.desk(story.zhao).act("resolution", code=409)  # the answer is owed to the one who asked
    day.minutes(20, step=20)
    story.desk(story.zhao).act("answer", answer=said.answer)
    story.is_somebodys(story.lin)
    assert said.answer in story.desk(story.lin).get("/offers/")

    link = story.asks_whether_solved()
    assert said.solution in words_of(day.inbox.newest())
    say(Client(), link, solved="no", words=said.again)
    day.settle()
    story.is_somebodys(story.lin)
    assert story.case.status == Case.Status.OPEN
    assert Message.objects.filter(author="contact").latest("pk").text == said.again

    say(Client(), story.asks_whether_solved(), solved="yes", words="")
    day.settle()
    assert Closure.objects.get(case=story.case_id, reopened_at=None).how == "confirmed"
    owners = OwnerChange.objects.filter(case=story.case_id).order_by("epoch")
    assert [one.why for one in owners] == ["opened", "handoff", "returned"]
    assert not Promise.objects.filter(state="open").exists()
    assert violations() == {}


@each_language()
def test_billing_never_answers_and_both_and_the_lead_hear_of_it(day):
    story = open_roaming(day)
    offered = story.offer(f"user:{story.wu.pk}")
    day.minutes(31, step=31)
    story.is_somebodys(story.lin)
    offered.refresh_from_db()
    assert offered.state == Handoff.State.EXPIRED
    told = Alarm.objects.filter(handoff=offered, kind=Alarm.Kind.EXPIRED)
    assert {one.person for one in told} == {story.lin, story.wu, day.firm.lead}
    for user in (story.lin, story.wu, day.firm.lead):
        alarm = told.get(person=user)
        assert f"/alarms/{alarm.pk}/hearing/" in story.desk(user).get("/offers/")
    late = story.desk(story.wu).post(f"/handoffs/{offered.pk}/acceptance/", code=409)
    assert late.content.strip()
    story.is_somebodys(story.lin)
    assert not Promise.objects.filter(kind="handoff", state="open").exists()
    assert violations() == {}


@only("zh-Hans")
def test_a_worker_that_was_down_over_the_time_out_returns_it_when_it_is_back(day):
    """Nobody swept for two hours: late yes is too late, and the next offer is a new one."""
    story = open_roaming(day)
    offered = story.offer(f"user:{story.wu.pk}")
    day.time.advance(timedelta(hours=2))  # nothing has run since
    story.desk(story.wu).post(f"/handoffs/{offered.pk}/acceptance/", code=409)
    second = story.offer(f"team:{story.contracts}")
    offered.refresh_from_db()
    assert (offered.state, second.state) == (Handoff.State.EXPIRED, Handoff.State.OFFERED)
    day.settle()
    day.settle()
    story.is_somebodys(story.lin)
    assert Alarm.objects.filter(handoff=offered, kind=Alarm.Kind.EXPIRED).count() == 3
    story.desk(story.zhao).post(f"/handoffs/{second.pk}/acceptance/")
    story.is_somebodys(story.zhao)
    assert violations() == {}


@only("zh-Hant")
def test_a_customer_who_writes_meanwhile_is_answered_by_who_is_responsible(day):
    story = open_roaming(day)
    said = story.said
    offered = story.offer(f"team:{story.billing}")
    day.minutes(5, step=5)
    first = Message.objects.get(author="contact")
    reply = {"In_Reply_To": first.external_id, "References": first.external_id}
    story.written_by_customer(said.more, **reply)
    assert Case.objects.count() == 1
    story.is_somebodys(story.lin)
    story.desk(story.lin).reply(said.told, then="open")
    day.minutes(1)
    assert said.told in words_of(day.inbox.newest())
    story.desk(story.wu).post(f"/handoffs/{offered.pk}/acceptance/")
    assert said.more in story.desk(story.wu).get(f"/cases/{story.case_id}/")
    story.desk(story.wu).act("answer", answer=said.answer)
    say(Client(), story.asks_whether_solved(), solved="yes", words="")
    day.settle()
    assert story.case.status == Case.Status.CLOSED
    assert violations() == {}


@only("en")
def test_the_first_agent_leaves_in_the_middle_and_another_stands_in_his_place(day):
    """First while billing has not answered, then while it works on it: the heir gets both."""
    story = open_roaming(day)
    boss = day.hire("boss", "administrator")
    heir = day.hire("he")
    offered = story.offer(f"user:{story.wu.pk}")
    people.deactivate(story.lin, takes_over=heir, by=SYSTEM)
    day.settle()
    story.is_somebodys(heir)
    offered.refresh_from_db()
    assert (offered.state, offered.sender) == (Handoff.State.OFFERED, heir)
    story.desk(story.wu).post(f"/handoffs/{offered.pk}/acceptance/")
    story.is_somebodys(story.wu)

    leaving = story.desk(boss)
    leaving.post(f"/settings/people/{heir.pk}/leaving/", code=302, takes_over=boss.pk)
    story.desk(story.wu).act("answer", answer=story.said.answer)
    story.is_somebodys(boss)
    story.lin = boss
    say(Client(), story.asks_whether_solved(), solved="yes", words="")
    day.settle()
    assert story.case.status == Case.Status.CLOSED
    assert violations() == {}
