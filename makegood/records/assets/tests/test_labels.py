import pytest

from makegood.records.assets.rules.labels import Said, guesses, shape

PATTERNS = [r"^958F-\d{2}-\d{5}$", r"^LH55Q8-\d{4}-\d{5}$"]
MODELS = ["L958F", "55Q8", "V6"]


def read(*texts: str, how: str = "words") -> dict[str, str]:
    found = guesses([Said(text, 0.98, how) for text in texts], patterns=PATTERNS, models=MODELS)
    return {
        kind: next(g.value for g in found if g.kind == kind) for kind in {g.kind for g in found}
    }


def test_a_label_says_its_number_its_model_and_its_fault():
    said = read("LANHE WHEEL LOADER", "MODEL:L958F", "S/N:958F-24-00017", "ERROR E-1042")
    assert said == {"serial": "958F-24-00017", "model": "L958F", "fault": "E-1042"}


@pytest.mark.parametrize(
    "text", ["9S8F-24-0OO17", "958F-Z4-00017", "序列号：958F-24-OOO17", "958f-24-00017"]
)
def test_signs_that_look_alike_are_put_right(text):
    assert read(text)["serial"] == "958F-24-00017"


def test_what_could_be_two_numbers_is_none():
    assert shape("O1", [r"^0\d$", r"^[OQ]I$"]) in ("", "01")
    assert shape("NOTHING", PATTERNS) == ""


def test_an_address_and_a_strange_text_are_no_number():
    assert read("https://x.example/d/abc", how="code") == {}
    assert read("安全第一") == {}
    assert "serial" not in read("A" * 200)


def test_a_bar_code_is_a_number_that_is_to_be_checked():
    found = guesses([Said("4006381333931", 0.99, "code")], patterns=PATTERNS, models=MODELS)
    assert [(g.kind, g.sure) for g in found] == [("serial", 0.5)]
