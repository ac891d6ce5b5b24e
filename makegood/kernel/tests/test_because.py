import pytest

from makegood.kernel.because import because, in_words, read, teach, together


@pytest.mark.parametrize("facts", [{}, {"name": "林晓"}, {"name": 'a "b" {c}\nd', "when": "9:00"}])
def test_key_and_facts_come_back_as_they_were(facts):
    assert read(because("away", **facts)) == ("away", facts)


@pytest.mark.parametrize(
    "text", ["", "Lin Xiao is ill", "ill.", "away {broken", "他今天请假", "Away"]
)
def test_what_a_person_wrote_has_no_key(text):
    assert read(text) == ("", {})


def test_several_reasons_are_stored_whole_and_said_by_who_reads():
    teach({"ill": "%(name)s is ill", "late": lambda facts: f"{facts['n']} late"})
    stored = together([because("ill", name="林晓"), because("late", n=2), "x" * 90], longest=60)
    assert in_words(stored) == "林晓 is ill 2 late"


@pytest.mark.parametrize("text", ["ill or\nlate", "nobody_taught", "", 'ill {"who": "x"}'])
def test_what_nobody_taught_stays_as_it_was_written(text):
    teach({"ill": "%(name)s is ill", "late": "late"})
    assert in_words(text) == text
