"""S1, the second contact: the family comes again by other ways. The same proven number is known by itself; a number
that is only typed is offered to whoever works on it, and tells the one who typed it nothing."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from makegood.adapters.webchat.tests.make import chat_company, visitor
from makegood.base.invariants.checks import violations
from makegood.care.cases.models import Case
from makegood.care.promises.operations import NewPromise, make_many
from makegood.care.repeats.models import Recognition
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import Arrival, accept_many, make_account
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import user as by_user
from makegood.kernel.clock import now
from makegood.loops.contact_to_case import file_now
from tests.matrix.house import signed_in

pytestmark = pytest.mark.django_db
STORY = "春节买的新电视一直闪屏，画面一闪一闪，订单号 SO20270206118"
AGAIN = "電視還在閃，說好兩天內答覆，怎麼還沒人來"
IN_CHAT = "你好，我电话 138-1234-5678，电视还是闪屏，什么时候来修？"


def texts(account: Account, number: str, text: str) -> Case:
    """A text message, as the gateway hands it over."""
    name = uuid.uuid4().hex
    form = {"MessageSid": f"SM{name}", "From": number, "To": account.address, "Body": text}
    body = urlencode(form | {"NumMedia": "0"}).encode()
    [raw] = accept_many([Arrival(account_id=account.pk, external_id=name, body=body)])
    message = file_now(raw)
    assert message is not None
    return Case.objects.get(strands__conversation=message.conversation)


@pytest.fixture
def house():
    firm, chat = chat_company()
    told = {"queue": firm.queue, "language": "zh-Hans", "name": "蓝禾"}
    phone = make_account(kind="sms", address="+8657188990011", **told)
    return firm, chat, phone


def test_the_same_number_is_known_and_nobody_asks_again(house):
    firm, _chat, phone = house
    first = texts(phone, "+8613812345678", STORY)
    agent = firm.hire("lin")
    due = now() + timedelta(days=2)
    make_many(
        [NewPromise(case=first, kind="contract", due=due, what="师傅上门")],
        by=by_user(agent.pk),
    )
    again = texts(phone, "+86 138 1234 5678", AGAIN)
    first.refresh_from_db()
    assert again == first
    assert (first.urgency, first.status) == (1, "open")
    assert Case.objects.count() == 1

    client = signed_in(agent)
    assert (
        reverse("web:known", args=[first.pk]) in client.get(f"/cases/{first.pk}/").content.decode()
    )
    shown = client.get(reverse("web:known", args=[first.pk])).content.decode()
    for known in ("春节买的新电视", "师傅上门", "SO20270206118"):
        assert known in shown
    assert violations() == {}


def test_a_number_typed_in_the_chat_only_suggests_and_reveals_nothing(house):
    firm, chat, phone = house
    first = texts(phone, "+8613812345678", STORY)
    family = visitor(chat)
    assert family.say(IN_CHAT).status_code in (200, 201)
    message = Message.objects.get(text=IN_CHAT)
    case = Case.objects.get(strands__conversation=message.conversation)
    assert (case != first, case.resembles, case.contact != first.contact) == (True, first, True)
    assert "SO20270206118" not in str(family.read())

    client = signed_in(firm.hire("lin"))
    known = client.get(reverse("web:known", args=[case.pk])).content.decode()
    assert first.number in known
    said = reverse("web:recognition", args=[Recognition.objects.get().pk])
    assert client.post(said, {"same": "yes"}).status_code == 204
    talks = set(first.strands.values_list("conversation__account__kind", flat=True))
    assert talks == {"sms", "webchat"}
    assert family.say("你们收到了吗？").status_code in (200, 201)
    assert first.strands.filter(conversation__messages__text="你们收到了吗？").exists()
    assert "SO20270206118" not in str(family.read())
    assert violations() == {}


def test_the_timeline_of_the_family_holds_what_came_by_either_way(house):
    firm, chat, phone = house
    first = texts(phone, "+8613812345678", STORY)
    family = visitor(chat)
    family.say(IN_CHAT)
    chatting = Case.objects.exclude(pk=first.pk).get()
    client = signed_in(firm.hire("lin"))
    merging = reverse("web:contact_merging", args=[chatting.contact_id])
    answer = client.post(f"{merging}?other={first.contact_id}", {"stays": first.contact_id})
    assert answer["HX-Redirect"] == reverse("web:contact", args=[first.contact_id])
    page = client.get(answer["HX-Redirect"]).content.decode()
    assert page.index("什么时候来修") < page.index("春节买的新电视")
    assert violations() == {}
