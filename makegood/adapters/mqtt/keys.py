"""Writes the files of Mosquitto while the doors are open: when a key is given or taken back, and now and then."""

import secrets
import threading
import time
from pathlib import Path

import structlog
from django.db import DatabaseError, connection

from makegood.adapters.mqtt.mosquitto import tell, write_files
from makegood.base.bus import listen
from makegood.field.telemetry.operations.credentials import KEYS, broker_hash

LOOK_SECONDS = 60.0  # what was not heard is seen
logger = structlog.get_logger()


class KeyFiles:
    """Keeps the folder as the database has it. Our own name and password lie in it too (`door-password`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hash = ""

    def run(self, ended: threading.Event) -> None:
        """Until it is asked to end; a second after each change Mosquitto knows of it."""
        seen, looked_at = "", -LOOK_SECONDS
        for news in listen(KEYS):
            if ended.is_set():
                connection.close()
                return
            if news is not None or time.monotonic() - looked_at > LOOK_SECONDS:
                seen, looked_at = self.look(seen), time.monotonic()

    def look(self, seen: str) -> str:
        """Write what changed and have Mosquitto read it; the state of the files, to be handed in next time."""
        try:
            state = self.write()
        except (DatabaseError, OSError) as error:
            connection.close()
            logger.warning("the keys of devices cannot be written", error=str(error)[:200])
            return seen
        if state != seen:
            tell(self._folder)
        return state

    def write(self) -> str:
        """Write the files once; their state."""
        if not self._hash:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._hash = _door_hash(self._folder / "door-password", self._folder / "door-hash")
        write_files(self._folder, door_hash=self._hash)
        return (self._folder / "passwords").read_text(encoding="utf-8")


def _door_hash(password: Path, digest: Path) -> str:
    """The digest of our own password, made once: other doors on this folder use the same."""
    if not (password.exists() and digest.exists()):
        token = secrets.token_urlsafe(32)
        for file, text in ((password, token), (digest, broker_hash(token))):
            file.touch(mode=0o600)
            file.write_text(text, encoding="ascii")
    return digest.read_text(encoding="ascii").strip()
