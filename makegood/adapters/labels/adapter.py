"""One child for each picture, few at once, and none for longer than it may take."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import structlog

from makegood.records.assets.ports import install_reader

SECONDS = 30.0
MOST_BYTES = 12 * 1024 * 1024
AT_ONCE = threading.BoundedSemaphore(2)  # in this process: whoever comes third is told to try again
COMMAND = [sys.executable, "-s", "-P", "-m", "makegood.adapters.labels.child"]
ROOT = str(Path(__file__).resolve().parents[3])
PLAIN = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")
logger = structlog.get_logger()


def read(picture: bytes) -> tuple[list[tuple[str, float, str]], str]:
    """The texts of a picture with how sure each is; why not: large, busy, time, picture, none."""
    if len(picture) > MOST_BYTES:
        return [], "large"
    if not AT_ONCE.acquire(blocking=False):
        return [], "busy"
    try:
        return _read(picture)
    finally:
        AT_ONCE.release()


def _read(picture: bytes) -> tuple[list[tuple[str, float, str]], str]:
    kept = {name: os.environ[name] for name in PLAIN if name in os.environ}
    environment = {**kept, "PYTHONPATH": ROOT, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            COMMAND,
            input=picture,
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            check=False,
        )
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        return [], "time"
    except ValueError:
        told = None
    if not isinstance(told, dict):
        logger.warning("a picture broke its reader")
        return [], "picture"
    return [(str(text), float(sure), str(how)) for text, sure, how in told["texts"]], told["why"]


install_reader(read)
