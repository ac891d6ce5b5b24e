"""The page of a person's privacy: wishes, language, a copy of what we hold, erasing."""

import io
import json
import zipfile

import pytest
from django.test import Client

from conftest import run_jobs_now
from makegood.base.files.models import File
from makegood.base.journal.models import Entry
from makegood.contact.conversations.models import Message
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.people.operations import hire
from makegood.records.privacy import operations as privacy
from makegood.records.privacy.errors import NotReady
from makegood.records.privacy.models import Erasure, Keeping, LetGo, PersonCopy, Spoken, Wishes
from makegood.records.privacy.queries import person_of
from tests.matrix.house import signed_in
from tests.one_story.make import House

pytestmark = pytest.mark.django_db
SAID = "The filter leaks since yesterday, my name is Anna Berg and I live at the harbour."


@pytest.fixture
def folder(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def house():
    return House()


@pytest.fixture
def case(house, folder):
    files = [("leak.txt", "text/plain", "drip drip")]
    return house.writes(SAID, sender="anna.berg@x.example", name="Anna Berg", files=files)


@pytest.fixture
def administrator():
    return hire(email="admin@x.test", name="Chen", role="administrator", by=SYSTEM, teams=[])


def page_of(case) -> str:
    return f"/contacts/{case.contact_id}/privacy/"


def test_one_of_us_keeps_how_he_wants_to_be_written_to(house, case):
    browser = signed_in(house.agent)
    told = {"only_owed": "on", "quiet_from": "22:00", "quiet_until": "07:00"}
    assert browser.post(page_of(case), told).status_code == 302
    wishes = Wishes.objects.get(contact=case.contact)
    assert (wishes.only_owed, wishes.quiet_from.hour, wishes.told_by) == (
        True,
        22,
        f"user:{house.agent.pk}",
    )
    assert b'value="22:00' in browser.get(page_of(case)).content


def test_half_of_the_quiet_hours_is_asked_for_again(house, case):
    answer = signed_in(house.agent).post(page_of(case), {"quiet_from": "22:00"})
    assert answer.status_code == 422
    assert not Wishes.objects.exists()


def test_one_of_us_says_the_language(house, case):
    signed_in(house.agent).post(f"/contacts/{case.contact_id}/language/", {"language": "zh-Hant"})
    case.contact.refresh_from_db()
    assert case.contact.language == "zh-Hant"


def test_an_agent_asks_and_only_an_administrator_decides(house, case, administrator):
    browser = signed_in(house.agent)
    assert browser.post(f"/contacts/{case.contact_id}/erasing/").status_code == 302
    decision = f"/contacts/{case.contact_id}/erasing/decision/"
    assert browser.post(decision, {"reason": "He asked"}).status_code == 404
    answer = signed_in(administrator).post(decision, {"reason": "He asked"})
    assert answer.status_code == 409
    assert b"still open" in answer.content
    assert Erasure.objects.get().state == "requested"


def test_the_settings_list_who_is_to_be_erased(house, case, administrator):
    privacy.ask_to_erase(case.contact, by=SYSTEM)
    shown = signed_in(administrator).get("/settings/privacy/").content.decode()
    assert "Anna Berg" in shown
    assert page_of(case) in shown


def test_a_copy_holds_his_words_and_files_and_whoever_takes_it_is_written_down(
    house, case, administrator
):
    house.writes("Mine is another trouble", sender="bo@x.example", name="Bo")
    browser = signed_in(administrator)
    browser.post(f"/contacts/{case.contact_id}/copies/")
    copy = PersonCopy.objects.get()
    privacy.make_copy(copy_id=copy.pk)
    privacy.make_copy(copy_id=copy.pk)
    answer = browser.post(f"/person-copies/{copy.pk}/")
    assert "no-store" in answer.headers["Cache-Control"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(archive.read("data.json"))
    assert SAID in json.dumps(told, ensure_ascii=False)
    assert b"anna.berg@x.example" in archive.read("index.html")
    assert "bo@x.example" not in json.dumps(told)
    [name] = [n for n in archive.namelist() if n.startswith("files/")]
    assert archive.read(name) == b"drip drip"
    [fetched] = Entry.objects.filter(kind="privacy.copy_fetched")
    assert (fetched.customer, fetched.actor) == (case.contact_id, f"user:{administrator.pk}")


def test_a_copy_is_gone_after_a_week(case, folder):
    copy = privacy.ask_for_copy(case.contact, by=SYSTEM)
    privacy.make_copy(copy_id=copy.pk)
    stored = File.objects.get(personcopy__isnull=False).sha256
    moment = now() + PersonCopy.LASTS
    clock.install(lambda: moment)
    with pytest.raises(NotReady):
        privacy.fetch_copy(copy, by=SYSTEM)
    assert privacy.forget_copies() == 1
    assert privacy.forget_copies() == 0
    run_jobs_now()
    assert not [p for p in folder.rglob(stored) if p.is_file()]


def test_a_stranger_sees_nothing_of_it(case):
    assert Client().get(page_of(case)).status_code == 302
    assert person_of(case.contact_id).addresses == ("anna.berg@x.example",)


def test_an_administrator_counts_before_he_switches_on_and_sees_what_went(case, administrator):
    browser = signed_in(administrator)
    path = "/settings/privacy/keeping/"
    counted = browser.post(path, {"kind": "raw", "days": "99", "count": "yes"})
    assert counted.status_code == 200
    assert 'value="99"' in counted.content.decode()
    assert not Keeping.objects.exists()
    LetGo.objects.create(kind="raw", day=now().date(), days=99, rows=7)
    assert browser.post(path, {"kind": "raw", "days": "99", "on": "yes"}).status_code == 302
    shown = browser.get(path).content.decode()
    assert f'<td class="num nowrap">{now():%Y-%m-%d}</td>' in shown
    assert "gone so far" in shown


def test_too_few_days_are_told_at_their_field_and_what_was_typed_stays(case, administrator):
    typed = {"kind": "raw", "days": "12", "on": "yes"}
    answer = signed_in(administrator).post("/settings/privacy/keeping/", typed)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert shown.count("Say at least 30 days.") == 1
    assert shown.count('value="12"') == shown.count('aria-invalid="true"') == 1
    assert not Keeping.objects.exists()


def test_the_page_of_somebody_shows_no_number_in_his_words(house, administrator):
    one = house.writes("Call 13812345678 in the evening please", sender="bo@x.example", name="Bo")
    Spoken.objects.create(contact=one.contact, messages=[Message.objects.latest("pk").pk])
    shown = signed_in(administrator).get(page_of(one)).content.decode()
    assert "••••5678" in shown
    assert "13812345678" not in shown
