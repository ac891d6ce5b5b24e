import html
import re
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.ui import slots
from makegood.care.cases import operations as cases
from makegood.care.cases.queries import open_question
from makegood.care.promises.operations import NewPromise, make_many
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.operations import seen
from makegood.kernel import actor, clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.loops import case_to_answer, case_to_confirmation
from makegood.web.glance import glance
from makegood.web.tests.make import case_of, make_case, say, signed_in


def open_page(user, case, path=""):
    return signed_in(user).get(f"/cases/{case.pk}/{path}")


def test_mail_is_a_sheet_chat_a_bubble_and_a_note_a_slip(lin, mail, chat):
    case = make_case(mail, lin, "Television")
    cases.write_note(case, text="exchange is allowed", user=lin, by=actor.user(lin.pk))
    text = open_page(lin, case).content.decode()
    assert 'class="sheet"' in text
    assert 'class="slip"' in text
    assert "not seen by the customer" in text
    talk = case_of(say(chat, "Hello?"))
    assert 'class="bubble"' in open_page(lin, talk).content.decode()


def test_chat_lines_in_one_breath_stand_under_one_name(lin, chat):
    first = say(chat, "Hello?")
    say(chat, "Is anybody there?", conversation=first.conversation_id)
    text = open_page(lin, case_of(first)).content.decode()
    assert text.count('class="bubble"') == 2
    assert text.count('<article class="msg"') == 1


def test_what_a_customer_writes_is_text_and_never_markup(lin, mail):
    case = make_case(
        mail,
        lin,
        "<img src=x onerror=alert(1)>",
        text="<script>alert(1)</script> https://example.com/a?b=1",
    )
    text = open_page(lin, case).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert (
        '<a class="link" target="_blank" href="https://example.com/a?b=1" rel="nofollow">' in text
    )


def test_a_letter_is_shown_from_another_origin_in_a_cage(lin, mail):
    message = say(mail, "Hello", html="<p>Hello</p><script>alert(1)</script>")
    shown = signed_in(lin).get(
        f"/messages/{message.pk}/original/", headers={"host": "127.0.0.1:8000"}
    )
    text = shown.content.decode()
    assert re.search(r'<iframe src="http://content.localhost:8000/content/letter/', text)
    assert "allow-scripts" not in text
    assert "allow-same-origin" not in text
    assert "<script" not in text


def test_the_next_promise_stands_under_the_header_and_all_of_them_at_the_side(lin, mail):
    case = make_case(mail, lin)
    due = now() + timedelta(hours=2)
    made = now() - timedelta(hours=2)
    promise = NewPromise(case=case, kind="person", what="we name the visit time", due=due, at=made)
    make_many([promise], by=actor.user(lin.pk))
    text = open_page(lin, case).content.decode()
    start = text.index('class="strip"')
    strip = text[start : start + 1400]
    assert "we name the visit time" in strip
    assert 'width="50.' in strip
    assert 'class="ledger"' in text
    assert "First answer" in text


def test_what_happened_stands_between_what_was_said(lin, mail):
    case = make_case(mail, lin)
    case_to_answer.wait(case, whom="third", reason="the maker", by=actor.user(lin.pk))
    text = open_page(lin, case, "talk/").content.decode()
    assert "Lin Xiao waits for a third party" in text
    assert 'class="day"' in text


def test_earlier_messages_are_fetched_when_they_are_asked_for(lin, chat):
    first = say(chat, "line 0")
    for n in range(1, 36):
        say(chat, f"line {n}", conversation=first.conversation_id)
    client, case = signed_in(lin), case_of(first)
    page = client.get(f"/cases/{case.pk}/talk/").content.decode()
    assert "line 35<" in page
    assert "line 5<" not in page
    earlier = re.search(r'hx-get="(/cases/\d+/talk/\?before=[^"]+)"', page).group(1)
    before = client.get(earlier).content.decode()
    shown = [int(n) for n in re.findall(r"line (\d+)<", before + page)]
    assert shown == list(range(36))


