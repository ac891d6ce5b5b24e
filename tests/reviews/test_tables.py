"""A table of reviews comes in: understood, a part at a time, its wrong rows told, never twice."""

from datetime import date

import pytest

from makegood.base.database import rows
from makegood.base.files.operations import keep
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.errors import NotReady
from makegood.care.feedback.models import Import, Review, WrongRow
from makegood.care.feedback.reading.tables import look
from makegood.care.feedback.tests.make import source
from makegood.kernel.actor import SYSTEM
from makegood.loops import table_to_reviews
from makegood.loops.table_to_reviews import come_in, start
from tests.make import Company, company
from tests.matrix.house import signed_in

pytestmark = pytest.mark.django_db
HEADER = "id,rating,title,text,author,date\n"


def line(n: int, stars: object = 1) -> str:
    return f"r{n},{stars},Title {n},Text {n},Author {n},2026-03-0{n % 9 + 1}\n"


@pytest.fixture
def us(settings, tmp_path) -> Company:
    settings.FILES_ROOT = str(tmp_path)
    return company()


def begun(us: Company, content: bytes, **more: object) -> Import:
    file = keep(name="r.csv", type="text/csv", content=content)
    run = feedback.begin_import(source(us.queue), file=file, table=look(content), user=us.lead)
    more = {"day_first": True, "best": 5.0, "history_before": None, **more}
    return feedback.set_mapping(run, mapping=more.pop("mapping", run.mapping), **more)  # type: ignore[arg-type]


def came_in(us: Company, content: bytes, **more: object) -> Import:
    run = begun(us, content, **more)
    start(run, by=SYSTEM)
    come_in(import_id=run.pk)
    run.refresh_from_db()
    return run


def test_its_rows_come_in_and_its_wrong_rows_are_told_with_their_numbers(us: Company):
    text = HEADER + line(1) + "r2,nine,T,X,A,2026-03-01\n" + "r3,1\n" + line(4, 5)
    run = came_in(us, text.encode())
    assert (run.state, run.done, run.made, run.wrong, run.cases) == ("done", 4, 2, 2, 1)
    assert dict(WrongRow.objects.values_list("row", "reason")) == {3: "stars", 4: "columns"}


def test_a_table_with_bad_bytes_loses_those_rows_only(us: Company):
    content = (HEADER + "r1,1,T,好评差,A,2026-03-01\n").encode() + b"r2,1,T,\xff\xfe,A,2026-03-01\n"
    run = came_in(us, content)
    assert (run.made, run.wrong) == (1, 1)
    assert WrongRow.objects.get().reason == "bytes"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_table_in_other_letters_is_read(us: Company, encoding: str):
    came_in(us, "评论ID;评分;评价内容\n1;一星;两天就坏了\n".encode(encoding))
    assert Review.objects.get().text == "两天就坏了"


def test_a_row_that_the_database_refuses_stops_no_other(us: Company, monkeypatch):
    taken = table_to_reviews.take

    def take(place, told, **more):
        if any(one.external_id == "r2" for one in told):
            rows("SELECT 1 / 0")  # DataError, as of a value that it cannot hold
        return taken(place, told, **more)

    monkeypatch.setattr(table_to_reviews, "take", take)
    run = came_in(us, (HEADER + line(1) + line(2) + line(3)).encode())
    assert (run.state, run.done, run.made, run.wrong) == ("done", 3, 2, 1)
    assert WrongRow.objects.values_list("row", "reason").get() == (3, "refused")


def test_the_same_table_twice_is_one(us: Company):
    content = (HEADER + line(1) + line(2)).encode()
    came_in(us, content)
    again = came_in(us, content)
    assert (again.made, again.same) == (0, 2)
    assert Review.objects.count() == 2


def test_what_was_killed_in_the_middle_goes_on_where_it_was(us: Company, monkeypatch):
    monkeypatch.setattr(table_to_reviews, "BATCH", 2)
    content = (HEADER + "".join(line(n) for n in range(1, 8))).encode()
    run = begun(us, content)
    start(run, by=SYSTEM)
    taken = table_to_reviews._take_part
    parts = []

    def killed(*args):
        if len(parts) == 2:
            raise KeyboardInterrupt
        parts.append(1)
        return taken(*args)

    monkeypatch.setattr(table_to_reviews, "_take_part", killed)
    with pytest.raises(KeyboardInterrupt):
        come_in(import_id=run.pk)
    assert Import.objects.get().done == Review.objects.count() == 4
    monkeypatch.setattr(table_to_reviews, "_take_part", taken)
    come_in(import_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.made, Review.objects.count()) == ("done", 7, 7)


def test_it_stops_when_it_is_told_to_and_goes_on(us: Company):
    run = begun(us, (HEADER + line(1)).encode())
    start(run, by=SYSTEM)
    feedback.stop_import(run, by=SYSTEM)
    come_in(import_id=run.pk)
    assert Review.objects.count() == 0
    start(run, by=SYSTEM)
    come_in(import_id=run.pk)
    assert Review.objects.count() == 1


def test_without_stars_and_words_nothing_begins(us: Company):
    with pytest.raises(NotReady):
        begun(us, b"who,when\na,b\n")


def test_what_was_written_before_a_day_is_history(us: Company):
    run = came_in(us, (HEADER + line(1)).encode(), history_before=date(2026, 6, 1))
    assert (run.made, run.cases) == (1, 0)
    assert Review.objects.get().state == "free"


def test_formulas_leave_as_text(us: Company):
    came_in(us, (HEADER + 'r1,1,=cmd|calc,"=HYPERLINK(1)",+A,2026-03-01\n').encode())
    told = signed_in(us.lead).get("/reviews/export.csv").content.decode()
    assert "'=cmd|calc" in told
    assert '"\'=HYPERLINK(1)"' in told
    assert '"\'+A"' in told


def test_numbers_of_people_in_reviews_are_out_of_sight_on_every_page_and_in_the_table(us: Company):
    came_in(us, (HEADER + "r1,1,Call 13812345678,My card 4111111111111111,A,2026-03-01\n").encode())
    client, pk = signed_in(us.lead), Review.objects.get().pk
    for path in ("/reviews/export.csv", "/reviews/", f"/reviews/{pk}/"):
        page = client.get(path).content.decode()
        assert "••••5678" in page
        assert "13812345678" not in page
        assert "4111111111111111" not in page


def test_two_workers_do_not_take_the_same_rows(us: Company, monkeypatch):
    run = begun(us, (HEADER + line(1)).encode())
    start(run, by=SYSTEM)
    monkeypatch.setattr(feedback, "claim_import", lambda _pk: None)  # another has it in hand
    come_in(import_id=run.pk)
    assert Review.objects.count() == 0
