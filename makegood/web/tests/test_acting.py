import json
import re
from datetime import timedelta

import pytest

from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, OwnerChange, Question
from makegood.care.promises.operations import NewPromise, make_many
from makegood.contact.channels.models import RawItem
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.web.tests.make import make_case, make_staff, say, signed_in


def write_again(case):
    """The customer writes once more in the same talk."""
    talk = case.strands.get().conversation
    say(talk.account, "Wait, it smokes now!", sender=talk.peer, conversation=talk.pk)


def act(user, case, name, **fields):
    fields.setdefault("version", Case.objects.get(pk=case.pk).version)
    return signed_in(user).post(f"/cases/{case.pk}/{name}/", fields, headers={"HX-Request": "true"})


def test_resolving_asks_the_customer(lin, mail):
    case = make_case(mail, lin)
    assert (
        "A last word to the customer"
        in signed_in(lin).get(f"/cases/{case.pk}/resolution/").content.decode()
    )
    done = act(lin, case, "resolution", text="The new set is there.")
    assert done.status_code == 204
    assert json.loads(done["HX-Trigger"])["changed"]["case"] == case.pk
    case.refresh_from_db()
    assert case.status == Case.Status.RESOLVED
    assert Question.objects.filter(case=case, answer="").count() == 1
    act(lin, case, "resolution")
    assert Question.objects.filter(case=case).count() == 1


def test_a_resolved_case_can_be_opened_again_by_us(lin, mail):
    case = make_case(mail, lin)
    act(lin, case, "resolution")
    assert "Reopen" in signed_in(lin).get(f"/cases/{case.pk}/head/").content.decode()
    assert act(lin, case, "reopening").status_code == 204
    case.refresh_from_db()
    assert (case.status, case.owner) == (Case.Status.OPEN, lin)


def test_waiting_needs_somebody_to_wait_for(lin, mail):
    case = make_case(mail, lin)
    refused = act(lin, case, "waiting", whom="godot", reason="a photo")
    assert refused.status_code == 422
    assert refused["HX-Retarget"] == "#dialogs"
    assert 'value="a photo"' in refused.content.decode()
    assert act(lin, case, "waiting", whom="customer", reason="a photo").status_code == 204
    case.refresh_from_db()
    assert (case.status, case.waiting_reason) == (Case.Status.WAITING, "a photo")


def test_taking_over_needs_a_reason(lin, lead, mail):
    case = make_case(mail, lead)
    assert "Take over" in signed_in(lin).get(f"/cases/{case.pk}/head/").content.decode()
    refused = act(lin, case, "taking", reason=" ")
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    case.refresh_from_db()
    assert case.owner == lead
    assert act(lin, case, "taking", reason="I know this customer").status_code == 204
    case.refresh_from_db()
    assert case.owner == lin
    assert OwnerChange.objects.filter(case=case, reason="I know this customer").exists()


def test_a_case_is_given_only_to_somebody_of_its_team(lin, lead, stranger, mail):
    case, he_yu = make_case(mail, lin), make_staff("He Yu")
    shown = signed_in(lead).get(f"/cases/{case.pk}/giving/").content.decode()
    assert "He Yu" in shown
    assert "Bob" not in shown
    refused = act(lead, case, "giving", to=stranger.pk, reason="x")
    assert (refused.status_code, "of the team" in refused.content.decode()) == (422, True)
    assert act(lead, case, "giving", to=he_yu.pk, reason="knows boilers").status_code == 204
    case.refresh_from_db()
    assert case.owner == he_yu


def test_an_empty_title_is_refused_with_what_to_do(lin, mail):
    case = make_case(mail, lin, "Old title")
    assert "Give the case a title" in act(lin, case, "title", subject=" ").content.decode()
    assert act(lin, case, "title", subject="New title").status_code == 204
    case.refresh_from_db()
    assert case.subject == "New title"


def test_what_could_not_be_read_is_marked_until_somebody_has_looked(lin, mail):
    case = make_case(mail, lin, needs_look=True, marks=["needs-look"])
    text = signed_in(lin).get(f"/cases/{case.pk}/").content.decode()
    assert "Could not be read in full" in text
    act(lin, case, "look")
    case.refresh_from_db()
    assert not case.needs_look
    assert not RawItem.objects.filter(needs_look=True).exists()


