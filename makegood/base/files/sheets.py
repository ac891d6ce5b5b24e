"""Workbooks (XLSX, and what else Excel and LibreOffice write) as the plain tables that everything else reads. Read in a process of its own, with little of
everything: what somebody uploads may be made to break its reader."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import structlog
from django.utils.translation import gettext_lazy as _

from makegood.kernel.errors import Invalid

SECONDS = 40.0
AT_ONCE = threading.BoundedSemaphore(2)  # in this process: whoever comes third is told to try again
COMMAND = [sys.executable, "-s", "-P", "-m", "makegood.base.files.sheet_child"]
ROOT = str(Path(__file__).resolve().parents[3])
PLAIN = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WHY = {
    2: _("This workbook cannot be read. Save it without a password, or save the sheet as CSV."),
    3: _("This workbook is too large. Divide the table, or save the sheet as CSV."),
    4: _("No sheet of this workbook holds a table."),
}
BUSY = _("Two workbooks are being read right now. Try again in a minute.")
logger = structlog.get_logger()


def is_workbook(content: bytes) -> bool:
    """Whether these are the bytes of a workbook, readable or not."""
    return content.startswith((ZIP, OLD))


def as_csv(content: bytes) -> bytes:
    """The first sheet of a workbook that can be seen and holds something, as CSV (UTF-8), its rows where they stood;
    days as 2026-11-22, formulas by what they gave last. Takes seconds. Raises Invalid."""
    if not AT_ONCE.acquire(blocking=False):
        raise Invalid(BUSY, field="file")
    try:
        return _read(content)
    finally:
        AT_ONCE.release()


def _read(content: bytes) -> bytes:
    kept = {name: os.environ[name] for name in PLAIN if name in os.environ}
    try:
        done = subprocess.run(
            COMMAND,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={**kept, "PYTHONPATH": ROOT},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Invalid(WHY[3], field="file") from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode not in WHY:
        logger.warning("a workbook broke its reader", code=done.returncode)
    # Ended by a limit of time or memory (a signal, or 1 after MemoryError): it is too much for one table.
    raise Invalid(WHY.get(done.returncode, WHY[3]), field="file")
