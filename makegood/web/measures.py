"""What readings, counters and kinds of devices are called."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from makegood.base.ui.preferences import html_lang
from makegood.kernel.text import in_language
from makegood.records.assets.models import Word
from makegood.records.assets.queries import Words, readable, said, words

# The units in which any counter may count (`assets.rules.units` reads them by these names): a word of the program.
# What a device measures beside them is named by whoever sells it (`assets.Word`), and that name goes first.
COUNTERS = {
    "cycles": _("Cycles"),
    "h": _("Running hours"),
    "hours": _("Running hours"),
    "km": _("Kilometres"),
    "l": _("Litres"),
    "litres": _("Litres"),
    "pages": _("Pages"),
}


def reading_words(keys: Iterable[str]) -> Words:
    """The names of these readings (one statement)."""
    return words(Word.Of.READING, set(keys))


def measure_said(key: str, named: Words) -> str:
    """The name of a reading or counter for people; its key made readable where nobody has named it."""
    name = in_language(named.get(key) or {}, html_lang())
    if not name and key in COUNTERS:
        return str(COUNTERS[key])
    return name or readable(key)


def kind_said(key: str) -> str:
    """The name of a kind of product for people (one statement, none for no kind)."""
    return said(key, words(Word.Of.KIND, [key] if key else []), html_lang())
