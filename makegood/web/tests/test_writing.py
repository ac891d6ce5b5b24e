import json
import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Draft, Note
from makegood.care.cases.models import CaseConversation as Strand
from makegood.contact.channels.models import Outgoing
from makegood.contact.conversations.models import Message
from makegood.kernel import actor, clock
from makegood.kernel.clock import VirtualClock, now
from makegood.web.tests.make import MAIL, case_of, make_case, make_staff, say, signed_in


def reply(client, case, text="We are on it.", **fields):
    case.refresh_from_db()
    fields = {"text": text, "version": case.version, "once": "first-form", **fields}
    return client.post(f"/cases/{case.pk}/replies/", fields)


def answers(case):
    return Message.objects.filter(conversation__strand__case=case, author="staff")


def test_a_reply_shows_at_once_and_leaves_when_it_can_no_longer_be_taken_back(lin, mail, run_jobs):
    case = make_case(mail, lin)
    client = signed_in(lin)
    page = reply(client, case, "It leaves in eight seconds.")
    assert "It leaves in eight seconds." in page.content.decode()
    told = json.loads(page["HX-Trigger"])
    assert told["toast"]["undo"] == f"/messages/{answers(case).get().pk}/withdrawal/"
    assert told["sent"]["kind"] == "reply"
    run_jobs()
    assert "It leaves in eight seconds." not in MAIL.sent
    clock.install(VirtualClock(now() + timedelta(seconds=9)))
    run_jobs()
    assert MAIL.sent.count("It leaves in eight seconds.") == 1


