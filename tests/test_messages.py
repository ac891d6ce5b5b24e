"""Every sentence of ours is there in simplified and in traditional Chinese, and says the same."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh_Hans", "zh_Hant")
HOLES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")
ONLY_SIMPLIFIED = re.compile("[们这时间为说请让经验过还发给书记录该谁处开关门]")
ONLY_TRADITIONAL = re.compile("[們這時間為說請讓經驗過還發給書記錄應該誰處開關門]")
SPACED = re.compile(r"[一-鿿] [一-鿿「」]|[一-鿿][,;!?][一-鿿 ]")


def catalogue(language: str) -> Catalog:
    file = ROOT / "makegood" / "locale" / language / "LC_MESSAGES" / "django.po"
    with file.open("rb") as source:
        return read_po(source, locale=language, charset="utf-8")


def sentences(language: str) -> list[tuple[Message, str]]:
    """Each message with each of its translations."""
    return [
        (m, text)
        for m in catalogue(language)
        if m.id
        for text in (m.string if isinstance(m.string, tuple) else (m.string,))
    ]


def holes(text: str) -> set[str]:
    """What is filled in later: names, numbers."""
    return {match.group() for match in HOLES.finditer(text)}


def test_every_sentence_of_code_and_templates_is_translated_and_compiled():
    said = subprocess.run(
        [sys.executable, ROOT / "bin" / "messages", "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_the_same_in_every_language(language):
    wrong = [
        (m.id, text)
        for m, text in sentences(language)
        if holes(text) != holes(m.id if isinstance(m.id, str) else m.id[-1])
    ]
    assert wrong == []


def test_no_character_of_one_script_stands_in_the_other():
    assert [t for _, t in sentences("zh_Hant") if ONLY_SIMPLIFIED.search(t)] == []
    assert [t for _, t in sentences("zh_Hans") if ONLY_TRADITIONAL.search(t)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_is_set_without_spaces_and_half_width_marks(language):
    assert [t for _, t in sentences(language) if SPACED.search(t)] == []
