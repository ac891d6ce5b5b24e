"""What a customer writes by any provider: durable before the provider hears so, filed once, as what it is."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import run_jobs_now
from makegood.base.files.operations import read
from makegood.care.cases.models import Case
from makegood.contact.channels import views
from makegood.contact.channels.models import Media, RawItem, Standing
from makegood.contact.channels.operations import switch_account
from makegood.contact.channels.ports import RawView, adapter_for
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel.actor import SYSTEM
from makegood.loops.contact_to_case import file_waiting
from makegood.records.customers.models import Handle
from makegood.world.farside.playing import Ring
from tests.contracts.stand import PAGE, PICTURE, PROGRAM, Stand


def test_words_become_a_case_with_an_owner_of_a_person_who_is_known_again(at: Stand):
    first = at.says("Pump 7 shows E41")
    second = at.says("It is loud, too")
    assert (first.text, second.text) == ("Pump 7 shows E41", "It is loud, too")
    assert first.conversation_id == second.conversation_id
    assert (first.seq, second.seq) == (1, 2)
    case = Case.objects.get()
    assert case.owner_id == at.lanhe.lead.pk
    assert Handle.objects.exclude(contact=case.contact).count() == 0
    if at.far.kind != "webhook":
        assert "unverified" not in first.marks
    assert bool(second.sender_name) == (at.far.kind != "sms")


def test_two_customers_are_two_persons_and_two_cases(at: Stand):
    at.says("one")
    at.says("two", who=at.far.other)
    assert Case.objects.count() == 2
    assert len(set(Case.objects.values_list("contact", flat=True))) == 2


def test_chinese_is_read_in_both_scripts(at: Stand):
    said = at.says("洗衣機漏水，请尽快处理权/權 🙏")
    assert said.text == "洗衣機漏水，请尽快处理权/權 🙏"
    assert Case.objects.get().language.startswith("zh")


def test_the_same_call_ten_times_is_one_message(at: Stand):
    rings = at.far.says(at.who, "Pump 7 shows E41")
    for _time in range(10):
        for ring in rings:
            assert at.ring(ring).status_code < 300
    at.settle()
    assert at.raws() == 1
    assert Message.objects.count() == 1


def test_a_replay_after_the_case_is_filed_changes_nothing(at: Stand):
    rings = at.far.says(at.who, "Pump 7 shows E41")
    for ring in rings:
        at.ring(ring)
    at.settle()
    for ring in rings:
        assert at.ring(ring).status_code < 300
    at.settle()
    assert (at.raws(), Message.objects.count()) == (1, 1)


def test_a_name_that_comes_again_with_other_words_is_another_message_and_marked(at: Stand):
    at.says("I agree", id="5")
    at.says("I do not agree", id="5")
    texts = list(Message.objects.order_by("pk").values_list("text", flat=True))
    assert texts == ["I agree", "I do not agree"]
    assert "said-otherwise" in Message.objects.latest("pk").marks


def test_what_comes_out_of_order_is_in_one_talk(at: Stand):
    later, earlier = at.far.says(at.who, "second", id="6"), at.far.says(at.who, "first", id="5")
    for ring in (*earlier, *later):
        at.ring(ring)
    at.settle()
    assert Conversation.objects.count() == Case.objects.count() == 1
    assert sorted(Message.objects.values_list("text", flat=True)) == ["first", "second"]


def test_nothing_is_taken_without_the_right_signature(at: Stand):
    [ring] = at.far.says(at.who, "let me in")
    forged = Ring(ring.method, ring.query, {"content-type": "application/json"}, ring.body)
    if at.far.kind == "wecom":
        forged = Ring(
            "POST", ring.query.replace("msg_signature=", "msg_signature=0"), {}, ring.body
        )
    assert at.ring(forged).status_code == 401
    changed = Ring(ring.method, ring.query, ring.headers, ring.body.replace(b"e", b"f") + b" ")
    if at.far.kind != "telegram":  # it signs nothing: its secret is all there is
        assert at.ring(changed).status_code == 401
    assert at.raws() == 0
    at.settle()
    assert Message.objects.count() == 0
    assert Standing.objects.get(pk=at.account.pk).refusal


def test_every_way_to_sign_wrongly_is_refused(at: Stand):
    [ring] = at.far.says(at.who, "let me in")
    for name, value in ring.headers.items():
        if name == "content-type":
            continue
        for wrong in ("", "x", value[:-1], value.swapcase(), value + "0"):
            if wrong != value:
                signed = {**ring.headers, name: wrong}
                status = at.ring(Ring(ring.method, ring.query, signed, ring.body)).status_code
                assert status == 401, (name, wrong)
    assert at.raws() == 0


def test_a_wrong_address_of_ours_is_not_there(at: Stand):
    [ring] = at.far.says(at.who, "x")
    at.far.hook = at.far.hook[:-2] + ("a/" if at.far.hook[-2] != "a" else "b/")
    assert at.ring(ring).status_code == 404


def test_a_switched_off_account_takes_nothing(at: Stand):

    switch_account(at.account, on=False, by=SYSTEM)
    [ring] = at.far.says(at.who, "x")
    assert at.ring(ring).status_code == 404
    assert at.raws() == 0


def test_the_address_is_proven_as_the_provider_wants_it(at: Stand):
    asked = at.far.handshake()
    if asked is None:
        assert at.ring(Ring("GET")).status_code == 401
        return
    ring, wanted = asked
    answer = at.ring(ring)
    assert (answer.status_code, answer.content) == (200, wanted)
    wrong = Ring("GET", ring.query.replace("=", "=0"))
    assert at.ring(wrong).status_code == 401


def test_a_signed_megabyte_of_nonsense_is_kept_for_a_person_and_holds_nobody_up(at: Stand):
    ring = at.far.brings(b"\xff" * (1024 * 1024))
    assert at.ring(ring).status_code < 300
    at.settle()
    case = Case.objects.get()
    assert case.needs_look
    assert "unreadable" in Message.objects.get().marks
    assert at.says("Pump 7 shows E41").text == "Pump 7 shows E41"


def test_more_than_four_megabytes_are_not_taken(at: Stand):
    [ring] = at.far.says(at.who, "x")
    huge = Ring("POST", ring.query, ring.headers, b"x" * (4 * 1024 * 1024 + 1))
    assert at.ring(huge).status_code == 413
    assert at.raws() == 0


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b"7", b'{"a":' * 5000, "{\u2028".encode(), b"\0" * 9]
)
def test_whatever_stands_in_an_item_reading_it_never_fails(at: Stand, body: bytes):

    raw = RawView(1, at.account.pk, at.account.address, "en", body, {}, at.account.made_at, "x")
    [read_] = adapter_for(at.far.kind).read([raw])
    assert read_.needs_look or read_.ignored


def test_it_is_durable_before_the_provider_hears_so(at: Stand, monkeypatch: pytest.MonkeyPatch):

    def full(*_told: object, **_more: object) -> None:
        raise RuntimeError("the disk is full")

    for name in ("accept_many", "have_pulled"):
        monkeypatch.setattr(views, name, full)
    [ring] = at.far.says(at.who, "x")
    assert at.ring(ring).status_code == 500
    assert at.raws() == 0


def test_a_file_is_fetched_by_a_job_and_is_what_its_bytes_say(at: Stand):
    message = at.says("see here", thing=PICTURE)
    [held] = message.files.select_related("file").all()
    assert read(held.file) == PICTURE.content
    assert held.file.type == "image/png"
    assert held.file.name.endswith(".png")
    assert "file-lies" not in Message.objects.get(pk=message.pk).marks
    assert Media.objects.get().state == Media.State.KEPT


def test_a_page_that_calls_itself_a_picture_is_kept_as_unknown_bytes(at: Stand):
    message = at.says("see here", thing=PAGE)
    [held] = message.files.select_related("file").all()
    assert held.file.type == "application/octet-stream"
    assert not held.file.name.endswith(".png")
    assert "file-lies" in Message.objects.get(pk=message.pk).marks


def test_a_program_is_not_taken_and_the_message_says_so(at: Stand):
    message = at.says("see here", thing=PROGRAM)
    assert message.files.count() == 0
    assert "file-refused" in Message.objects.get(pk=message.pk).marks


def test_a_file_that_cannot_be_fetched_is_tried_again_then_given_up_aloud(at: Stand, clock):
    at.shut = 10**6
    rings = at.far.says(at.who, "see here", thing=PICTURE)
    if at.far.kind == "wecom":
        at.shut = 0
    for ring in rings:
        at.ring(ring)
    at.settle()
    if at.far.kind == "wecom":
        at.far.kept.clear()
        Media.objects.update(state="new", attempts=0, reference={"media_id": "gone"})
        Message.objects.latest("pk").files.all().delete()
        at.shut = 10**6
    assert Case.objects.count() == 1
    for _try in range(8):
        clock.advance(timedelta(days=1))
        at.settle()
    assert "file-lost" in Message.objects.latest("pk").marks
    assert Media.objects.get().state == Media.State.LOST


def test_filing_asks_the_database_no_more_for_ten_messages_than_for_two(at: Stand):

    counts = []
    for many in (2, 10):
        for number in range(many):
            for ring in at.far.says(at.who, f"word {number}"):
                at.ring(ring)
        if at.far.kind == "wecom":
            run_jobs_now()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            file_waiting()
        counts.append(len(seen))
    assert RawItem.objects.filter(state=RawItem.State.NEW).count() == 0
    assert counts[1] <= counts[0] + 2, counts


@pytest.mark.parametrize("at", ["telegram", "whatsapp"], indirect=True)
def test_what_is_no_word_is_set_aside_with_its_reason(at: Stand):
    told = {
        "telegram": {"update_id": 5, "my_chat_member": {"chat": {"id": 1}}},
        "whatsapp": {
            "entry": [{"changes": [{"field": "account_update", "value": {"event": "x"}}]}]
        },
    }[at.far.kind]
    body = json.dumps(told).encode()
    ring = at.far.brings(body)
    assert at.ring(ring).status_code == 200
    at.settle()
    raw = RawItem.objects.get()
    assert raw.state == RawItem.State.IGNORED
    assert raw.reason
    assert Case.objects.count() == 0
