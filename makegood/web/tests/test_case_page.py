import re
from collections import defaultdict
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.base.ui import slots
from makegood.care.cases import operations as cases
from makegood.care.promises.operations import NewPromise, make_many
from makegood.kernel import actor
from makegood.kernel.clock import now
from makegood.loops import case_to_answer
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
    for n in range(1, 70):
        say(chat, f"line {n}", conversation=first.conversation_id)
    client, case = signed_in(lin), case_of(first)
    page = client.get(f"/cases/{case.pk}/talk/").content.decode()
    assert "line 69<" in page
    assert "line 5<" not in page
    earlier = re.search(r'hx-get="(/cases/\d+/talk/\?before=[^"]+)"', page).group(1)
    before = client.get(earlier).content.decode()
    shown = [int(n) for n in re.findall(r"line (\d+)<", before + page)]
    assert shown == list(range(70))


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
    assert cost() == few <= 21


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
