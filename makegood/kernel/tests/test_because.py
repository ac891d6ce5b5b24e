import pytest

from makegood.kernel.because import because, read


@pytest.mark.parametrize("facts", [{}, {"name": "林晓"}, {"name": 'a "b" {c}\nd', "when": "9:00"}])
def test_key_and_facts_come_back_as_they_were(facts):
    assert read(because("away", **facts)) == ("away", facts)


@pytest.mark.parametrize(
    "text", ["", "Lin Xiao is ill", "ill.", "away {broken", "他今天请假", "Away"]
)
def test_what_a_person_wrote_has_no_key(text):
    assert read(text) == ("", {})
