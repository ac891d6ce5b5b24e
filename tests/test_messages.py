"""Every sentence of ours is there in Simplified and in Traditional Chinese, and says the same."""

import gettext
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from translate.storage import po

from makegood import __file__ as package

ROOT = Path(package).parent
LOCALE = ROOT / "locale"
LANGUAGES = ("zh_Hans", "zh_Hant")
HOLES = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")
ONLY_SIMPLIFIED = re.compile("[们这个时间为说请让经验过还没发给书记录应该谁处开关门]")


def catalogue(language: str) -> dict[tuple[str, str], po.pounit]:
    """Sentences of a language by context and English."""
    file = LOCALE / language / "LC_MESSAGES" / "django.po"
    units = po.pofile.parsefile(str(file)).units
    return {
        (unit.getcontext(), str(unit.source)): unit
        for unit in units
        if unit.source and not unit.isobsolete()
    }


def forms(text: object) -> list[str]:
    """A sentence in its forms: one, or one for each number."""
    return [str(each) for each in getattr(text, "strings", [text])]


def holes(text: str) -> set[str]:
    """What is filled in later: names, numbers."""
    return {match.group() for match in HOLES.finditer(text)}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Every sentence that the sources and templates say now, read anew."""
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed, so sentences cannot be read from the sources")
    place = tmp_path_factory.mktemp("messages")
    links = place / "makegood"
    links.mkdir()
    for each in ROOT.iterdir():
        if each.name not in ("locale", "__pycache__"):
            (links / each.name).symlink_to(each)
    (links / "locale").mkdir()
    subprocess.run(
        [
            sys.executable, "-m", "django", "makemessages", "-l", "en", "--symlinks", "--no-obsolete",
            "--ignore", "tests/*", "--ignore", "*/tests/*", "-v", "0",
        ],
        cwd=links,
        check=True,
        capture_output=True,
    )  # fmt: skip
    units = po.pofile.parsefile(str(links / "locale" / "en" / "LC_MESSAGES" / "django.po")).units
    return {(unit.getcontext(), str(unit.source)) for unit in units if unit.source}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(said: set[tuple[str, str]], language: str):
    known = catalogue(language)
    missing = [key[1] for key in sorted(said) if key not in known or not known[key].istranslated()]
    assert missing == [], f"{len(missing)} sentences are missing in {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_of_a_sentence_that_is_gone(
    said: set[tuple[str, str]], language: str
):
    assert sorted(key[1] for key in set(catalogue(language)) - said) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_holes(language: str):
    wrong = []
    for (_context, source), unit in catalogue(language).items():
        wanted = holes(forms(unit.source)[-1])
        wrong += [
            f"{source}: {said}" for said in forms(unit.target) if said and holes(said) != wanted
        ]
    assert wrong == []


def test_traditional_is_not_simplified():
    wrong = [
        f"{source}: {unit.target}"
        for (_context, source), unit in catalogue("zh_Hant").items()
        if ONLY_SIMPLIFIED.search(str(unit.target))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_is_what_was_translated(language: str):
    """The compiled file is made from this very catalogue."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for (context, source), unit in catalogue(language).items():
        if unit.istranslated() and not unit.hasplural():
            told = compiled.pgettext(context, source) if context else compiled.gettext(source)
            assert told == str(unit.target)