def test_messages_of_one_moment_are_all_shown_page_by_page(lin, chat):
    clock.install(VirtualClock(now()))
    first = say(chat, "line 0")
    for n in range(1, 50):
        say(chat, f"line {n}", conversation=first.conversation_id)
    client, case = signed_in(lin), case_of(first)
    url, pages = f"/cases/{case.pk}/talk/", []
    while url:
        pages.insert(0, client.get(url).content.decode())
        more = re.search(r'hx-get="(/cases/\d+/talk/\?before=[^"]+)"', pages[0])
        url = more and more.group(1)
    shown = [int(n) for n in re.findall(r"line (\d+)<", "".join(pages))]
    assert (shown, len(pages)) == (list(range(50)), 3)


@pytest.mark.parametrize("mark", ["x", "2026-01-01", "2026-01-01T00:00:00+00:00", "~", "~7"])
def test_a_mark_that_is_none_shows_the_newest(lin, mail, mark):
    case = make_case(mail, lin)
    page = signed_in(lin).get(f"/cases/{case.pk}/talk/", {"before": mark}).content.decode()
    assert "It flickers after ten minutes." in page


def test_words_that_have_not_left_are_read_by_nobody(lin, chat):
    case = case_of(say(chat, "Hello"))
    talk = case.strands.get().conversation
    message = case_to_answer.answer(case, text="Hi", user=lin, by=actor.user(lin.pk))

    def read_to_the_end():
        return seen(talk, up_to=99, ours=True, by=SYSTEM, case=case.pk)

    for state in ("queued", "sending", "withdrawn"):
        Outgoing.objects.update(state=state)
        assert read_to_the_end() == 0
    Outgoing.objects.update(state="sent")
    assert read_to_the_end() == 1
    assert "read" in state_of(lin, case)
    Outgoing.objects.filter(message=message).update(state="uncertain")
    assert "not sure it arrived" in state_of(lin, case)


def state_of(user, case):
    """What the page says of where our message is."""
    page = signed_in(user).get(f"/cases/{case.pk}/talk/").content.decode()
    return re.search(r'<span class="state[^>]*>([^<]*)<', page).group(1)


def test_a_case_that_is_not_there_and_one_that_is_not_mine_look_the_same(lin, stranger, mail):
    case = make_case(mail, lin)
    assert (
        open_page(stranger, case).status_code
        == signed_in(stranger).get("/cases/999999/").status_code
        == 404
    )


def test_htmx_gets_only_what_is_beside_the_list(lin, mail):
    case = make_case(mail, lin)
    part = signed_in(lin).get(
        f"/cases/{case.pk}/", headers={"HX-Request": "true", "HX-Target": "open"}
    )
    assert "<html" not in part.content.decode()
    assert 'id="side"' in part.content.decode()


def test_a_case_page_costs_the_same_for_two_messages_and_for_fifty(lin, mail, chat):
    first = say(mail, "one", files=[["a.txt", "text/plain", "x"]])
    say(mail, "two", conversation=first.conversation_id)
    case, client = case_of(first), signed_in(lin)
    cases.write_note(case, text="a note", user=lin, by=actor.user(lin.pk))

    def cost():
        part = {"HX-Request": "true", "HX-Target": "open"}
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/cases/{case.pk}/", headers=part).status_code == 200
        return len(queries)

    few = cost()
    for n in range(48):
        say(
            mail,
            f"more {n}",
            conversation=first.conversation_id,
            files=[[f"{n}.txt", "text/plain", f"{n}"]],
        )
        cases.write_note(case, text=f"note {n}", user=lin, by=actor.user(lin.pk))
    assert abs(cost() - few) <= 1
    assert few <= 16


