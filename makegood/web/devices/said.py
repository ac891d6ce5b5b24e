"""Columns of tables of devices, and what can be wrong with them, in words for people."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from makegood.base.ui.preferences import html_lang
from makegood.kernel.text import in_language
from makegood.records.assets.models import Import
from makegood.records.assets.queries import own_fields
from makegood.records.assets.rules.device_rows import OWN


def columns_of(run: Import) -> list[tuple[str, str]]:
    """The fields that such a table can have, with their names."""
    if run.what == Import.What.PRODUCTS:
        return [
            ("model", _("Model")), ("name_en", _("Name in English")),
            ("name_zh", _("Name in Simplified Chinese")), ("line", _("Line")), ("kind", _("Kind")),
            ("pattern", _("How its serial numbers look")), ("example", _("One of them")),
            ("counts", _("What counts its use")), ("part", _("Number of the part")),
            ("part_en", _("Part in English")), ("part_zh", _("Part in Simplified Chinese")),
            ("quantity", _("How many")), ("price", _("Price")),
        ]  # fmt: skip
    own = [(OWN + one.key, in_language(one.names, html_lang()) or one.key) for one in own_fields()]
    return [
        ("serial", _("Serial number")), ("product", _("Product")), ("company", _("Company")),
        ("reach", _("Mail or telephone")), ("name", _("Name of the person")),
        ("place", pgettext("device", "Where it stands")), ("address", _("Address")), ("batch", _("Batch")),
        ("firmware", _("Firmware")), ("bought_on", _("Bought on")),
        ("installed_on", _("Installed on")), ("parent", _("Built into")),
        ("counter", _("Reading of its counter")), *own,
    ]  # fmt: skip


def reason(code: str) -> str:
    """What is wrong with a cell, in words that say what to do."""
    if code.startswith("twice:"):
        return _("The same number stands in row %(row)s.") % {"row": code.partition(":")[2]}
    said = {
        "bytes": _("It holds bytes that are no text. Save the table as UTF-8."),
        "columns": _("It has another number of columns than the first line."),
        "cell": _("A quotation mark has no end, or a cell is far too long."),
        "serial": _("This is no serial number."),
        "product": _("Neither this name nor the number tells of one product."),
        "reach": _("This is neither a mail address nor a telephone number."),
        "date": _("This is no day that is over. Write 2026-11-22."),
        "before": _("It cannot be installed before it was bought."),
        "parent": _("No device has this number."),
        "circle": _("A device cannot be built into itself."),
        "model": _("Name the model."),
        "pattern": _("This pattern cannot be used."),
        "example": _("This is no number of the pattern."),
        "quantity": _("Type how many, from 1 to 10,000."),
        "price": _("This is no price."),
        "header": _("Its first line must name the columns: what, key, en, zh-Hans, zh-Hant."),
        "of": _("Write kind, reading or skill."),
        "key": _("Type its key, of at most 60 characters."),
        "names": _("Give it a name in one language at least."),
        "long": _("This name is longer than 120 characters."),
        "own:number": _("Type a number."),
        "own:date": _("Type a day, as 2026-11-22."),
        "own:yes": _("Say yes or no."),
        "own:choice": _("Choose one of the list."),
    }
    return said.get(code, code)
