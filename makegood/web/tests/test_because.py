"""Reasons of the machine are read in the language of whoever reads; those of people stay as they are."""

import pytest
from django.utils.translation import override

from makegood.kernel.because import because
from makegood.web.because import in_words, value_in_words


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
