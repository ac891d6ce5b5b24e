"""Reasons of the machine are read in the language of whoever reads; those of people stay as they are."""

import pytest
from django.utils.translation import override

from makegood.care.promises.models import Promise
from makegood.kernel.because import because, in_words, together
from makegood.loops import promise_to_feasible  # noqa: F401 - teaches the words
from makegood.web.because import value_in_words
from makegood.web.reasons import why_at_risk


def test_a_reason_with_a_name_in_it_names_him():
    assert in_words(because("away", name="林晓")) == "林晓 is away"


@pytest.mark.parametrize("text", ["he is ill", "", "away_from_here", 'away {"who": "x"}', "100 %"])
def test_what_is_no_reason_of_ours_stays_as_it_is(text):
    assert in_words(text) == text


def test_a_value_is_said_by_its_label_and_a_reason_in_words():
    assert value_in_words("handoffs.ended", "state", "expired") == "nobody answered"
    assert value_in_words("cases.closed", "how", "assumed") == "assumed after silence"
    assert value_in_words("cases.reopened", "because", "message") == "the customer wrote again"
    assert value_in_words("promises.made", "because", "") == ""
    with override("zh-hans"):
        assert value_in_words("tasks.ended", "state", "done") == "完成"


def test_why_it_is_at_risk_is_said_in_the_language_of_the_reader_not_of_the_writer():
    left = because("working_time_left", minutes=90)
    owes = because("owes_before", name="林晓", n=3)
    promise = Promise(risk_why=together([left, owes], longest=200))
    assert why_at_risk(promise) == (
        "Until then there are 1 hour 30 minutes of working time."
        " 林晓 owes 3 other things before then."
    )
    with override("zh-hans"):
        said = why_at_risk(promise)
        assert "林晓" in said
        assert "owes" not in said
        assert "working time" not in said


def test_one_thing_owed_is_said_as_one():
    assert (
        in_words(because("owes_before", name="Ana", n=1)) == "Ana owes 1 other thing before then."
    )
