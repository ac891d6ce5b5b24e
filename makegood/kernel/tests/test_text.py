from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel import text


def finds(words: str, document: str) -> bool:
    """Whether the query's words stand in the document, by the same rules as the database's."""
    stored = set(text.terms(document))
    asked = text.tsquery(words)
    parts = [p.strip("()") for p in asked.split(" & ")] if asked else []
    for part in parts:
        for term in part.split(" <-> "):
            bare = term.removesuffix(":*").strip("'").replace("''", "'")
            hit = any(s.startswith(bare) for s in stored) if term.endswith(":*") else bare in stored
            if not hit:
                return False
    return bool(parts)


def test_traditional_finds_simplified_and_back():
    assert finds("維修", "电视维修")
    assert finds("维修", "電視維修")


def test_every_piece_of_a_chinese_sentence_is_found():
    sentence = "空调漏水已经三天"
    for start in range(len(sentence)):
        for end in range(start + 1, len(sentence) + 1):
            assert finds(sentence[start:end], sentence), sentence[start:end]


def test_a_code_is_found_in_chinese_text_and_in_full_width():
    assert finds("e04", "空调显示Ｅ０４报警")
    assert finds("E04 报警", "空调显示E04报警")


def test_a_mail_address_is_found_whole_and_by_its_parts():
    assert finds("wang@example.org", "write to Wang@Example.org")
    assert finds("example", "write to Wang@Example.org")


def test_what_is_not_there_is_not_found():
    assert not finds("冰箱", "空调漏水")
    assert not finds("", "空调漏水")


@given(st.text(max_size=200))
def test_any_text_becomes_an_index_entry_and_a_question(words):
    text.tsvector(words)
    text.tsquery(words)
    assert "\x00" not in text.clean(words)


def test_the_language_is_read_from_the_characters():
    assert text.language_of("我的电视坏了") == "zh-Hans"
    assert text.language_of("我的電視壞了") == "zh-Hant"
    assert text.language_of("My television is broken") == "en"
    assert text.language_of("你好", default="zh-Hant") == "zh-Hant"
    assert text.language_of("12345", default="zh-Hans") == "zh-Hans"
