"""Closed jobs teach, and nothing that they teach is used before it is measured to be no worse."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import run_jobs_now
from makegood.base.database import rows
from makegood.care.cases.events import CaseAboutDevice
from makegood.field.alarms.models import Alarm
from makegood.field.diagnosis import operations, queries
from makegood.field.diagnosis.models import Fault, Lesson, Session
from makegood.field.diagnosis.operations import learning
from makegood.field.diagnosis.operations.learning import learn
from makegood.field.diagnosis.queries.measuring import quality_of
from makegood.field.diagnosis.reading.chances import number_of, word_of
from makegood.field.diagnosis.reading.differences import differences
from makegood.field.diagnosis.reading.sheets import Unreadable, read_sheet, write_sheet
from makegood.kernel.actor import SYSTEM, user
from makegood.kernel.clock import now
from makegood.loops.case_to_learning import tables_learn
from makegood.loops.device_to_diagnosis import a_case_learns_of_its_device
from tests.diagnosis.make import case_of, fault, flicker, television
from tests.matrix.house import signed_in

LI = user(1)
TRUTH = {"power": 0.7, "backlight": 0.2, "source": 0.1}  # the table thinks that it is the backlight


def jobs(row: Fault, count: int, *, honest: bool = True) -> None:
    """Closed jobs of a world in which mostly the power board fails; or of one that means nothing."""
    dice = random.Random(7)
    table = flicker()
    for n in range(count):
        cause = dice.choices(list(TRUTH), list(TRUTH.values()))[0]
        evidence: dict[str, Any] = {
            one["id"]: dice.random() < one["probability"].get(cause, 0.05)
            for one in table["symptoms"][:2]
        }
        chance = table["checks"][0]["outcomes"][0]["probability"][cause]
        evidence["menu"] = "yes" if dice.random() < chance else "no"
        said = cause if honest else dice.choice(["backlight", "source", "power"])
        at = now() - timedelta(days=count - n)
        Lesson.objects.create(fault=row, cause=said, evidence=evidence, model="55Q8", at=at)


def test_too_few_jobs_teach_nothing(house):
    row = fault()
    jobs(row, 20)
    assert operations.learn_now(row, by=SYSTEM) is None
    assert not operations.is_due(row)


def test_what_is_measured_to_be_better_is_used_at_once_and_goes_back_in_one_click(
    house, no_violations
):
    row = fault()
    jobs(row, 80)
    assert tables_learn() == 1
    assert tables_learn() == 1  # wished for twice, it is one job
    assert rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'diagnosis.learn'") == [
        (f'{{"fault": {row.pk}}}',)
    ]
    learn(fault=row.pk)
    learn(fault=row.pk)
    assert row.versions.count() == 2
    row.refresh_from_db()
    learned = row.live
    assert learned is not None
    assert (learned.origin, learned.state) == ("learned", "kept")
    assert learned.scores["candidate"]["brier"] < learned.scores["live"]["brier"]
    priors = {one["id"]: one["prior"] for one in learned.table["causes"]}
    assert priors["power"] > priors["backlight"]
    assert learned.table["symptoms"][2]["code"] == "TV-F07"  # what is no number stays
    assert tables_learn() == 0  # nothing new was closed
    told = quality_of(row)
    assert told is not None
    assert told["jobs"] >= 20
    operations.roll_back(row.versions.get(number=1), by=LI)
    row.refresh_from_db()
    assert row.live == row.versions.get(number=1)


def test_what_is_not_better_waits_for_an_expert(house):
    row = fault()
    jobs(row, 40)
    operations.learn_now(row, by=SYSTEM)
    row.refresh_from_db()
    first = row.live
    jobs(row, 5)  # too few that neither has seen
    waiting = operations.learn_now(row, by=SYSTEM)
    assert waiting is not None
    assert waiting.state == "proposed"
    row.refresh_from_db()
    assert row.live == first
    assert queries.proposal_of(row) == waiting
    operations.take_proposal(waiting, by=LI)
    operations.take_proposal(waiting, by=LI)
    row.refresh_from_db()
    assert row.live == waiting
    assert row.turns.order_by("-pk").values_list("why", flat=True)[0] == "approved"


def test_jobs_are_counted_once_however_often_it_learns(house):
    row = fault()
    jobs(row, 60)
    operations.learn_now(row, by=SYSTEM)
    assert operations.learn_now(row, by=SYSTEM) is None


def test_what_was_worked_out_beside_another_version_is_not_written(house, monkeypatch):
    row = fault()
    jobs(row, 80)

    def another_meanwhile(*told, **more):
        monkeypatch.undo()
        operations.learn_now(row, by=SYSTEM)
        return learning.learned(*told, **more)

    monkeypatch.setattr(learning, "learned", another_meanwhile)
    assert operations.learn_now(row, by=SYSTEM) is None
    assert row.versions.count() == 2


def test_a_table_that_goes_out_of_use_while_a_version_is_worked_out_stays_out(house, monkeypatch):
    row = fault()
    jobs(row, 80)

    def retired_meanwhile(*told, **more):
        operations.retire(row, retired=True, by=LI)
        return learned(*told, **more)

    learned = learning.learned
    monkeypatch.setattr(learning, "learned", retired_meanwhile)
    assert operations.learn_now(row, by=SYSTEM) is None
    assert Fault.objects.get(pk=row.pk).retired_at is not None


def test_a_lesson_taken_back_teaches_no_more(house):
    row = fault()
    jobs(row, 60)
    Lesson.objects.update(withdrawn_at=now())
    assert operations.learn_now(row, by=SYSTEM) is None


def test_the_codes_of_a_device_begin_the_search_of_its_case(house):
    row = fault()
    case = case_of(house, television())
    assert case.asset is not None
    moment = now()
    Alarm.objects.create(
        asset=case.asset, fault="TV-F07", code="TV-F07", severity=3,
        first_at=moment, last_at=moment, state_at=moment, heard_at=moment,
    )  # fmt: skip
    for _twice in range(2):
        a_case_learns_of_its_device(CaseAboutDevice(case_id=case.pk, asset_id=case.asset.pk), None)  # type: ignore[arg-type]
    session = Session.objects.get()
    assert (session.fault, session.origin) == (row, "device")
    assert [(one.key, one.source) for one in queries.standing_answers(session)] == [
        ("f07", "device")
    ]


def test_a_sheet_holds_the_whole_table():
    table = operations.fitting(flicker(several=False))
    back = operations.fitting(read_sheet(write_sheet(table)))
    assert differences(table, back) == []


def test_a_sheet_is_no_formula():
    assert "'=cmd" in write_sheet(flicker(title={"en": "=cmd|' /C calc'!A0"}))


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "sheet,id\nnonsense,1", 'sheet,id\ncause,"a'])
def test_what_is_no_sheet_is_named_by_its_line(text):
    with pytest.raises(Unreadable):
        read_sheet(text)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0.35", 0.35), ("35 %", 0.35), ("35％", 0.35), ("0,35", 0.35), ("often", 0.7), ("x", None)],
)
def test_chances_are_read_as_people_write_them(typed, number):
    assert number_of(typed) == (pytest.approx(number) if number else None)


def test_a_chance_has_the_nearest_word():
    assert [word_of(chance) for chance in (0.99, 0.6, 0.3, 0.08, 0.0)] == [
        "always", "often", "sometimes", "rarely", "never",
    ]  # fmt: skip


def test_an_import_shows_what_would_change_before_it_is_taken(house):
    row = fault()
    browser = signed_in(house.lead)
    changed = flicker(danger=True)
    changed["causes"][0]["prior"] = 0.4
    page = browser.post(f"/settings/faults/{row.pk}/import/", {"text": write_sheet(changed)})
    assert "50 %" in page.content.decode()
    assert "40 %" in page.content.decode()
    assert queries.draft_of(row) is None  # only shown
    browser.post(f"/settings/faults/{row.pk}/import/", {"text": write_sheet(changed), "take": "1"})
    draft = queries.draft_of(row)
    assert draft is not None
    assert draft.table["causes"][0]["prior"] == 0.4
    row.refresh_from_db()
    assert row.live == row.versions.get(number=1)


def test_every_page_opens_with_and_without_jobs(house):
    row = fault()
    browser: Client = signed_in(house.lead)
    places = ["", f"{row.pk}/", f"{row.pk}/trial/", f"{row.pk}/draft/", f"{row.pk}/table.csv"]
    assert [browser.get(f"/settings/faults/{one}").status_code for one in places] == [200] * 5
    jobs(row, 45)
    operations.learn_now(row, by=SYSTEM)
    assert [browser.get(f"/settings/faults/{one}").status_code for one in places] == [200] * 5


def test_two_editors_in_two_browsers_and_nothing_is_lost(house):
    row = fault()
    he = house.hire("heyu", "specialist")
    mine, theirs = signed_in(house.lead), signed_in(he)
    table = operations.fitting(flicker())
    place = f"/settings/faults/{row.pk}/draft/"

    def save(browser: Client, revision: int, **more: Any) -> Any:
        written = json.dumps({**table, **more})
        return browser.post(place, {"table": written, "revision": revision})

    assert save(mine, 0, danger=True).status_code == 200
    clash = save(theirs, 1, several=True)
    assert clash.status_code == 409
    assert "lead" in clash.content.decode().lower()
    draft = queries.draft_of(row)
    assert draft is not None
    assert draft.table["danger"] is True


def test_whoever_asks_to_learn_is_told_at_once_that_it_is_worked_out_and_then_what_came(house):
    row = fault()
    jobs(row, 60)
    browser: Client = signed_in(house.lead)
    place, learning_place = f"/settings/faults/{row.pk}/", f"/settings/faults/{row.pk}/learning/"
    asked = f'hx-get="{learning_place}?after=1"'
    assert asked not in browser.get(place).content.decode()
    assert browser.post(learning_place).status_code == 302
    assert browser.post(learning_place).status_code == 302
    [(args,)] = rows("SELECT args FROM procrastinate_jobs WHERE task_name = 'diagnosis.learn'")
    assert json.loads(args) == {"fault": row.pk, "by": str(user(house.lead.pk))}
    assert row.versions.count() == 1  # nothing is computed while he waits
    page = browser.get(place).content.decode()
    assert (asked in page, "Learn from the closed jobs now" in page) == (True, False)
    again = browser.get(f"{learning_place}?after=1", headers={"HX-Request": "true"})
    assert (again.status_code, asked in again.content.decode()) == (200, True)
    run_jobs_now()
    through = browser.get(f"{learning_place}?after=1", headers={"HX-Request": "true"})
    assert through.headers["HX-Redirect"] == place
    page = browser.get(place).content.decode()
    assert "Learned, measured to be no worse, and in use now." in page
    assert "Learn from the closed jobs now" in page
    row.refresh_from_db()
    assert row.live is not None
    assert (row.live.origin, row.live.made_by) == ("learned", str(user(house.lead.pk)))


def test_whoever_asks_again_hears_that_nothing_new_came_of_it(house):
    row = fault()
    jobs(row, 60)
    operations.learn_now(row, by=SYSTEM)
    browser: Client = signed_in(house.lead)
    place = f"/settings/faults/{row.pk}/learning/"
    browser.post(place)
    run_jobs_now()
    assert browser.get(f"{place}?after=2").status_code == 302
    page = browser.get(f"/settings/faults/{row.pk}/").content.decode()
    assert "The closed jobs taught nothing new." in page


def test_too_few_jobs_are_no_work_for_a_worker(house):
    row = fault()
    jobs(row, 20)
    browser: Client = signed_in(house.lead)
    page = browser.post(f"/settings/faults/{row.pk}/learning/", follow=True).content.decode()
    assert "There are too few closed jobs to learn from." in page
    assert rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'diagnosis.learn'") == []
