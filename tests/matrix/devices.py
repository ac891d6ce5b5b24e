"""A device of ours with a reading that is doubted, a part and a paper; its product; a table on its way in."""

from datetime import timedelta
from typing import Any

from makegood.base.access.models import User
from makegood.base.files.operations import keep
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.kernel.tables import look
from makegood.records.assets import operations as assets
from makegood.records.assets.models import Fitted, Usage
from makegood.records.assets.operations.importing import begin_import
from makegood.records.assets.tests.make import make_asset, make_product
from tests.matrix.rows import (
    DECIDED,
    DONE,
    EVERYBODY,
    EXPERTS,
    MOVED,
    OK,
    OVERSEERS,
    READERS,
    STAFF,
    Row,
    case_dialog,
    case_page,
)

ROWS = {
    "devices:devices": Row(STAFF, get=OK),
    "devices:entering": Row(READERS, get=OK, post=DONE),
    "devices:labels": Row(STAFF, get=OK),
    "devices:photo": Row(READERS, post=DONE),
    "devices:fields": Row(OVERSEERS, get=OK, post=DONE),
    "devices:field_ending": Row(OVERSEERS, about="device_field", post=MOVED),
    "devices:imports": Row(OVERSEERS, get=OK, post=DONE),
    "devices:table": Row(OVERSEERS, about="device_table", get=OK, post=DECIDED),
    "devices:flaws": Row(OVERSEERS, about="device_table", get=OK),
    "devices:device": Row(STAFF, about="device", get=OK),
    "devices:changing": Row(READERS, about="device", get=OK, post=DONE),
    "devices:papers": Row(READERS, about="device", post=MOVED),
    "devices:transferring": Row(READERS, about="device", get=OK, post=DECIDED),
    "devices:retiring": Row(READERS, about="device", get=OK, post=DECIDED),
    "devices:reading": Row(READERS, about="device", get=OK, post=DECIDED),
    "devices:fitting": Row(READERS, about="device", get=OK, post=DECIDED),
    "devices:label": Row(STAFF, about="device", get=OK),
    "devices:label_png": Row(STAFF, about="device", get=OK),
    "devices:settling": Row(READERS, about="device_usage", post=MOVED),
    "devices:removing": Row(READERS, about="device_part", post=MOVED),
    "devices:paper_dropped": Row(READERS, about="device_paper", post=MOVED),
    "devices:products": Row(STAFF, get=OK),
    "devices:words": Row(EXPERTS, get=OK, post=DONE),
    "devices:words_csv": Row(EXPERTS, get=OK),
    "devices:product_new": Row(OVERSEERS, get=OK, post=DONE),
    "devices:product": Row(STAFF, about="product", get=OK),
    "devices:product_changing": Row(OVERSEERS, about="product", get=OK, post=DONE),
    "devices:part_adding": Row(OVERSEERS, about="product", get=OK, post=DECIDED),
    "devices:part_dropping": Row(OVERSEERS, about="product", post=MOVED),
    "devices:product_papers": Row(OVERSEERS, about="product", post=MOVED),
    "devices:case_panel": case_page(),
    "devices:case_device": case_dialog(),
    "portal:scan": Row(EVERYBODY, about="scan_code", get=OK),
    "portal:photo": Row(EVERYBODY, post=DONE),
    "portal:device": Row(EVERYBODY, about="device", get=MOVED, gone=MOVED),
}


def subjects(user: User) -> dict[str, dict[str, Any]]:
    """What the routes of devices are about."""
    product = make_product("DEV1", pattern="", counter="hours")
    asset = make_asset("DEV-0001", product=product)
    for n, value in enumerate((10.0, 12.0, 9000.0)):
        at = now() - timedelta(days=5 - n)
        assets.note_usage(asset, value=value, at=at, source="staff", by=SYSTEM)
    part = assets.save_part(number="DEV-P", names={"en": "Pump"})
    assets.fit_part(asset, part=part, by=SYSTEM)
    file = keep(name="manual.pdf", type="application/pdf", content=b"%PDF-1.7")
    paper = assets.add_document(asset, title="Manual", file=file, user=user, by=SYSTEM)
    own = assets.save_field(names={"en": "Colour"}, type="text", searchable=True)
    content = b"serial,model\nDEV-2,DEV1\n"
    table = keep(name="t.csv", type="text/csv", content=content)
    run = begin_import("devices", file=table, table=look(content), user=user)
    return {
        "device": {"pk": asset.pk},
        "device_usage": {"pk": Usage.objects.get(asset=asset, doubt="leap").pk},
        "device_part": {"pk": Fitted.objects.get(asset=asset).pk},
        "device_paper": {"pk": paper.pk},
        "device_field": {"pk": own.pk},
        "device_table": {"pk": run.pk},
        "product": {"pk": product.pk},
        "scan_code": {"token": asset.token},
    }
