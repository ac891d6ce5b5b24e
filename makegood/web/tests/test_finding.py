import re

from makegood.care.cases import operations as cases
from makegood.kernel import actor
from makegood.web.tests.make import make_case, signed_in


def find(user, words):
    return signed_in(user).get("/find/", {"q": words}).content.decode()


def test_a_case_is_found_by_number_name_and_any_word_in_either_script(lin, mail):
    case = make_case(mail, lin, "新电视闪屏", text="电视维修的单子丢了", name="周敏")
    for words in (case.number, str(case.pk), "周敏", "維修", "电视维修"):
        assert f'data-href="/cases/{case.pk}/"' in find(lin, words), words


def test_a_case_is_found_by_a_word_of_an_internal_note(lin, mail):
    case = make_case(mail, lin)
    cases.write_note(case, text="backlight board", user=lin, by=actor.user(lin.pk))
    assert f'data-href="/cases/{case.pk}/"' in find(lin, "backlight")


def test_nobody_finds_what_he_may_not_see(lin, stranger, mail):
    case = make_case(mail, lin, "Secret boiler")
    assert "Secret" not in find(stranger, "boiler")
    assert "Secret" not in find(stranger, case.number)


def test_an_empty_question_finds_nothing(lin, mail):
    make_case(mail, lin)
    assert "data-href" not in find(lin, " ")


def test_markup_in_a_title_is_shown_as_text(lin, mail):
    make_case(mail, lin, "<b>bold</b> boiler")
    assert "<b>bold" not in find(lin, "boiler")


def test_where_there_may_be_older_ones_one_can_search_further(lin, mail, monkeypatch):
    monkeypatch.setattr("makegood.web.found.SHOWN", 2)
    titles = ["Boiler one", "Boiler two", "Boiler three"]
    made = [make_case(mail, lin, title, name="") for title in titles]
    page = find(lin, "boiler")
    [mark] = re.findall(r'data-further="(\d+)"', page)
    assert f"/cases/{made[0].pk}/" not in page
    seen = page
    while mark:
        page = signed_in(lin).get("/find/", {"q": "boiler", "before": mark}).content.decode()
        seen += page
        mark = "".join(re.findall(r'data-further="(\d+)"', page))
    assert all(f"/cases/{case.pk}/" in seen for case in made)
    assert signed_in(lin).get("/find/", {"q": "boiler", "before": "x" * 30}).status_code == 200
