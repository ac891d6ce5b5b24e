"""The chat's doors: sessions, messages, files, and what is refused."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.adapters.webchat.models import Visitor as Row
from makegood.adapters.webchat.tests.make import SHOP, chat_company, only_case, visitor
from makegood.care.cases.models import Case
from makegood.care.cases.operations import write_note
from makegood.contact.channels.models import RawItem
from makegood.contact.channels.operations import Arrival, accept_many
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import seen
from makegood.kernel import actor as actors
from makegood.kernel.clock import VirtualClock, now, use
from makegood.loops.case_to_answer import answer, take_back
from makegood.loops.case_to_confirmation import customer_says, resolve
from makegood.loops.contact_to_case import file_waiting
from tests.make import arrive

pytestmark = pytest.mark.django_db


def answered(text: str, settle, clock: VirtualClock) -> Message:
    case = only_case()
    message = answer(case, text=text, user=case.owner, by=actors.user(case.owner.pk))
    clock.advance(timedelta(seconds=20))
    settle()
    return message


@pytest.fixture
def clock():
    with use(VirtualClock(now())) as one:
        yield one


def test_the_first_message_is_a_case_with_an_owner_and_a_promise_the_visitor_sees():
    _company, account = chat_company()
    wang = visitor(account)
    said = wang.say("My kettle does not switch off", client="7f0c1a44-8ad6-4c2b-9b4e-0d8a2a1c1a11")
    assert said.status_code == 200
    case = only_case()
    assert case.owner is not None
    assert case.channel == "webchat"
    state = wang.read()
    assert state["agent"] == case.owner.name
    assert state["promise"]["due"]
    [message] = state["messages"]
    assert (message["seq"], message["mine"], message["text"]) == (
        1,
        True,
        "My kettle does not switch off",
    )
    assert message["client"] == "7f0c1a44-8ad6-4c2b-9b4e-0d8a2a1c1a11"
    assert (said.json()["seq"], said.json()["talk"]) == (1, state["talk"])


def test_the_same_client_name_again_is_the_same_message():
    _company, account = chat_company()
    wang, name = visitor(account), str(uuid.uuid4())
    first, again = wang.say("Hello", client=name), wang.say("Hello", client=name)
    assert first.json() == again.json()
    assert Message.objects.count() == 1
    assert RawItem.objects.count() == 1


def test_words_go_on_in_the_same_conversation_and_answers_are_read_after_a_number(settle, clock):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("One")
    wang.say("Two")
    answered("Three", settle, clock)
    assert Case.objects.count() == 1
    state = wang.read()
    assert [m["text"] for m in state["messages"]] == ["One", "Two", "Three"]
    assert state["after"] == 3
    wang.say("Four")
    later = wang.read(talk=state["talk"], after=state["after"])
    assert [m["text"] for m in later["messages"]] == ["Four"]
    assert state["messages"][2]["name"] == only_case().owner.name


def test_an_answer_that_may_still_be_taken_back_is_not_shown_and_not_skipped(settle, clock):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("One")
    case = only_case()
    answer(case, text="Two", user=case.owner, by=actors.user(case.owner.pk))
    wang.say("Three")
    state = wang.read()
    assert [m["text"] for m in state["messages"]] == ["One", "Three"]
    assert state["after"] == 1
    clock.advance(timedelta(seconds=20))
    settle()
    later = wang.read(talk=state["talk"], after=state["after"])
    assert [m["text"] for m in later["messages"]] == ["Two", "Three"]
    assert later["after"] == 3


def test_an_answer_that_was_taken_back_is_never_shown(settle, clock):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("One")
    case = only_case()
    message = answer(case, text="Wrong words", user=case.owner, by=actors.user(case.owner.pk))
    take_back(message, case=case, user=case.owner, by=actors.user(case.owner.pk))
    clock.advance(timedelta(seconds=20))
    settle()
    assert "Wrong words" not in json.dumps(wang.read())


def test_a_visitor_never_reads_another_visitors_words():
    _company, account = chat_company()
    wang, li = visitor(account), visitor(account)
    wang.say("MARKER-OF-WANG")
    li.say("Hello")
    talk = wang.read()["talk"]
    assert "MARKER-OF-WANG" not in json.dumps(li.read(talk=talk))
    assert Case.objects.count() == 2


def test_notes_never_reach_the_visitor(settle, clock):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("Hello")
    case = only_case()
    write_note(case, text="MARKER-INTERNAL", user=case.owner, by=actors.user(case.owner.pk))
    answered("Good day", settle, clock)
    body = json.dumps(wang.read())
    assert "MARKER-INTERNAL" not in body
    assert case.owner.email not in body
    assert "Good day" in body


def test_a_token_that_nobody_gave_opens_nothing():
    chat_company()
    for token in ("", "x", "null", " "):
        headers = {"Authorization": f"Bearer {token}", "Origin": SHOP}
        response = Client().get("/chat/messages/", headers=headers)
        assert response.status_code == 401
        assert response.json()["message"]


def test_a_site_that_is_not_listed_gets_neither_session_nor_answer():
    _company, account = chat_company()
    wang = visitor(account)
    headers = {"Authorization": f"Bearer {wang.token}", "Origin": "https://evil.example"}
    response = Client().get("/chat/messages/", headers=headers)
    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers
    made = Client().post(
        "/chat/session/",
        json.dumps({"account": "shop"}),
        content_type="application/json",
        headers={"Origin": "https://evil.example"},
    )
    assert made.status_code == 403
    assert Row.objects.count() == 1


def test_a_listed_site_may_ask_and_read_without_any_cookie():
    _company, account = chat_company()
    wang = visitor(account)
    ask = Client().options(
        "/chat/messages/", headers={"Origin": SHOP, "Access-Control-Request-Method": "POST"}
    )
    assert ask.status_code == 204
    assert ask.headers["Access-Control-Allow-Origin"] == SHOP
    assert "authorization" in ask.headers["Access-Control-Allow-Headers"]
    said = wang.say("Hello")
    assert said.headers["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Credentials" not in said.headers
    assert not said.cookies


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"client": "1", "text": "x"}, "client"),
        ({"client": "7f0c1a44-8ad6-4c2b-9b4e-0d8a2a1c1a11", "text": "  "}, "text"),
        ({"client": "7f0c1a44-8ad6-4c2b-9b4e-0d8a2a1c1a11", "text": "x" * 8001}, "text"),
        (
            {
                "client": "7f0c1a44-8ad6-4c2b-9b4e-0d8a2a1c1a11",
                "text": "x",
                "files": [str(uuid.uuid4())],
            },
            "files",
        ),
        ("{", ""),
        ("[]", ""),
        ('{"client": ' + "[" * 3000, ""),
        ("\udce4".encode("utf-8", "surrogateescape").decode("latin-1"), ""),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_changes_nothing(told, field):
    _company, account = chat_company()
    wang = visitor(account)
    response = wang.post("messages/", told)
    assert response.status_code == 422
    assert response.json()["field"] == field
    assert response.json()["message"]
    assert not RawItem.objects.exists()


def test_null_bytes_and_lone_surrogates_do_not_lose_the_message():
    _company, account = chat_company()
    wang = visitor(account)
    assert wang.say("a\x00b \ud83d c").status_code == 200
    assert Message.objects.get().text.startswith("ab ")


def test_a_file_is_kept_first_and_joins_its_message_and_only_its_senders():
    _company, account = chat_company()
    wang, li = visitor(account), visitor(account)
    name = str(uuid.uuid4())
    for _ in range(2):  # twice is once
        upload = SimpleUploadedFile(
            "../../泄漏.png", b"\x89PNG\r\n\x1a\nrest", content_type="image/png"
        )
        kept = wang.client.post(
            "/chat/files/", {"client": name, "file": upload}, headers=wang.headers()
        )
        assert kept.status_code == 201
    assert li.say("mine now", files=[name]).status_code == 422
    assert wang.say("", files=[name]).status_code == 200
    [message] = wang.read()["messages"]
    [file] = message["files"]
    assert file["name"].endswith("泄漏.png")
    assert "/content/file/" in file["url"]
    assert Message.objects.get().files.count() == 1


@pytest.mark.usefixtures("clock")
def test_a_flood_is_held_up_and_says_for_how_long():
    _company, account = chat_company()
    wang = visitor(account)
    answers = [wang.say(f"{n}") for n in range(45)]
    last = answers[-1]
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) > 0
    assert Message.objects.count() == 40


def test_an_address_typed_in_the_chat_is_a_claim_and_no_handle():
    made, account = chat_company()
    wang = visitor(account)
    wang.say("Hello")
    assert wang.post("address/", {"mail": "wang"}).status_code == 422
    assert wang.post("address/", {"mail": "Wang@Example.org"}).json() == {
        "mail": "wang@example.org"
    }
    wang.say("Are you there?")
    case = Case.objects.get()
    assert [h.kind for h in case.contact.handles.all()] == ["chat"]
    arrive(made.account, text="A mail of the real Wang", **{"from": "wang@example.org"})
    file_waiting()
    assert Case.objects.exclude(pk=case.pk).get().contact != case.contact


def test_staff_see_the_claimed_address_as_unproven_and_only_on_its_case():
    made, account = chat_company()
    wang, li = visitor(account), visitor(account)
    wang.say("Hello")
    case = Case.objects.get()
    li.say("Good day")
    other = Case.objects.exclude(pk=case.pk).get()
    wang.post("address/", {"mail": "wang@example.org"})
    client = Client()
    client.force_login(made.hire("agent"))
    shown = client.get(f"/cases/{case.pk}/chat-claims/").content.decode()
    assert "wang@example.org" in shown
    assert "Mail, not proven" in shown
    assert client.get(f"/cases/{other.pk}/chat-claims/").content.strip() == b""
    assert f"/cases/{case.pk}/chat-claims/" in client.get(f"/cases/{case.pk}/").content.decode()


def test_reading_is_told_to_both_sides(settle, clock):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("Hello")
    message = answered("Good day", settle, clock)
    state = wang.read()
    assert state["seen"] == 0
    wang.post("seen/", {"talk": state["talk"], "seq": 2})
    message.refresh_from_db()
    assert message.seen_at is not None
    seen(message.conversation, up_to=1, ours=False, by=actors.user(1), case=only_case().pk)
    assert wang.read()["seen"] == 1


def close(case):
    """We believe so, and the customer says yes."""
    question = resolve(case, user=case.owner, by=actors.user(case.owner.pk))
    customer_says(question, solved=True)


def test_a_closed_case_comes_back_within_thirty_days_and_is_a_new_one_later(settle, clock):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("Kettle")
    case = only_case()
    close(case)
    clock.advance(timedelta(days=10))
    wang.say("It is back")
    assert only_case().status == "open"
    close(only_case())
    clock.advance(timedelta(days=40))
    first = wang.read()["talk"]
    wang.say("Another thing")
    assert Case.objects.count() == 2
    state = wang.read(talk=first, after=2)
    assert state["talk"] != first
    assert [m["text"] for m in state["messages"]] == ["Another thing"]


def test_when_it_is_believed_to_be_solved_the_question_stands_beside_the_talk(settle):
    _company, account = chat_company()
    wang = visitor(account)
    wang.say("Kettle")
    case = only_case()
    resolve(case, user=case.owner, by=actors.user(case.owner.pk), text="We sent you a new one.")
    settle()
    last = wang.read()["messages"][-1]
    assert last["text"].startswith("We sent you a new one.")
    assert "/s/" not in last["text"]
    assert wang.read()["question"]


def test_asking_for_a_person_is_marked():
    _company, account = chat_company()
    visitor(account).say("I would like to talk to a person.", wants="person")
    assert "wants-person" in Message.objects.get().marks


def test_garbage_in_the_raw_store_becomes_a_case_to_look_at(settle):
    _company, account = chat_company()
    accept_many([Arrival(account_id=account.pk, external_id="x", body=b"\xff{")])
    settle()
    assert only_case().needs_look
