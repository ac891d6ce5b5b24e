"""An erased person is in nobody's words any more: by any way of writing his number, by his name, in the journal, in a
dump of the whole database; and no large table is read from its beginning to its end for it."""

import re
import subprocess

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import conninfo

from makegood.base.database import rows
from makegood.base.files.models import File
from makegood.base.journal.models import Entry
from makegood.base.privacy import mentions
from makegood.care.cases.models import Note
from makegood.care.cases.operations import rename
from makegood.cli.clients import folder_for
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.text import tsquery
from makegood.records.customers.models import Contact
from makegood.records.privacy.operations.erasing import telling_names
from makegood.records.privacy.queries import person_of
from makegood.web.tests.make import make_staff
from tests.one_story.make import House
from tests.privacy.marked import Marks, Seed
from tests.privacy.test_erasing import closed, erase

NUMBER = "+86 138 1234 5678"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def house(db):
    return House()


@pytest.fixture
def other(house):
    return house.writes(
        "My neighbour Anna Berg (138-1234-5678, 13812345678) has the same; ask BERG, ANNA. Anna is nice.",
        sender="bo@x.example",
        name="Bo Lund",
    )


def his(house, name: str = "Anna Berg"):
    return house.calls_in("It leaks", NUMBER.replace(" ", ""), name=name)


def words(case) -> str:
    return Message.objects.get(conversation__contact=case.contact).text


def test_his_number_in_any_writing_and_his_name_go_and_what_may_be_anybody_stays(house, other):
    erase(closed(his(house)).contact)
    assert words(other) == "My neighbour […] ([…], […]) has the same; ask […]. Anna is nice."


def test_what_others_said_is_still_found_by_its_other_words(house, other):
    erase(closed(his(house)).contact)
    message = Message.objects.get(conversation__contact=other.contact)

    def found(query: str) -> bool:
        return (
            Message.objects.filter(pk=message.pk)
            .extra(where=["terms @@ %s::tsquery"], params=[tsquery(query)])
            .exists()
        )

    assert found("neighbour")
    assert not found("13812345678")
    assert not found("Berg")


def test_who_bears_the_same_name_keeps_it(house, other):
    same = house.writes("I am Anna Berg, too", sender="ab@y.example", name="Anna Berg")
    erase(closed(his(house)).contact)
    assert words(same) == "I am Anna Berg, too"
    assert Contact.objects.get(pk=same.contact_id).name == "Anna Berg"
    assert "Anna Berg" not in words(other)


def test_the_name_of_one_of_ours_is_looked_for_nowhere(house):
    house.agent.name = "Anna Berg"
    house.agent.save()
    assert telling_names([his(house).contact_id]) == []


def test_a_chinese_name_goes_in_both_scripts(house):
    case = house.writes("请联系歐陽娜娜，她住楼上", sender="bo@x.example", name="Bo")
    erase(closed(his(house, name="欧阳娜娜")).contact)
    assert words(case) == "请联系[…]，她住楼上"


def test_words_in_the_journal_go_and_the_facts_stay(house, other):
    case = his(house)
    rename(case, subject="Anna Berg at the harbour", by=SYSTEM)
    before = Entry.objects.filter(customer=case.contact_id).count()
    erase(closed(case).contact)
    [entry] = Entry.objects.filter(kind="cases.renamed")
    assert entry.facts["after"] == "[…]"
    assert entry.case == case.pk
    assert Entry.objects.filter(customer=case.contact_id).count() == before + 3


def test_he_goes_out_of_the_titles_that_cases_of_others_had(house, other):
    case = his(house)
    rename(other, subject="A neighbour of Anna Berg", by=SYSTEM)
    before = Entry.objects.filter(case=other.pk).count()
    erase(closed(case).contact)
    [entry] = Entry.objects.filter(kind="cases.renamed")
    assert entry.facts["after"] == "A neighbour of […]"
    assert entry.facts["case_id"] == other.pk
    assert Entry.objects.filter(case=other.pk).count() == before


def test_the_journal_still_refuses_whoever_does_not_erase(house, other):
    entry = Entry.objects.latest("pk")
    for change in ({"facts": {}}, {"actor": "user:1"}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(**change)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('makegood.erasing', 'on', true)")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(actor="user:1")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute("DELETE FROM journal_entry")
        cursor.execute("SELECT set_config('makegood.erasing', '', true)")


def test_large_tables_are_asked_by_their_indexes(house, other, monkeypatch):
    case = his(house)
    monkeypatch.setattr(mentions, "SMALL", -1)  # as if each were large
    with CaptureQueriesContext(connection) as seen:
        erase(closed(case).contact)
    assert words(other).startswith("My neighbour […] ([…]")
    reading = [q["sql"] for q in seen if re.search(r'SELECT .* FROM "', q["sql"])]
    whole = [sql for sql in reading if " WHERE " not in sql and "access_user" not in sql]
    assert whole == []
    selects = [sql for sql in reading if sql.startswith("SELECT")]
    large = [sql for sql in selects if re.search('FROM "(conv|cases_note|channels_raw)', sql)]
    assert any("@@" in sql for sql in large)
    assert [sql for sql in large if reads_it_all(sql)] == []


def reads_it_all(sql: str) -> bool:
    """Whether there is no way to it but from one end to the other, or once for every row."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + sql)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on")
    return "Seq Scan" in plan or "SubPlan" in plan


def test_a_note_about_another_that_names_him_in_a_large_table_is_found(house, other, monkeypatch):
    case = his(house)
    note = Note.objects.create(case=other, user=house.agent, text="Anna Berg told me")
    monkeypatch.setattr(mentions, "SMALL", -1)
    assert other.contact_id in mentions.around(
        person_of(case.contact_id, names=telling_names([case.contact_id]))
    )
    erase(closed(case).contact)
    note.refresh_from_db()
    assert note.text == "[…] told me"


def test_a_dump_of_the_whole_database_and_the_store_hold_no_byte_of_him(real_commits, folder):
    house, marks = House(), Marks()
    make_staff("Wu Hao")
    other = house.writes("Mine is another trouble", name="Other", sender="other@x.example")
    address = f"{marks.mark[:-1]}@x.example"
    case = house.writes(f"I am {marks.mark}", name=marks.mark, sender=address)
    Note.objects.create(case=other, user=house.agent, text=f"{address.upper()} told me")
    rename(case, subject=marks.mark, by=SYSTEM)
    with transaction.atomic():
        Seed(case.contact, case, marks.mark, other=other).everywhere()
        closed(case)
    assert marks.is_in(dump())
    erase(case.contact)
    left = dump()
    assert not marks.is_in(left), [line[:200] for line in left.splitlines() if marks.is_in(line)]
    assert not marks.stored(folder)
    assert File.objects.filter(name__contains=marks.mark).count() == 0


def dump() -> bytes:
    """The whole database, as a backup would hold it."""
    major = int(rows("SHOW server_version_num")[0][0]) // 10_000
    told = conninfo.make_conninfo("", **connection_values())
    command = [folder_for(major)[0] / "pg_dump", "--inserts", "--data-only", "--no-owner", told]
    return subprocess.run(command, capture_output=True, check=True).stdout


def connection_values() -> dict[str, str]:
    """How the test database is reached."""
    told = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return {name: str(told[name]) for name in names if told.get(name)}
