"""What a route of a device names, found with the rights of the one who asks."""

from typing import TypeVar

from makegood.base.access.policy import Principal, may
from makegood.kernel.errors import NotFound
from makegood.records.assets.models import Document, Field, Fitted, Import, Product, Usage

T = TypeVar("T")


def _may(found: T | None, who: Principal, act: str) -> T:
    if found is None or not may(who, act, found):
        raise NotFound(act)
    return found


def usage_of(who: Principal, *, pk: int) -> Usage:
    """A reading. Raises NotFound."""
    found = Usage.objects.select_related("asset").filter(pk=pk).first()
    return _may(found, who, "devices.change")


def fitted_of(who: Principal, *, pk: int) -> Fitted:
    """A part in a device. Raises NotFound."""
    found = Fitted.objects.select_related("asset").filter(pk=pk).first()
    return _may(found, who, "devices.change")


def document_of(who: Principal, *, pk: int) -> Document:
    """A paper. Raises NotFound."""
    return _may(Document.objects.filter(pk=pk).first(), who, "devices.change")


def field_of(who: Principal, *, pk: int) -> Field:
    """A fact of our own. Raises NotFound."""
    return _may(Field.objects.filter(pk=pk).first(), who, "devices.manage")


def import_of(who: Principal, *, pk: int) -> Import:
    """A table on its way in. Raises NotFound."""
    found = Import.objects.select_related("file", "user").filter(pk=pk).first()
    return _may(found, who, "devices.manage")


def managed_product(who: Principal, *, pk: int) -> Product:
    """A product that he may change. Raises NotFound."""
    return _may(Product.objects.filter(pk=pk).first(), who, "devices.manage")
