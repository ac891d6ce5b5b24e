import json
from datetime import timedelta

import pytest

from makegood.base.journal.log import react
from makegood.base.journal.models import Entry
from makegood.care.cases.operations import write_note
from makegood.care.promises.models import Feasibility, Promise, Proposal
from makegood.care.promises.ports import KNOWERS, Verdict, install_knower
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import NewMessage, file_many
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.events import Event
from makegood.loops.words_to_promises import what_a_message_promised_is_not_lost
from makegood.web.tests.make import make_case, signed_in

WORDS = "I'll call you back within two hours"


@pytest.fixture(autouse=True)
def knows():
    """Somebody who says that nothing can be done within an hour and everything within a day."""
    before = dict(KNOWERS)
    KNOWERS.clear()
    earliest = now() + timedelta(hours=5)

    def doubts(question):
        soon = question.due < now() + timedelta(hours=1, minutes=1)
        sentence = "You will hear from us by this evening."
        return Verdict(
            chance=0.2 if soon else 0.95,
            earliest=earliest,
            reasons=("All cars are out.",) if soon else (),
            sentence=sentence,
        )

    install_knower("test", doubts)
    yield
    KNOWERS.clear()
    KNOWERS.update(before)


def read(client, case, text, **fields):
    return client.post(f"/cases/{case.pk}/reading/", {"text": text, **fields}).json()


def reply(client, case, text, *promised, **fields):
    case.refresh_from_db()
    told = [json.dumps(each) for each in promised]
    fields = {"text": text, "version": case.version, "once": f"form-{len(text)}", **fields}
    return client.post(f"/cases/{case.pk}/replies/", {**fields, "promised": told})


def given(case):
    return case.promises.filter(kind=Promise.Kind.PERSON)


def test_a_promise_is_marked_while_it_is_written(lin, mail):
    case = make_case(mail, lin)
    told = read(signed_in(lin), case, f"Thank you. {WORDS}.")
    assert told["promises"] == [[11, 11 + len(WORDS), WORDS, False]]
    assert "Can be kept" in told["dock"]
    assert "Record the promise" in told["dock"]


@pytest.mark.parametrize("words", ["We will try to fix it by tomorrow 17:00", "我们尽量明天处理好"])
def test_what_is_said_with_reserve_is_told_from_what_is_firm(lin, mail, words):
    case = make_case(mail, lin)
    assert "Said with reserve" in read(signed_in(lin), case, f"{words}.")["dock"]
    assert "Said with reserve" not in read(signed_in(lin), case, f"{WORDS}.")["dock"]


def test_marks_count_as_the_browser_does(lin, mail):
    case = make_case(mail, lin)
    [[start, end, words, _]] = read(signed_in(lin), case, f"🙏🙏 {WORDS}.")["promises"]
    assert (start, end, words) == (5, 5 + len(WORDS), WORDS)


def test_what_will_hardly_be_kept_comes_with_a_truthful_sentence(lin, mail):
    case = make_case(mail, lin)
    told = read(signed_in(lin), case, "没问题，一小时内到您家。")
    assert "Will hardly be kept" in told["dock"]
    assert "All cars are out." in told["dock"]
    assert "You will hear from us by this evening." in told["dock"]
    assert "Only a lead or a specialist can promise this." in told["dock"]


def test_words_that_shift_blame_are_marked_with_better_ones(lin, mail):
    case = make_case(mail, lin)
    told = read(signed_in(lin), case, "维修的吃饭去了，您得等他回来。")
    assert told["wording"]
    assert "data-take" in told["dock"]


def test_a_recorded_promise_is_made_with_the_message_that_says_it(lin, mail):
    case = make_case(mail, lin)
    page = reply(signed_in(lin), case, f"{WORDS}.", {"words": WORDS})
    assert page.status_code == 200
    promise = given(case).get()
    assert promise.said == WORDS
    assert promise.message == Message.objects.get(conversation__strand__case=case, author="staff")
    assert promise.feasibility.verdict == Feasibility.Verdict.FEASIBLE
    assert abs(promise.due - now() - timedelta(hours=2)) < timedelta(minutes=2)


def test_words_without_a_time_are_held_to_the_moment_that_was_shown(lin, mail):
    case, words = make_case(mail, lin), "I'll call you back shortly"
    due = now() + timedelta(hours=6)
    reply(signed_in(lin), case, words, {"words": words, "due": due.isoformat()})
    assert given(case).get().due == due


def test_words_that_are_no_longer_there_are_not_recorded(lin, mail):
    case = make_case(mail, lin)
    page = reply(signed_in(lin), case, "Thank you.", {"words": WORDS})
    assert page.status_code in (400, 422)
    assert not given(case).exists()
    assert not Message.objects.filter(conversation__strand__case=case, author="staff").exists()


def test_nobody_promises_what_will_hardly_be_kept_without_the_right(lin, mail):
    case, words = make_case(mail, lin), "I'll be there within the hour"
    page = reply(signed_in(lin), case, words, {"words": words, "why": "I fly"})
    assert page.status_code == 409
    assert not given(case).exists()
    assert not Feasibility.objects.filter(case=case).exists()


def test_a_lead_promises_it_with_a_reason_and_it_begins_at_risk(lead, mail):
    case, words = make_case(mail, lead), "I'll be there within the hour"
    page = reply(signed_in(lead), case, words, {"words": words, "why": "A car just came back"})
    assert page.status_code == 200
    promise = given(case).get()
    assert promise.risk == Promise.Risk.AT_RISK
    assert promise.feasibility.overruled_why == "A car just came back"