def test_nothing_in_a_page_needs_an_inline_style_or_handler(lin, mail):
    case = make_case(
        mail, lin, files=[["a.png", "image/png", "x"]], html="<p style='color:red'>x</p>"
    )
    for path in ("/", f"/cases/{case.pk}/", "/trust/"):
        text = signed_in(lin).get(path).content.decode()
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)
        assert len(re.findall(r"<script", text)) == len(
            re.findall(
                r'<script (?:type="importmap" )?nonce="|<script type="application/json"', text
            )
        )


def test_a_package_above_fills_a_slot_of_the_page_and_is_asked_for_by_itself(
    lin, mail, monkeypatch
):
    monkeypatch.setattr(slots, "_PANELS", defaultdict(list))
    slots.add_panel(slots.Panel(slot="case", title="Visits <1>", url_name="web:head"))
    slots.add_panel(slots.Panel(slot="case", title="Broken", url_name="nowhere:at_all"))
    slots.add_panel(
        slots.Panel(slot="case", title="Not for agents", url_name="web:head", act="administer")
    )
    case = make_case(mail, lin)
    text = open_page(lin, case).content.decode()
    assert f'<section hx-get="/cases/{case.pk}/head/" hx-trigger="intersect once"' in text
    assert "Visits &lt;1&gt;" in text
    assert "Broken" not in text
    assert "Not for agents" not in text


def test_every_mark_of_a_mail_is_told_beside_it_and_a_code_is_not_shown_unasked(lin, mail):
    marks = ["ambiguous-sender", "sender:address_in_name", "code", "unreadable", "took_too_long"]
    marks += ["asks-to-join:cc-grab@evil.test", "replies-elsewhere:boss@evil.test", "receipt"]
    case = make_case(mail, lin, marks=marks, text="Your code is 481516")
    text = html.unescape(open_page(lin, case).content.decode())
    for said in (
        "The real sender is unclear",
        "The sender's name looks like another address",
        "Holds a sign-in code; never for the customer",
        "Could not be read; the original is kept",
        "Reading it took too long",
        "cc-grab@evil.test asks to join; not proven, gets nothing",
        "Asks for answers at another address: boss@evil.test",
    ):
        assert said in text
    assert re.search(r'<details class="veiled">.*Show the text.*481516.*</details>', text, re.S)
    assert "receipt" not in text


def test_an_open_promise_past_its_time_is_counted_as_not_kept(lin, mail):
    case = make_case(mail, lin, due_in=timedelta(hours=-22))
    seen = glance(case, lin)
    assert (seen.of_all, seen.kept) == (1, 0)
    case.promises.update(due=now() + timedelta(hours=1))
    seen = glance(case, lin)
    assert (seen.of_all, seen.kept) == (0, 0)


def test_a_change_of_owner_is_told_with_its_reason(lin, lead, mail):
    case = make_case(mail, lin)
    by = actor.user(lead.pk)
    cases.assign(case, to=lead, reason="Lin is ill today", by=by)
    cases.assign(case, to=lin, reason="She is back", by=by)
    text = open_page(lin, case).content.decode()
    assert f"{lead} took it over: Lin is ill today" in text
    assert f"{lin} is responsible now; {lead} arranged it: She is back" in text


def test_a_no_of_the_customer_has_no_green_tick(lin, mail):
    case = make_case(mail, lin)
    case_to_confirmation.resolve(case, user=lin, by=actor.user(lin.pk), text="")
    case_to_confirmation.customer_says(open_question(case), solved=False, words="It leaks again")
    text = open_page(lin, case).content.decode()
    told = re.search(
        r'<div class="event (\w*)"[^>]*>(?:(?!<div).)*The customer says: not solved', text
    )
    assert told
    assert told[1] == "late"
    assert "#i-undo" in told[0]


def test_a_case_of_others_is_a_page_with_the_way_back_to_work(lin):
    shown = signed_in(lin).get("/cases/99999999/")
    text = shown.content.decode()
    assert shown.status_code == 404
    assert 'class="rail"' in text
    assert "No such case or page" in text
    assert "To the work" in text
