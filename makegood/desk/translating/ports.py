"""Who translates. An adapter installs itself; an administrator connects one, and nothing is connected by itself."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

PURPOSE = "translating.key"  # of the sealed key of a service


class NotTranslated(Exception):
    """The service did not translate; the reason in a few words, without what was to be translated."""


class Translator(Protocol):
    """A service. `settings`: `api`, its address; `key`, open or empty; `codes`, what `languages` gave."""

    kind: str
    label: str

    def languages(self, settings: Mapping[str, Any]) -> dict[str, str]:
        """Which of our languages it knows, with its own name for each. Raises NotTranslated."""
        ...

    def translate(
        self, texts: Sequence[str], *, source: str, target: str, settings: Mapping[str, Any]
    ) -> list[str]:
        """The texts in the language `target`, in the same order. Raises NotTranslated."""
        ...


_TRANSLATORS: dict[str, Translator] = {}


def install(translator: Translator) -> None:
    """Make a service known; the same kind again replaces it."""
    _TRANSLATORS[translator.kind] = translator


def translators() -> dict[str, Translator]:
    """Every installed service by kind."""
    return dict(sorted(_TRANSLATORS.items()))
