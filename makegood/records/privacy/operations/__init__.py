"""Everything that writes what a person may ask of us."""

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

__all__ = [
    "ask_for_copy",
    "ask_to_erase",
    "confirm_erasing",
    "end_hold",
    "erase_person",
    "fetch_copy",
    "forget_copies",
    "go_on_erasing",
    "hold",
    "make_copy",
    "withdraw_erasing",
]
