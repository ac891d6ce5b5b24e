"""Everything that writes a review."""

from makegood.care.feedback.errors import AlreadyAnswering, NotOwed, NotReady
from makegood.care.feedback.operations.answering import (
    confirm_posted,
    drop_answer,
    prepare_answer,
    sent_with,
    settle_answer,
)
from makegood.care.feedback.operations.asking import note_asked
from makegood.care.feedback.operations.complaining import complain, note_read
from makegood.care.feedback.operations.importing import (
    begin_import,
    claim_import,
    note_progress,
    set_mapping,
    start_import,
    stop_import,
)
from makegood.care.feedback.operations.matching import (
    claim_unsought,
    confirm_match,
    note_sought,
    refuse_match,
    suggest,
)
from makegood.care.feedback.operations.taking import (
    Taken,
    accept,
    claim_delivery,
    decide_delivery,
    join_case,
    one_at_a_time,
    put_off,
    settle_delivery,
    take_many,
)

__all__ = [
    "AlreadyAnswering",
    "NotOwed",
    "NotReady",
    "Taken",
    "accept",
    "begin_import",
    "claim_delivery",
    "claim_import",
    "claim_unsought",
    "complain",
    "confirm_match",
    "confirm_posted",
    "decide_delivery",
    "drop_answer",
    "join_case",
    "note_asked",
    "note_progress",
    "note_read",
    "note_sought",
    "one_at_a_time",
    "prepare_answer",
    "put_off",
    "refuse_match",
    "sent_with",
    "set_mapping",
    "settle_answer",
    "settle_delivery",
    "start_import",
    "stop_import",
    "suggest",
    "take_many",
]
