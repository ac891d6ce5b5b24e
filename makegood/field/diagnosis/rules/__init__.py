"""What is most likely broken and what to do next: pure arithmetic on fault tables, without database."""

from makegood.field.diagnosis.rules.flaws import BadTable, Flaw
from makegood.field.diagnosis.rules.tables import (
    OTHER,
    Cause,
    Check,
    FaultTable,
    Finding,
    Need,
    Outcome,
    Repair,
    dump_table,
    read_table,
)

__all__ = [
    "OTHER",
    "BadTable",
    "Cause",
    "Check",
    "FaultTable",
    "Finding",
    "Flaw",
    "Need",
    "Outcome",
    "Repair",
    "dump_table",
    "read_table",
]
