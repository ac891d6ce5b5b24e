"""An erased person is nowhere any more: in no table, no file, in no form; and what is another's stays."""

import pytest
from django.db import connection

from makegood.base.files import operations as files
from makegood.base.files.models import File
from makegood.base.journal.models import Entry
from makegood.base.privacy import mentions
from makegood.base.privacy.naming import ERASED, Person
from makegood.base.privacy.reaching import rows_of, tables
from makegood.base.privacy.registry import HELD, missing
from makegood.care.cases.models import Case, Note
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM, user
from makegood.kernel.errors import Invalid
from makegood.records.customers.models import Handle
from makegood.records.privacy import operations as privacy
from makegood.records.privacy.errors import AlreadyErased, NotErasable
from makegood.records.privacy.models import Erasure
from makegood.records.privacy.operations import erasing
from makegood.records.privacy.queries import person_of
from makegood.web.tests.make import make_staff
from tests.one_story.make import House
from tests.privacy.marked import Marks, Seed

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.FILES_ROOT = tmp_path
    return tmp_path


def closed(case: Case) -> Case:
    """As if it had been brought to its end."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE cases_case SET status = 'closed' WHERE id = %s", [case.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
    return case


def erase(contact, by=SYSTEM) -> Erasure:
    asked = privacy.ask_to_erase(contact, by=by)
    found = privacy.confirm_erasing(asked, reason="He asked for it by letter.", by=by)
    privacy.erase_person(erasure_id=found.pk)
    found.refresh_from_db()
    return found


def test_every_column_that_can_hold_words_is_said_to_be_somebodys_or_nobodys():
    assert missing() == [], "declare these in the privacy.py of their package"


def test_a_mark_in_every_column_and_file_of_a_person_is_nowhere_after_erasing(folder):
    house, marks = House(), Marks()
    make_staff("Wu Hao")
    other = house.writes("Mine is another trouble", name="Other", sender="other@x.example")
    case = house.writes(
        f"My name is {marks.mark}", name=marks.mark, sender=f"{marks.mark[:-1]}@x.example"
    )
    Seed(case.contact, case, marks.mark, other=other).everywhere()
    assert [
        held.label for held in tables() if not rows_of(held, person_of(case.contact_id)).exists()
    ] == []
    before = marks.tables()
    assert len(before) > 30
    assert marks.stored(folder)
    closed(case)
    assert erase(case.contact).state == Erasure.State.DONE
    assert marks.tables() == []
    assert marks.stored(folder) == []


def test_what_is_of_another_stays_and_only_the_quoted_address_goes(folder):
    house = House()
    mine = house.writes("Call me at home", sender="anna.berg@x.example", name="Anna Berg")
    other = house.writes("My neighbour anna.berg@x.example has the same", sender="bo@x.example")
    note = Note.objects.create(case=other, user=house.agent, text="See Anna.Berg@x.example too")
    erase(closed(mine).contact)
    note.refresh_from_db()
    assert note.text == f"See {ERASED} too"
    said = Message.objects.get(conversation__contact=other.contact)
    assert said.text == f"My neighbour {ERASED} has the same"
    assert said.sender == "bo@x.example"
    assert b"anna.berg" not in bytes(said.raw.body)
    assert Handle.objects.filter(contact=other.contact).exists()
    assert not Handle.objects.filter(contact=mine.contact).exists()


def test_the_words_of_many_others_are_gone_through_in_slices_and_go_on_where_a_worker_died(
    folder, monkeypatch
):
    monkeypatch.setattr(mentions, "SLICE", 2)
    house = House()
    mine = house.writes("Call me at home", sender="anna.berg@x.example", name="Anna Berg")
    others = [
        house.writes(f"anna.berg@x.example told me, {n}", sender=f"bo{n}@x.example")
        for n in range(5)
    ]
    asked = privacy.ask_to_erase(closed(mine).contact, by=SYSTEM)
    found = privacy.confirm_erasing(asked, reason="He asked for it by letter.", by=SYSTEM)
    quoted, died = mentions.quoted, []

    def dies(held, person, *, after=""):
        if held.label == "conversations.Message" and after and not died:
            died.append(after)
            raise RuntimeError("the worker died")
        return quoted(held, person, after=after)

    monkeypatch.setattr(mentions, "quoted", dies)
    with pytest.raises(RuntimeError):
        privacy.erase_person(erasure_id=found.pk)
    privacy.erase_person(erasure_id=found.pk)
    found.refresh_from_db()
    assert died
    assert found.steps == list(erasing.steps())
    said = Message.objects.filter(conversation__contact__in=[one.contact for one in others])
    assert [text for text in said.values_list("text", flat=True) if "anna" in text] == []


def test_bytes_that_another_sent_too_stay(folder):
    house = House()
    same = [("invoice.pdf", "application/pdf", "the same bytes")]
    mine = house.writes("Here", sender="anna.berg@x.example", files=same)
    other = house.writes("And here", sender="bo@x.example", files=same)
    erase(closed(mine).contact)
    [left] = File.objects.all()
    assert files.read(left) == b"the same bytes"
    assert left.messagefile_set.get().message.conversation.contact_id == other.contact_id


def test_a_person_with_an_open_case_is_not_erased():
    case = House().writes("It is broken", sender="anna.berg@x.example")
    asked = privacy.ask_to_erase(case.contact, by=SYSTEM)
    with pytest.raises(NotErasable, match="still open"):
        privacy.confirm_erasing(asked, reason="He asked.", by=SYSTEM)
    asked.refresh_from_db()
    assert asked.state == Erasure.State.REQUESTED
    assert Handle.objects.filter(contact=case.contact).exists()


def test_what_must_be_kept_is_not_erased_until_that_ends():
    case = closed(House().writes("It is broken", sender="anna.berg@x.example"))
    privacy.hold(case.contact, reason="A dispute at court", by=SYSTEM)
    asked = privacy.ask_to_erase(case.contact, by=SYSTEM)
    with pytest.raises(NotErasable, match="must be kept"):
        privacy.confirm_erasing(asked, reason="He asked.", by=SYSTEM)
    privacy.end_hold(case.contact, by=SYSTEM)
    assert privacy.confirm_erasing(asked, reason="He asked.", by=SYSTEM).state == "running"


def test_without_a_reason_nothing_begins():
    case = closed(House().writes("It is broken", sender="anna.berg@x.example"))
    asked = privacy.ask_to_erase(case.contact, by=SYSTEM)
    with pytest.raises(Invalid):
        privacy.confirm_erasing(asked, reason="  ", by=SYSTEM)


def test_asking_twice_is_one_request_and_what_has_begun_is_not_withdrawn():
    case = closed(House().writes("It is broken", sender="anna.berg@x.example"))
    asked = privacy.ask_to_erase(case.contact, by=SYSTEM)
    assert privacy.ask_to_erase(case.contact, by=SYSTEM) == asked
    privacy.confirm_erasing(asked, reason="He asked.", by=SYSTEM)
    with pytest.raises(AlreadyErased):
        privacy.withdraw_erasing(asked, by=SYSTEM)


def test_killed_in_the_middle_it_goes_on_where_it_was(folder, monkeypatch):
    case = closed(House().writes("It is broken", sender="anna.berg@x.example"))
    asked = privacy.ask_to_erase(case.contact, by=SYSTEM)
    privacy.confirm_erasing(asked, reason="He asked.", by=SYSTEM)
    whole, done = dict(erasing.steps()), []

    def breaks(_erasure, _person, _mark):
        raise KeyboardInterrupt

    broken = {name: breaks if n == 9 else step for n, (name, step) in enumerate(whole.items())}
    monkeypatch.setattr(erasing, "steps", lambda: broken)
    with pytest.raises(KeyboardInterrupt):
        privacy.erase_person(erasure_id=asked.pk)
    asked.refresh_from_db()
    assert len(asked.steps) == 9
    counted = {
        name: lambda e, p, m, name=name, step=step: (done.append(name), step(e, p, m))[1]
        for name, step in whole.items()
    }
    monkeypatch.setattr(erasing, "steps", lambda: counted)
    assert privacy.go_on_erasing() == 1
    privacy.erase_person(erasure_id=asked.pk)
    privacy.erase_person(erasure_id=asked.pk)
    assert done == list(whole)[9:]
    asked.refresh_from_db()
    assert (asked.state, asked.addresses) == (Erasure.State.DONE, [])


def test_the_journal_keeps_the_ids_and_says_who_confirmed(folder):
    house = House()
    case = closed(house.writes("It is broken", sender="anna.berg@x.example"))
    erase(case.contact, by=user(house.agent.pk))
    told = Entry.objects.filter(customer=case.contact_id, kind__startswith="privacy.")
    kinds = list(told.order_by("pk").values_list("kind", "actor"))
    assert kinds == [
        ("privacy.erasure_asked", f"user:{house.agent.pk}"),
        ("privacy.erasure_confirmed", f"user:{house.agent.pk}"),
        ("privacy.erased", "system"),
    ]


def test_who_writes_again_after_being_erased_is_a_new_person(folder):
    house = House()
    case = closed(house.writes("It is broken", sender="anna.berg@x.example"))
    erase(case.contact)
    again = house.writes("Hello", sender="anna.berg@x.example")
    assert again.contact_id != case.contact_id


@pytest.mark.parametrize(
    "label", ["channels.RawItem", "channels.Outgoing", "conversations.Message"]
)
def test_what_is_somebodys_is_found_by_an_index_in_tables_that_grow(label):
    person = Person(contacts=(1, 2), addresses=("a@x.example", "b@x.example"), names=())
    found = rows_of(HELD[label], person)
    table = found.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = found.explain()
    assert f"Seq Scan on {table}" not in plan, plan