def test_the_same_form_twice_is_one_answer(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    version = case.version
    first = reply(client, case, version=version)
    second = reply(client, case, version=version)
    assert (first.status_code, second.status_code) == (200, 200)
    assert answers(case).count() == 1


def test_an_answer_to_something_older_is_held_back_until_it_was_read(lin, lead, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    seen = case.version
    cases.write_note(case, text="wait, I called her", user=lead, by=actor.user(lead.pk))
    refused = reply(client, case, version=seen)
    assert refused.status_code == 409
    assert refused["HX-Retarget"] == "#stale-reply"
    text = refused.content.decode()
    assert "what you wrote is still here" in text
    case.refresh_from_db()
    assert f'id="version-reply" value="{case.version}"' in text
    assert answers(case).count() == 0
    assert reply(client, case).status_code == 200


def test_undo_brings_the_words_and_files_back(lin, mail, run_jobs):
    case, client = make_case(mail, lin), signed_in(lin)
    upload = {"file": SimpleUploadedFile("label.png", b"png", "image/png")}
    client.post(f"/cases/{case.pk}/drafts/reply/files/", upload)
    key = Draft.objects.get().files.get().key
    reply(client, case, "Not quite right", files=[key])
    assert not Draft.objects.exists()
    message = answers(case).get()
    assert [held.file.key for held in message.files.all()] == [key]
    back = client.post(f"/messages/{message.pk}/withdrawal/")
    restored = json.loads(back["HX-Trigger"])["restored"]
    assert restored["text"] == "Not quite right"
    assert key in restored["files"]
    assert Outgoing.objects.get().state == "withdrawn"
    assert Draft.objects.get().text == "Not quite right"
    clock.install(VirtualClock(now() + timedelta(minutes=1)))
    run_jobs()
    assert "Not quite right" not in MAIL.sent


def test_what_has_left_cannot_be_taken_back(lin, mail, run_jobs):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case, "Gone already")
    clock.install(VirtualClock(now() + timedelta(seconds=9)))
    run_jobs()
    refused = client.post(
        f"/messages/{answers(case).get().pk}/withdrawal/", headers={"HX-Request": "true"}
    )
    assert refused.status_code == 409
    assert "It has left already" in refused.content.decode()


def test_only_who_may_see_the_case_takes_a_message_back(lin, stranger, mail):
    case = make_case(mail, lin)
    reply(signed_in(lin), case)
    answer = answers(case).get()
    assert signed_in(stranger).post(f"/messages/{answer.pk}/withdrawal/").status_code == 404
    assert Outgoing.objects.get().state == "queued"


def test_send_can_leave_the_next_step_with_us(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case)
    case.refresh_from_db()
    assert case.status == Case.Status.WAITING
    reply(client, case, "And one more thing", once="second-form", then="open")
    assert "Lin Xiao" in client.get(f"/cases/{case.pk}/").content.decode()
    assert answers(case).count() == 2


def test_an_answer_that_does_not_say_what_was_read_is_refused(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    assert reply(client, case, version="").status_code == 422
    assert reply(client, case, version="soon", once="second-form").status_code == 422
    assert answers(case).count() == 0


def test_an_answer_goes_by_the_channel_that_was_chosen(lin, mail, chat):
    case, client = make_case(mail, lin), signed_in(lin)
    [by_mail] = [strand.conversation for strand in case.strands.all()]
    by_chat = say(chat, "I am here, too").conversation
    Strand.objects.filter(conversation=by_chat).update(case=case, primary=False)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    offered = re.search(r'<select class="way" name="conversation".*?</select>', page).group()
    ways = [int(pk) for pk in re.findall(r'value="(\d+)"', offered)]
    assert ways == [by_mail.pk, by_chat.pk]
    reply(client, case, "By chat", conversation=by_chat.pk)
    reply(client, case, "As usual", once="second-form")
    assert {m.text: m.conversation_id for m in answers(case)} == {
        "By chat": by_chat.pk,
        "As usual": by_mail.pk,
    }


def test_nothing_to_say_is_refused_and_changes_nothing(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    refused = reply(client, case, "   ")
    assert refused.status_code == 422
    assert answers(case).count() == 0


def test_a_note_is_kept_and_never_leaves(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    page = client.post(f"/cases/{case.pk}/notes/", {"text": "between us", "once": "n1"})
    assert "between us" in page.content.decode()
    client.post(f"/cases/{case.pk}/notes/", {"text": "between us", "once": "n1"})
    assert Note.objects.filter(case=case).count() == 1
    assert not Outgoing.objects.exists()


def test_a_draft_is_there_again_for_its_writer_and_for_nobody_else(lin, lead, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    saved = client.post(
        f"/cases/{case.pk}/drafts/reply/", {"text": "Dear Ms Zhou", "revision": "7"}
    )
    assert saved.json() == {"revision": 7}
    assert "Dear Ms Zhou</textarea>" in client.get(f"/cases/{case.pk}/").content.decode()
    assert "Dear Ms Zhou" not in signed_in(lead).get(f"/cases/{case.pk}/").content.decode()


def test_an_older_keystroke_never_overwrites_a_newer_one(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    client.post(f"/cases/{case.pk}/drafts/reply/", {"text": "newer", "revision": "9"})
    late = client.post(f"/cases/{case.pk}/drafts/reply/", {"text": "older", "revision": "8"})
    assert late.json() == {"revision": 9}
    assert Draft.objects.get().text == "newer"


def test_a_file_of_somebody_elses_draft_is_not_sent(lin, mail):
    case = make_case(mail, lin)
    other = make_staff("Other")
    upload = {"file": SimpleUploadedFile("secret.txt", b"secret")}
    signed_in(other).post(f"/cases/{case.pk}/drafts/reply/files/", upload)
    key = Draft.objects.get(user=other).files.get().key
    reply(signed_in(lin), case, files=[key])
    assert not answers(case).get().files.exists()


def test_a_file_can_be_taken_out_of_a_draft_again(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    page = client.post(
        f"/cases/{case.pk}/drafts/note/files/", {"file": SimpleUploadedFile("a.txt", b"a")}
    )
    key = Draft.objects.get().files.get().key
    assert f"/cases/{case.pk}/drafts/note/files/{key}/removal/" in page.content.decode()
    client.post(f"/cases/{case.pk}/drafts/note/files/{key}/removal/")
    assert not Draft.objects.get().files.exists()


def test_there_is_no_third_box(lin, mail):
    case = make_case(mail, lin)
    assert signed_in(lin).post(f"/cases/{case.pk}/drafts/poem/", {"text": "x"}).status_code == 404


def test_a_page_that_is_open_says_that_somebody_is_here(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    lin.presence.seen_at = None
    lin.presence.save()
    assert client.post(f"/cases/{case.pk}/presence/", {"doing": "reply"}).status_code == 204
    lin.presence.refresh_from_db()
    assert lin.presence.seen_at is not None
    assert client.post("/here/").status_code == 204


def test_the_customer_is_told_that_his_words_are_read(lin, chat):
    first = say(chat, "Is anybody there?")
    case = case_of(first)
    signed_in(lin).post(f"/cases/{case.pk}/presence/", {"doing": "looking"})
    first.refresh_from_db()
    assert first.seen_at is not None
    assert Entry.objects.filter(kind="conversations.message_seen", case=case.pk).count() == 1
    signed_in(lin).post(f"/cases/{case.pk}/presence/", {"doing": "looking"})
    assert Entry.objects.filter(kind="conversations.message_seen", case=case.pk).count() == 1


def test_a_message_that_may_not_have_arrived_waits_for_a_persons_word(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    reply(client, case)
    message = answers(case).get()
    Outgoing.objects.update(state="uncertain")
    page = client.get(f"/cases/{case.pk}/talk/").content.decode()
    assert "not sure it arrived" in page
    assert f"/messages/{message.pk}/outcome/" in page
    assert client.post(f"/messages/{message.pk}/outcome/", {"arrived": "yes"}).status_code == 204
    assert Outgoing.objects.get().state == "sent"
    again = client.post(f"/messages/{message.pk}/outcome/", {"arrived": "no"})
    assert again.status_code == 409
    assert Outgoing.objects.get().state == "sent"
