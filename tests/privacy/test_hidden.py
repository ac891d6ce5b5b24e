"""Numbers of people and cards, keys and codes are out of sight on every page of ours; who looks is written down."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.journal.models import Entry
from makegood.care.cases.models import Note
from makegood.care.cases.operations import rename
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.actor import SYSTEM
from makegood.web.tests.make import make_staff
from tests.matrix.house import signed_in
from tests.one_story.make import House

pytestmark = pytest.mark.django_db
CARD, PHONE = "4111 1111 1111 1111", "13812345678"
SAID = f"Card {CARD} was charged twice, call {PHONE} & ask. Order 2026112200001234."


@pytest.fixture
def house():
    return House()


@pytest.fixture
def case(house):
    return house.writes(
        SAID, sender="anna.berg@x.example", name="Anna Berg", subject=f"Call {PHONE}"
    )


@pytest.fixture
def agent(house):
    return signed_in(house.agent)


@pytest.fixture
def lead(house):
    return signed_in(make_staff("Chen Tao", role="lead"))


def page(browser, case) -> str:
    answer = browser.get(f"/cases/{case.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def places(shown: str) -> list[str]:
    return re.findall(r'hx-vals=.\{"place":"([^"]+)"\}', shown)


def press(browser, case, place: str):
    return browser.post(f"/cases/{case.pk}/hidden/", {"place": place})


def test_the_page_of_a_case_holds_no_hidden_number_at_all(case, agent):
    shown = page(agent, case)
    assert CARD not in shown
    assert PHONE not in shown
    assert "••••1111" in shown
    assert "Order 2026112200001234" in shown
    assert "&amp; ask" in shown
    assert Message.objects.get().text == SAID


def test_lists_titles_and_notifications_hold_none_either(house, case, agent):
    for path in (
        "/",
        "/work/",
        f"/cases/{case.pk}/head/",
        "/offers/",
        "/find/?q=Call",
        f"/cases/{case.pk}/understood/",
    ):
        answer = agent.get(path)
        assert answer.status_code == 200, path
        told = answer.content.decode()
        assert PHONE not in told, path
        assert CARD not in told, path


def test_one_press_shows_it_and_the_journal_says_who_looked(house, case, agent):
    [place] = places(page(agent, case))
    answer = press(agent, case, place)
    assert answer.status_code == 200
    assert f">{PHONE}</mark>" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    [entry] = Entry.objects.filter(kind="privacy.hidden_shown")
    assert (entry.actor, entry.case) == (f"user:{house.agent.pk}", case.pk)
    assert entry.facts["of"] == "phone"
    assert PHONE not in str(entry.facts)


def test_a_card_is_seen_by_who_leads_and_by_nobody_else(case, agent, lead):
    cards = [p for p in places(page(lead, case)) if p not in places(page(agent, case))]
    assert len(cards) == 1
    assert press(agent, case, cards[0]).status_code == 409
    assert not Entry.objects.filter(kind="privacy.hidden_shown").exists()
    assert f">{CARD}</mark>" in press(lead, case, cards[0]).content.decode()


def test_nothing_but_what_is_hidden_can_be_asked_for_and_of_this_case_alone(house, case, agent):
    other = house.writes(f"Mine is {PHONE}", sender="bo@x.example", name="Bo")
    [place] = places(page(agent, case))
    [theirs] = places(page(agent, other))
    kind, pk, part, start, end = place.split(":")
    forged = [
        theirs,
        f"{kind}:{pk}:{part}:0:40",
        f"{kind}:{pk}:html:{start}:{end}",
        f"{kind}:{pk}:conversation_id:{start}:{end}",
        f"note:{pk}:text:{start}:{end}",
        f"{kind}:{pk}:{part}:{start}",
        f"{kind}:{'9' * 30}:{part}:{start}:{end}",
        "",
        ":" * 9,
    ]
    for told in forged:
        assert press(agent, case, told).status_code == 422, told
    assert not Entry.objects.filter(kind="privacy.hidden_shown").exists()


def test_a_note_hides_them_too(house, case, agent):
    Note.objects.create(case=case, user=house.agent, text=f"Reach him at {PHONE}")
    shown = page(agent, case)
    assert PHONE not in shown
    note = next(p for p in places(shown) if p.startswith("note:"))
    assert f">{PHONE}</mark>" in press(agent, case, note).content.decode()


def test_masking_costs_no_statement(house, case, agent):

    plain = house.writes("The pump leaks", sender="anna.berg@x.example", name="Anna Berg")
    counts = []
    for one in (plain, case):
        agent.get(f"/cases/{one.pk}/talk/")
        with CaptureQueriesContext(connection) as seen:
            agent.get(f"/cases/{one.pk}/talk/")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_letter_as_it_was_sent_is_opened_by_who_may_look_and_it_is_written_down(
    house, case, agent, lead
):
    message = Message.objects.get()
    path = f"/messages/{message.pk}/original/"
    assert agent.get(path).status_code == 409
    assert not Entry.objects.filter(kind="privacy.hidden_shown").exists()
    assert lead.get(path).status_code == 200
    kinds = Entry.objects.filter(kind="privacy.hidden_shown").values_list("facts__of", flat=True)
    assert sorted(kinds) == ["card", "phone"]


@pytest.mark.parametrize(
    "where",
    [
        {"html": f"<p>Card</p><p>{CARD[:8]}<b>{CARD[8:]}</b></p>"},
        {"html": f"<td>Card</td><td>{CARD}</td><td>please</td>"},
        {"rest": f"> my card {CARD}"},
    ],
)
def test_a_letter_counts_as_looked_at_with_what_only_its_html_shows(house, agent, lead, where):
    case = house.writes("The pump leaks", sender="anna.berg@x.example", name="Anna Berg")
    message = Message.objects.get(conversation__strand__case=case)
    path = f"/messages/{message.pk}/original/"
    assert agent.get(path).status_code == 200
    Message.objects.filter(pk=message.pk).update(**where)
    assert agent.get(path).status_code == 409
    assert lead.get(path).status_code == 200
    assert Entry.objects.get(kind="privacy.hidden_shown").facts["of"] == "card"


def test_a_letter_counts_as_looked_at_with_its_subject(house, case, agent, lead):
    Message.objects.update(text="The pump leaks")
    Conversation.objects.update(subject=f"My card {CARD}")
    path = f"/messages/{Message.objects.get().pk}/original/"
    assert agent.get(path).status_code == 409
    assert lead.get(path).status_code == 200


def test_the_table_of_the_history_to_keep_elsewhere_holds_none(house, case, lead):
    rename(case, subject=f"Card {CARD}", by=SYSTEM)
    told = lead.get(f"/cases/{case.pk}/history.csv").content.decode()
    assert "••••1111" in told
    assert CARD not in told
    assert PHONE not in told
    assert CARD not in lead.get(f"/cases/{case.pk}/history/").content.decode()
