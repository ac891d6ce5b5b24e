"""What can be done with messages of devices, and with the keys with which they may speak."""

from makegood.field.telemetry.operations.again import try_again
from makegood.field.telemetry.operations.aside import looked_at
from makegood.field.telemetry.operations.credentials import issue, revoke, used
from makegood.field.telemetry.operations.intake import Arrived, accept
from makegood.field.telemetry.operations.parsing import parse_waiting
from makegood.field.telemetry.operations.partitions import ensure_partitions
from makegood.field.telemetry.operations.provisioning import (
    Given,
    claim,
    issue_many,
    issue_product_key,
    revoke_product_key,
)

__all__ = [
    "Arrived",
    "Given",
    "accept",
    "claim",
    "ensure_partitions",
    "issue",
    "issue_many",
    "issue_product_key",
    "looked_at",
    "parse_waiting",
    "revoke",
    "revoke_product_key",
    "try_again",
    "used",
]
