"""Where the bytes lie. A folder by default; an adapter may install another (S3)."""

import os
import tempfile
from pathlib import Path
from typing import Protocol

from django.conf import settings


class Store(Protocol):
    """Bytes by their SHA-256 (64 hex digits). `put` returns only when they are durable."""

    def put(self, sha256: str, content: bytes) -> None: ...
    def get(self, sha256: str) -> bytes: ...
    def has(self, sha256: str) -> bool: ...
    def delete(self, sha256: str) -> None: ...


class Folder:
    """Files under MAKEGOOD_HOME, written beside and renamed, so that a crash leaves no half file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def put(self, sha256: str, content: bytes) -> None:
        target = self.path(sha256)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            os.replace(name, target)
            _sync(target.parent)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_store: Store | None = None


def install(store: Store) -> None:
    """Put another store in place of the folder."""
    global _store  # noqa: PLW0603 - one process has one store
    _store = store


def store() -> Store:
    """The store in use."""
    return _store or Folder(Path(settings.FILES_ROOT))
