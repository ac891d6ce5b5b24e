"""Two at once over what people say of us in public: one takes it in, one answers, the other is told. Each lock
is missed here when it is gone (`mutate`)."""

from functools import partial

import pytest

from makegood.base.files.models import File
from makegood.base.journal.models import Entry
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Import, Match, PoliteQuestion, PublicAnswer, Review
from makegood.care.feedback.tests.make import source, told
from makegood.contact.channels.models import Account
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.ids import random_name
from tests.responsibility.situations import by, opened, reviewed
from tests.responsibility.two_sessions import Firm, one_after_the_other
from tests.sessions import in_order


@pytest.fixture
def shop(house: Firm) -> Account:
    return source(house.firm.queue, key=f"shop {house.name}")


@pytest.fixture
def review(house: Firm, shop: Account) -> Review:
    return reviewed(shop, house.case, stars=1)


def answer(house: Firm, review: Review) -> PublicAnswer:
    return feedback.prepare_answer(review, text="We are sorry", user=house.wei, by_itself=False)


def table(house: Firm, shop: Account, **more: object) -> Import:
    """Of reviews, with stars in its first column."""
    file = File.objects.create(sha256="0" * 64, name="r.csv", type="text/csv", size=9)
    told = {"encoding": "utf-8", "delimiter": ",", "mapping": {"stars": 0}, "user": house.lead}
    return Import.objects.create(source=shop, file=file, rows=9, **told, **more)  # type: ignore[misc]


def test_of_two_who_answer_at_once_the_second_is_told(house, review):
    say = partial(answer, house, review)
    assert one_after_the_other(say, say) == ("", "AlreadyAnswering")


def test_what_is_being_posted_is_not_dropped(house, review):
    mine = answer(house, review)
    came = one_after_the_other(
        lambda: feedback.confirm_posted(mine, link="", by=SYSTEM),
        lambda: feedback.drop_answer(mine, by=SYSTEM),
    )
    assert came == ("", "NotOwed")


def test_words_that_change_while_the_old_ones_are_answered_are_owed_an_answer_too(
    house, shop, review
):
    mine = answer(house, review)
    again = told(review.external_id, 1, "It broke after two days", written_at=now())
    came = in_order(
        lambda: feedback.confirm_posted(mine, link="", by=SYSTEM),
        lambda: feedback.take_many(shop, [again], by=SYSTEM),
    )
    assert [one.owes for one in came.second] == [True]


def test_two_workers_do_not_read_the_same_delivery(shop):
    assert feedback.accept(shop, random_name(8).encode())
    after = shop.deliveries.get().pk - 1
    claim = partial(feedback.claim_delivery, after=after)
    came = in_order(claim, claim)
    assert came.first is not None
    assert came.second is None


def test_two_workers_do_not_take_in_the_same_table(house, shop):
    run = table(house, shop, state="running")
    claim = partial(feedback.claim_import, run.pk)
    came = in_order(claim, claim)
    assert (came.first, came.second) == (run, None)


def test_a_table_that_has_begun_keeps_the_meaning_of_its_columns(house, shop):
    run = table(house, shop)
    meaning = {"mapping": {"text": 0}, "day_first": True, "best": 5.0, "history_before": None}
    came = one_after_the_other(
        lambda: feedback.start_import(run, by=SYSTEM),
        lambda: feedback.set_mapping(run, **meaning),
    )
    assert came == ("", "NotReady")


@pytest.mark.parametrize("what", ["begun", "stopped"])
def test_a_table_that_two_start_or_stop_at_once_is_told_of_once(house, shop, what):
    run = table(house, shop, state="draft" if what == "begun" else "running")
    act = partial(
        feedback.start_import if what == "begun" else feedback.stop_import, run, by=SYSTEM
    )
    assert one_after_the_other(act, act) == ("", "")
    assert Entry.objects.filter(subject=f"import:{run.pk}").count() == 1


def two_who_may_have_written_it(house: Firm, review: Review) -> list[Match]:
    other = opened(house, f"li{house.name}").contact_id  # type: ignore[arg-type]
    people = (house.case.contact_id, other)
    return [Match.objects.create(review=review, contact_id=pk, strength=80) for pk in people]


def test_of_two_who_are_confirmed_at_once_the_last_one_wrote_it(house, review):
    one, other = two_who_may_have_written_it(house, review)
    came = one_after_the_other(
        lambda: feedback.confirm_match(one, user=house.wei),
        lambda: feedback.confirm_match(other, user=house.lin),
    )
    review.refresh_from_db()
    assert (came, review.customer) == (("", ""), other.contact)


def test_who_is_refused_while_he_is_confirmed_did_not_write_it(house, review):
    one, _other = two_who_may_have_written_it(house, review)
    one_after_the_other(
        lambda: feedback.confirm_match(one, user=house.wei),
        lambda: feedback.refuse_match(one, user=house.lin),
    )
    review.refresh_from_db()
    assert review.customer is None


def test_he_is_asked_politely_once(review):
    ask = partial(feedback.note_asked, review, outgoing=PoliteQuestion().outgoing, by=SYSTEM)
    came = in_order(ask, ask)
    assert (came.first, came.second) == (True, False)


def test_a_complaint_is_read_once(house):
    complaint = feedback.complain(house.case, words="A scandal", channel="mail", by=SYSTEM)
    read = partial(feedback.note_read, complaint, user=house.lead, by=by(house.lead))
    came = in_order(read, read)
    assert came.first.read_at == came.second.read_at
