"""A second contact about the same trouble: joined by itself only where it is sure and proven, else offered."""

import pytest

from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.repeats.models import Mention, Recognition
from makegood.care.repeats.operations import AlreadySaid
from makegood.care.repeats.queries import may_be_the_same
from makegood.desk.routing.operations import keep_rule
from makegood.kernel.actor import SYSTEM
from makegood.kernel.actor import user as by_user
from makegood.loops import case_to_confirmation
from makegood.loops.cases_to_one import merge as merge_cases
from makegood.loops.repeat_contact import it_is_something_else, it_is_the_same
from makegood.records.customers.operations import keep_apart, merge
from makegood.records.people.operations import make_queue, make_team
from tests.one_story.make import House

pytestmark = pytest.mark.django_db
NUMBER = "+8613812345678"
FLICKERS = "新买的55寸电视用了两天就开始闪屏，画面一闪一闪的，订单号 SO20261103771"


@pytest.fixture
def house() -> House:
    return House()


def test_from_the_same_proven_number_it_joins_the_case_and_is_raised(house):
    first = house.calls_in(FLICKERS, NUMBER)
    again = house.calls_in(
        "上次说的电視閃屏，三天了还没有人来！", "0086 138 1234 5678", conversation=None
    )
    assert again == first
    first.refresh_from_db()
    assert (first.repeats, first.urgency, first.status) == (1, 1, "open")
    assert first.strands.count() == 2
    assert first.strands.get(primary=True).conversation.messages.get().text.startswith("上次")
    assert Recognition.objects.get().verdict == "attach"
    assert violations() == {}


@pytest.mark.parametrize(
    "text", ["My TV is still flickering, nobody came", "電視還在閃，什麼時候來？"]
)
def test_the_same_trouble_is_known_in_another_language(house, text):
    first = house.calls_in(FLICKERS, NUMBER)
    assert house.calls_in(text, NUMBER) == first


def test_a_new_trouble_of_the_same_person_is_a_new_case(house):
    first = house.calls_in(FLICKERS, NUMBER)
    other = house.calls_in("请问洗衣机的安装费怎么收？我想下单一台", NUMBER)
    assert other != first
    assert other.resembles is None
    assert not Recognition.objects.exists()


def test_a_number_typed_in_a_chat_only_suggests(house):
    first = house.calls_in(FLICKERS, NUMBER)
    chat = house.chats("你好，我电话 13812345678，电视画面还在闪", sender="visitor-9", name="访客")
    assert chat != first
    assert chat.contact != first.contact
    assert (chat.resembles, chat.urgency) == (first, 1)
    found = Recognition.objects.get()
    assert (found.verdict, found.case, found.known) == ("offer", chat, first)
    assert first.strands.count() == 1
    assert violations() == {}


def test_whoever_is_not_proven_is_offered_and_never_joined(house):
    first = house.calls_in(FLICKERS, NUMBER)
    again = house.calls_in("电视还在闪屏，怎么还没人来", NUMBER, verified=False)
    assert again != first
    assert again.resembles == first
    assert Recognition.objects.get().verified is False


def test_the_order_in_another_persons_words_only_suggests(house):
    first = house.calls_in(FLICKERS, NUMBER)
    wife = house.writes(
        "订单 SO20261103771 的电视还在闪，什么时候来修？", sender="wife@example.org"
    )
    assert (wife == first, wife.resembles) == (False, first)


def test_a_stranger_with_the_same_trouble_is_a_stranger(house):
    house.calls_in(FLICKERS, NUMBER)
    other = house.writes("我家电视也闪屏，画面一闪一闪的，怎么办", sender="li@example.org")
    assert other.resembles is None


def test_a_closed_case_of_lately_comes_back_with_its_owner(house):
    first = house.calls_in(FLICKERS, NUMBER)
    case_to_confirmation.resolve(first, user=house.agent, by=by_user(house.agent.pk))
    case_to_confirmation.customer_says(first.questions.get(), solved=True, words="")
    again = house.calls_in("电视又开始闪屏了", NUMBER)
    first.refresh_from_db()
    assert again == first
    assert (first.status, first.owner) == ("open", house.agent)


def test_what_a_machine_sends_is_about_nothing(house):
    house.calls_in(FLICKERS, NUMBER)
    away = house.calls_in("我不在，电视闪屏的事回来再说", NUMBER, automatic=True)
    assert away.resembles is None