def test_what_came_since_has_not_been_looked_at(lin, mail):
    case = make_case(mail, lin, needs_look=True, marks=["needs-look"])
    shown = case.version
    cases.write_note(case, text="one more", user=lin, by=SYSTEM)
    assert act(lin, case, "look", version=shown).status_code == 409
    case.refresh_from_db()
    assert case.needs_look


DECISIONS = {
    "resolution": {"text": "what I typed"},
    "waiting": {"whom": "third", "reason": "what I typed"},
    "taking": {"reason": "what I typed"},
    "giving": {"reason": "what I typed"},
}


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_over_a_newer_word_is_asked_again_with_what_was_typed(name, lin, lead, mail):
    case = make_case(mail, lin)
    fields = {**DECISIONS[name], "to": make_staff("He Yu").pk}
    shown = case.version
    write_again(case)
    refused = act(lead, case, name, version=shown, **fields)
    assert (refused.status_code, refused["HX-Retarget"]) == (409, "#dialogs")
    text = refused.content.decode()
    assert "Something new came in" in text
    assert "what I typed" in text
    case.refresh_from_db()
    assert (case.status, case.owner) == (Case.Status.OPEN, lin)
    assert not OwnerChange.objects.filter(case=case, before=lin).exists()
    [version] = re.findall(r'name="version" value="(\d+)"', text)
    assert act(lead, case, name, version=version, **fields).status_code == 204


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_that_does_not_say_what_was_read_is_refused(name, lin, lead, mail):
    case = make_case(mail, lin)
    fields = {**DECISIONS[name], "to": make_staff("He Yu").pk, "version": ""}
    assert act(lead, case, name, **fields).status_code == 422
    case.refresh_from_db()
    assert (case.status, case.owner) == (Case.Status.OPEN, lin)


def test_a_dialog_holds_the_version_that_was_in_sight(lin, mail):
    case, client = make_case(mail, lin), signed_in(lin)
    shown = case.version
    write_again(case)
    page = client.get(f"/cases/{case.pk}/waiting/", {"version": shown}).content.decode()
    assert f'name="version" value="{shown}"' in page


def test_only_leads_give_and_anybody_of_the_team_takes_over(lin, lead, mail):
    case, he_yu = make_case(mail, lin), make_staff("He Yu")
    assert act(lin, case, "giving", to=he_yu.pk, reason="you do it").status_code == 404
    assert signed_in(lin).get(f"/cases/{case.pk}/giving/").status_code == 404
    assert act(he_yu, case, "taking", reason="I know boilers").status_code == 204
    assert act(lead, case, "giving", to=lin.pk, reason="he is ill").status_code == 204


@pytest.mark.parametrize(("name", "state"), [("keeping", "kept"), ("release", "released")])
def test_a_persons_promise_is_ended_from_the_page_so_that_the_case_can_be_resolved(
    name, state, lin, stranger, mail
):
    case = make_case(mail, lin)
    before, due = now() - timedelta(days=1), now() + timedelta(days=1)  # he has written since
    new = NewPromise(case=case, kind="person", due=due, what="we call", at=before)
    [given] = make_many([new], by=SYSTEM)
    refused = act(lin, case, "resolution", text="Solved")
    assert refused.status_code == 409
    assert "we call" in refused.content.decode()
    url = f"/promises/{given.pk}/{name}/"
    assert url in signed_in(lin).get(f"/cases/{case.pk}/side/").content.decode()
    assert signed_in(stranger).post(url).status_code == 404
    said = {"message": str(Message.objects.get().pk)} if name == "release" else {}
    for _ in range(2):
        assert signed_in(lin).post(url, said).status_code == 204
    given.refresh_from_db()
    assert given.state == state
    assert url not in signed_in(lin).get(f"/cases/{case.pk}/side/").content.decode()
    assert act(lin, case, "resolution", text="Solved").status_code == 204
