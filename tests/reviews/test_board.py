"""The board of reviews: its pages and figures are found by indexes however many reviews there are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from makegood.base.database import run
from makegood.care.feedback import queries
from makegood.care.feedback.models import Complaint, Review
from makegood.care.feedback.queries import Wanted
from makegood.care.feedback.tests.make import source, told
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.review_to_case import take
from tests.make import company
from tests.matrix.house import signed_in

pytestmark = pytest.mark.django_db
COUNTED = 'Complaints<span class="badge late">1<'


@pytest.fixture
def many() -> None:
    """So many reviews that the database has a choice, and knows it."""
    take(source(company().queue), [told("first")], by=SYSTEM)
    same = [f.column for f in Review._meta.concrete_fields if not f.primary_key]
    own = {
        "external_id": "'r' || n",
        "written_at": "written_at - n * interval '1 hour'",
        "answer_due": "answer_due - n * interval '1 hour'",
        "state": "CASE WHEN n % 50 = 0 THEN 'owed' ELSE 'free' END",
        "change": "CASE WHEN n % 100 = 0 THEN 'better' ELSE '' END",
    }
    kept = ", ".join(f'"{name}"' for name in same)
    made = ", ".join(own.get(name, f'"{name}"') for name in same)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO feedback_review ({kept}) SELECT {made} FROM feedback_review, generate_series(1, 4000) n"
        )
        cursor.execute("ANALYZE feedback_review")


def plan_of(ask: Any) -> str:
    """How the first statement that reads reviews is carried out where tables are never read whole."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    sql = next(one["sql"] for one in asked if "feedback_review" in one["sql"])
    run("SET LOCAL enable_seqscan TO off")
    run("SET LOCAL enable_bitmapscan TO off")
    run("SET LOCAL enable_sort TO off")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize(
    ("show", "index", "begins"),
    [
        ("owed", "review_due", "answer_due >="),
        ("edited", "review_edited", "written_at <="),
        ("all", "review_latest", "written_at <="),
    ],
)
@pytest.mark.usefixtures("many")
def test_a_page_far_down_is_found_by_an_index_that_is_in_its_order(
    show: str, index: str, begins: str
):
    plan = plan_of(lambda: queries.board_rows(Wanted(show=show, after=(now(), 9)), limit=51))
    assert f"using {index}" in plan
    assert f"Index Cond: ({begins}" in plan


@pytest.mark.usefixtures("many")
def test_what_is_owed_is_counted_in_an_index_alone():
    since = now() - timedelta(weeks=13)
    figures = plan_of(lambda: queries.figures(since))
    assert "Index Only Scan using review_due" in figures


@pytest.mark.parametrize("show", ["owed", "all"])
def test_the_next_page_goes_on_where_the_last_ended_though_all_have_one_moment(show: str):
    shop = source(company().queue)
    at = now() - timedelta(hours=1)
    take(shop, [told(f"r{n}", written_at=at) for n in range(5)], by=SYSTEM)
    Review.objects.update(answer_due=at, written_at=at)
    seen: list[int] = []
    after = None
    while page := queries.board_rows(Wanted(show=show, after=after), limit=2):
        seen += [one.pk for one in page]
        after = (at, page[-1].pk)
    assert sorted(seen) == sorted(Review.objects.values_list("pk", flat=True))
    assert len(seen) == 5


def test_the_way_to_the_complaints_says_how_many_its_lead_has_not_read():
    us = company()
    take(source(us.queue), [told("r1")], by=SYSTEM)
    case = Review.objects.get().case
    Complaint.objects.create(case=case, lead=us.lead)
    page = signed_in(us.lead).get(reverse("reviews:board")).content.decode()
    assert COUNTED in page
    Complaint.objects.update(read_at=now())
    assert COUNTED not in signed_in(us.lead).get(reverse("reviews:board")).content.decode()