def test_one_click_says_that_it_is_the_same(house):
    first = house.calls_in(FLICKERS, NUMBER)
    chat = house.chats("我电话 13812345678，电视画面还在闪", sender="visitor-9")
    found, by = Recognition.objects.get(), by_user(house.agent.pk)
    it_is_the_same(found, user=house.agent, by=by)
    it_is_the_same(found, user=house.agent, by=by)
    chat.refresh_from_db()
    assert (chat.status, chat.duplicate_of, chat.resembles) == ("closed", first, None)
    assert first.strands.count() == 2
    with pytest.raises(AlreadySaid):
        it_is_something_else(found, user=house.agent, by=by)
    assert violations() == {}


def test_one_click_says_that_it_is_something_else(house):
    first = house.calls_in(FLICKERS, NUMBER)
    chat = house.chats("我电话 13812345678，电视画面还在闪", sender="visitor-9")
    it_is_something_else(Recognition.objects.get(), user=house.agent, by=by_user(house.agent.pk))
    chat.refresh_from_db()
    assert (chat.resembles, chat.status) == (None, "open")
    assert first.strands.count() == 1


def test_a_number_that_many_name_says_nothing_about_anybody(house):
    house.calls_in(FLICKERS, NUMBER)
    for n in range(8):
        house.writes("我打了 400-820-8820，没人接，电视闪屏", sender=f"c{n}@example.org")
    last = house.writes("我也打了 400-820-8820，电视闪屏没人管", sender="last@example.org")
    assert last.resembles is None


def test_who_may_be_the_same_is_said_with_the_evidence(house):
    first = house.calls_in(FLICKERS, NUMBER, name="Zhou Min")
    chat = house.chats("你好，我电话 138-1234-5678", sender="visitor-9", name="访客")
    [other] = may_be_the_same(chat.contact_id)
    assert (other.contact_id, other.why, other.shown) == (
        first.contact_id,
        frozenset({"he_named"}),
        NUMBER,
    )
    assert [x.contact_id for x in may_be_the_same(first.contact_id)] == [chat.contact_id]
    keep_apart(first.contact, chat.contact, by=by_user(house.agent.pk))
    assert may_be_the_same(chat.contact_id) == may_be_the_same(first.contact_id) == []


def test_a_family_number_is_evidence_for_both_and_joins_nobody(house):
    mother = house.writes(
        "您好，电话 010-62345678，冰箱不制冷", sender="mother@example.org"
    ).contact
    son = house.writes("家里电话 010 6234 5678，我的账号被封了", sender="son@example.org").contact
    assert mother != son
    assert Mention.objects.filter(kind="phone", value="+861062345678").count() == 2
    merge(son, into=mother, by=by_user(house.agent.pk))
    assert may_be_the_same(mother.pk) == []


def test_two_words_of_one_new_talk_in_one_go_join_together(house):
    first = house.calls_in(FLICKERS, NUMBER)
    assert Case.objects.count() == 1
    house.calls_in("电视还在闪屏", NUMBER)
    house.calls_in("电视画面还是闪屏，没人来修", NUMBER)
    assert Case.objects.get() == first


def test_a_rule_that_sends_it_elsewhere_does_not_hide_the_known_case(house):
    first = house.calls_in(FLICKERS, NUMBER)
    team = make_team(names={"en": "Screens"}, by=SYSTEM)
    lead = house.agent
    screens = make_queue(names={"en": "Screens"}, team=team, duty_lead=lead, by=SYSTEM)
    keep_rule(name="Screens", queue=screens, words="flickering", by=SYSTEM)
    known = house.calls_in("My TV is still flickering, nobody came", NUMBER)
    assert known == first
    assert house.writes("It is flickering", sender="new@example.org").queue == screens


def test_what_was_offered_is_joined_to_where_it_goes_on(house):
    first = house.calls_in(FLICKERS, NUMBER)
    chat = house.chats(FLICKERS, sender="visitor-9")
    other = house.writes("An invoice please", sender="li@example.org")
    merge_cases(first, into=other, by=SYSTEM)
    it_is_the_same(Recognition.objects.get(case=chat), user=house.agent, by=SYSTEM)
    chat.refresh_from_db()
    assert chat.duplicate_of == other
