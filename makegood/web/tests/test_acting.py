import json

from makegood.care.cases.models import Case, OwnerChange, Question
from makegood.web.tests.make import make_case, make_staff, signed_in


def act(user, case, name, **fields):
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
    assert act(lead, case, "giving", to=stranger.pk, reason="x").status_code == 404
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
