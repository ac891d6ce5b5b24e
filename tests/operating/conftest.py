"""Real processes: the command as a person types it, the embedded server, and Debian's PostgreSQL."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
PASSWORD = "right & proper/£"


PATIENCE = 5  # other machines are slower, and busy with other things


@dataclass
class Makegood:
    """The command, with a home and ports of its own."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        ports = {f"MAKEGOOD_{name}_PORT": str(free_port()) for name in ("WEB", "SMTP", "MQTT")}
        self.variables = {**kept, **ports, "MAKEGOOD_HOME": str(self.home), **self.variables}

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "makegood.cli.main"]

    def run(self, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end; a slow machine is given its time."""
        return subprocess.run(
            [*self.command, *words],
            env={**self.variables, **changed},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, *words: str, **changed: str) -> subprocess.Popen[str]:
        """Starts a command whose output is read with `wait_for_line`."""
        return subprocess.Popen(
            [*self.command, *words],
            env={**self.variables, **changed},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(done: Callable[[], object], *, seconds: float = 20) -> None:
    """Comes back when `done` is true; fails the test when a slow machine, too, would long have been there."""
    end = time.monotonic() + PATIENCE * seconds
    while not done():
        assert time.monotonic() < end, f"not within {PATIENCE * seconds} s"
        time.sleep(0.05)


@pytest.fixture
def makegood(tmp_path: Path) -> Makegood:
    return Makegood(tmp_path / "home")


@dataclass(frozen=True)
class Postgres15:
    """Debian's PostgreSQL 15, on a port of its own, with a password."""

    port: int
    folder: Path

    def url(self, database: str = "makegood", password: str = PASSWORD) -> str:
        return f"postgresql://makegood:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def new_database(self, name: str, *options: str) -> str:
        """The address of a database that has nothing in it."""
        self.tool("dropdb", "--if-exists", "--force", name)
        self.tool("createdb", *options, name)
        return self.url(name)

    def tool(self, name: str, *words: str) -> None:
        variables = {**os.environ, "PGPASSWORD": PASSWORD}
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "makegood"]
        subprocess.run(
            [DEBIAN_15 / name, *where, *words], env=variables, check=True, capture_output=True
        )


@pytest.fixture(scope="session")
def postgres_15(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres15]:
    """A fresh server of Debian's version, run as the user postgres when we are root."""
    if not (DEBIAN_15 / "postgres").exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed")
    before: list[str] = []
    # Outside pytest's folder, which other users may not enter.
    folder = Path(
        subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip()
    )
    if os.geteuid() == 0:
        entry = pwd.getpwnam("postgres")
        before = ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    words = [
        "-U",
        "makegood",
        "--pwfile",
        str(secret),
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
    ]
    data = folder / "data"
    subprocess.run(
        [*before, DEBIAN_15 / "initdb", "-D", data, "--no-sync", *words],
        check=True,
        capture_output=True,
        cwd="/",
    )
    server = Postgres15(free_port(), folder)
    options = [
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        f"unix_socket_directories={folder}",
        "-c",
        "fsync=off",
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*before, DEBIAN_15 / "postgres", "-D", data, "-p", str(server.port), *options],
            stdout=log,
            stderr=log,
            cwd="/",
        )
    try:
        wait_until(
            lambda: (
                "ready" in (data / "postmaster.pid").read_text()
                if (data / "postmaster.pid").exists()
                else ""
            )
        )
        server.new_database("makegood")
        yield server
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder)
