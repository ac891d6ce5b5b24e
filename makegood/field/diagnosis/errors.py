from collections.abc import Sequence

from makegood.kernel.errors import Invalid, Outdated, Refused


class Flawed(Invalid):
    """A table that cannot be used as it is; `sentences` name every cell."""

    def __init__(self, message: object, sentences: Sequence[str]) -> None:
        super().__init__(message, field="table")
        self.sentences = tuple(sentences)


class DraftChanged(Outdated):
    """Somebody else saved the draft meanwhile. What was typed stays on the page."""


class NoCauseYet(Refused):
    """A case in which a cause was looked for is solved only when the cause is named."""


class SearchIsOver(Refused):
    """Nothing can be answered in a search that has ended."""
