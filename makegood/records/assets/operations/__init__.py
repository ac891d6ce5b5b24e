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
from makegood.records.assets.operations.naming import (
    Named,
    drop_word,
    name_unknown,
    read_words,
    save_word,
    save_words,
)
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
    "Named",
    "Noted",
    "Place",
    "add_document",
    "change_asset",
    "drop_document",
    "drop_word",
    "end_field",
    "enter_asset",
    "fit_part",
    "heard_of",
    "keep_site",
    "name_unknown",
    "note_usage",
    "note_usages",
    "read_words",
    "remove_part",
    "retire",
    "save_field",
    "save_part",
    "save_product",
    "save_word",
    "save_words",
    "set_bill",
    "settle_usage",
    "transfer",
]
