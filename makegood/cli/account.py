"""Under which account the embedded PostgreSQL runs: it refuses to run as root, so root needs another."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from makegood.cli.refusal import Refusal

OWN_NAME = "makegood"
USUAL_NAMES = (OWN_NAME, "postgres")
CAN_SEARCH = 1 << 2  # CAP_DAC_READ_SEARCH in the masks of /proc/self/status
CAN_OVERRIDE = 1 << 1  # CAP_DAC_OVERRIDE
CAN_SET_BITS = 1 << 8  # CAP_SETPCAP


@dataclass(frozen=True)
class Account:
    """Who runs the server: a user and group, and what stands before each of its commands."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def command(self, *words: str) -> list[str]:
        """The command line that runs `words` under this account."""
        return [*self.prefix, *words]

    def own(self, path: Path) -> None:
        """Gives a file or folder to this account."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)


def account_for(data: Path, *, programs: Path) -> Account:
    """The account for a data folder: ours, or for root the folder's owner or a service account."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    entry = owner_of(data) or service_account()
    its_own = all(can_search(folder, entry) for folder in (programs, *programs.parents))
    if its_own and all(can_search(folder, entry) for folder in data.parents):
        return Account(entry.pw_uid, entry.pw_gid, drop_root(entry))
    if not its_own and not capabilities() & CAN_SET_BITS:
        raise Refusal(
            f"The account {entry.pw_name}, under which PostgreSQL runs, cannot reach its programs in {programs}; "
            "install Makegood into a folder that others may enter, such as /opt/makegood."
        )
    return Account(entry.pw_uid, entry.pw_gid, (*drop_root(entry), *keep_passing(entry)))


def owner_of(data: Path) -> pwd.struct_passwd | None:
    """Who owns an existing data folder, unless it is root."""
    try:
        uid = data.stat().st_uid
        return pwd.getpwuid(uid) if uid else None
    except (FileNotFoundError, KeyError):
        return None


def service_account() -> pwd.struct_passwd:
    """An account without rights of its own; made when the machine has none of the usual names."""
    for name in USUAL_NAMES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    add = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    words = (
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        OWN_NAME,
    )
    if add and subprocess.run([add, *words], capture_output=True, check=False).returncode == 0:
        return pwd.getpwnam(OWN_NAME)
    raise Refusal(
        "PostgreSQL does not run as root, and no account for it could be made; "
        "run Makegood as an ordinary user, or add a user named makegood."
    )


def can_search(folder: Path, entry: pwd.struct_passwd) -> bool:
    """Whether this account may pass through a folder."""
    state = folder.stat()
    if state.st_uid == entry.pw_uid:
        return bool(state.st_mode & 0o100)
    return bool(state.st_mode & (0o010 if state.st_gid == entry.pw_gid else 0o001))


def drop_root(entry: pwd.struct_passwd) -> tuple[str, ...]:
    """The words that turn root into this account."""
    program = shutil.which("setpriv")
    if program is None:
        raise Refusal(
            "PostgreSQL does not run as root, and the program setpriv is missing; "
            "run Makegood as an ordinary user, or install util-linux."
        )
    return (program, f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups")


def keep_passing(entry: pwd.struct_passwd) -> tuple[str, ...]:
    """The words that let this account pass through folders that are closed to it.

    A home below /root is the usual case. Opening such a folder to everybody would be the worse way. PostgreSQL's
    programs ask by access(2) whether they may run each other, which looks away from such a right of anybody but
    root, unless its change of account was said to touch no rights: what setpriv runs has only the one right still.
    """
    held = capabilities()
    if not held & (CAN_SEARCH | CAN_OVERRIDE):
        raise Refusal(
            f"The account {entry.pw_name}, under which PostgreSQL runs, cannot reach this folder; "
            "set MAKEGOOD_HOME to one that others may enter, such as /var/lib/makegood."
        )
    right = "dac_read_search" if held & CAN_SEARCH else "dac_override"
    bits = ("--securebits=+no_setuid_fixup",) if held & CAN_SET_BITS else ()
    return ("--no-new-privs", *bits, f"--inh-caps=+{right}", f"--ambient-caps=+{right}")


def capabilities() -> int:
    """What this process may hand on, as the mask in /proc; 0 where there is no /proc."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
