"""Everything that writes a contact."""

from makegood.records.customers.operations.changing import (
    add_handle,
    change_contact,
    make_companies,
    make_company,
)
from makegood.records.customers.operations.identifying import Sender, identify, identify_many
from makegood.records.customers.operations.merging import (
    AlreadyMerged,
    TooLate,
    keep_apart,
    merge,
    part,
    rejoin,
    split,
)

__all__ = [
    "AlreadyMerged",
    "Sender",
    "TooLate",
    "add_handle",
    "change_contact",
    "identify",
    "identify_many",
    "keep_apart",
    "make_companies",
    "make_company",
    "merge",
    "part",
    "rejoin",
    "split",
]
