"""The form and the page behind a link, as a customer meets them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from makegood.base.access.models import Grant
from makegood.base.access.operations import give_grant, withdraw_grants
from makegood.base.journal.models import Entry
from makegood.care.cases.models import Case, CaseConversation
from makegood.care.cases.operations import wait_for, write_note
from makegood.contact.channels.models import Account, Outgoing
from makegood.contact.channels.operations import make_account
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel import actor as actors
from makegood.kernel.clock import VirtualClock, now, use
from makegood.loops.case_to_answer import answer
from makegood.loops.case_to_confirmation import customer_says, resolve
from makegood.loops.contact_to_case import file_waiting
from makegood.records.assets.models import Asset, Product
from tests.make import arrive, company

pytestmark = pytest.mark.django_db
ONCE = "abcdefghjkmnpqrstvwxyz23"


@pytest.fixture
def clock():
    with use(VirtualClock(now())) as one:
        yield one


@pytest.fixture
def made():
    one = company()
    make_account(kind="form", address="portal", name="Lanhe Service", queue=one.queue)
    return one


def filled(**more) -> dict:
    return {
        "once": ONCE,
        "text": "The kettle does not switch off.",
        "name": "Zhou Min",
        "reach": "zhou@example.org",
        "about": "K15-204417",
        "website": "",
        **more,
    }


def send(client: Client | None = None, **more) -> str:
    """Fill in the form; the path of the status page."""
    response = (client or Client()).post("/portal/", filled(**more))
    assert response.status_code == 302, response.content.decode()[:3000]
    return response.headers["Location"].partition("?")[0]


def by(case: Case):
    return actors.user(case.owner.pk)


def test_the_form_is_a_case_and_leads_to_its_status_page(made):
    path = send()
    case = Case.objects.get()
    assert case.owner is not None
    assert case.channel == "form"
    assert case.contact.name == "Zhou Min"
    assert "K15-204417" in Message.objects.get().text
    page = Client().get(path)
    assert page.status_code == 200
    body = page.content.decode()
    assert "The kettle does not switch off." in body
    assert case.owner.name in body
    assert "We promised you" in body
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_the_same_form_again_is_the_same_case(made):
    first, second = send(), send()
    assert Case.objects.count() == Message.objects.count() == 1
    assert first != second  # each answer has its own link; both lead to the one case
    for path in (first, second):
        assert Client().get(path).status_code == 200


def test_the_same_page_with_other_words_joins_the_first(made):
    send()
    send(text="And it hisses.")
    assert Case.objects.count() == 1
    assert Message.objects.count() == 2


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(made):
    photo = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xffbytes", content_type="image/jpeg")
    response = Client().post("/portal/", filled(reach="zhou at home", files=[photo]))
    body = response.content.decode()
    assert response.status_code == 422
    assert "The kettle does not switch off." in body
    assert "zhou at home" in body
    assert 'id="reach-err"' in body
    assert 'aria-invalid="true"' in body
    assert "photo.jpg" in body
    [ticket] = re.findall(r'name="kept" value="([^"]+)"', body)
    send(kept=[ticket])
    assert Message.objects.get().files.get().file.name == "photo.jpg"


def test_the_page_of_a_case_of_the_form_speaks_for_whoever_looks_after_the_device(
    made, monkeypatch
):
    monkeypatch.setattr(
        "makegood.portal.views.brand_for", lambda product: f"{product.line} Service"
    )
    path = send()
    case = Case.objects.get()
    page = Client().get(path).content.decode()
    assert "Lanhe Service" in page
    product = Product.objects.create(key="l958", model="L958", line="HENGYUE")
    case.asset = Asset.objects.create(serial="L-1", product=product, state="used", token="l1")
    case.save(update_fields=["asset"])
    page = Client().get(path).content.decode()
    assert "HENGYUE Service" in page
    assert "Lanhe Service" not in page


def test_a_file_that_is_too_large_is_named_and_the_others_are_kept(made, monkeypatch):
    monkeypatch.setattr("makegood.portal.intake.MAX_BYTES", 10)
    small = SimpleUploadedFile("small.jpg", b"\xff\xd8\xff", content_type="image/jpeg")
    film = SimpleUploadedFile("film.mov", b"much too much", content_type="video/quicktime")
    response = Client().post("/portal/", filled(files=[film, small]))
    body = response.content.decode()
    assert response.status_code == 422
    assert "film.mov · This file is larger than 25 MB." in body
    assert "The kettle does not switch off." in body
    [ticket] = re.findall(r'name="kept" value="([^"]+)"', body)
    send(kept=[ticket])
    assert Message.objects.get().files.get().file.name == "small.jpg"


def test_of_more_than_ten_files_the_first_ten_are_kept_and_the_others_named(made):
    files = [SimpleUploadedFile(f"p{n}.txt", b"x") for n in range(12)]
    body = Client().post("/portal/", filled(files=files)).content.decode()
    assert len(re.findall(r'name="kept"', body)) == 10
    assert "p10.txt, p11.txt · At most ten files fit one message." in body


@pytest.mark.parametrize(
    ("reach", "kind"),
    [
        ("zhou@example.org", "mail"),
        ("＋86 138 0013 8000", "phone"),
        ("13800138000", "phone"),
        ("020 7946 0018", "phone"),
    ],
)
def test_a_mail_address_or_a_number_is_enough(made, reach, kind):
    send(reach=reach)
    # Typed by somebody: it finds nobody who really has the address.
    assert Case.objects.get().contact.handles.get().kind == f"typed{kind}"


@pytest.mark.parametrize("reach", ["", "zhou", "12", "a@b", "@", "zhou@"])
def test_what_is_neither_is_refused(made, reach):
    assert Client().post("/portal/", filled(reach=reach)).status_code == 422
    assert not Case.objects.exists()


def test_a_ticket_that_we_did_not_write_brings_no_file(made):
    send(kept=["x:y:z"])
    assert not Message.objects.get().files.exists()


def test_a_filled_trap_is_shown_again_and_not_sent(made):
    response = Client().post("/portal/", filled(website="https://spam.example"))
    assert response.status_code == 422
    assert "The kettle does not switch off." in response.content.decode()
    assert not Case.objects.exists()


def test_a_flood_is_held_up_with_the_words_kept(made):
    for n in range(40):
        send(once=f"{ONCE}{n}".replace("0", "a").replace("1", "b"), text=f"Kettle {n}")
    response = Client().post("/portal/", filled(once="b" * 24, text="One more"))
    assert response.status_code == 429
    assert "One more" in response.content.decode()


def test_nobody_gets_an_automatic_mail_by_default(made, settle):
    make_account(
        kind="email",
        address="help@lanhe.test",
        name="Lanhe",
        queue=made.queue,
        settings={"sink": True},
    )
    send()
    settle()
    assert not Outgoing.objects.exists()


def test_where_the_company_wants_it_the_link_goes_by_mail_once_a_day(made):
    account = Account.objects.get(kind="form")
    account.settings = {"mail_link": True}
    account.save()
    make_account(
        kind="email",
        address="help@lanhe.test",
        name="Lanhe",
        queue=made.queue,
        settings={"sink": True},
    )
    for letter in "bcd":
        send(once=letter * 24, text="MARKER-OF-THE-SENDER")
    [mail] = Outgoing.objects.all()
    assert mail.automatic
    assert "MARKER-OF-THE-SENDER" not in Message.objects.get(outgoing=mail).text


def test_answers_leave_by_mail_when_an_address_was_given(made):
    mailbox = make_account(
        kind="email",
        address="help@lanhe.test",
        name="Lanhe",
        queue=made.queue,
        settings={"sink": True},
    )
    send()
    talk = Conversation.objects.get()
    assert (talk.account, talk.peer) == (mailbox, "zhou@example.org")
    send()
    assert Conversation.objects.count() == 1


def test_answers_wait_on_the_page_when_only_a_number_was_given(made, clock, settle):
    path = send(reach="13800138000")
    case = Case.objects.get()
    answer(case, text="A new lid is on its way.", user=case.owner, by=by(case))
    assert "A new lid" not in Client().get(path).content.decode()
    clock.advance(timedelta(seconds=20))
    settle()
    assert "A new lid is on its way." in Client().get(path).content.decode()


def test_reading_changes_nothing(made):
    path = send()
    before = (
        Entry.objects.count(),
        Grant.objects.count(),
        Message.objects.filter(seen_at=None).count(),
    )
    for part in ("", "now/", "question/"):
        Client().get(path + part)
        Client().head(path + part)
    after = (
        Entry.objects.count(),
        Grant.objects.count(),
        Message.objects.filter(seen_at=None).count(),
    )
    assert before == after


def test_notes_and_what_is_internal_reach_no_byte_of_the_page(made, clock, settle):
    path = send(reach="13800138000")
    case = Case.objects.get()
    write_note(case, text="MARKER-NOTE", user=case.owner, by=by(case))
    answer(case, text="We look into it.", user=case.owner, by=by(case))
    clock.advance(timedelta(seconds=20))
    settle()
    for part in ("", "now/", "question/"):
        body = Client().get(path + part).content.decode()
        assert "MARKER-NOTE" not in body
        assert case.owner.email not in body


def test_one_link_never_opens_another_case(made):
    path = send()
    send(once="z" * 24, reach="13800138001", text="MARKER-OTHER")
    assert "MARKER-OTHER" not in Client().get(path).content.decode()


def test_words_of_somebody_else_on_the_case_stay_with_us(made):
    path = send()
    Message.objects.create(
        conversation=Conversation.objects.get(),
        seq=2,
        author="contact",
        text="MARKER-CC",
        marks=["other-sender"],
    )
    Message.objects.create(
        conversation=Conversation.objects.get(),
        seq=3,
        author="contact",
        text="MARKER-CODE",
        marks=["code"],
    )
    body = Client().get(path).content.decode()
    assert "MARKER-CC" not in body
    assert "MARKER-CODE" not in body


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", " "])
def test_an_unknown_link_is_a_kind_page_with_the_form(made, token):
    response = Client().get(f"/s/{token}/")
    assert response.status_code == 404
    assert "/portal/" in response.content.decode()


def test_a_link_ends_by_itself_by_withdrawal_and_by_purpose(made, clock):
    path = send()
    case = Case.objects.get()
    other = give_grant(purpose="visitor", subject=case.pk, lasts=timedelta(days=1))
    assert Client().get(f"/s/{other}/").status_code == 404
    withdraw_grants(purpose="case-form", subject=Conversation.objects.get().pk)
    assert Client().get(path).status_code == 404
    again = send(once="z" * 24)
    clock.advance(timedelta(days=200))
    assert Client().get(again).status_code == 404
    assert Client().post(again + "messages/", {"text": "x"}).status_code == 404


def test_words_and_files_join_the_case_once(made):
    path = send()
    photo = SimpleUploadedFile("label.png", b"\x89PNG\r\n\x1a\nx", content_type="image/png")
    for _ in range(2):
        photo.seek(0)
        response = Client().post(
            path + "messages/", {"once": "q" * 24, "text": "The label.", "files": [photo]}
        )
        assert response.status_code == 302
        assert response.headers["Location"] == f"{path}#talk"
    assert Case.objects.count() == 1
    assert [m.text.split("\n")[0] for m in Message.objects.order_by("pk")] == [
        "The kettle does not switch off.",
        "The label.",
    ]
    assert Message.objects.last().files.get().file.name == "label.png"
    assert "label.png" in Client().get(path).content.decode()
    assert Case.objects.get().contact.handles.count() == 1


def test_words_on_a_case_without_any_handle_still_join_it(made):
    arrive(made.account, text="Hello", **{"from": ""})
    file_waiting()
    case = Case.objects.get()
    path = f"/s/{give_grant(purpose='case', subject=case.pk, lasts=timedelta(days=1))}/"
    assert Client().post(path + "messages/", {"once": "q" * 24, "text": "More"}).status_code == 302
    assert Case.objects.count() == 1
    assert Message.objects.count() == 2


def test_nothing_to_say_is_refused_beside_the_field(made):
    path = send()
    response = Client().post(path + "messages/", {"once": "q" * 24, "text": " "})
    assert response.status_code == 422
    assert 'id="add-err"' in response.content.decode()


def asked(case: Case):
    return resolve(case, user=case.owner, by=by(case))


def test_yes_closes_as_confirmed_and_twice_is_once(made):
    path = send()
    case = Case.objects.get()
    asked(case)
    body = Client().get(path).content.decode()
    assert 'name="solved" value="yes"' in body
    assert "checked" not in body
    for _ in range(2):
        assert (
            Client().post(path + "answer/", {"solved": "yes", "once": "q" * 24}).status_code == 302
        )
    case.refresh_from_db()
    assert case.status == "closed"
    assert case.closures.get().how == "confirmed"
    assert "You said it is solved" in Client().get(path).content.decode()


def test_no_reopens_with_the_same_owner_and_a_promise(made):
    path = send()
    case = Case.objects.get()
    owner = case.owner
    asked(case)
    Client().post(path + "answer/", {"solved": "no", "words": "It still hisses.", "once": "q" * 24})
    case.refresh_from_db()
    assert (case.status, case.owner) == ("open", owner)
    assert Message.objects.filter(author="contact").last().text == "It still hisses."
    assert case.promises.filter(state="open", kind="next_answer").exists()


def test_yes_with_another_wish_is_not_left_in_a_drawer(made):
    path = send()
    case = Case.objects.get()
    asked(case)
    Client().post(
        path + "answer/", {"solved": "yes", "words": "Can I have a second lid?", "once": "q" * 24}
    )
    case.refresh_from_db()
    assert case.status == "open"
    assert case.closures.get().how == "confirmed"
    assert Message.objects.filter(author="contact").last().text == "Can I have a second lid?"


def test_without_a_choice_nothing_is_chosen_for_the_customer(made):
    path = send()
    case = Case.objects.get()
    asked(case)
    response = Client().post(path + "answer/", {"words": "Hm"})
    assert response.status_code == 422
    assert "Hm" in response.content.decode()
    case.refresh_from_db()
    assert case.status == "resolved"


def test_an_answer_to_a_question_that_is_past_keeps_the_words(made):
    path = send()
    case = Case.objects.get()
    asked(case)
    Client().post(path + "messages/", {"once": "q" * 24, "text": "Wait, one more thing"})
    response = Client().post(
        path + "answer/", {"solved": "yes", "words": "All good", "once": "r" * 24}
    )
    assert response.status_code == 409
    assert "All good" in response.content.decode()


def test_why_we_wait_is_said(made):
    path = send()
    case = Case.objects.get()
    wait_for(case, whom="third", reason="The lid comes from the maker on Tuesday.", by=by(case))
    assert "The lid comes from the maker on Tuesday." in Client().get(path).content.decode()


def test_seeing_is_told_by_the_page_and_not_by_opening_it(made, clock, settle):
    path = send(reach="13800138000")
    case = Case.objects.get()
    message = answer(case, text="Good day", user=case.owner, by=by(case))
    clock.advance(timedelta(seconds=20))
    settle()
    Client().get(path)
    message.refresh_from_db()
    assert message.seen_at is None
    assert Client().post(path + "seen/").status_code == 204
    message.refresh_from_db()
    assert message.seen_at is not None


def test_a_post_without_the_protection_token_is_refused(made):
    assert Client(enforce_csrf_checks=True).post("/portal/", filled()).status_code == 403
    assert not Case.objects.exists()


def test_before_there_is_a_queue_the_form_says_that_it_is_closed():
    assert Client().get("/portal/").status_code == 503


def test_the_form_works_before_anybody_made_an_account_for_it():
    company()
    send()
    assert Case.objects.get().owner is not None


@pytest.mark.parametrize("path", ["/portal/", "link"])
def test_pages_hold_no_inline_script_and_no_inline_style(made, path):
    path = send() if path == "link" else path
    body = Client().get(path).content.decode()
    assert " style=" not in body
    assert not re.search(r"\son\w+=", body)
    for script in re.findall(r"<script[^>]*>", body):
        assert "nonce=" in script or 'type="application/json"' in script


def mailbox_of(made, **more):
    return make_account(
        kind="email",
        address="help@lanhe.test",
        name="Lanhe",
        queue=made.queue,
        settings={"sink": True, **more},
    )


def test_an_answer_to_an_address_that_was_only_typed_is_read_at_that_address_alone(
    made, clock, settle
):
    mailbox_of(made)
    path = send(reach="victim@example.org")
    case = Case.objects.get()
    told = answer(case, text="You live at 5 Secret Road.", user=case.owner, by=by(case))
    Message.objects.create(
        conversation=Conversation.objects.get(),
        seq=9,
        author="contact",
        text="MARKER-BY-MAIL",
        external_id="<a@mail.test>",
        marks=["unverified"],
    )
    clock.advance(timedelta(seconds=20))
    settle()
    told.refresh_from_db()
    assert told.outgoing.recipient == "victim@example.org"
    asked(case)
    settle()
    for part in ("", "now/", "question/"):
        body = Client().get(path + part).content.decode()
        assert "Secret Road" not in body
        assert "MARKER-BY-MAIL" not in body
        assert 'name="solved"' not in body
    body = Client().get(path).content.decode()
    assert "The kettle does not switch off." in body
    assert case.owner.name in body
    assert "This page shows only what was written here." in body
    assert Client().post(path + "answer/", {"solved": "yes"}).status_code == 404
    assert Client().post(path + "seen/").status_code == 204
    told.refresh_from_db()
    assert told.seen_at is None
    [mailed] = re.findall(r"/s/[\w-]+/", Outgoing.objects.get(pk=told.outgoing_id).envelope["text"])
    assert "Secret Road" in Client().get(mailed).content.decode()


def test_words_by_a_link_of_the_form_stay_unproven_and_get_no_wider_link(made):
    mailbox_of(made)
    path = send(reach="victim@example.org")
    response = Client().post(path + "messages/", {"once": "q" * 24, "text": "And the lid."})
    assert response.headers["Location"] == f"{path}#talk"
    assert ["unverified" in m.marks for m in Message.objects.order_by("pk")] == [True, True]
    assert "And the lid." in Client().get(path).content.decode()
    assert set(Grant.objects.values_list("purpose", flat=True)) == {"case-form"}


def test_a_link_of_the_form_shows_its_own_conversation_of_a_merged_case(made, clock, settle):
    path = send(reach="13800138000")
    case = Case.objects.get()
    arrive(made.account, text="MARKER-STRAND", **{"from": "other@example.org"})
    file_waiting()
    CaseConversation.objects.exclude(case=case).update(case=case, primary=False)
    assert "MARKER-STRAND" not in Client().get(path).content.decode()
    asked(case)
    settle()
    shown = re.findall(r"/s/([\w-]+)/", Client().get(path + "now/").content.decode())
    assert set(shown) == {path.split("/")[2]}  # the question's own link would open all of it


def test_the_link_that_is_mailed_leaves_once_a_day_and_opens_the_case(made, settle):
    account = Account.objects.get(kind="form")
    account.settings = {"mail_link": True}
    account.save()
    mailbox_of(made)
    for letter in "bc":
        send(once=letter * 24)
        settle()
    [mail] = Outgoing.objects.all()
    assert (mail.state, mail.recipient) == ("sent", "zhou@example.org")
    [mailed] = re.findall(r"/s/[\w-]+/", str(mail.envelope["text"]))
    assert Client().get(mailed).status_code == 200
    assert not Entry.objects.filter(kind__contains="fail").exists()


def test_words_long_after_the_end_begin_a_new_case_that_is_answered_by_mail_too(made, clock):
    mailbox = mailbox_of(made)
    path = send(reach="victim@example.org")
    case = Case.objects.get()
    customer_says(asked(case), solved=True)
    clock.advance(timedelta(days=60))
    response = Client().post(path + "messages/", {"once": "q" * 24, "text": "It is back."})
    again = Case.objects.exclude(pk=case.pk).get()
    talk = again.strands.get().conversation
    assert (talk.account, talk.peer) == (mailbox, "victim@example.org")
    shown = response.headers["Location"].partition("#")[0]
    assert shown != path
    answer(again, text="MARKER-ANSWER", user=again.owner, by=by(again))
    Outgoing.objects.update(state="sent")
    body = Client().get(shown).content.decode()
    assert "It is back." in body
    assert "MARKER-ANSWER" not in body
