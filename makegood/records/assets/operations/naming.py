"""What we call what is kept by its key: said by hand, brought in as a table, brought along by another table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import rows
from makegood.kernel.errors import Invalid
from makegood.kernel.tables import Row, look, rows_of
from makegood.kernel.text import clean
from makegood.records.assets.models import Word
from makegood.records.assets.rules.device_rows import Flaw

LONGEST_KEY, LONGEST = 60, 120
MOST_ROWS = 5000
LANGUAGES = ("en", "zh-Hans", "zh-Hant")
COLUMNS: dict[str, tuple[str, ...]] = {
    "of": ("what", "of"),
    "key": ("key",),
    "en": ("en", "english", "name:en"),
    "zh-Hans": ("zh hans", "简体中文", "name:zh-hans"),
    "zh-Hant": ("zh hant", "繁體中文", "name:zh-hant"),
}


@dataclass(frozen=True)
class Named:
    """A key and its names by language."""

    of: str
    key: str
    names: Mapping[str, str] = field(default_factory=dict)


def save_word(said: Named) -> Word:
    """The names of a key from now on. Raises Invalid."""
    if said.of not in Word.Of.values:
        raise Invalid(_("Choose what it is."), field="of")
    key = clean(said.key).strip()
    if not key or len(key) > LONGEST_KEY:
        raise Invalid(_("Type its key, of at most 60 characters."), field="key")
    names = _names(said.names)
    if not names:
        raise Invalid(_("Give it a name in one language at least."), field="name_en")
    if any(len(name) > LONGEST for name in names.values()):
        raise Invalid(_("This name is longer than 120 characters."), field="name_en")
    return Word.objects.update_or_create(of=said.of, key=key, defaults={"names": names})[0]


def drop_word(of: str, key: str) -> None:
    """It is called by its key again. Twice is once."""
    Word.objects.filter(of=clean(of), key=clean(key).strip()).delete()


def _names(given: Mapping[str, str]) -> dict[str, str]:
    said = {code: clean(str(given.get(code) or "")).strip() for code in LANGUAGES}
    return {code: name for code, name in said.items() if name}


def read_words(content: bytes) -> tuple[list[Named], list[Flaw]]:
    """The rows of a table (`what`, `key`, a column for each language), and what is wrong with it."""
    table = look(content)
    places = table.guess(COLUMNS)
    if not {"of", "key"} <= set(places) or table.count > MOST_ROWS:
        return [], [Flaw(1, "", "header", ",".join(table.header)[:80])]
    found: list[Named] = []
    flaws: list[Flaw] = []
    for row in rows_of(content, encoding=table.encoding, delimiter=table.delimiter):
        one = _named(row, places) if not row.wrong else row.wrong
        if isinstance(one, str):
            flaws.append(Flaw(row.number, "", one, row.line[:80]))
        else:
            found.append(one)
    return found, flaws


def _named(row: Row, places: Mapping[str, int]) -> Named | str:
    cells = {name: _plain(row.cells[place]) for name, place in places.items()}
    names = _names(cells)
    if cells["of"].casefold() not in Word.Of.values:
        return "of"
    if not cells["key"] or len(cells["key"]) > LONGEST_KEY:
        return "key"
    if not names:
        return "names"
    if any(len(name) > LONGEST for name in names.values()):
        return "long"
    return Named(cells["of"].casefold(), cells["key"], names)


def _plain(cell: str) -> str:
    text = clean(cell).strip()
    return text[1:] if text.startswith("'") else text  # as we write what looks like a formula


@transaction.atomic
def save_words(said: Iterable[Named]) -> int:
    """All of these; a language of which a row says nothing keeps its name. Returns how many keys."""
    wanted: dict[tuple[str, str], dict[str, str]] = {}
    for one in said:
        wanted.setdefault((one.of, one.key), {}).update(one.names)
    keys = {key for _of, key in wanted}
    rows(
        "SELECT pg_advisory_xact_lock(hashtextextended('assets:words', 0))"
    )  # keys that are new to both
    known = {
        (word.of, word.key): word.names
        for word in Word.objects.select_for_update().filter(key__in=keys).order_by("pk")
    }
    Word.objects.bulk_create(
        [
            Word(of=of, key=key, names={**known.get((of, key), {}), **names})
            for (of, key), names in sorted(wanted.items())
        ],
        update_conflicts=True, unique_fields=["of", "key"], update_fields=["names"],
    )  # fmt: skip
    return len(wanted)


def name_unknown(of: str, given: Mapping[str, Mapping[str, str]]) -> None:
    """Names that came along with something else: of keys that have none yet, as far as they can be kept."""
    new = [
        Word(of=of, key=key, names=names)
        for one, told in given.items()
        if (key := clean(one).strip()) and len(key) <= LONGEST_KEY
        if (names := {code: name[:LONGEST] for code, name in _names(told).items()})
    ]
    Word.objects.bulk_create(new, ignore_conflicts=True)
