"""A fault table with a version, a search in the case with an answer, a customer's guide."""

from typing import Any

from makegood.care.cases.models import Case
from makegood.field.diagnosis import operations
from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset
from tests.diagnosis.make import fault, television


def subjects(case: Case) -> dict[str, dict[str, Any]]:
    """What the routes of diagnosis are about."""
    row, product = fault(), television()
    asset = Asset.objects.create(serial="LH-MATRIX", product=product)
    search = operations.begin_for_case(case, fault=row, product=product, by=SYSTEM)
    kept = operations.answer(search, key="menu", value="no", source="agent", by=SYSTEM)
    guide, token = operations.begin_guide(product=product, asset=asset, language="en", by=SYSTEM)
    operations.choose_fault(guide, row, by=SYSTEM)
    assert row.live is not None
    return {
        "fault": {"pk": row.pk},
        "fault_version": {"pk": row.live.pk},
        "search_answer": {"pk": kept.pk},
        "device_code": {"token": asset.token},
        "guide_product": {"model": product.key},
        "guide": {"token": token},
    }
