"""Tables and their cells: letters, columns, stars, dates; and what must not be said in public."""

import pytest

from makegood.care.feedback.reading.cells import Meaning, Unusable, language, told_of
from makegood.care.feedback.reading.tables import NAMES, Row, look, rows_of
from makegood.care.feedback.reading.told import stars_of
from makegood.care.feedback.rules import change, is_negative, private_in, reward_in


@pytest.mark.parametrize(
    ("told", "stars"),
    [
        ("5", 5),
        ("4,5", 4.5),
        ("4/5", 4),
        ("80%", 4),
        ("★★☆☆☆", 2),
        ("四星", 4),
        ("３", 3),
        ("8/10", 4),
    ],
)
def test_stars_are_read_however_they_are_written(told: str, stars: float):
    assert stars_of(told) == stars


@pytest.mark.parametrize("told", ["", "six", "6", "-1", "9/5", "★★★★★★★"])
def test_what_is_no_rating_is_none(told: str):
    assert stars_of(told) is None


def test_a_rating_counts_out_of_the_best_of_its_source():
    assert stars_of("7", best=10) == 3.5


def test_without_stars_somebody_reads_it():
    assert is_negative(None)
    assert is_negative(3.0)
    assert not is_negative(3.5)


def test_an_edit_is_worse_better_or_words():
    assert [change(4, 2), change(2, 4), change(3, 3), change(None, 1)] == [
        "worse",
        "better",
        "words",
        "words",
    ]


@pytest.mark.parametrize(
    "header", ["Star Rating,Review Text,Review ID", "评分;评价内容;评论ID", "Rating\tBody\tID"]
)
def test_columns_are_known_by_their_names(header: str):
    assert look(f"{header}\n1\n".encode()).guess(NAMES) == {"stars": 0, "text": 1, "external_id": 2}


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02PK\x03\x04" * 50, b"\n\n\n"])
def test_what_is_no_table_has_no_columns(content: bytes):
    assert look(content).header == ()


def test_a_quotation_mark_without_end_is_one_wrong_row():
    content = b'id,text\n1,fine\n2,"' + b"x" * 30_000
    rows = list(rows_of(content, encoding="utf-8-sig", delimiter=","))
    assert [row.wrong for row in rows] == ["", "cell"]


def test_reading_goes_on_after_the_rows_that_are_done():
    content = b"id\n1\n\n2\n3\n"
    rows = rows_of(content, encoding="utf-8-sig", delimiter=",", skip=2)
    assert [row.cells for row in rows] == [("3",)]


def at(told: str, *, day_first: bool = True) -> str:
    meaning = Meaning(
        mapping={"text": 0, "written_at": 1}, day_first=day_first, zone="Asia/Shanghai"
    )
    found = told_of(Row(2, ("x", told)), meaning).written_at
    return found.isoformat()[:16] if found else ""


@pytest.mark.parametrize(
    ("told", "day_first", "moment"),
    [
        ("2026-03-04", True, "2026-03-03T16:00"),
        ("2026-03-04T10:00:00Z", True, "2026-03-04T10:00"),
        ("03/04/2026 08:00", True, "2026-04-03T00:00"),
        ("03/04/2026 08:00", False, "2026-03-04T00:00"),
        ("2026年3月4日 8:30", True, "2026-03-04T00:30"),
        ("Mar 4, 2026", True, "2026-03-03T16:00"),
        ("1772582400", True, "2026-03-04T00:00"),
    ],
)
def test_dates_are_read_by_the_clock_of_the_source(told: str, day_first: bool, moment: str):
    assert at(told, day_first=day_first) == moment


@pytest.mark.parametrize("told", ["soon", "2026-13-40", "0001-01-01", "99/99/9999"])
def test_what_is_no_date_is_a_wrong_row(told: str):
    with pytest.raises(Unusable, match="date"):
        at(told)


def test_a_row_without_id_is_named_by_who_wrote_when():
    meaning = Meaning(mapping={"text": 0, "author": 1})
    one = told_of(Row(2, ("Bad", "Wang")), meaning)
    edited = told_of(Row(2, ("Worse", "Wang")), meaning)
    assert one.external_id == edited.external_id
    assert one.digest != edited.digest


def test_languages_are_spelled_as_ours():
    assert [language(t) for t in ("zh-CN", "zh_TW", "en-US", "de", "?", "")] == [
        *("zh-Hans", "zh-Hant", "en", "de", "", "")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "If you delete your review you get a refund.",
        "A $20 coupon for you if you change your rating",
        "改成五星送红包",
        "刪除差評就送優惠券",
        "好评返现",
        "5 stars gets you a gift",
    ],
)
def test_a_bought_star_is_seen(text: str):
    assert reward_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "We refunded you yesterday.",
        "Thank you for your review. We will change the pump.",
        "我们已经给您退款了",
        "我们会改进质量，谢谢您的评价",
        "If what we did has changed your view, you are welcome to say so in your review.",
    ],
)
def test_an_honest_answer_is_no_bought_star(text: str):
    assert reward_in(text) == ""


def test_what_the_review_says_itself_is_public():
    assert private_in("Order 12345678 is on its way", public="my order 12345678 is late") == ""
    assert private_in("Order 12345678 is on its way") == "12345678"
    assert private_in("Dear Anna", known=["Ann"]) == ""
    assert private_in("王小明您好", known=["王小明"]) == "王小明"


def test_a_workbook_under_another_name_is_no_table():
    assert look(b"PK\x03\x04 id,rating\n1,1\n").header == ()