def test_the_same_form_twice_is_one_promise(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    version = case.version
    for _ in range(2):
        reply(client, case, WORDS, {"words": WORDS}, version=version, once="one-form")
    assert given(case).count() == 1


def test_a_message_taken_back_was_never_a_promise(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    page = reply(client, case, WORDS, {"words": WORDS})
    client.post(json.loads(page["HX-Trigger"])["toast"]["undo"])
    assert given(case).get().state == Promise.State.RELEASED


def test_odd_fields_break_nothing(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    told = read(
        client, case, WORDS, caret="-4", promised=["{", "3", "[]", '{"words": 4, "due": "x"}']
    )
    assert len(told["promises"]) == 1


def test_the_customer_s_clock_stands_beside_ours(lin, mail):
    case = make_case(mail, lin)
    case.contact.zone = "Asia/Shanghai"
    case.contact.save(update_fields=["zone"])
    assert "by the customer" in read(signed_in(lin), case, WORDS)["dock"]


def test_who_may_not_work_on_a_case_reads_nothing_of_it(lin, mail, stranger):
    case = make_case(mail, lin)
    page = signed_in(stranger).post(f"/cases/{case.pk}/reading/", {"text": WORDS})
    assert page.status_code == 404


def side(client, case):
    return client.get(f"/cases/{case.pk}/side/").content.decode()


def test_what_a_note_of_a_call_promised_waits_to_be_recorded(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    words = "we'd send a crew out within 3 days"
    client.post(f"/cases/{case.pk}/notes/", {"text": f"Told her {words}.", "once": "note"})
    assert "Said, not recorded" not in side(client, case)
    react()
    assert "Said, not recorded" in side(client, case)
    proposal = case.proposals.get()
    for _ in range(2):
        assert client.post(f"/proposals/{proposal.pk}/record/").status_code == 204
    assert given(case).get().said == words
    assert "Said, not recorded" not in side(client, case)


def test_a_note_that_no_person_wrote_promises_nothing(lin, mail):
    case, words = make_case(mail, lin), "we'd send a crew out within 3 days"
    write_note(case, text=f"Another alarm: {words}.", user=None, by=SYSTEM)
    react()
    assert not case.proposals.exists()


def test_a_promise_sent_without_being_recorded_counts_although_unlikely(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case, "I'll call you within the hour.")
    react()
    proposal = case.proposals.get()
    assert proposal.why == Proposal.Why.SENT
    assert client.post(f"/proposals/{proposal.pk}/record/").status_code == 204
    promise = given(case).get()
    assert (promise.message, promise.risk) == (proposal.message, Promise.Risk.AT_RISK)


def test_a_letter_that_did_not_leave_from_here_is_read_too(lin, mail):
    case = make_case(mail, lin)
    talk = case.strands.get().conversation
    file_many(
        [
            NewMessage(
                conversation=talk,
                author=Message.Author.STAFF,
                text="I'll call you within the hour.",
                case=case.pk,
                user=lin,
            )
        ]
    )
    react()
    assert case.proposals.get().why == Proposal.Why.OUTSIDE


def test_what_was_recorded_while_it_was_sent_waits_for_nobody(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    assert reply(client, case, f"{WORDS}.", {"words": WORDS}).status_code == 200
    react()
    assert given(case).count() == 1
    assert not case.proposals.exists()


def test_the_reaction_that_runs_again_keeps_the_words_once(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case, "I'll call you within the hour.")
    entry = Entry.objects.filter(kind="conversations.message_written", case=case.pk).latest("pk")
    for _ in range(2):
        what_a_message_promised_is_not_lost([(Event.read(entry.kind, entry.facts), entry)])
    react()
    assert case.proposals.count() == 1
    assert Entry.objects.filter(kind="promises.proposed").count() == 1


def test_what_was_taken_back_before_it_left_waits_for_nobody(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    for early in (True, False):
        reply(client, case, "I'll call you within the hour.", once=f"form-{early}")
        if early:
            react()
        message = case.strands.get().conversation.messages.latest("pk")
        assert client.post(f"/messages/{message.pk}/withdrawal/").status_code == 204
        react()
        assert "Said, not recorded" not in side(client, case)
    assert [p.reason for p in case.proposals.all()] == [Proposal.Reason.NEVER_LEFT]


def test_the_owner_hears_of_it_above_his_list_until_he_has_noted_it(lin, mail, lead):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case, "I'll call you within the hour.")
    react()
    told = "is not recorded as a promise"
    assert told in client.get("/offers/").content.decode()
    assert told not in signed_in(lead).get("/offers/").content.decode()
    proposal = case.proposals.get()
    assert told not in client.post(f"/proposals/{proposal.pk}/hearing/").content.decode()
    assert "Said, not recorded" in side(client, case)


def test_words_are_dismissed_with_a_reason_that_the_timeline_tells(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case, "I'll call you within the hour.")
    react()
    proposal = case.proposals.get()
    place = f"/proposals/{proposal.pk}/dismissal/"
    assert "Why it is not recorded" in client.get(place).content.decode()
    assert client.post(place, {"reason": ""}).status_code == 422
    assert client.post(place, {"reason": "done"}).status_code == 204
    assert "Said, not recorded" not in side(client, case)
    talk = client.get(f"/cases/{case.pk}/talk/").content.decode()
    assert "It is done already" in talk
    assert client.post(f"/proposals/{proposal.pk}/record/").status_code == 409


def test_who_may_not_see_the_case_neither_records_nor_dismisses(lin, mail, stranger):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case, "I'll call you within the hour.")
    react()
    proposal = case.proposals.get()
    for act in ("record", "dismissal", "hearing"):
        page = signed_in(stranger).post(f"/proposals/{proposal.pk}/{act}/", {"reason": "done"})
        assert page.status_code == 404
    assert not given(case).exists()
