"""Everything that writes what a person may ask of us."""

from makegood.records.privacy.operations import merging as _merging  # noqa: F401 - wishes follow a contact
from makegood.records.privacy.operations.copying import (
    ask_for_copy,
    fetch_copy,
    forget_copies,
    make_copy,
)
from makegood.records.privacy.operations.erasing import (
    ask_to_erase,
    confirm_erasing,
    end_hold,
    erase_person,
    go_on_erasing,
    hold,
    withdraw_erasing,
)
from makegood.records.privacy.operations.keeping import end_of, keep_for, let_go_what_is_old
from makegood.records.privacy.operations.looking import note_look
from makegood.records.privacy.operations.wishing import (
    listen,
    note_heard,
    speak,
    to_hear,
    wish,
)

__all__ = [
    "ask_for_copy",
    "ask_to_erase",
    "confirm_erasing",
    "end_hold",
    "end_of",
    "erase_person",
    "fetch_copy",
    "forget_copies",
    "go_on_erasing",
    "hold",
    "keep_for",
    "let_go_what_is_old",
    "listen",
    "make_copy",
    "note_heard",
    "note_look",
    "speak",
    "to_hear",
    "wish",
    "withdraw_erasing",
]
