import pytest

from makegood.care.promises.ports import Verdict
from makegood.web.offered import said_of


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.97, "Can be kept"),
        (0.8, "Can be kept"),
        (0.6, "Tight"),
        (0.4, "Tight"),
        (0.39, "Will hardly be kept"),
        (0.02, "Cannot be kept"),
    ],
)
def test_the_words_for_a_chance_fit_its_figure(chance, said):
    assert said_of(Verdict(chance=chance)) == said


def test_a_moment_that_has_passed_is_called_that():
    assert said_of(Verdict(chance=0.0), passed=True) == "This moment has passed"
