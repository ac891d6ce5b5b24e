"""What can be done with devices."""

from makegood.records.assets.operations import (  # noqa: F401 - a job, and how devices follow a contact
    importing,
    merging,
)
from makegood.records.assets.operations.devices import (
    Details,
    change_asset,
    enter_asset,
    retire,
    transfer,
)
from makegood.records.assets.operations.heard import heard_of
from makegood.records.assets.operations.parts import (
    Place,
    add_document,
    drop_document,
    fit_part,
    keep_site,
    remove_part,
)
from makegood.records.assets.operations.products import (
    Made,
    end_field,
    save_field,
    save_part,
    save_product,
    set_bill,
)
from makegood.records.assets.operations.usage import Noted, note_usage, note_usages, settle_usage

__all__ = [
    "Details",
    "Made",
    "Noted",
    "Place",
    "add_document",
    "change_asset",
    "drop_document",
    "end_field",
    "enter_asset",
    "fit_part",
    "heard_of",
    "keep_site",
    "note_usage",
    "note_usages",
    "remove_part",
    "retire",
    "save_field",
    "save_part",
    "save_product",
    "set_bill",
    "settle_usage",
    "transfer",
]
