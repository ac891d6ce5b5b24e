"""Fault tables: drafts that are never lost, flaws by row and column, versions that go back in one click."""

import pytest

from makegood.field.diagnosis import operations
from makegood.field.diagnosis.errors import DraftChanged, Flawed
from makegood.field.diagnosis.models import Fault, Version
from makegood.field.diagnosis.queries import draft_of
from makegood.kernel.actor import SYSTEM, user
from makegood.kernel.errors import Invalid
from tests.diagnosis.make import cause, fault, flicker, television

pytestmark = pytest.mark.django_db
LI, HE = user(1), user(2)


def test_an_imported_table_answers_at_once_and_the_same_again_changes_nothing():
    first = fault()
    assert fault().live == first.live
    assert first.live.number == 1
    assert first.codes == ["TV-F07"]
    assert Version.objects.count() == 1


def test_names_are_there_in_both_chinese_scripts_and_keys_everywhere():
    table = flicker(
        title={"zh-Hans": "画面闪烁"}, causes=[{"name": {"en": "Cable loose"}, "prior": 0.5}]
    )
    table["symptoms"] = table["checks"] = []
    kept = operations.fitting(table)
    assert kept["title"]["zh-Hant"] == "畫面閃爍"
    assert kept["causes"][0]["id"] == "cable-loose"


def test_a_finding_that_is_a_code_knows_which_one():
    kept = operations.fitting(flicker(codes=["TV-F07", "TV-F09"]))
    assert kept["symptoms"][2]["code"] == "TV-F07"


def test_a_draft_is_kept_with_its_flaws_and_not_put_in_use():
    row = fault()
    draft = operations.begin_draft(row, by=LI)
    wrong = flicker(causes=[cause("a", "A", 1.4), cause("b", "B", 0.1)], symptoms=[], checks=[])
    kept = operations.save_draft(draft, table=wrong, revision=1, by=LI)
    assert kept.table["causes"][0]["prior"] == 1.4
    with pytest.raises(Flawed) as refused:
        operations.publish(kept, revision=kept.revision, by=LI)
    assert any("row 1" in said and "1.4" in said for said in refused.value.sentences)
    row.refresh_from_db()
    assert row.live.number == 1


def test_causes_that_follow_from_each_other_in_a_ring_are_named():
    ring = [cause("a", "A", 0.3, follows={"b": 0.5}), cause("b", "B", 0.3, follows={"a": 0.5})]
    with pytest.raises(Flawed) as refused:
        operations.import_table(
            television(), flicker(several=True, causes=ring, symptoms=[], checks=[]), by=SYSTEM
        )
    assert "ring" in " ".join(refused.value.sentences)
    assert not Fault.objects.exists()


def test_of_two_editors_the_later_one_is_told_and_loses_nothing():
    draft = operations.begin_draft(fault(), by=LI)
    mine = operations.save_draft(draft, table=flicker(danger=True), revision=1, by=LI)
    with pytest.raises(DraftChanged):
        operations.save_draft(draft, table=flicker(several=True), revision=1, by=HE)
    kept = operations.save_over(draft, table=flicker(several=True), revision=mine.revision, by=HE)
    assert kept.table["several"] is True
    [away] = Version.objects.filter(state="dropped")
    assert away.table["danger"] is True
    assert operations.take_up(away, by=LI).table["danger"] is True
    assert Version.objects.filter(state="draft").count() == 1


def test_the_same_words_twice_are_one_revision():
    draft = operations.begin_draft(fault(), by=LI)
    once = operations.save_draft(draft, table=flicker(danger=True), revision=1, by=LI)
    twice = operations.save_draft(draft, table=flicker(danger=True), revision=1, by=LI)
    assert once.revision == twice.revision == 2


def test_publishing_and_going_back_are_one_click_each():
    row = fault()
    before = row.live
    draft = operations.begin_draft(row, by=LI)
    kept = operations.save_draft(draft, table=flicker(danger=True), revision=1, by=LI)
    operations.publish(kept, revision=kept.revision, by=LI)
    row.refresh_from_db()
    assert (row.live, draft_of(row)) == (kept, None)
    operations.roll_back(before, by=HE)
    operations.roll_back(before, by=HE)
    row.refresh_from_db()
    assert row.live == before
    assert [turn.why for turn in row.turns.order_by("pk")] == [
        "published",
        "published",
        "rolled_back",
    ]


def test_what_was_never_in_use_is_nothing_to_go_back_to():
    draft = operations.begin_draft(fault(), by=LI)
    with pytest.raises(Invalid):
        operations.roll_back(draft, by=LI)


def test_a_table_too_large_is_refused():
    with pytest.raises(Invalid):
        operations.fitting(
            flicker(causes=[{"id": "a", "name": {"en": "x"}, "more": "y" * 700_000}])
        )
