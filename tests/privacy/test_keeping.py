"""What an administrator said is kept no longer goes when it is due; everything else stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import run_jobs_now
from makegood.base.access.models import User
from makegood.base.files.models import File
from makegood.base.files.operations import read
from makegood.base.journal.models import Entry
from makegood.base.privacy.keeping import KEPT, how_many
from makegood.care.cases.models import Case, Closure, Draft, Note
from makegood.care.cases.operations import rename
from makegood.care.cases.privacy import bare
from makegood.contact.channels.models import RawItem
from makegood.contact.conversations.models import Message, MessageFile
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.privacy import operations as privacy
from makegood.records.privacy.models import Keeping, LetGo
from tests.one_story.make import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def raw():
    House().writes("The filter leaks", sender="anna.berg@x.example")
    return RawItem.objects.get()


def in_days(days: int) -> None:
    moment = now() + timedelta(days=days)
    clock.install(lambda: moment)


def test_everything_is_kept_until_somebody_says_otherwise(raw):
    in_days(5000)
    assert privacy.let_go_what_is_old() == 0
    raw.refresh_from_db()
    assert bytes(raw.body)


def test_what_is_due_goes_once_and_what_was_read_from_it_stays(raw):
    privacy.keep_for("raw", days=60, is_on=True, by=SYSTEM)
    in_days(59)
    assert privacy.let_go_what_is_old() == 0
    clock.reset()
    in_days(61)
    assert privacy.let_go_what_is_old() == 1
    assert privacy.let_go_what_is_old() == 0
    raw.refresh_from_db()
    assert (bytes(raw.body), raw.envelope) == (b"", {})
    assert Message.objects.get(raw=raw).text == "The filter leaks"
    assert Keeping.objects.get().dropped == 1


def test_what_was_switched_off_stays(raw):
    privacy.keep_for("raw", days=60, is_on=True, by=SYSTEM)
    privacy.keep_for("raw", days=60, is_on=False, by=SYSTEM)
    in_days(61)
    assert privacy.let_go_what_is_old() == 0


@pytest.mark.parametrize(("kind", "days"), [("raw", 29), ("raw", 0), ("nothing", 60)])
def test_a_short_time_and_an_unknown_kind_are_refused(kind, days):
    with pytest.raises(Invalid):
        privacy.keep_for(kind, days=days, is_on=True, by=SYSTEM)
    assert not Keeping.objects.exists()


def left_alone(raw) -> bytes:
    raw.refresh_from_db()
    return bytes(raw.body)


def test_who_must_be_kept_is_kept_whatever_his_age_until_that_ends(raw):
    contact = Message.objects.get(raw=raw).conversation.contact
    privacy.hold(contact, reason="A dispute at court", by=SYSTEM)
    privacy.keep_for("raw", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    assert privacy.let_go_what_is_old() == 0
    assert left_alone(raw)
    privacy.end_hold(contact, by=SYSTEM)
    assert privacy.let_go_what_is_old() == 1
    assert not left_alone(raw)


def test_what_went_stands_in_the_record_by_day_and_rule(raw):
    privacy.keep_for("raw", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    privacy.let_go_what_is_old()
    [line] = LetGo.objects.all()
    assert (line.kind, line.days, line.rows, line.day) == ("raw", 60, 1, now().date())


def test_counting_before_changes_nothing_and_counts_what_then_goes(raw):
    in_days(61)
    assert how_many(KEPT["raw"], before=privacy.end_of(60)) == 1
    assert how_many(KEPT["raw"], before=privacy.end_of(62)) == 0
    assert left_alone(raw)


@pytest.fixture
def old(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    house = House()
    files = [("leak.txt", "text/plain", "drip drip")]
    case = house.writes("The filter leaks, I am Anna", sender="anna.berg@x.example", files=files)
    Note.objects.create(case=case, user=house.agent, text="She was angry")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE cases_case SET status = 'closed' WHERE id = %s", [case.pk])
        Closure.objects.bulk_create([Closure(case=case, how="merged", owner=house.agent, at=now())])
        cursor.execute("SET LOCAL session_replication_role = origin")
    house.writes("Mine is open", sender="bo@x.example", files=files)
    return case


def test_the_words_of_a_case_closed_long_ago_go_and_the_case_stays(old):
    privacy.keep_for("cases", days=60, is_on=True, by=SYSTEM)
    in_days(59)
    assert privacy.let_go_what_is_old() == 0
    clock.reset()
    in_days(61)
    assert privacy.let_go_what_is_old() > 1
    assert privacy.let_go_what_is_old() == 0
    run_jobs_now()
    old.refresh_from_db()
    assert (old.status, old.subject) == ("closed", "[…]")
    mine = Message.objects.get(conversation__contact=old.contact)
    assert (mine.text, mine.terms, mine.files.count()) == ("[…]", None, 0)
    assert Note.objects.get().text == "[…]"
    assert Message.objects.filter(text="Mine is open").exists()
    [kept] = File.objects.all()  # the other's, of the same bytes
    assert read(kept) == b"drip drip"


@pytest.mark.parametrize("what", ["a word", "a note"])
def test_what_was_written_after_a_case_was_emptied_goes_when_it_is_due_again(old, what):
    privacy.keep_for("cases", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    privacy.let_go_what_is_old()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Closure.objects.filter(case=old).update(reopened_at=now())
        if what == "a word":
            Message.objects.filter(conversation__contact=old.contact).update(text="It drips again")
            Case.objects.filter(pk=old.pk).update(preview="It drips again")
        else:
            Note.objects.create(case=old, user=old.owner, text="It drips again")
        closure = {"how": "merged", "owner": old.owner, "at": now()}
        Closure.objects.bulk_create([Closure(case=old, **closure)])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert privacy.let_go_what_is_old() == 0
    clock.reset()
    in_days(122)
    assert privacy.let_go_what_is_old() > 0
    assert privacy.let_go_what_is_old() == 0
    texts = [*Message.objects.values_list("text", flat=True), *Note.objects.values_list("text")]
    assert "It drips again" not in str(texts)


def test_files_may_go_before_the_words(old, tmp_path):
    [stored] = tmp_path.glob("*/*")
    MessageFile.objects.exclude(message__conversation__contact=old.contact).delete()
    File.objects.filter(messagefile=None).delete()  # nobody else has the same bytes
    privacy.keep_for("case files", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    assert privacy.let_go_what_is_old() == 1
    assert stored.exists()  # a worker that dies here leaves the job, and so no bytes
    run_jobs_now()
    assert not stored.exists()
    mine = Message.objects.get(conversation__contact=old.contact)
    assert (mine.text, mine.files.count()) == ("The filter leaks, I am Anna", 0)


def test_a_case_of_somebody_who_must_be_kept_stays(old):
    privacy.hold(old.contact, reason="A law", by=SYSTEM)
    privacy.keep_for("cases", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    assert privacy.let_go_what_is_old() == 0
    assert Note.objects.get().text == "She was angry"


def test_a_case_that_was_reopened_stays(old):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Closure.objects.update(reopened_at=now())
        cursor.execute("SET LOCAL session_replication_role = origin")
    privacy.keep_for("cases", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    assert privacy.let_go_what_is_old() == 0


def test_a_case_that_is_taken_up_again_in_the_moment_of_its_end_loses_nothing(old, monkeypatch):
    def woken(closure: int, **told) -> tuple[int, list[str]]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            Case.objects.filter(pk=old.pk).update(status="open")
            cursor.execute("SET LOCAL session_replication_role = origin")
        return bare(closure, only_files=False)

    privacy.keep_for("cases", days=60, is_on=True, by=SYSTEM)
    monkeypatch.setitem(KEPT, "cases", replace(KEPT["cases"], whole=woken))
    in_days(61)
    privacy.let_go_what_is_old()
    mine = Message.objects.get(conversation__contact=old.contact)
    assert mine.text == "The filter leaks, I am Anna"
    assert Keeping.objects.get().dropped == 0


def test_a_batch_goes_at_a_time_and_a_worker_that_died_loses_none(old, monkeypatch):
    writer = User.objects.latest("pk")
    privacy.keep_for("drafts", days=60, is_on=True, by=SYSTEM)
    monkeypatch.setitem(KEPT, "drafts", replace(KEPT["drafts"], batch=1))
    for kind in ("reply", "note"):
        Draft.objects.create(case=old, user=writer, kind=kind, text="Dear Anna")
    in_days(61)
    assert [privacy.let_go_what_is_old() for _n in range(3)] == [1, 1, 0]
    assert Keeping.objects.get().dropped == 2
    assert LetGo.objects.get().rows == 2


def test_a_draft_that_is_written_today_holds_up_no_older_one(old):
    writer = User.objects.latest("pk")
    mine = [
        Draft.objects.create(case=old, user=writer, kind=kind, text="Dear Anna")
        for kind in ("reply", "note")
    ]
    privacy.keep_for("drafts", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    Draft.objects.filter(pk=mine[0].pk).update(saved_at=now())
    assert [privacy.let_go_what_is_old() for _n in range(2)] == [1, 0]
    assert Draft.objects.get().pk == mine[0].pk
    in_days(61)
    assert privacy.let_go_what_is_old() == 1


def test_what_is_due_is_found_without_reading_what_it_says(raw):
    privacy.keep_for("raw", days=60, is_on=True, by=SYSTEM)
    with CaptureQueriesContext(connection) as asked:
        assert privacy.let_go_what_is_old() == 0
    assert not [one["sql"] for one in asked if '"channels_rawitem"."body",' in one["sql"]]


def test_every_kind_can_be_counted_and_says_what_is_lost(raw):
    for one in KEPT.values():
        assert how_many(one, before=now(), held=[1]) >= 0
        assert str(one.loses), one.kind


def test_old_words_of_the_journal_go(old):
    rename(Case.objects.exclude(pk=old.pk).get(), subject="Anna at the harbour", by=SYSTEM)
    privacy.keep_for("journal", days=60, is_on=True, by=SYSTEM)
    in_days(61)
    assert privacy.let_go_what_is_old() == 1
    assert Entry.objects.get(kind="cases.renamed").facts["after"] == "[…]"
    assert privacy.let_go_what_is_old() == 0
