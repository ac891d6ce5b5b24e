"""Keys of devices for Mosquitto: the files that it reads, written anew when a key is given or taken back."""

import os
import secrets
import signal
from contextlib import suppress
from pathlib import Path

from makegood.adapters.mqtt.topics import KINDS, PREFIX
from makegood.field.telemetry.queries import open_keys
from makegood.field.telemetry.rules import MOST_BYTES

DOOR = "makegood-door"
CONF = """\
# Written by Makegood. Include it in mosquitto.conf: include_dir {folder}
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/rights
pid_file {folder}/mosquitto.pid
# a door takes many messages before it acknowledges the first of them
max_inflight_messages 4000
# what comes while no door is open waits, as long as there is room
max_queued_messages 0
message_size_limit {most}
persistence true
autosave_interval 60
persistent_client_expiration 14d
"""


def write_files(folder: Path, *, door_hash: str) -> int:
    """Write passwords, rights and settings; how many keys they hold. Whoever reads them sees the old or the new
    ones, whole. A device may come in under its serial number (its newest key) or the number of a key."""
    folder.mkdir(parents=True, exist_ok=True)
    passwords, rights = [f"{DOOR}:{door_hash}"], [f"user {DOOR}", f"topic read {PREFIX}#"]
    keys = open_keys()
    newest = {serial: (pk, digest) for pk, serial, digest in keys}  # by age: the last one stays
    names = [(str(pk), serial, digest) for pk, serial, digest in keys]
    names += [(serial, serial, digest) for serial, (_pk, digest) in newest.items()]
    for name, serial, digest in names:
        passwords.append(f"{name}:{digest}")
        rights += [f"user {name}", *(f"topic write {PREFIX}{serial}/{kind}" for kind in KINDS)]
    _put(folder / "passwords", "\n".join(passwords) + "\n")
    _put(folder / "rights", "\n".join(rights) + "\n")
    _put(folder / "makegood.conf", CONF.format(folder=folder, most=MOST_BYTES))
    return len(keys)


def tell(folder: Path) -> bool:
    """Have a Mosquitto of this machine read them (it ends the sessions of keys that are gone)."""
    with suppress(OSError, ValueError):
        os.kill(int((folder / "mosquitto.pid").read_text().strip()), signal.SIGHUP)
        return True
    return False


def _put(file: Path, text: str) -> None:
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(0o640)
    draft.replace(file)
